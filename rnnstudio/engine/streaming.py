"""Batches of data larger than memory: chunks of the encoded file are read as they are needed.

Each epoch the chunks come in another order. Some of them at a time make a pool, small beside the memory; the pool's
examples are shuffled and, within windows of several batches, sorted by length, then cut into batches. So what stands
together is left to chance over the whole file, not only to where it stood, and padding stays small.

As in ``batches``, all of it runs inside tf.data without Python; each chunk is a file of its own (``pieces``).
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnstudio.engine.encoded import Chunks
from rnnstudio.engine.pieces import DIGITS, cut_up
from rnnstudio.engine.ragged import Array, Ints, Ragged

if TYPE_CHECKING:
    from rnnstudio.engine.prepare import Part

MOST_IN_MEMORY = 96 * 2**20
"""Bytes of the encoded file up to which it is loaded whole."""
_PHILOX = 1
_POOL = 8
"""Chunks in a pool, of about 1 MB each."""
WINDOW = 6
"""Batches in a window: enough to keep padding low, few enough to leave the shuffling to chance. Of 16, a batch holds
texts of one length only, and an LSTM on long reviews learns unsteadily: with one of three seeds it stayed below 0.89
where shuffled batches reach 0.95; of 6 it reaches that too, for a tenth more time."""


def is_streamed(part: Part) -> bool:
    """Tell whether a part's inputs are read from disk as they are needed."""
    return part.chunks is not None and is_large(part.inputs)


def is_large(inputs: Ragged) -> bool:
    """Tell whether a file is too large to be loaded whole."""
    return isinstance(inputs.flat, np.memmap) and inputs.flat.nbytes > MOST_IN_MEMORY


@dataclasses.dataclass(frozen=True)
class _Places:
    """Which of a part's examples lie in which chunk.

    Attributes:
        bounds: The examples of chunk c are bounds[c] to bounds[c + 1].
        inside: Where each example begins within its chunk.
    """

    bounds: Ints
    inside: Ints


def _places(part: Part, chunks: Chunks) -> _Places:
    owners = np.searchsorted(chunks.starts, part.inputs.starts, side="right") - 1
    return _Places(np.searchsorted(owners, np.arange(len(chunks.starts) + 1)).astype(np.int64),
                   part.inputs.starts - chunks.starts[owners])


def as_written(function: Callable[..., Any]) -> Callable[..., Any]:
    """Have tf.data trace a function as it is written; turning Python's ``if`` into TensorFlow's takes half a second.

    Args:
        function: Without branches or loops that depend on tensors.
    """
    import tensorflow as tf

    plain: Callable[..., Any] = tf.autograph.experimental.do_not_convert(function)
    return plain


def streamed(part: Part, chunks: Chunks, batch_size: int, seed: int, epochs: int, weights: Array | None,
             first: tuple[int, int] = (0, 0)) -> Any:
    """Return the padded batches of all epochs, in an order made by seed and epoch.

    No batch holds examples of two epochs, or what an epoch is would hang on the one before. A pool whose examples
    have all been trained is not read again when a run goes on.

    Args:
        part: The training part.
        chunks: Where it lies.
        batch_size: Examples in a batch.
        seed: Decides over the order.
        epochs: Epochs in all.
        weights: What an example of each class counts.
        first: Epoch and batch to begin with, from 0.
    """
    import tensorflow as tf

    batched = _Batched(part, chunks, batch_size, weights, seed)
    first_epoch, done = first[0], first[1] * batch_size

    def of_epoch(epoch: Any) -> Any:
        order = argsort(random_keys(len(chunks.starts), [2 * seed, epoch]))
        begun = tf.where(epoch == first_epoch, tf.constant(done, tf.int64), 0) if done else None
        return batched.of_epoch(order, epoch, begun)

    as_it_is = tf.data.Options()
    as_it_is.experimental_optimization.apply_default_optimizations = False  # a tenth of a second, for nothing
    batches = tf.data.Dataset.range(first_epoch, epochs).flat_map(as_written(of_epoch))
    return batches.prefetch(tf.data.AUTOTUNE).with_options(as_it_is)


def streamed_in_order(part: Part, chunks: Chunks, batch_size: int) -> Any:
    """Return the padded batches of a part once, always the same."""
    import tensorflow as tf

    batched = _Batched(part, chunks, batch_size, None, 0)
    return batched.of_epoch(tf.range(len(chunks.starts)), 0, None).prefetch(tf.data.AUTOTUNE)


def random_keys(count: Any, seed: list[Any]) -> Any:
    """Return random numbers, int64, made by a seed of two.

    These are the numbers of ``tf.random.stateless_uniform``, which takes forty operations to make Philox's key of the
    seed where there is one.
    """
    import tensorflow as tf

    parts = tf.stack([tf.cast(part, tf.int64) for part in seed])
    key, counter = tf.raw_ops.StatelessRandomGetKeyCounter(seed=parts)
    return tf.raw_ops.StatelessRandomUniformFullIntV2(
        shape=[count], key=key, counter=counter, alg=_PHILOX, dtype=tf.int64)


def argsort(keys: Any) -> Any:
    """Return the order of whole numbers, smallest first, equals as they stand. ``tf.argsort``, but soon traced."""
    import tensorflow as tf

    return tf.raw_ops.TopKV2(input=tf.bitwise.invert(keys), k=tf.size(keys)).indices


