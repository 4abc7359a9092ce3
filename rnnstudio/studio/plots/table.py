"""A chart's numbers as a table of comma-separated values. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rnnstudio.api import whole_file
from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.look import Way
from rnnstudio.studio.plots.pyramid import Numbers

_ROWS = 10_000
"""Rows turned into text at once."""


def write_table(path: Path, lines: Sequence[tuple[str, Line]], way: Way) -> None:
    """Write all numbers of lines: a column for what the x axis counts, then one for each line.

    A cell is empty where a line has no number, and ``nan`` where its number is none.

    Args:
        path: The file; written whole or not at all.
        lines: The columns' names and their lines.
        way: The first column's name; seconds if it is "time".

    Raises:
        UserError: If it can't be written.
    """
    places = np.unique(np.concatenate([line.x for _, line in lines])) if lines else np.empty(0)
    columns = [_spread(line, places) for _, line in lines]
    head = ["seconds" if way == "time" else way, *(name for name, _ in lines)]
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(map(_cell, head)) + "\n")
        for first in range(0, len(places), _ROWS):
            rows = slice(first, first + _ROWS)
            texts = [[f"{value:.10g}" for value in places[rows].tolist()]]
            texts += [[f"{value:.7g}" if there else "" for value, there in
                       zip(values[rows].tolist(), known[rows].tolist(), strict=True)] for values, known in columns]
            out.writelines(",".join(row) + "\n" for row in zip(*texts, strict=True))


def _spread(line: Line, places: Numbers) -> tuple[Numbers, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    values, known = np.full(len(places), np.nan), np.zeros(len(places), dtype=bool)
    rows = np.searchsorted(places, line.x)
    values[rows], known[rows] = line.y, True
    return values, known


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",\n\r') else text
