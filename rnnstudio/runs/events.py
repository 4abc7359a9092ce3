"""What happens in a run, as typed plain data: the engine tells it, the window draws it, the folder keeps it."""

from __future__ import annotations

from typing import Literal

import msgspec

from rnnstudio.api import DataFacts


class Stage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Work before or after the epochs has begun: one sentence for the status line, already translated."""

    text: str


class RunStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first batch is about to be trained.

    Attributes:
        run: The run's folder.
        epochs: How many are planned.
        batches: Batches in each epoch.
        metrics: Names of the metrics, "loss" first; validation's are the same with "val_" before.
        device: What it trains on, such as "CPU, 2 cores".
        facts: What the data decided.
        gauges: Names of what else is told of each batch, such as "learning_rate" and "gradient_norm".
        first_step: Batches trained before, when a run goes on; its points up to there are in its folder.
        first_epoch: Epochs finished before, when a run goes on.
        left_out: Sentences on the rows that can't be used, one for each reason, already translated.
        warnings: Sentences on what else the person should know, already translated.
        others: The layers in the model that plugins by others brought, each with its plugin, already translated.
    """

    run: str
    epochs: int
    batches: int
    metrics: tuple[str, ...]
    device: str
    facts: DataFacts
    gauges: tuple[str, ...] = ()
    first_step: int = 0
    first_epoch: int = 0
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class BatchPoint(msgspec.Struct, frozen=True, array_like=True):
    """One training batch.

    Attributes:
        step: Its number over the whole run, from 1.
        values: Each metric on that batch alone, in the order of ``RunStarted.metrics``. Those that say nothing of
            one batch, such as AUC, stand last there and are left out.
        gauges: The other numbers, in the order of ``RunStarted.gauges``; empty if there are none.
    """

    step: int
    values: tuple[float, ...]
    gauges: tuple[float, ...] = ()


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All batches since the last such event, none left out.

    Attributes:
        points: The batches; values in the order of ``RunStarted.metrics``.
        epoch: The epoch under way, from 1.
        batch: Batches done in it.
        examples_per_second: Over the last second or so.
        seconds_left: Estimate for the rest of the run, or ``None`` before one can be made.
        validating: True while the validation part is measured.
    """

    points: tuple[BatchPoint, ...]
    epoch: int
    batch: int
    examples_per_second: float = 0.0
    seconds_left: float | None = None
    validating: bool = False


class Paused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Training holds between two batches; told twice, at once and when what it needs to go on is on disk.

    Attributes:
        kept: True once that was tried.
        message: Why it could not be written, if it couldn't: then closing the program loses what isn't on disk.
    """

    kept: bool = True
    message: str = ""


class Continued(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Training goes on after a pause."""


class EpochEnded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An epoch is over.

    Attributes:
        epoch: Its number, from 1.
        step: Batches trained so far, over the whole run.
        metrics: Training and ``val_`` metrics by name.
        seconds: How long it took, validation included.
        best: True if it is the best so far, by what the training settings judge by.
    """

    epoch: int
    step: int
    metrics: dict[str, float]
    seconds: float
    best: bool = False


class RunFinished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Training ended and the folder is complete.

    Attributes:
        run: The run's folder.
        reason: ``completed`` all epochs, ``early`` by early stopping, ``stopped`` by the user.
        epochs: Epochs that were finished.
        best_epoch: The one whose weights are in the best model; 0 if none was finished.
        metrics: Of the last finished epoch.
        seconds: From the request to the end; of a run that went on, the time trained in all.
    """

    run: str
    reason: Literal["completed", "early", "stopped"]
    epochs: int
    best_epoch: int
    metrics: dict[str, float]
    seconds: float


RunEvent = Stage | RunStarted | Progress | Paused | Continued | EpochEnded | RunFinished
