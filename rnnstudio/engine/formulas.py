"""Formulas by which a model is judged, on plain numbers. A share of nothing is 0."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from rnnstudio.engine.ragged import Bools, Ints
from rnnstudio.runs.evaluation import Cell, ConfidenceBin

Floats = npt.NDArray[np.float64]
BINS = 10
"""Ranges of probability by which calibration is told."""


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """Return part / whole, 0 where the whole is 0."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    found: Floats = np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)
    return found


@dataclasses.dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 of each class.

    Attributes:
        hits: Examples that have it and were given it; int64, as the next two.
        support: Examples that have it.
        predicted: Examples that were given it.
        precision: hits / predicted.
        recall: hits / support.
        f1: 2 hits / (support + predicted), the harmonic mean of the two (van Rijsbergen 1979).
    """

    hits: Ints
    support: Ints
    predicted: Ints
    precision: Floats
    recall: Floats
    f1: Floats

    def macro(self) -> dict[str, float]:
        """Return the means over the classes that some example has or was given."""
        seen = (self.support + self.predicted) > 0
        count = max(int(seen.sum()), 1)
        return {f"{name}_macro": float(values[seen].sum() / count) for name, values in self._named()}

    def weighted(self) -> dict[str, float]:
        """Return the means over the classes, each counted by its examples."""
        total = max(int(self.support.sum()), 1)
        return {f"{name}_weighted": float((values * self.support).sum() / total) for name, values in self._named()}

    def micro(self) -> dict[str, float]:
        """Return the shares over all classes together."""
        hits, support, predicted = (float(counts.sum()) for counts in (self.hits, self.support, self.predicted))
        together = scores(np.array([hits]), np.array([support]), np.array([predicted]))
        return {f"{name}_micro": float(values[0]) for name, values in together._named()}

    def _named(self) -> tuple[tuple[str, Floats], ...]:
        return ("precision", self.precision), ("recall", self.recall), ("f1", self.f1)


def scores(hits: npt.ArrayLike, support: npt.ArrayLike, predicted: npt.ArrayLike) -> Scores:
    """Return precision, recall and F1 from counts by class."""
    hits, support, predicted = (np.asarray(counts, np.int64) for counts in (hits, support, predicted))
    return Scores(hits, support, predicted, ratio(hits, predicted), ratio(hits, support),
                  ratio(2 * hits, support + predicted))


def class_scores(true: Ints, predicted: Ints, classes: int) -> Scores:
    """Return the scores of each of several classes, of which every example has one and was given one."""
    right = true[true == predicted]
    return scores(*(np.bincount(found, minlength=classes) for found in (right, true, predicted)))


def cells(true: Ints, predicted: Ints, classes: int) -> tuple[Ints, Ints, Ints]:
    """Return the cells of the confusion matrix that aren't empty: true class, predicted class, count."""
    found, counts = np.unique(true.astype(np.int64) * classes + predicted, return_counts=True)
    return found // classes, found % classes, counts.astype(np.int64)


def chosen_cells(found: tuple[Ints, Ints, Ints], chosen: Ints) -> tuple[Cell, ...]:
    """Return the cells between some classes."""
    true, predicted, counts = found
    within = np.isin(true, chosen) & np.isin(predicted, chosen)
    return tuple(Cell(int(row), int(column), int(count)) for row, column, count in zip(
        true[within], predicted[within], counts[within], strict=True))


def most_confused(found: tuple[Ints, Ints, Ints], classes: int, most: int) -> Ints:
    """Return the classes with the most mistakes about them, missed and wrongly given together, in their order."""
    true, predicted, counts = found
    wrong = true != predicted
    about = np.bincount(true[wrong], counts[wrong], classes) + np.bincount(predicted[wrong], counts[wrong], classes)
    return np.sort(np.argsort(-about, kind="stable")[:most])


def largest(support: Ints, most: int) -> Ints:
    """Return the classes with the most examples, in their order."""
    return np.sort(np.argsort(-support, kind="stable")[:most])


def area_under_curve(positive: Bools, score: npt.ArrayLike) -> float | None:
    """Return the area under the receiver operating characteristic, ``None`` where there is only one class.

    It is the chance that a positive example has a higher score than a negative one, ties counted half (the statistic
    of Mann and Whitney; Hanley and McNeil 1982).
    """
    score = np.asarray(score, np.float64)
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    _, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    above = float(ranks[places[positive]].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def calibration(confidence: npt.ArrayLike, right: Bools) -> tuple[ConfidenceBin, ...]:
    """Return how often predictions are right by how sure the model is of them, in ranges of equal width."""
    confidence = np.asarray(confidence, np.float64)
    place = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    sure, hits = np.bincount(place, confidence, BINS), np.bincount(place, right, BINS)
    return tuple(ConfidenceBin(index / BINS, (index + 1) / BINS, int(counts[index]),
                               float(sure[index] / counts[index]), float(hits[index] / counts[index]))
                 for index in np.flatnonzero(counts).tolist())


def calibration_error(bins: tuple[ConfidenceBin, ...]) -> float:
    """Return the expected calibration error: how far confidence and accuracy lie apart (Guo et al. 2017)."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.accuracy - one.confidence) for one in bins) / total if total else 0.0


class Squares:
    """Sums over predicted numbers, from which their errors follow; kept up batch by batch.

    Args:
        outputs: Numbers predicted of each example.
    """

    def __init__(self, outputs: int) -> None:
        self._count = 0
        self._absolute, self._squared, self._mean, self._spread = (np.zeros(outputs) for _ in range(4))

    def add(self, true: Floats, predicted: Floats) -> None:
        """Take in examples, shape (batch, outputs)."""
        residual = predicted - true
        self._absolute += np.abs(residual).sum(axis=0)
        self._squared += (residual**2).sum(axis=0)
        count, mean = len(true), true.mean(axis=0)
        # Chan, Golub and LeVeque (1979): deviations of two sets put together, without losing digits.
        apart, total = mean - self._mean, self._count + count
        self._spread += ((true - mean)**2).sum(axis=0) + apart**2 * self._count * count / total
        self._mean += apart * count / total
        self._count = total

    def each(self) -> tuple[Floats, Floats, Floats]:
        """Return the mean absolute error, the root mean squared error and R² of each output."""
        mean_squared = self._squared / max(self._count, 1)
        return self._absolute / max(self._count, 1), np.sqrt(mean_squared), self._r2(self._squared, self._spread)

    def together(self) -> dict[str, float]:
        """Return the three over all outputs; R² is the mean of theirs."""
        absolute, _, r2 = self.each()
        mean_squared = self._squared / max(self._count, 1)
        return {"mae": float(absolute.mean()), "rmse": float(np.sqrt(mean_squared.mean())), "r2": float(r2.mean())}

    @staticmethod
    def _r2(squared: Floats, spread: Floats) -> Floats:
        """1 − squared / spread; where the truth never varies, 1 for no error and 0 for any."""
        flat = np.where(squared == 0, 1.0, 0.0)
        return np.where(spread > 0, 1 - ratio(squared, spread), flat)
