"""The numbers behind the plots: every batch and every epoch of a run, by metric. Knows no Qt.

Taking a batch costs the same at the millionth as at the first, and smoothing is continued, never computed anew. What
comes from a run under way and what is read from a run's folder end up in the same ``Curves``.
"""

from __future__ import annotations

import time
from typing import Literal

import numpy as np

from rnnstudio.runs.curves import RunCurves
from rnnstudio.runs.events import Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted
from rnnstudio.studio.plots.look import Way
from rnnstudio.studio.plots.pyramid import Growing, Numbers, Pyramid, Values
from rnnstudio.studio.plots.smoothing import Smoothed

Of = Literal["batch", "epoch", "speed"]
"""What there is a row of: a training batch, a finished epoch, a report of the speed."""

SPEED = "examples_per_second"
_FIRST_SECONDS, _MORE = 10.0, 1.5


class Rows:
    """Named columns of one length, each row at a step and a time."""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        self.steps = Growing(np.float64)
        self.seconds = Growing(np.float64)
        self.epochs = Growing(np.float64)
        """Numbers of finished epochs; only rows of epochs have them."""
        self.columns = {name: Pyramid() for name in names}

    def __len__(self) -> int:
        return len(self.steps)

    def extend(self, steps: Values, seconds: Values, columns: dict[str, Values],
               epochs: Values | tuple[()] = ()) -> None:
        """Add rows; a column that they lack is NaN there, one that is new is NaN before."""
        for name in columns:
            if name not in self.columns:
                self.columns[name] = Pyramid(np.full(len(self), np.nan))
        for name, column in self.columns.items():
            column.extend(columns[name] if name in columns else np.full(len(steps), np.nan))
        self.steps.extend(steps)
        self.seconds.extend(seconds)
        self.epochs.extend(epochs)


