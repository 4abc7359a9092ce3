"""What is in a run folder, and nothing about how it came there. Standard formats, readable without us.

==========================  ==========================================================================
``project.rnnstudio``       the project as it was when training began
``run.json``                state, times, versions, device, facts of the data, last metrics (``RunInfo``)
``vocabulary/``             what the encoder saved, such as ``tokenizer.json``
``tokens.tsv``              id, token (JSON string) and count, a line each, without header
``epochs.csv``              a line for each epoch: epoch, step, seconds, metrics
``batches.csv``             a line for each training batch: step, metrics on that batch alone
``best.keras``              the model at its best epoch, without its optimizer's state
``last.keras``              the model as training left it
``checkpoint/state.npz``    all that training goes on from after an interruption (``resuming``)
``film/``                   vectors of the most frequent words after each epoch (``film``)
``tensorboard/``            event files of the same curves
``log.txt``                 what happened, with times; warnings and traces
``own.json``                what the person added: a name, a star, notes (``own``)
``lock``                    empty; locked by the process that trains, while it lives (``standing``)
==========================  ==========================================================================
"""

from __future__ import annotations

import math
import re
import time
from pathlib import Path
from typing import Literal

import msgspec

from rnnstudio.api import DataFacts, UserError, tr, whole_file
from rnnstudio.runs.about import DataOrigin, LayerFact

PROJECT = "project.rnnstudio"
INFO = "run.json"
VOCABULARY = "vocabulary"
TOKENS = "tokens.tsv"
EPOCHS = "epochs.csv"
BATCHES = "batches.csv"
BEST = "best.keras"
LAST = "last.keras"
TENSORBOARD = "tensorboard"
LOG = "log.txt"

State = Literal["running", "completed", "early", "stopped", "failed"]


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What ``run.json`` holds.

    Attributes:
        state: How far it came; ``running`` in the folder of a dead process means that it was killed.
        started: Seconds since 1970.
        seconds: Duration so far.
        epochs: Finished epochs.
        best_epoch: The epoch ``best.keras`` is from; 0 if there is none.
        metrics: Of the last finished epoch.
        message: Why it failed.
        data: Where its data came from; ``None`` in runs of before that was kept.
        layers: What it was built of, wrappers before what is inside; empty in runs of before that was kept.
        planned: Epochs in all; 0 in a run of an older version.
        fingerprint: Tells the encoded and divided data from any other; "" in a run that can't be gone on with.
        weights: The run whose weights it began with; "" for new ones.
    """

    name: str
    state: State = "running"
    started: float = 0.0
    seconds: float = 0.0
    epochs: int = 0
    best_epoch: int = 0
    metrics: dict[str, float] = {}
    facts: DataFacts | None = None
    device: str = ""
    versions: dict[str, str] = {}
    message: str = ""
    data: DataOrigin | None = None
    layers: tuple[LayerFact, ...] = ()
    planned: int = 0
    fingerprint: str = ""
    weights: str = ""


def create(runs: Path, name: str) -> Path:
    """Make a new, empty run folder named by date, time and project.

    Raises:
        UserError: If ``runs`` can't be written to.
    """
    stem = time.strftime("%Y-%m-%d_%H-%M-%S") + "_" + (re.sub(r"[^\w-]+", "-", name).strip("-")[:60] or "run")
    for number in range(1, 1000):
        folder = runs / (stem if number == 1 else f"{stem}_{number}")
        try:
            runs.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:
            if not runs.is_dir():
                raise UserError(tr("{path} is a file, not a folder for runs; choose another", path=runs)) from None
            continue
        except OSError as error:
            raise UserError(tr("no run folder can be made in {path}: {reason}; choose another place",
                               path=runs, reason=error.strerror or str(error))) from error
        return folder
    raise UserError(tr("no free name for a run in {path}", path=runs))


def write_info(folder: Path, info: RunInfo) -> None:
    """Write ``run.json``, whole. A metric that is no number is left out: JSON has no word for it."""
    finite = {name: value for name, value in info.metrics.items() if math.isfinite(value)}
    info = info if len(finite) == len(info.metrics) else msgspec.structs.replace(info, metrics=finite)
    with whole_file(folder / INFO) as file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")


def read_info(folder: Path) -> RunInfo:
    """Read ``run.json``.

    Raises:
        UserError: If the folder is no run, or the file can't be read.
    """
    try:
        return msgspec.json.decode((folder / INFO).read_bytes(), type=RunInfo)
    except FileNotFoundError:
        raise UserError(tr("{path} is not a run: it has no {file}", path=folder, file=INFO)) from None
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=folder / INFO, reason=error)) from error


def list_runs(runs: Path) -> list[tuple[Path, RunInfo]]:
    """List the readable runs below ``runs``, the newest first."""
    found = []
    for folder in runs.iterdir() if runs.is_dir() else ():
        if (folder / INFO).is_file():
            try:
                found.append((folder, read_info(folder)))
            except UserError:
                continue
    return sorted(found, key=lambda pair: pair[1].started, reverse=True)


def write_tokens(folder: Path, tokens: list[str], counts: list[int]) -> None:
    """Write ``tokens.tsv``; each token is a JSON string, so that tabs and newlines in it are safe."""
    with whole_file(folder / TOKENS) as file, file.open("w", encoding="utf-8", newline="\n") as out:
        for index, (token, count) in enumerate(zip(tokens, counts, strict=True)):
            out.write(f"{index}\t{msgspec.json.encode(token).decode()}\t{count}\n")


def read_tokens(folder: Path) -> tuple[list[str], list[int]]:
    """Read ``tokens.tsv``: the tokens by id, and their counts. Both empty if the run has no vocabulary.

    Raises:
        UserError: With the line, if the file is damaged.
    """
    tokens: list[str] = []
    counts: list[int] = []
    path = folder / TOKENS
    if not path.is_file():
        return tokens, counts
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                _, token, count = line.split(b"\t")
                tokens.append(msgspec.json.decode(token, type=str))
                counts.append(int(count))
            except (ValueError, msgspec.MsgspecError) as error:
                raise UserError(tr("{path} is damaged at line {line}: {reason}", path=path, line=number,
                                   reason=error)) from error
    return tokens, counts
