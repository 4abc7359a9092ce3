"""Metrics, learning rate and gradient norm of every batch, measured inside the compiled training step.

They make a row of numbers for each batch, a few operations more; ``strides`` hands the rows of many batches over at
once. So a batch pays for no way to Python.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rnnstudio.engine.quick_adam import QuickAdam
from rnnstudio.engine.schedules import Rate

if TYPE_CHECKING:
    import keras

NAMES = ("learning_rate", "gradient_norm")
"""What is told of each batch beside its metrics, in this order."""

_SMALL = 2**18
"""Numbers of an embedding up to which a whole gradient is made sooner than its rows are found."""


class Gauges:
    """Joins a compiled model and its optimizer, before the first batch: sets the rate and measures what is done.

    Nothing of it gets into the model's file, and what is trained is what Keras trains. Where gradients are clipped,
    the gradients of one embedding row, which TensorFlow hands over one by one, are summed first: norm and limit are
    of the gradient, not of its parts.

    Args:
        model: A compiled model.
        rate: The learning rate by step.
        metrics: Names of metrics to note: their means over the epoch so far, as Keras reckons them.
    """

    def __init__(self, model: keras.Model, rate: Rate, metrics: tuple[str, ...] = ()) -> None:
        self._optimizer: Any = model.optimizer
        self._rate = rate
        self._metrics = metrics
        self._of_optimizer: list[Any] = []
        if not self._optimizer.built:
            self._optimizer.build(model.trainable_variables)
        clipping = (self._inner.clipnorm, self._inner.global_clipnorm, self._inner.clipvalue)
        self._clips = any(limit is not None for limit in clipping)
        self._adam = QuickAdam(self._inner)
        self._apply: Any = self._optimizer.apply
        self._optimizer.apply = self._measured

    @property
    def _inner(self) -> Any:
        """The optimizer itself, where mixed precision has wrapped it."""
        return getattr(self._optimizer, "inner_optimizer", self._optimizer)

    def _measured(self, grads: Any, trainable_variables: Any = None) -> None:
        """Do what the optimizer's ``apply`` does, at the schedule's rate. Runs while Keras traces.

        Without clipping it gets the gradients as they come: Keras' Adam squares those of a repeated word one by one,
        and would train otherwise than in a script if they were summed.
        """
        import tensorflow as tf

        self._adam.begin()
        if self._clips:
            grads = measured = [_summed(grad) for grad in grads]
        else:
            variables = trainable_variables or self._optimizer._trainable_variables
            measured = [self._measurable(*pair) for pair in zip(grads, variables, strict=True)]
        norm = _norm([grad for grad in measured if grad is not None])
        if self._inner is not self._optimizer:
            norm /= tf.cast(self._optimizer.dynamic_scale.value, tf.float32)
        learning_rate = self._inner.learning_rate
        if not self._rate.is_constant:
            learning_rate.assign(self._rate.at(self._inner.iterations.value))
        self._of_optimizer = [tf.cast(learning_rate.value, tf.float32), norm]
        self._apply(grads, trainable_variables)

    def _measurable(self, gradient: Any, variable: Any) -> Any:
        """Return a gradient, or numbers of it, that have its norm, made in the quickest way."""
        import tensorflow as tf

        if not isinstance(gradient, tf.IndexedSlices):
            return gradient
        whole = self._adam.of(gradient, variable)
        if whole is not None:
            return tf.gather(whole, tf.unique(gradient.indices)[0])
        shape = tf.get_static_value(gradient.dense_shape)
        if shape is not None and math.prod(int(size) for size in shape) <= _SMALL:
            return tf.math.unsorted_segment_sum(gradient.values, gradient.indices, int(shape[0]))
        return _summed(gradient)

    def row(self, logs: Any) -> Any:
        """Return what is to be told of a batch: the metrics, then those of ``NAMES``. Runs while TensorFlow traces.

        Args:
            logs: What the model's ``train_step`` has just returned.
        """
        import tensorflow as tf

        of_optimizer = self._of_optimizer or [tf.constant(math.nan)] * len(NAMES)  # if nothing is to be trained
        return tf.stack([tf.cast(logs[name], tf.float32) for name in self._metrics] + of_optimizer)


def _summed(gradient: Any) -> Any:
    """Return a gradient in which each row of an embedding stands once."""
    import tensorflow as tf

    if not isinstance(gradient, tf.IndexedSlices):
        return gradient
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.size(rows))
    return tf.IndexedSlices(values, rows, gradient.dense_shape)


def _norm(gradients: list[Any]) -> Any:
    import tensorflow as tf

    numbers = [getattr(gradient, "values", gradient) for gradient in gradients]
    return tf.linalg.global_norm([tf.cast(values, tf.float32) for values in numbers])
