"""The epochs of a run, from ``epochs.csv``: few numbers, read without numpy, which a list must not wait for."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import EPOCHS

_NO_METRICS = ("epoch", "step", "seconds")
Epochs = dict[str, list[float]]
"""Columns by name, in the file's order: "epoch", "step", "seconds", each metric, then the same with "val_"."""


def read_epochs(folder: Path) -> Epochs:
    """Read the finished epochs of a run, also of one that is under way.

    Cells that are no number are NaN; lines of another length are left out. Where a run went on from an earlier epoch
    and wrote some anew, the newer ones count.

    Raises:
        UserError: If the file is missing, can't be read, or is of something else.
    """
    path = folder / EPOCHS
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            lines = csv.reader(line for line in file if "\0" not in line)
            names = next(lines, [])
            rows = [[_number(cell) for cell in line] for line in lines if len(line) == len(names)]
    except FileNotFoundError:
        raise UserError(tr("{path} has no curves: there is no {file} in it", path=folder, file=EPOCHS)) from None
    except (OSError, csv.Error) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error)) from error
    if "epoch" not in names:
        raise UserError(tr("{path} has no column “{name}”; it is damaged or of another program", path=path,
                           name="epoch"))
    rows = _lasting(rows, names.index("epoch"))
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def metric_names(epochs: Epochs) -> list[str]:
    """Return the metrics, the loss first, without "val_"."""
    return [name for name in epochs if name not in _NO_METRICS and not name.startswith("val_")]


def metrics_of_epoch(folder: Path, epoch: int) -> dict[str, float]:
    """Return the metrics of an epoch of a run, ``val_`` ones included; none if they aren't known."""
    try:
        epochs = read_epochs(folder)
        row = epochs["epoch"].index(epoch)
    except (UserError, ValueError):
        return {}
    found = {name: column[row] for name, column in epochs.items() if name not in _NO_METRICS}
    return {name: value for name, value in found.items() if not math.isnan(value)}


def epoch_metrics(head: bytes, line: bytes) -> dict[str, float]:
    """Return the metrics, ``val_`` ones included, in a line of the file below its head; none if they don't fit."""
    names, cells = head.decode("utf-8", "replace").split(","), line.decode("utf-8", "replace").split(",")
    if len(names) != len(cells):
        return {}
    found = {name: _number(cell) for name, cell in zip(names, cells, strict=True) if name not in _NO_METRICS}
    return {name: value for name, value in found.items() if not math.isnan(value)}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _lasting(rows: list[list[float]], key: int) -> list[list[float]]:
    """Leave out the rows that a later one goes back to or before, and those without an epoch."""
    kept: list[list[float]] = []
    for row in rows:
        if math.isnan(row[key]):
            continue
        while kept and kept[-1][key] >= row[key]:
            kept.pop()
        kept.append(row)
    return kept
