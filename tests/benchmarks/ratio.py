"""What a benchmark says at its end, for people and for ``scripts/bench.py``: a line for each figure."""

from __future__ import annotations

import json


def tell(what: str, measured: float, reach: float | None = None, unit: str = "", *, at_least: bool = False) -> bool:
    """Print a figure as the table's script reads it.

    Args:
        what: What was measured, in a few words; the first number of a ratio first.
        measured: What came out.
        reach: What it should be; ``None`` if it is only told.
        unit: Such as "s" or "MB"; "" for a ratio.
        at_least: More is better.

    Returns:
        Whether it is reached.
    """
    print("RATIO " + json.dumps({"what": what, "measured": measured, "reach": reach, "unit": unit,
                                 "at_least": at_least}), flush=True)
    return reach is None or (measured >= reach if at_least else measured <= reach)


def skip(what: str, why: str) -> None:
    """Say why nothing was measured."""
    print("SKIPPED " + json.dumps({"what": what, "why": why}), flush=True)
