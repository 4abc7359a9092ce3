"""Reads the curves of a run from its folder, also of one that is under way or ended in the middle of a line.

A million batches take about half a second, in pieces of about a millisecond, so that a window whose thread waits for
Python meanwhile still gets its turn.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import BATCHES, EPOCHS

Numbers = npt.NDArray[np.float64]

_PIECE = 1 << 16
"""Bytes that are turned into numbers at once."""


class RunCurves:
    """What a run's folder says of its course.

    Attributes:
        batches: ``step`` and each metric and gauge of each training batch: columns of one length by name, the step
            rising.
        epochs: ``epoch``, ``step``, ``seconds`` and each metric, ``val_`` ones included, of each finished epoch.
    """

    def __init__(self, batches: dict[str, Numbers], epochs: dict[str, Numbers]) -> None:
        self.batches = batches
        self.epochs = epochs

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics in their order, without "val_"."""
        return tuple(name for name in self.epochs
                     if name not in ("epoch", "step", "seconds") and not name.startswith("val_"))

    @property
    def gauges(self) -> tuple[str, ...]:
        """Names of what else is told of each batch, such as "learning_rate"."""
        return tuple(name for name in self.batches if name != "step" and name not in self.epochs)

    def until(self, step: int, epoch: int) -> RunCurves:
        """Return the part up to a step and an epoch, both included; views, not copies."""
        return RunCurves(_head(self.batches, "step", step), _head(self.epochs, "epoch", epoch))


def read_curves(folder: Path) -> RunCurves:
    """Read ``batches.csv`` and ``epochs.csv``.

    Cells that are empty or no number are NaN; lines of another length are left out, the last one if it has no end.
    Where a run went on from an earlier step and wrote batches anew, the newer ones count.

    Raises:
        UserError: If ``epochs.csv`` is missing or either can't be read.
    """
    epochs = read_table(folder / EPOCHS, "epoch")
    batches = read_table(folder / BATCHES, "step") if (folder / BATCHES).is_file() else {"step": np.empty(0)}
    return RunCurves(batches, epochs)


def read_table(path: Path, key: str) -> dict[str, Numbers]:
    """Read a file of comma-separated numbers with a header, its rows rising in one column.

    Args:
        path: The file.
        key: The column that rises. Of rows that go back in it, those before them that they replace are left out.

    Returns:
        Columns by name, in the file's order.

    Raises:
        UserError: If there is no such file, it can't be read, or it has no such column.
    """
    try:
        with path.open("rb") as file:
            names = file.readline().decode("utf-8", "replace").strip().split(",")
            if key not in names:
                raise UserError(tr("{path} has no column “{name}”; it is damaged or of another program",
                                   path=path, name=key))
            pieces = list(_pieces(file, len(names)))
    except FileNotFoundError:
        raise UserError(tr("{path} has no curves: there is no {file} in it", path=path.parent,
                           file=path.name)) from None
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error.strerror or error)) from error
    rows = np.concatenate(pieces) if pieces else np.empty((0, len(names)))
    rows = rows[_lasting(rows[:, names.index(key)])]
    return {name: np.ascontiguousarray(rows[:, index]) for index, name in enumerate(names)}


def _pieces(file: io.BufferedReader, width: int) -> list[Numbers]:
    found, rest = [], b""
    while block := file.read(_PIECE):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if newline:
            found.append(_numbers(whole, width))
    return found


def _numbers(text: bytes, width: int) -> Numbers:
    """Return lines as an array of shape (rows, width)."""
    rows = text.count(b"\n") + 1
    if text.count(b",") == rows * (width - 1) and b",," not in text and b",\n" not in text and text[-1:] != b",":
        try:
            flat = np.fromstring(text.replace(b"\r", b"").replace(b"\n", b","), sep=",")
        except (ValueError, DeprecationWarning):
            flat = np.empty(0)
        if len(flat) == rows * width:
            return flat.reshape(rows, width)
    lines = [line.split(b",") for line in text.splitlines()]
    return np.array([[_number(cell) for cell in cells] for cells in lines if len(cells) == width],
                    dtype=float).reshape(-1, width)


def _number(cell: bytes) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _lasting(keys: Numbers) -> npt.NDArray[np.bool_]:
    """Tell of each row whether no later one goes back to its key or before; a row without a key doesn't last."""
    known = np.isfinite(keys)
    ahead = np.minimum.accumulate(np.where(known, keys, np.inf)[::-1])[::-1]
    return known & (keys < np.append(ahead[1:], np.inf))


def _head(columns: dict[str, Numbers], key: str, last: int) -> dict[str, Numbers]:
    count = int(np.searchsorted(columns[key], last, side="right"))
    return {name: column[:count] for name, column in columns.items()}
