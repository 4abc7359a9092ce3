"""What happens between two batches: told as events, written to the run's folder, held or ended when asked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnnstudio.api import UserError, tr
from rnnstudio.engine.checkpoints import Best, Checkpoints
from rnnstudio.engine.control import Control
from rnnstudio.engine.judging import Rules
from rnnstudio.engine.metrics import means
from rnnstudio.engine.pace import Pace
from rnnstudio.engine.ragged import Array
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.state import CHANCE, METRICS, Arrays, put_back
from rnnstudio.engine.unaveraged import Unaveraged
from rnnstudio.runs.events import BatchPoint, Continued, EpochEnded, Paused, Progress, RunEvent
from rnnstudio.runs.resuming import Position

if TYPE_CHECKING:
    import keras

_PAUSE = 1 / 10
"""Seconds between two events within an epoch."""
_LISTEN = 0.5
"""Seconds between two looks around while it holds."""


class Interrupted(Exception):  # noqa: N818 - the user's wish, not a fault
    """Leaves the training at once, without the epoch's validation."""


class Watch:
    """Watches one training, told by whoever trains what has been done.

    Attributes:
        epochs: Epochs finished.
        best_epoch: The best one as the rules judge; 0 before there is one.
        metrics: Of the last finished epoch.

    Args:
        model: What is trained.
        metrics: Names of the training metrics, "loss" first.
        sizes: Examples in each batch of an epoch.
        answers: Answers to one example that are right or wrong; 0 if that isn't known.
        rules: Decide at the end of each epoch.
        pace: Reckons the time left.
        recorder: Writes the folder.
        checkpoints: Writes state and models.
        film: Called with the number of each finished epoch before it is kept.
        on_event: Told what happens.
        control: Asked after each batch.
        diverged: Makes the sentence on a loss that is no number any more, told where, and the batch's number in
            its epoch.
        start: Where it goes on from.
        arrays: The state that it goes on from.
    """

    def __init__(self, model: keras.Model, *, metrics: tuple[str, ...], sizes: list[int], answers: int, rules: Rules,
                 pace: Pace, recorder: Recorder, checkpoints: Checkpoints, film: Callable[[int], None],
                 on_event: Callable[[RunEvent], None], control: Control, diverged: Callable[[str, int], UserError],
                 start: Position, arrays: Arrays | None = None) -> None:
        self.epochs = start.epoch
        self.best_epoch = start.best_epoch
        self.metrics = start.metrics
        self._model = model
        self._names = metrics
        self._sizes = sizes
        self._rules = rules
        self._pace = pace
        self._recorder = recorder
        self._checkpoints = checkpoints
        self._film = film
        self._on_event = on_event
        self._control = control
        self._diverged = diverged
        self._start: Position | None = start
        self._arrays = arrays
        self._own = Unaveraged(means(metrics), answers)
        self._points: list[BatchPoint] = []
        self._step, self._batch = start.step, start.batch
        self._examples = start.epoch * sum(sizes) + sum(sizes[:start.batch])
        self._running = start.running
        self._validating = False
        if start.rules:
            rules.restore(start.rules)
        self._epoch_began = self._told = time.perf_counter()

    @property
    def is_over(self) -> bool:
        """True once early stopping is to end the training; also if a run was killed just when it was to end."""
        return self._rules.is_over

    @property
    def left(self) -> int:
        """Batches left to train in the epoch."""
        return len(self._sizes) - self._batch

    def position(self, best: Best, curves: dict[str, int]) -> Position:
        """Return where training stands."""
        return Position(
            epoch=self.epochs, batch=self._batch, step=self._step, best_epoch=self.best_epoch,
            rules=self._rules.state(), metrics=self.metrics, running=self._running,
            seconds=self._recorder.seconds, epoch_seconds=time.perf_counter() - self._epoch_began,
            best=best if self.best_epoch else "none", curves=curves)

    def epoch_begins(self) -> None:
        """Begin anew to count, or take up where it stood; tracing the first batch takes seconds, so listen first."""
        self._epoch_began = time.perf_counter()
        start, self._start = self._start, None
        if start is not None:
            self._take_up(start)
        else:
            self._own.restart()
            self._batch, self._running = 0, {}
        self.heed()

    def _take_up(self, start: Position) -> None:
        """Put back what stays only once the epoch has begun: its metrics begin anew."""
        self._epoch_began -= start.epoch_seconds
        if start.batch:
            self._own.resume(start.running, sum(self._sizes[:start.batch]))
        if self._arrays is not None:
            in_midst = 0 < start.batch < len(self._sizes)
            put_back(self._model, self._arrays, CHANCE, *((METRICS,) if in_midst else ()))
            self._arrays = None

    def trained(self, rows: Array) -> None:
        """Count the batches just done; hold or leave if asked to.

        Args:
            rows: Of each of them, in the order of ``Gauges.row``.
        """
        for row in rows.tolist():
            size = self._sizes[self._batch]
            self._examples += size
            self._step += 1
            self._batch += 1
            self._running = dict(zip(self._names, row, strict=False))
            values = self._own.batch(self._running, size)
            self._points.append(BatchPoint(self._step, values, tuple(row[len(self._names):])))
            if not math.isfinite(values[0]):
                raise self._diverged(
                    tr("epoch {epoch}, batch {batch}", epoch=self.epochs + 1, batch=self._batch), self._batch)
        self.heed()
        now = time.perf_counter()
        if now - self._told > _PAUSE:
            self.tell(now)

    def heed(self) -> None:
        """Hold or leave if asked to."""
        if self._control.paused:
            self._hold()
        if self._control.stopped:
            raise Interrupted

    def _hold(self) -> None:
        began = time.perf_counter()
        message = ""
        try:
            self.tell(began)
            self._on_event(Paused(kept=False))
            self._recorder.log(tr("paused"))
            self._checkpoints.pause()
        except UserError as error:  # a full disk is no reason to lose what is in memory: there may be room later
            message = str(error)
        self._on_event(Paused(message=message))
        while not self._control.wait(_LISTEN):
            pass
        lost = time.perf_counter() - began
        for clock in (self._pace, self._recorder, self._checkpoints):
            clock.paused(lost)
        self._epoch_began += lost
        if not self._control.stopped:
            self._recorder.log(tr("goes on after a pause"))
            self._on_event(Continued())

    def tell(self, now: float) -> None:
        """Tell of all batches since the last time, and note them in the folder."""
        if self._tell(now):
            self._checkpoints.trained()

    def failed(self) -> None:
        """Tell of the batches that were done, and keep nothing: the weights may be some batches further."""
        self._tell(time.perf_counter())

    def _tell(self, now: float) -> bool:
        points, self._points = tuple(self._points), []
        self._told = now
        if points:
            self._pace.mark(now, self._examples)
            self._recorder.batches(points)
        self._on_event(Progress(
            points=points, epoch=self.epochs + 1, batch=self._batch, validating=self._validating,
            examples_per_second=self._pace.examples_per_second(), seconds_left=self._pace.seconds_left()))
        return bool(points)

    def validation_begins(self) -> None:
        """Tell of the epoch's last batches and that validation begins."""
        now = time.perf_counter()
        self._validating = True
        self.tell(now)
        self._pace.validation_began(now)
        self.heed()

    def validation_ended(self) -> None:
        """Note how long validation took."""
        self._pace.validation_ended(time.perf_counter())
        self._validating = False

    def epoch_ended(self, judged: dict[str, float]) -> None:
        """Judge the epoch, tell of it, and keep it if it is the best.

        Args:
            judged: What the metrics of the validation part came to.
        """
        metrics = {**{name: self._running[name] for name in self._names},
                   **{f"val_{name}": judged[name] for name in self._names}}
        if not math.isfinite(metrics["val_loss"]):
            raise self._diverged(tr("the validation after epoch {epoch}", epoch=self.epochs + 1), len(self._sizes))
        self.epochs, self.metrics = self.epochs + 1, metrics
        best = self._rules.epoch_ended(self.epochs, metrics)
        self.best_epoch = self._rules.best_epoch
        now = time.perf_counter()
        ended = EpochEnded(epoch=self.epochs, step=self._step, metrics=metrics, best=best,
                           seconds=now - self._epoch_began)
        self._batch, self._running, self._epoch_began = 0, {}, now
        self._recorder.epoch(ended, self.best_epoch)
        self._film(self.epochs)
        self._checkpoints.epoch_ended(best)
        self._on_event(ended)
