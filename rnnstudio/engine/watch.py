"""What happens between two batches: told as events, written to the run's folder, ended when asked.

The only module that imports keras when it is imported; ``training`` does so after TensorFlow is loaded.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import keras

from rnnstudio.api import UserError, tr
from rnnstudio.engine.checkpoints import Checkpoints
from rnnstudio.engine.control import Control
from rnnstudio.engine.gauges import Gauges
from rnnstudio.engine.judging import Rules
from rnnstudio.engine.metrics import means
from rnnstudio.engine.pace import Pace
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.unaveraged import Unaveraged
from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress, RunEvent

_PAUSE = 1 / 15
"""Seconds between two events within an epoch."""


class Interrupted(Exception):  # noqa: N818 - the user's wish, not a fault
    """Leaves ``fit`` at once; ``stop_training`` would still trace and run the validation."""


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Watches one ``fit``.

    Attributes:
        epochs: Epochs finished.
        best_epoch: The best one as the rules judge; 0 before there is one.
        metrics: Of the last finished epoch.
        early: True if early stopping ended it.

    Args:
        metrics: Names of the training metrics, "loss" first.
        sizes: Examples in each batch of an epoch.
        answers: Answers to one example that are right or wrong; 0 if that isn't known.
        rules: Decide at the end of each epoch.
        gauges: Read when there is something to tell.
        pace: Reckons the time left.
        recorder: Writes the folder.
        checkpoints: Writes the models.
        on_event: Told what happens.
        control: Asked after each batch.
    """

    def __init__(self, *, metrics: tuple[str, ...], sizes: list[int], answers: int, rules: Rules, gauges: Gauges,
                 pace: Pace, recorder: Recorder, checkpoints: Checkpoints, on_event: Callable[[RunEvent], None],
                 control: Control) -> None:
        super().__init__()
        self.epochs = 0
        self.best_epoch = 0
        self.metrics: dict[str, float] = {}
        self.early = False
        self._names = metrics
        self._sizes = sizes
        self._rules = rules
        self._gauges = gauges
        self._pace = pace
        self._recorder = recorder
        self._checkpoints = checkpoints
        self._on_event = on_event
        self._control = control
        self._own = Unaveraged(means(metrics), answers)
        self._points: list[BatchPoint] = []
        self._step = self._batch = self._examples = 0
        self._epoch_began = self._told = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Begin anew to count, unless asked to stop already: tracing the first batch takes seconds."""
        if self._control.stopped:
            raise Interrupted
        self._own.restart()
        self._batch = 0
        self._epoch_began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Note the batch; stop if it diverged or if asked to."""
        assert logs is not None
        size = self._sizes[self._batch]
        self._step += 1
        self._batch += 1
        self._examples += size
        values = self._own.batch(logs, size)
        self._points.append(BatchPoint(self._step, values))
        if not math.isfinite(values[0]):
            raise _diverged(tr("epoch {epoch}, batch {batch}", epoch=self.epochs + 1, batch=self._batch))
        if self._control.stopped:
            raise Interrupted
        now = time.perf_counter()
        if now - self._told > _PAUSE:
            self.tell(now)

    def tell(self, now: float, validating: bool = False) -> None:
        """Tell of all batches since the last time, and note them in the folder."""
        points = self._gauges.put_to(self._points)
        self._points = []
        self._told = now
        if points:
            self._pace.mark(now, self._examples)
            self._recorder.batches(points)
            self._checkpoints.trained()
        self._on_event(Progress(
            points=points, epoch=self.epochs + 1, batch=self._batch, validating=validating,
            examples_per_second=self._pace.examples_per_second(), seconds_left=self._pace.seconds_left()))

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Tell of the epoch's last batches and that validation begins."""
        now = time.perf_counter()
        self.tell(now, validating=True)
        self._pace.validation_began(now)

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Stop if asked to."""
        if self._control.stopped:
            raise Interrupted

    def on_test_end(self, logs: dict[str, float] | None = None) -> None:
        """Note how long validation took."""
        self._pace.validation_ended(time.perf_counter())

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Judge the epoch, tell of it, keep it if it is the best, and stop if it was one of too many."""
        assert logs is not None
        names = (*self._names, *(f"val_{name}" for name in self._names))
        metrics = {name: float(logs[name]) for name in names}
        if not math.isfinite(metrics["val_loss"]):
            raise _diverged(tr("the validation after epoch {epoch}", epoch=epoch + 1))
        self.epochs, self.metrics = epoch + 1, metrics
        best = self._rules.epoch_ended(self.epochs, metrics)
        self.best_epoch = self._rules.best_epoch
        ended = EpochEnded(epoch=self.epochs, step=self._step, metrics=metrics, best=best,
                           seconds=time.perf_counter() - self._epoch_began)
        self._checkpoints.epoch_ended(best)
        self._recorder.epoch(ended, self.best_epoch)
        self._on_event(ended)
        if self._rules.is_over:
            self.early = True
            self.model.stop_training = True


def _diverged(where: str) -> UserError:
    return UserError(tr("the loss is no number any more in {where}: the steps were too large; try a smaller learning "
                        "rate, or clip gradients", where=where))