class _Batched:
    """Makes padded batches of a part's examples."""

    def __init__(self, part: Part, chunks: Chunks, batch_size: int, weights: Array | None, seed: int) -> None:
        self._examples = _Examples(part, chunks, batch_size, weights, seed)
        self._batch_size = batch_size
        lengths, fixed = part.inputs.lengths, None
        if len(lengths) and lengths.min() == lengths.max():
            fixed = int(lengths[0])
        is_ids = part.inputs.flat.dtype == np.int32
        shape: tuple[int | None, ...] = (fixed,) if is_ids else (fixed, part.inputs.width)
        assert part.labels is not None
        shapes: tuple[Any, ...] = (shape, part.labels.shape[1:])
        self._shapes = shapes if weights is None else (*shapes, ())

    def of_epoch(self, order: Any, epoch: Any, done: Any) -> Any:
        """Return the batches of an epoch but for the first ``done`` examples, its chunks taken in an order.

        ``None`` for ``done`` leaves out what looks for the first example: each operation costs time at the start.
        """
        import tensorflow as tf

        order = tf.cast(order, tf.int64)
        chunks, rest = tf.data.Dataset.from_tensor_slices(order), None
        if done is not None:
            passed, rest = self._examples.passed(order, done)
            chunks = chunks.skip(passed * _POOL)
        pools = chunks.map(as_written(self._examples.read), num_parallel_calls=2, deterministic=True).batch(_POOL)
        examples = pools.flat_map(as_written(
            lambda chunk, raw: self._examples.in_pool(chunk, raw, tf.cast(epoch, tf.int64))))
        if rest is not None:
            examples = examples.skip(rest)
        return examples.padded_batch(self._batch_size, padded_shapes=self._shapes)


class _Examples:
    """Reads the examples of a pool of chunks."""

    def __init__(self, part: Part, chunks: Chunks, batch_size: int, weights: Array | None, seed: int) -> None:
        import tensorflow as tf

        places = _places(part, chunks)
        self._folder = str(cut_up(chunks)) + os.sep
        self._batch_size = batch_size
        self._seed = seed
        self._width = part.inputs.width
        self._is_ids = part.inputs.flat.dtype == np.int32
        with tf.device("CPU"):
            self._bounds, self._inside = tf.constant(places.bounds), tf.constant(places.inside)
            self._lengths = tf.constant(part.inputs.lengths)
            self._sizes = tf.constant(chunks.sizes)
            self._labels = tf.constant(part.labels)
            self._weights = tf.constant(weights[part.strata]) if weights is not None else None

    def passed(self, order: Any, done: Any) -> tuple[Any, Any]:
        """Return how many pools hold nothing but the first ``done`` examples, and how many of these are left then."""
        import tensorflow as tf

        counts = tf.gather(self._bounds, order + 1) - tf.gather(self._bounds, order)
        pools = tf.math.segment_sum(counts, tf.range(tf.size(order)) // _POOL)
        ends = tf.cumsum(pools)
        passed = tf.reduce_sum(tf.cast(ends <= done, tf.int64))
        return passed, done - tf.reduce_sum(tf.where(ends <= done, pools, 0))

    def read(self, chunk: Any) -> tuple[Any, Any]:
        """Return a chunk's number and its bytes."""
        import tensorflow as tf

        name = tf.strings.as_string(chunk, width=DIGITS, fill="0")
        return chunk, tf.io.read_file(tf.strings.join([self._folder, name]))

    def in_pool(self, chunk: Any, raw: Any, epoch: Any) -> Any:
        """Return the examples of some chunks, shuffled and then sorted by length within windows."""
        import tensorflow as tf

        flat = tf.io.decode_raw(tf.strings.reduce_join(raw), tf.int32 if self._is_ids else tf.float32)
        before = tf.cumsum(tf.gather(self._sizes, chunk), exclusive=True)
        first, last = tf.gather(self._bounds, chunk), tf.gather(self._bounds, chunk + 1)
        # raw: what tf.ragged.range and tf.repeat are made of takes as long to trace as all the rest
        splits, members = tf.raw_ops.RaggedRange(starts=first, limits=last, deltas=tf.ones((), tf.int64))
        owners = tf.raw_ops.UpperBound(sorted_inputs=splits[tf.newaxis, 1:],
                                       values=tf.range(tf.size(members, tf.int64))[tf.newaxis])[0]
        starts = tf.gather(self._inside, members) + tf.gather(before, owners)
        lengths = tf.gather(self._lengths, members)
        order = self._order(lengths, chunk, epoch)
        members = tf.gather(members, order)
        sizes = tf.gather(lengths, order) * self._width
        answers = [tf.gather(column, members) for column in (self._labels, self._weights) if column is not None]

        def example(start: Any, size: Any, *answers: Any) -> tuple[Any, ...]:
            inputs = tf.slice(flat, start[tf.newaxis], size[tf.newaxis])
            return (inputs if self._is_ids else tf.reshape(inputs, (-1, self._width)), *answers)

        examples = tf.data.Dataset.from_tensor_slices((tf.gather(starts, order), sizes, *answers))
        return examples.map(as_written(example))

    def _order(self, lengths: Any, chunk: Any, epoch: Any) -> Any:
        """Return an order in which examples of like length follow each other, a batch at a time."""
        import tensorflow as tf

        count = tf.size(lengths, out_type=tf.int64)
        keys = random_keys(count, [2 * self._seed + 1 + chunk[0], epoch])
        shuffled = argsort(keys)
        window = tf.range(count) // (self._batch_size * WINDOW)
        key = window * (tf.reduce_max(lengths) + 1) + tf.gather(lengths, shuffled)
        ordered = tf.gather(shuffled, argsort(key))
        whole = count // self._batch_size
        order = argsort(tf.gather(keys, tf.range(whole)))
        rows = tf.gather(tf.reshape(ordered[:whole * self._batch_size], (-1, self._batch_size)), order)
        return tf.concat([tf.reshape(rows, [-1]), ordered[whole * self._batch_size:]], axis=0)
