"""What a run needs to be gone on with: where it stood, and its tables cut back to there.

``checkpoint/state.npz`` is a NumPy archive of arrays, ``trainable/000000`` and so on, with ``position.json`` as its
first member. It is one file so that it can be replaced in one step: arrays and position never disagree, and whatever
interrupts the writing, the state before is still there. Everything that is appended to (tables, curves) is on disk
before it, so it may hold more than the state knows of, never less; what is more is cut off when the run goes on.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Literal

import msgspec

from rnnstudio.api import UserError, tr, whole_file

CHECKPOINT = "checkpoint"
STATE = "state.npz"
POSITION = "position.json"


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a training stands, between two batches. Numbers are kept to the last bit, NaN and infinity too.

    Attributes:
        epoch: Epochs finished.
        batch: Batches done in the epoch under way; all of them if it waits for its validation.
        step: Batches done in all.
        best_epoch: The best epoch; 0 before there is one.
        rules: What judging, early stopping and a rate that waits for a plateau have counted.
        metrics: Of the last finished epoch.
        running: Means of the metrics over the epoch under way.
        seconds: Time trained, without pauses and without the time between interruption and going on.
        epoch_seconds: The same for the epoch under way.
        best: Where the best weights are: nowhere yet, in ``best.keras``, beside the state, or they are the state's.
        curves: Length in bytes of each of TensorBoard's files, by its path below the run's folder.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    best_epoch: int = 0
    rules: dict[str, dict[str, float | None]] = {}
    metrics: dict[str, float] = {}
    running: dict[str, float] = {}
    seconds: float = 0.0
    epoch_seconds: float = 0.0
    best: Literal["none", "file", "beside", "current"] = "none"
    curves: dict[str, int] = {}


def state_file(folder: Path) -> Path:
    """Return where a run keeps its state."""
    return folder / CHECKPOINT / STATE


def encode_position(position: Position) -> bytes:
    """Return it as JSON; msgspec's own encoder would turn infinity into null."""
    return json.dumps(msgspec.to_builtins(position), indent=1).encode()


def read_position(folder: Path) -> Position | None:
    """Return where a run stands by its checkpoint, ``None`` if it has none.

    Raises:
        UserError: If the checkpoint is damaged.
    """
    path = state_file(folder)
    try:
        with zipfile.ZipFile(path) as archive:
            return msgspec.convert(json.loads(archive.read(POSITION)), Position)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, RecursionError, zipfile.BadZipFile,
            NotImplementedError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> UserError:
    """Return what is said of a checkpoint that can't be read."""
    return UserError(tr("the checkpoint {path} is damaged: {reason}; the run can't be gone on with, its models are "
                        "untouched", path=path, reason=str(error).strip().split("\n")[0] or type(error).__name__))


def cut_table(path: Path, last: int) -> None:
    """Take the lines of a table away whose first column is beyond ``last``, and a line that was cut short.

    The table is replaced whole. Its numbers rise from line to line; the header stays.

    Raises:
        UserError: If it can't be written.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error.strerror or error)) from error
    end = data.rfind(b"\n") + 1
    header = data.find(b"\n") + 1
    while end > header:
        begin = data.rfind(b"\n", 0, end - 1) + 1
        number = data[begin:end].partition(b",")[0]
        if number.isdigit() and int(number) <= last:
            break
        end = begin
    if end != len(data):
        with whole_file(path) as temporary:
            temporary.write_bytes(data[:end])


def tidy(folder: Path) -> None:
    """Delete what a write that was cut short left in a run's folder.

    Raises:
        UserError: If it can't be deleted.
    """
    try:
        for place in (folder, folder / CHECKPOINT):
            for left in place.glob(".*.part*"):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=folder,
                           reason=error.strerror or error)) from error
