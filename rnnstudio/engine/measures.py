"""Keras metrics that Keras lacks for our labels and outputs. They only run during training, no model file has them.

Imports keras when it is imported, so it is imported after TensorFlow is loaded.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from rnnstudio.api import Task
from rnnstudio.project.training_settings import Quantity

_BINS, _REACH = 1024, 16.0
"""Bins of the AUC's scores, and the log-odds at which the outermost begin."""


def measure(name: Quantity, task: Task, outputs: int, scores: bool) -> Any:
    """Return the metric of a name; see ``metrics.make_metrics``."""
    match name:
        case "auc":
            return Ranking(name, task, outputs, scores)
        case "r2":
            return Explained(name, outputs)
        case "perplexity":
            return Perplexity(name, scores)
    return ClassShare(name, task, outputs, scores)


class Perplexity(keras.metrics.SparseCategoricalCrossentropy):  # type: ignore[misc]
    """e to the mean cross-entropy: among how many equally likely tokens the model hesitates."""

    def __init__(self, name: str, scores: bool) -> None:
        super().__init__(name=name, from_logits=scores)

    def result(self) -> Any:
        """Return a scalar."""
        return ops.exp(super().result())


class ClassShare(keras.metrics.Metric):  # type: ignore[misc]
    """Precision, recall or F1: of the positive class for a binary task, else the mean over classes or labels.

    Classes that neither are nor are predicted don't count in the mean; a share of nothing is 0. This is the "macro"
    average of scikit-learn.
    """

    def __init__(self, name: str, task: Task, outputs: int, scores: bool) -> None:
        super().__init__(name=name)
        self._single = task == "multiclass"
        self._classes = outputs
        self._threshold = 0.0 if scores else 0.5
        self._hits, self._said, self._real = (
            self.add_weight(shape=(outputs,), initializer="zeros", name=part) for part in ("hits", "said", "real"))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count.

        Args:
            y_true: Class indices of shape (batch,), or 0 and 1 of shape (batch, outputs).
            y_pred: Shape (batch, outputs).
            sample_weight: Passed over: shares are of examples.
        """
        if self._single:
            real = ops.one_hot(ops.reshape(ops.cast(y_true, "int32"), (-1,)), self._classes, dtype="float32")
            said = ops.one_hot(ops.argmax(y_pred, axis=-1), self._classes, dtype="float32")
        else:
            real = ops.cast(ops.reshape(y_true, (-1, self._classes)), "float32")
            said = ops.cast(ops.reshape(y_pred, (-1, self._classes)) > self._threshold, "float32")
        self._hits.assign_add(ops.sum(real * said, axis=0))
        self._said.assign_add(ops.sum(said, axis=0))
        self._real.assign_add(ops.sum(real, axis=0))

    def result(self) -> Any:
        """Return a scalar."""
        of = {"precision": self._said, "recall": self._real, "f1": (self._said + self._real) / 2}[self.name]
        shares = ops.divide_no_nan(self._hits + 0.0, of + 0.0)
        present = ops.cast(self._said + self._real > 0, "float32")
        return ops.divide_no_nan(ops.sum(shares * present), ops.sum(present))


class Ranking(keras.metrics.Metric):  # type: ignore[misc]
    """Area under the ROC curve: the chance that a positive example ranks above a negative one, ties half.

    Examples are counted in bins of their log-odds, so it is good to about 1e-3 whatever they are. With several
    classes it is the mean over those that have both kinds, each against the rest; 0.5 if none has.
    """

    def __init__(self, name: str, task: Task, outputs: int, scores: bool) -> None:
        super().__init__(name=name)
        self._single = task == "multiclass"
        self._classes, self._scores = outputs, scores
        self._positive, self._negative = (
            self.add_weight(shape=(outputs * _BINS,), initializer="zeros", name=part)
            for part in ("positive", "negative"))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count; shapes as for ``ClassShare``."""
        if self._single:
            real = ops.one_hot(ops.reshape(ops.cast(y_true, "int32"), (-1,)), self._classes, dtype="float32")
        else:
            real = ops.cast(ops.reshape(y_true, (-1, self._classes)), "float32")
        odds = self._log_odds(ops.cast(ops.reshape(y_pred, (-1, self._classes)), "float32"))
        bins = ops.cast(ops.clip((odds + _REACH) * (_BINS / (2 * _REACH)), 0, _BINS - 1), "int32")
        places = ops.reshape(bins + ops.arange(self._classes, dtype="int32") * _BINS, (-1,))
        flat = ops.reshape(real, (-1,))
        self._positive.assign_add(ops.segment_sum(flat, places, self._classes * _BINS))
        self._negative.assign_add(ops.segment_sum(1 - flat, places, self._classes * _BINS))

    def _log_odds(self, outputs: Any) -> Any:
        if self._scores and not self._single:
            return outputs
        tiny = math.exp(-_REACH - 1)
        if self._scores:
            outputs = ops.softmax(outputs)
        return ops.log(ops.maximum(outputs, tiny)) - ops.log(ops.maximum(1 - outputs, tiny))

    def result(self) -> Any:
        """Return a scalar."""
        positive = ops.reshape(self._positive, (self._classes, _BINS))
        negative = ops.reshape(self._negative, (self._classes, _BINS))
        below = ops.cumsum(negative, axis=1) - negative / 2
        pairs = ops.sum(positive, axis=1) * ops.sum(negative, axis=1)
        areas = ops.divide_no_nan(ops.sum(positive * below, axis=1), pairs)
        known = ops.cast(pairs > 0, "float32")
        count = ops.sum(known)
        return ops.where(count > 0, ops.divide_no_nan(ops.sum(areas * known), count), 0.5)


class Explained(keras.metrics.Metric):  # type: ignore[misc]
    """R²: 1 minus the squared errors over those of the mean; the mean over all outputs.

    Sums are of differences from the first batch's means: those of numbers such as years would lose their digits. An
    output that never varies counts 0.
    """

    def __init__(self, name: str, outputs: int) -> None:
        super().__init__(name=name)
        self._outputs = outputs
        self._errors, self._squares, self._sums, self._origin = (
            self.add_weight(shape=(outputs,), initializer="zeros", name=part)
            for part in ("errors", "squares", "sums", "origin"))
        self._count = self.add_weight(shape=(), initializer="zeros", name="count")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Sum up; both of shape (batch, outputs) or one that holds as many numbers."""
        real = ops.cast(ops.reshape(y_true, (-1, self._outputs)), "float32")
        said = ops.cast(ops.reshape(y_pred, (-1, self._outputs)), "float32")
        self._origin.assign(ops.where(self._count > 0, self._origin, ops.mean(real, axis=0)))
        shifted = real - self._origin
        self._errors.assign_add(ops.sum(ops.square(real - said), axis=0))
        self._squares.assign_add(ops.sum(ops.square(shifted), axis=0))
        self._sums.assign_add(ops.sum(shifted, axis=0))
        self._count.assign_add(ops.cast(ops.shape(real)[0], "float32"))

    def result(self) -> Any:
        """Return a scalar."""
        spread = self._squares - ops.divide_no_nan(ops.square(self._sums), self._count + 0.0)
        missed = ops.divide_no_nan(self._errors + 0.0, spread)
        return ops.mean(ops.where(spread > 0, 1 - missed, ops.zeros_like(missed)))