class Curves:
    """What a run has told so far.

    Attributes:
        metrics: Names of the metrics, "loss" first, without "val_".
        gauges: Names of what else is told of each batch.
        epochs: How many are planned.
        batches: Batches in an epoch.
        best_epoch: The epoch with the lowest validation loss; 0 before there is one.
        ended: Whether nothing more will come.
        first_step: Batches trained before this was begun to be told, when a run goes on.
        first_epoch: Epochs finished before that.
        lacks_past: Whether those have not been taken in yet.
    """

    def __init__(self, started: RunStarted | None = None, now: float | None = None) -> None:
        self.metrics: tuple[str, ...] = started.metrics if started is not None else ()
        self.gauges: tuple[str, ...] = started.gauges if started is not None else ()
        self.epochs = started.epochs if started is not None else 0
        self.batches = started.batches if started is not None else 0
        self.first_step = started.first_step if started is not None else 0
        self.first_epoch = started.first_epoch if started is not None else 0
        self.lacks_past = self.first_step > 0
        self.best_epoch = 0
        self.ended = False
        self._began = time.monotonic() if now is None else now
        self._last = 0.0
        self._paused: float | None = None
        self._tables: dict[Of, Rows] = {
            "batch": Rows((*self.metrics, *self.gauges)),
            "epoch": Rows((*self.metrics, *(f"val_{name}" for name in self.metrics))), "speed": Rows((SPEED,))}
        self._smoothed: dict[str, Smoothed] = {}

    @classmethod
    def read(cls, past: RunCurves) -> Curves:
        """Make the curves of a run from its folder."""
        made = cls()
        made.metrics, made.gauges, made.ended = past.metrics, past.gauges, True
        made._take_past(past)
        made.epochs = made.finished_epochs
        if len(made.rows("epoch")):
            losses = made.rows("epoch").columns.get("val_loss", Pyramid()).values
            losses = losses if np.isfinite(losses).any() else made.rows("epoch").columns.get("loss", Pyramid()).values
            if np.isfinite(losses).any():
                made.best_epoch = int(made.rows("epoch").epochs.values[np.nanargmin(losses)])
        return made

    @property
    def steps(self) -> int:
        """Batches told of so far, over the whole run."""
        steps = self.rows("batch").steps.values
        return int(steps[-1]) if len(steps) else self.first_step

    @property
    def finished_epochs(self) -> int:
        """Epochs that ended, over the whole run."""
        epochs = self.rows("epoch").epochs.values
        return int(epochs[-1]) if len(epochs) else self.first_epoch

    def rows(self, of: Of) -> Rows:
        """Return the columns of batches, of epochs or of the speed."""
        return self._tables[of]

    def take(self, event: object, now: float | None = None) -> None:
        """Take in what happened; events of other kinds are passed over.

        Args:
            event: The event.
            now: Seconds of a clock; by default of the computer's.
        """
        now = (time.monotonic() if now is None else now) - self._began
        match event:
            case Progress():
                self._take_points(event, now)
            case EpochEnded():
                self._take_epoch(event, now)
            case Paused():
                self._paused = now
            case Continued() if self._paused is not None:
                self._began += now - self._paused
                self._paused = None
            case RunFinished():
                self.best_epoch = event.best_epoch
                self.ended = True

    def take_past(self, past: RunCurves) -> None:
        """Put what is in the run's folder of the time before before what was told since."""
        if not self.lacks_past:
            return
        self.lacks_past = False
        tables = self._tables
        self._tables = {of: Rows(tuple(table.columns)) for of, table in tables.items()}
        self._smoothed = {}
        offset = self._take_past(past.until(self.first_step, self.first_epoch))
        self._began -= offset
        self._last += offset
        for of, table in tables.items():
            self.rows(of).extend(table.steps.values, table.seconds.values + offset,
                                 {name: column.values for name, column in table.columns.items()}, table.epochs.values)
        if not self.best_epoch:
            self.best_epoch = Curves.read(past.until(self.first_step, self.first_epoch)).best_epoch

    def smoothed(self, name: str, span: float) -> Pyramid:
        """Return a metric or gauge of each batch, smoothed over about ``span`` of them."""
        smoothed = self._smoothed.get(name)
        if smoothed is None or smoothed.span != span:
            smoothed = self._smoothed[name] = Smoothed(self.rows("batch").columns[name], span)
        return smoothed.means

    def places(self, of: Of, way: Way) -> tuple[Values, float]:
        """Return where the rows of a table stand on the x axis, and what that is to be multiplied by."""
        rows = self.rows(of)
        if way == "time":
            return rows.seconds.values, 1.0
        if way == "epoch":
            return (rows.epochs.values, 1.0) if of == "epoch" else (rows.steps.values, 1 / self._steps_of_epoch())
        return rows.steps.values, 1.0

    def best_row(self) -> int | None:
        """Return the row of the best epoch, if there is one."""
        rows = np.flatnonzero(self.rows("epoch").epochs.values == self.best_epoch)
        return int(rows[-1]) if len(rows) else None

    def reach(self, way: Way) -> float:
        """Return how far the x axis should go: it grows from time to time up to the plan, so it seldom moves."""
        if way == "time":
            times = self.rows("batch").seconds.values, self.rows("epoch").seconds.values
            done = max((float(each[-1]) for each in times if len(each)), default=0.0)
            return max(done, 1.0) if self.ended else _grown(_FIRST_SECONDS, done, _MORE)
        done, plan, first = ((self.finished_epochs, self.epochs, 4) if way == "epoch"
                             else (self.steps, self.epochs * self.batches, max(self.batches, 1)))
        if self.ended:
            return max(done, 1)
        return max(min(_grown(first, done, 2), plan), done, 1)

    def _steps_of_epoch(self) -> float:
        if self.batches:
            return self.batches
        rows = self.rows("epoch")
        return float(rows.steps.values[-1] / rows.epochs.values[-1]) if len(rows) else max(self.steps, 1)

    def _take_points(self, event: Progress, now: float) -> None:
        count = len(event.points)
        if not count:
            return
        seconds = self._last + (now - self._last) * np.arange(1, count + 1) / count
        steps = np.array([point.step for point in event.points], dtype=float)
        values = np.array([point.values for point in event.points], dtype=float).reshape(count, -1)
        gauges = np.array([point.gauges for point in event.points], dtype=float).reshape(count, -1)
        columns: dict[str, Values] = dict(zip(self.metrics, values.T, strict=False))
        columns |= dict(zip(self.gauges, gauges.T, strict=False))
        self.rows("batch").extend(steps, seconds, columns)
        if event.examples_per_second > 0:
            self.rows("speed").extend(steps[-1:], seconds[-1:], {SPEED: np.array([event.examples_per_second])})
        self._last = now

    def _take_epoch(self, event: EpochEnded, now: float) -> None:
        columns: dict[str, Values] = {name: np.array([event.metrics.get(name, np.nan)])
                                      for name in self.rows("epoch").columns}
        self.rows("epoch").extend(np.array([float(event.step)]), np.array([now]), columns,
                                  np.array([float(event.epoch)]))
        self._last = now
        if event.best:
            self.best_epoch = event.epoch

    def _take_past(self, past: RunCurves) -> float:
        """Take in what was read; return how many seconds it is told to have taken."""
        ends = np.nan_to_num(np.cumsum(past.epochs.get("seconds", np.zeros(len(past.epochs["epoch"])))))
        at = np.concatenate([[0.0], past.epochs["step"]])
        seconds = _at_steps(past.batches["step"], at, np.concatenate([[0.0], ends]))
        self.rows("batch").extend(past.batches["step"], seconds, {
            name: column for name, column in past.batches.items() if name != "step"})
        self.rows("epoch").extend(past.epochs["step"], ends, {
            name: column for name, column in past.epochs.items() if name not in ("epoch", "step", "seconds")},
            past.epochs["epoch"])
        return float(max((part[-1] for part in (seconds, ends) if len(part)), default=0.0))


def _at_steps(steps: Numbers, known: Numbers, seconds: Numbers) -> Numbers:
    """Return when steps were trained: evenly between epochs' ends, behind the last as fast as in the last epoch."""
    if len(known) < 2:
        return np.zeros(len(steps))
    found = np.interp(steps, known, seconds)
    pace = (seconds[-1] - seconds[-2]) / max(known[-1] - known[-2], 1.0)
    behind = steps > known[-1]
    found[behind] = seconds[-1] + (steps[behind] - known[-1]) * pace
    return found


def _grown(first: float, least: float, factor: float) -> float:
    while first < least:
        first *= factor
    return first
