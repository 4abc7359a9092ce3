"""The numbers behind the plots: every batch and every epoch of a run, by metric. Knows no Qt.

Arrays grow by doubling, so taking a batch costs the same at the millionth as at the first, and the smoothed curve is
continued, never computed anew. What the methods return are views that must not be written to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rnnstudio.runs.events import EpochEnded, Progress, RunFinished, RunStarted

Numbers = npt.NDArray[np.float64]
Curve = tuple[Numbers, Numbers]
"""x and y, of one length."""

LEAST_WINDOW, MOST_WINDOW = 5, 1000


class Columns:
    """Columns of numbers of one length that grow row by row."""

    def __init__(self, names: Sequence[str]) -> None:
        self._index = {name: index for index, name in enumerate(names)}
        self._numbers = np.empty((len(names), 256))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def __getitem__(self, name: str) -> Numbers:
        """Return a column as a view."""
        return self._numbers[self._index[name], :self._count]

    def extend(self, rows: npt.ArrayLike) -> None:
        """Add rows, an array of shape (rows, columns)."""
        block = np.asarray(rows, dtype=float).reshape(-1, len(self._index))
        needed = self._count + len(block)
        if needed > self._numbers.shape[1]:
            grown = np.empty((len(self._index), max(needed, 2 * self._numbers.shape[1])))
            grown[:, :self._count] = self._numbers[:, :self._count]
            self._numbers = grown
        self._numbers[:, self._count:needed] = block.T
        self._count = needed


class Curves:
    """What a run has told so far.

    Attributes:
        metrics: Names of the metrics, "loss" first, without "val_".
        epochs: How many are planned.
        batches: Batches in an epoch.
        best_epoch: The epoch with the lowest validation loss; 0 before there is one.
        window: Batches over which the smoothed curve takes its mean.
    """

    def __init__(self, started: RunStarted | None = None) -> None:
        self.metrics: tuple[str, ...] = started.metrics if started is not None else ()
        self.epochs = started.epochs if started is not None else 0
        self.batches = started.batches if started is not None else 0
        self.best_epoch = 0
        self.ended = False
        self.window = min(max(self.batches // 5, LEAST_WINDOW), MOST_WINDOW)
        self._batch = Columns(("step", *self.metrics))
        self._smooth = Columns(self.metrics)
        self._epoch = Columns(("epoch", "step", *self.metrics, *(f"val_{name}" for name in self.metrics)))

    @property
    def steps(self) -> int:
        """Batches told of so far, over the whole run."""
        return int(self._batch["step"][-1]) if len(self._batch) else 0

    @property
    def finished_epochs(self) -> int:
        """Epochs that ended."""
        return len(self._epoch)

    def take(self, event: object) -> None:
        """Take in what happened; events of other kinds are passed over."""
        match event:
            case Progress(points=points) if points:
                unknown = (np.nan,) * (len(self.metrics) - len(points[0].values))
                self._extend([(point.step, *point.values, *unknown) for point in points])
            case EpochEnded():
                self._epoch.extend([[event.epoch, event.step, *(
                    event.metrics.get(name, np.nan) for name in self._metric_columns())]])
                if event.best:
                    self.best_epoch = event.epoch
            case RunFinished():
                self.best_epoch = event.best_epoch
                self.ended = True

    def batch(self, metric: str) -> Curve:
        """Return a metric on each training batch alone, by step."""
        return self._batch["step"], self._batch[metric]

    def smoothed(self, metric: str) -> Curve:
        """Return the mean of the last ``window`` batches, by step; what isn't finite is left out of the mean."""
        return self._batch["step"], self._smooth[metric]

    def training(self, metric: str, by_epoch: bool = False) -> Curve:
        """Return a metric of each epoch's training part, by the step it ended at or by epoch."""
        return self._epoch["epoch" if by_epoch else "step"], self._epoch[metric]

    def validation(self, metric: str, by_epoch: bool = False) -> Curve:
        """Return a metric of each epoch's validation part, by the step it was measured at or by epoch."""
        return self._epoch["epoch" if by_epoch else "step"], self._epoch[f"val_{metric}"]

    def best(self, metric: str, by_epoch: bool = False) -> tuple[float, float] | None:
        """Return where the best epoch lies on the validation curve, or on the training curve without validation."""
        rows = np.flatnonzero(self._epoch["epoch"] == self.best_epoch)
        if not len(rows):
            return None
        row = int(rows[-1])
        x, y = self.validation(metric, by_epoch)
        value = y[row] if np.isfinite(y[row]) else self._epoch[metric][row]
        return (float(x[row]), float(value)) if np.isfinite(value) else None

    def reach(self, by_epoch: bool = False) -> float:
        """Return how far the x axis should go: it doubles from time to time up to the plan, so it seldom moves."""
        done, plan, first = ((self.finished_epochs, self.epochs, 4) if by_epoch
                             else (self.steps, self.epochs * self.batches, max(self.batches, 1)))
        if self.ended:
            return max(done, 1)
        while first < done:
            first *= 2
        return max(min(first, plan), done, 1)

    def _metric_columns(self) -> tuple[str, ...]:
        return (*self.metrics, *(f"val_{name}" for name in self.metrics))

    def _extend(self, rows: list[tuple[float, ...]]) -> None:
        before = len(self._batch)
        self._batch.extend(rows)
        since = max(0, before - self.window + 1)
        self._smooth.extend(np.stack(
            [_moving_mean(self._batch[name][since:], self.window)[before - since:] for name in self.metrics], axis=1))


def peaks(curve: Curve, most: int) -> Curve:
    """Return a curve of at most ``most`` points, or a few more, that looks the same at any width a plot may have.

    Neighbours are joined into groups of 2, 4, 8, ... of which the lowest and the highest value are kept, NaN aside.
    A group stays the same when points are added, so the picture doesn't flicker.
    """
    x, y = curve
    group = 1
    while len(x) * 2 > most * group:
        group *= 2
    if group <= 2 or len(x) <= most:
        return curve
    whole = len(x) // group * group
    groups = y[:whole].reshape(-1, group)
    low_high = np.stack([np.fmin.reduce(groups, axis=1), np.fmax.reduce(groups, axis=1)], axis=1).ravel()
    return np.concatenate([x[:whole:group // 2], x[whole:]]), np.concatenate([low_high, y[whole:]])


def _moving_mean(values: Numbers, window: int) -> Numbers:
    """Return the mean of the finite ones among each value and the ``window - 1`` before it; NaN if none is."""
    finite = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(finite)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    with np.errstate(invalid="ignore", over="ignore"):
        mean: Numbers = (sums[ends] - sums[starts]) / np.where(counts[ends] > counts[starts],
                                                                counts[ends] - counts[starts], np.nan)
    return mean
