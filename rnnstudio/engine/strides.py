"""A compiled model's training and test steps, several batches in a call.

To call a compiled step from Python takes half a millisecond and more, as long as a small network takes to learn from
a batch. So one call does as many batches, one after the other, as are begun within a moment: who waits for Pause
doesn't notice, and what is computed stays the same to the last bit, however many a call does. (Keras' own
``steps_per_execution`` is one number for good, however long the batches take.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rnnstudio.engine.ragged import Array

if TYPE_CHECKING:
    import keras

MOST = 64
"""Batches in a call."""
SECONDS = 0.15
"""After which a call begins no other batch. An LSTM's batch of 20 ms gains by each of the first eight in a call."""


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

    def train(self, batches: Any, left: int) -> Array:
        """Train on the next batches.

        Args:
            batches: An iterator over a ``tf.data.Dataset``.
            left: Batches that may be trained on; the data has as many.

        Returns:
            A row for each batch that was done.
        """
        return _done(self._train, batches, left)

    def judge(self, batches: Any, left: int) -> int:
        """Let the metrics take in the next batches; return how many it were. Arguments as for ``train``."""
        return len(_done(self._judge, batches, left))


def _done(repeated: Any, batches: Any, left: int) -> Array:
    import tensorflow as tf

    rows: Array = repeated(batches, tf.constant(min(left, MOST)), tf.constant(SECONDS, tf.float64)).numpy()
    return rows


def _repeated(step: Callable[[Any], Any]) -> Any:
    """Return a compiled function that gives an iterator's next batches to a step, one after the other.

    It does one, and more until there are as many as asked for or so many seconds have gone by. What the step returns
    of them is returned, stacked.
    """
    import tensorflow as tf

    def repeated(batches: Any, most: Any, seconds: Any) -> Any:
        until = tf.timestamp() + seconds

        def goes_on(done: Any, _: Any) -> Any:
            return tf.logical_and(done < most, tf.logical_or(done < 1, tf.timestamp() < until))

        def once(done: Any, rows: Any) -> Any:
            return done + 1, rows.write(done, step(batches.get_next()))

        begin = tf.constant(0), tf.TensorArray(tf.float32, size=0, dynamic_size=True)
        _, rows = tf.while_loop(goes_on, once, begin, parallel_iterations=1)
        return rows.stack()

    return tf.function(tf.autograph.experimental.do_not_convert(repeated), reduce_retracing=True)
