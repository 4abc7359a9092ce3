"""A compiled model's training and test steps, several batches in a call.

To call a compiled step from Python takes half a millisecond and more, as long as a small network takes to learn from
a batch. So one call does as many batches, one after the other, as fit into a moment too short to be noticed by who
waits for Pause, and what is computed stays the same to the last bit, however many a call does. (Keras' own
``steps_per_execution`` is one number for good, and asks after each batch whether there is another one.)

A call can't end itself by the clock: TensorFlow refuses ``tf.timestamp`` in a run that is to repeat to the bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rnnstudio.engine.ragged import Array

if TYPE_CHECKING:
    import keras

MOST = 64
"""Batches in a call."""
_SECONDS = 0.2
"""What a call is to take; an LSTM's batch of 20 ms gains by each of the first eight that it shares a call with."""
_GROWTH = 4
_FORGETTING = 0.8
"""What is left of a slow batch's time after each call: long texts take longer than short ones, and may come again."""


class Stride:
    """Says how many batches the next call is to do. Knows no TensorFlow.

    The first call does one batch, and its time isn't counted: it is spent on tracing.
    """

    def __init__(self) -> None:
        self._count = 1
        self._per_batch: float | None = None
        self._is_traced = False

    def of(self, left: int) -> int:
        """Return how many of the batches that are left to do at once; at least one."""
        return min(self._count, left)

    def took(self, count: int, seconds: float) -> None:
        """Note how long a call took."""
        if not self._is_traced:
            self._is_traced = True
            return
        self._per_batch = max(seconds / count, _FORGETTING * (self._per_batch or 0.0), 1e-9)
        self._count = max(1, min(int(_SECONDS / self._per_batch), self._count * _GROWTH, MOST))


class Strides:
    """Trains and judges a model. Each of the two is traced when it is first called.

    Args:
        model: Compiled; its ``train_step`` and ``test_step`` are what a batch is given to.
        row: Makes numbers to be noted of a batch, of shape (width,), from what ``train_step`` returns. It runs once,
            while TensorFlow traces.
    """

    def __init__(self, model: keras.Model, row: Callable[[Any], Any]) -> None:
        import tensorflow as tf

        def judged(batch: Any) -> Any:
            with tf.control_dependencies(tf.nest.flatten(model.test_step(batch))):
                return tf.zeros(0)

        self._train = _repeated(lambda batch: row(model.train_step(batch)))
        self._judge = _repeated(judged)
        self._training, self._judging = Stride(), Stride()

    def train(self, batches: Any, left: int) -> Array:
        """Train on the next batches.

        Args:
            batches: An iterator over a ``tf.data.Dataset``.
            left: Batches that may be trained on; the data has as many.

        Returns:
            A row for each batch that was done.
        """
        return _done(self._train, self._training, batches, left)

    def judge(self, batches: Any, left: int) -> int:
        """Let the metrics take in the next batches; return how many it were. Arguments as for ``train``."""
        return len(_done(self._judge, self._judging, batches, left))


def _done(repeated: Any, stride: Stride, batches: Any, left: int) -> Array:
    import tensorflow as tf

    began = time.perf_counter()
    rows: Array = repeated(batches, tf.constant(stride.of(left))).numpy()  # an accelerator is waited for here
    stride.took(len(rows), time.perf_counter() - began)
    return rows


def _repeated(step: Callable[[Any], Any]) -> Any:
    """Return a compiled function that gives an iterator's next batches to a step, one after the other.

    It returns what the step does, stacked.
    """
    import tensorflow as tf

    def repeated(batches: Any, count: Any) -> Any:
        def once(done: Any, rows: Any) -> Any:
            return done + 1, rows.write(done, step(batches.get_next()))

        begin = tf.constant(0), tf.TensorArray(tf.float32, size=count)
        _, rows = tf.while_loop(lambda done, _: done < count, once, begin, parallel_iterations=1)
        return rows.stack()

    return tf.function(tf.autograph.experimental.do_not_convert(repeated), reduce_retracing=True)
