"""Which run is meant where none is chosen."""

from __future__ import annotations

from pathlib import Path

from rnnstudio.runs.folder import BEST, LAST

_LOOKED_AT = 50
"""Runs that are looked at for one with a model, the newest first: their names begin with the date."""


def last_run(runs: Path) -> Path | None:
    """Return the newest run with a model, or ``None``."""
    folders = sorted(runs.iterdir(), reverse=True) if runs.is_dir() else []
    return next((run for run in folders[:_LOOKED_AT] if (run / BEST).is_file() or (run / LAST).is_file()), None)
