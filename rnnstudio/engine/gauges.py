"""Metrics, learning rate and gradient norm of every batch, noted inside the compiled training step.

The step writes them into a small table on the training's own device, a row for each batch; it is read some ten
times a second, when there is something to tell. So a batch pays for a few operations and for no way to Python.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rnnstudio.engine.schedules import Rate

if TYPE_CHECKING:
    import keras

NAMES = ("learning_rate", "gradient_norm")
"""What is told of each batch beside its metrics, in this order."""

_KEPT = 1024
"""Batches in the table: more than can be trained between two readings."""

_SMALL = 2**20
"""Numbers of an embedding up to which a whole gradient is made sooner than its rows are found."""


class Gauges:
    """Joins a compiled model and its optimizer, before the first batch: sets the rate and notes what is done.

    Nothing of it gets into the model's file, and what is trained is what Keras trains. Where gradients are clipped,
    the gradients of one embedding row, which TensorFlow hands over one by one, are summed first: norm and limit are
    of the gradient, not of its parts.

    Args:
        model: A compiled model.
        rate: The learning rate by step.
        metrics: Names of metrics to note: their means over the epoch so far, as Keras reckons them.
    """

    def __init__(self, model: keras.Model, rate: Rate, metrics: tuple[str, ...] = ()) -> None:
        import tensorflow as tf

        self._optimizer: Any = model.optimizer
        self._rate = rate
        self._metrics = metrics
        width = len(metrics) + len(NAMES)
        self._table = tf.Variable(tf.fill((_KEPT, width), math.nan), trainable=False, name="gauges")
        self._count = tf.Variable(0, trainable=False, dtype=tf.int64, name="gauged")
        self._read = 0
        self._of_optimizer: list[Any] = []
        if not self._optimizer.built:
            self._optimizer.build(model.trainable_variables)
        clipping = (self._inner.clipnorm, self._inner.global_clipnorm, self._inner.clipvalue)
        self._clips = any(limit is not None for limit in clipping)
        self._apply: Any = self._optimizer.apply
        self._optimizer.apply = self._measured
        self._step: Any = model.train_step
        model.train_step = self._noted

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

        if self._clips:
            grads = measured = [_summed(grad) for grad in grads]
        else:
            measured = [_measurable(grad) for grad in grads]
        norm = _norm([grad for grad in measured if grad is not None])
        if self._inner is not self._optimizer:
            norm /= tf.cast(self._optimizer.dynamic_scale.value, tf.float32)
        learning_rate = self._inner.learning_rate
        if not self._rate.is_constant:
            learning_rate.assign(self._rate.at(self._inner.iterations.value))
        self._of_optimizer = [tf.cast(learning_rate.value, tf.float32), norm]
        self._apply(grads, trainable_variables)

    def _noted(self, data: Any) -> Any:
        """Do what the model's ``train_step`` does, and note what came of it. Runs while Keras traces."""
        import tensorflow as tf

        self._of_optimizer = [tf.constant(math.nan)] * len(NAMES)  # of a model in which nothing is to be trained
        logs = self._step(data)
        row = [tf.cast(logs[name], tf.float32) for name in self._metrics] + self._of_optimizer
        self._table.scatter_nd_update([[self._count % _KEPT]], [tf.stack(row)])
        self._count.assign_add(1)
        return logs

    def read(self, count: int) -> list[tuple[float, ...]]:
        """Return the rows of all batches since the last reading: the metrics, then those of ``NAMES``.

        Args:
            count: Batches trained since this was made; whoever trains knows, and the device needn't be asked.
        """
        fresh = min(count - self._read, _KEPT)
        self._read = count
        if not fresh:
            return []
        table = self._table.numpy()
        rows = table[[number % _KEPT for number in range(count - fresh, count)]]
        return [tuple(row) for row in rows.tolist()]


def _summed(gradient: Any) -> Any:
    """Return a gradient in which each row of an embedding stands once."""
    import tensorflow as tf

    if not isinstance(gradient, tf.IndexedSlices):
        return gradient
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.size(rows))
    return tf.IndexedSlices(values, rows, gradient.dense_shape)


def _measurable(gradient: Any) -> Any:
    """Return a gradient whose numbers have its norm, made in the quicker of two ways."""
    import tensorflow as tf

    if isinstance(gradient, tf.IndexedSlices):
        shape = tf.get_static_value(gradient.dense_shape)
        if shape is not None and math.prod(int(size) for size in shape) <= _SMALL:
            return tf.math.unsorted_segment_sum(gradient.values, gradient.indices, int(shape[0]))
    return _summed(gradient)


def _norm(gradients: list[Any]) -> Any:
    import tensorflow as tf

    numbers = [getattr(gradient, "values", gradient) for gradient in gradients]
    return tf.linalg.global_norm([tf.cast(values, tf.float32) for values in numbers])
