"""The training under way, folded from its events into what is to be shown.

Tool bar, menus and the Training pane read from here and from nowhere else, so they never contradict each other. It
outlives the window, which may be built anew (another language) while a training goes on.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Failed, Stopped, singly
from rnnstudio.project.words import duration, number, suspected
from rnnstudio.runs.epochs import metrics_of_epoch
from rnnstudio.runs.events import Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted, Stage
from rnnstudio.studio.training import wording

if TYPE_CHECKING:
    from rnnstudio.studio.training.curves import Curves

Phase = Literal["idle", "preparing", "training", "validating", "pausing", "paused", "stopping", "ended"]
Outcome = Literal["", "completed", "early", "stopped", "failed"]
HUNG = 15.0
"""Seconds without a batch from which on a training that was ended at once is said to have hung."""


class TrainingState(QObject):
    """What is known of the training under way, or of the last one.

    Attributes:
        phase: Where it stands.
        outcome: How it ended; "" before.
        message: What it is doing before the first batch, or why it failed: a sentence.
        run: The run's folder, once there is one.
        engine_died: True if the run failed because its process ended; ``message`` then names the process's log.
        kept: True if the run that ended left a model.
        has_words: True if it is trained on words or token ids, which can have vectors.
        finished_run: The folder of the last run that ended with a model; kept while the next one is under way.
        curves: Its numbers; ``None`` before the first batch. Another object for each run.
        epoch: The epoch under way, from 1.
        epochs: Epochs planned.
        batch: Batches done in this epoch.
        batches: Batches in an epoch.
        began: True once a batch was trained; until then TensorFlow traces the model, which can't be interrupted.
        seconds_left: Estimate for the rest of the run.
        examples_per_second: Over the last second or so.
        epoch_seconds: How long the last epoch took.
        seconds: How long the whole run took, once it ended.
        device: What it trains on.
        metrics: Of the last finished epoch, ``val_`` ones included.
        best_epoch: The epoch with the lowest validation loss so far; 0 before there is one.
        best_metrics: Of that epoch.

    Signals:
        changed: Something of the above did.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.finished_run: Path | None = None
        self._clear("idle")

    def _clear(self, phase: Phase) -> None:
        self.phase: Phase = phase
        self.outcome: Outcome = ""
        self.message = ""
        self.run: Path | None = None
        self.kept = False
        self.has_words = False
        self.engine_died = False
        self.curves: Curves | None = None
        self.epoch = self.epochs = self.batch = self.batches = 0
        self.began = False
        self.seconds_left: float | None = None
        self.examples_per_second = 0.0
        self.epoch_seconds: float | None = None
        self.seconds = 0.0
        self.device = ""
        self.metrics: dict[str, float] = {}
        self.best_epoch = 0
        self.best_metrics: dict[str, float] = {}
        self.warnings: tuple[str, ...] = ()
        self._others: tuple[str, ...] = ()
        self._advanced = time.monotonic()
        self._hung = 0.0

    @property
    def active(self) -> bool:
        """True from Train until the run ended."""
        return self.phase not in ("idle", "ended")

    @property
    def epoch_seconds_left(self) -> float | None:
        """Estimate for the rest of the epoch under way: its share of the time left."""
        if self.seconds_left is None or not self.batches:
            return None
        rest = max(self.epochs - self.epoch, 0) * self.batches + self.batches - self.batch
        return self.seconds_left * (self.batches - self.batch) / rest if rest else 0.0

    @property
    def fraction(self) -> float | None:
        """The share of all batches that is done, 0 to 1, or ``None`` while that can't be said."""
        if not self.epochs or not self.batches:
            return None
        done = max(self.epoch - 1, 0) * self.batches + min(self.batch, self.batches)
        return min(done / (self.epochs * self.batches), 1.0)

    def begin(self) -> None:
        """Train was pressed and accepted."""
        self._clear("preparing")
        self.message = tr("Preparing")
        self.changed.emit()

    def stop_requested(self) -> None:
        """Stop was pressed."""
        if self.active:
            if self.phase == "paused":
                self._advanced = time.monotonic()  # it held, and didn't hang
            self.phase = "stopping"
            self.seconds_left = None
            self.changed.emit()

    @property
    def can_pause(self) -> bool:
        """Whether there is a training that could hold."""
        return self.phase in ("training", "validating")

    def pause_requested(self) -> None:
        """Pause was pressed."""
        if self.can_pause:
            self.phase = "pausing"
            self.changed.emit()

    def resume_requested(self) -> None:
        """Resume was pressed."""
        if self.phase in ("pausing", "paused"):
            self.phase = "training"
            self.changed.emit()

    def lost(self, message: str) -> None:
        """The engine process is gone; what it was doing failed."""
        if self.active:
            self._fail(message, "")
            self.engine_died = True
            self.changed.emit()

    def take(self, event: object) -> None:
        """Take in an event of the run; events of no concern, and those of a run that is over, are passed over."""
        taken = [self._take_one(single) for single in singly(event)]
        if any(taken):
            self.changed.emit()

    def _take_one(self, event: object) -> bool:
        if not self._fold(event):
            return False
        if self.curves is not None:
            self.curves.take(event)
        return True

    def _fold(self, event: object) -> bool:
        if isinstance(event, RunStarted):
            self._start(event)
            return True
        if not self.active:
            return False
        match event:
            case Stage():
                self.message = event.text
            case Progress():
                self._advance(event)
            case Paused():
                self.phase = "paused" if self.phase == "pausing" else self.phase
            case Continued():
                self._advanced = time.monotonic()
                self.phase = "training" if self.phase == "paused" else self.phase
            case EpochEnded():
                self._end_epoch(event)
            case RunFinished():
                self._finish(event)
            case Stopped():
                self._hung = time.monotonic() - self._advanced
                self._end("stopped")
            case Failed():
                self._fail(event.message, event.run)
            case _:
                return False
        return True

    def _start(self, event: RunStarted) -> None:
        from rnnstudio.studio.training.curves import Curves  # numpy, which the start of the window does without

        stopping = self.phase == "stopping"
        self._clear("stopping" if stopping else "training")
        self.run = Path(event.run)
        self.epoch, self.epochs = event.first_epoch + 1, event.epochs
        self.batches, self.device = event.batches, event.device
        self.began = False
        self.has_words = event.facts.input != "values"
        self.warnings = event.warnings
        self._others = event.others
        self.curves = Curves(event)

    def _advance(self, event: Progress) -> None:
        self._advanced = time.monotonic()
        self.epoch, self.batch = event.epoch, event.batch
        self.examples_per_second = event.examples_per_second
        self.began = True
        if self.phase in ("preparing", "training", "validating"):
            self.phase = "validating" if event.validating else "training"
        if self.phase != "stopping":
            self.seconds_left = event.seconds_left

    def _end_epoch(self, event: EpochEnded) -> None:
        self.epoch, self.batch = event.epoch, self.batches
        self.metrics, self.epoch_seconds = event.metrics, event.seconds
        if event.best:
            self.best_epoch, self.best_metrics = event.epoch, event.metrics

    def _finish(self, event: RunFinished) -> None:
        self.run = self.finished_run = Path(event.run)
        self.kept = True
        self.epoch, self.seconds, self.best_epoch = event.epochs, event.seconds, event.best_epoch
        self.metrics = event.metrics or self.metrics
        if event.best_epoch and not self.best_metrics:  # an epoch before it went on
            self.best_metrics = metrics_of_epoch(self.run, event.best_epoch)
        self._end(event.reason)

    def _fail(self, message: str, run: str) -> None:
        self.message = message
        self.run = Path(run) if run else self.run
        self._end("failed")

    def _end(self, outcome: Outcome) -> None:
        self.phase, self.outcome, self.seconds_left = "ended", outcome, None
        if self.curves is not None:
            self.curves.ended = True

    def headline(self) -> str:
        """Return where the training stands, in a few words for the tool bar; "" before the first one."""
        match self.phase:
            case "preparing":
                return self.message
            case "training" | "validating":
                return tr("Epoch {epoch} of {epochs}", epoch=number(self.epoch), epochs=number(self.epochs))
            case "pausing":
                return tr("Pausing")
            case "paused":
                return tr("Paused in epoch {epoch} of {epochs}", epoch=number(self.epoch),
                          epochs=number(self.epochs))
            case "stopping":
                return tr("Stopping") if self.began or self.curves is None else tr(
                    "Stopping as soon as TensorFlow has prepared the first batch")
            case "ended":
                return self._end_words()
        return ""

    def _end_words(self) -> str:
        if self.outcome == "failed":
            return tr("The training failed")
        if not self.kept:
            return tr("Stopped")
        if self.outcome == "completed":
            return tr("Finished {epochs}", epochs=wording.epochs_words(self.epoch))
        return tr("Stopped after {epochs}", epochs=wording.epochs_words(self.epoch))

    def metric_words(self) -> str:
        """Return the metric that says most, of the last finished epoch: "val. accuracy 0.790"; "" before."""
        return wording.key_metric_words(self.metrics)

    def speed_words(self) -> str:
        """Return the epoch's time left, speed and device in a line."""
        left = self.epoch_seconds_left if self.phase in ("training", "validating") else None
        return wording.speed_words(self.examples_per_second, self.epoch_seconds, self.device, left)

    def summary(self) -> str:
        """Return what the run came to, in a sentence or two; "" while it is under way."""
        if self.phase != "ended":
            return ""
        if self.outcome == "failed":
            return self.message
        if not self.kept:
            return tr("You stopped it before there was a model to keep.") if self.curves is None else self._cut_off()
        came_to = wording.summary_words(self.outcome, self.epoch, self.seconds, self.best_epoch, self.best_metrics)
        return " ".join((came_to, *(f"{warning}." for warning in self.warnings)))

    def _cut_off(self) -> str:
        """Return what is said of a run that was ended at once, and what to suspect if it hung."""
        words = [tr("You ended it at once; what its folder holds by now stays.")]
        if self._hung >= HUNG:
            words.append(tr("No batch had ended for {time} by then.", time=duration(self._hung)))
            words.append(suspected(self._others))
        return " ".join(filter(None, words))
