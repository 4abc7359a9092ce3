"""Batches of like length, padded to their own longest only: most of the time saved on texts is saved here.

An epoch's plan is a matrix of example numbers, one row for each batch, made by seed and epoch alone. Examples are
shuffled and, within windows of several batches, sorted by length and cut into batches, whose order is shuffled
again: what stands together changes from epoch to epoch, and padding is a few percent instead of more than half.

All of it runs inside tf.data, in parallel to training and without Python: a Python function in there can hang the
process when an iterator is dropped while the function waits for the interpreter.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.engine.streaming import (
    WINDOW,
    argsort,
    as_written,
    is_streamed,
    random_keys,
    streamed,
    streamed_in_order,
)

_NONE = -1
_VALIDATION_FACTOR = 4
_VALIDATION_ROWS = 256
_MOST_CACHED = 256 * 2**20


@dataclasses.dataclass(frozen=True)
class Batches:
    """A ``tf.data.Dataset`` of (inputs, labels).

    Attributes:
        dataset: Inputs are int32 of shape (batch, steps) or float32 of shape (batch, steps, features); labels as in
            ``api.Targets``, or for windows int32 (batch, steps) or float32 (batch, predicted numbers).
        sizes: Examples in each batch of an epoch.
    """

    dataset: Any
    sizes: list[int]


def plan(lengths: Any, batch_size: int, seed: int, epoch: Any) -> Any:
    """Say which examples stand together in an epoch, and in which order.

    Args:
        lengths: Steps in each example, an int64 tensor.
        batch_size: Examples in a batch. What is left over makes the epoch's last batch.
        seed: The same seed and epoch give the same plan, on any machine.
        epoch: From 0; may be a tensor.

    Returns:
        A tensor of example numbers of shape (batches, batch size), -1 where the last batch has fewer.
    """
    import tensorflow as tf

    examples = int(lengths.shape[0])
    full = examples // batch_size
    shuffled = _shuffled(examples, [2 * seed, epoch])
    members, rest = shuffled[:full * batch_size], shuffled[full * batch_size:]
    window = min(max(full // 4, 1), WINDOW) * batch_size
    windows = tf.range(full * batch_size, dtype=tf.int64) // window
    key = windows * (tf.reduce_max(lengths) + 1) + tf.gather(lengths, members)
    rows = tf.reshape(tf.gather(members, argsort(key)), (full, batch_size))
    rows = tf.gather(rows, _shuffled(full, [2 * seed + 1, epoch]))
    if examples % batch_size:
        last = tf.pad(rest, [[0, -examples % batch_size]], constant_values=_NONE)
        rows = tf.concat([rows, last[tf.newaxis]], axis=0)
    return rows


def _shuffled(count: int, seed: list[Any]) -> Any:
    """Return the numbers below ``count`` in an order made by the seed."""
    import tensorflow as tf

    return tf.cast(argsort(random_keys(count, seed)), tf.int64)


def training_batches(part: Part, batch_size: int, seed: int, epochs: int, weights: Array | None = None, *,
                     first_epoch: int = 0, first_batch: int = 0) -> Batches:
    """Return the batches of all epochs one after the other, each epoch planned anew.

    A run that goes on gets what is left of the same plans: nothing but seed and epoch decides over an epoch.

    Args:
        part: The training part.
        batch_size: Examples in a batch.
        seed: Decides over the order.
        epochs: Epochs in all, those before ``first_epoch`` included.
        weights: What an example of each class counts, float32; then the dataset yields (inputs, labels, weights).
        first_epoch: The epoch to begin with, from 0.
        first_batch: The batch of that epoch to begin with, from 0.
    """
    import tensorflow as tf

    sizes = batch_sizes(len(part), batch_size)
    if is_streamed(part):
        assert part.chunks is not None
        first = (first_epoch, first_batch)
        return Batches(streamed(part, part.chunks, batch_size, seed, epochs, weights, first), sizes)
    with tf.device("CPU"):
        lengths = tf.constant(part.inputs.lengths)
    rows = tf.data.Dataset.range(first_epoch, epochs).flat_map(
        as_written(lambda epoch: tf.data.Dataset.from_tensor_slices(plan(lengths, batch_size, seed, epoch)))
    ).skip(first_batch)
    return Batches(_assembled(rows, part, weights), sizes)


def validation_batches(part: Part, batch_size: int) -> Batches:
    """Return all examples once, by length, in batches larger than those for training.

    They are the same each time, so they are kept in memory as they are unless they are very large; putting together
    the pipeline alone would take longer than a small network takes to judge them.
    """
    import tensorflow as tf

    size = validation_size(batch_size)
    if is_streamed(part):
        assert part.chunks is not None
        return Batches(streamed_in_order(part, part.chunks, size), batch_sizes(len(part), size))
    order = np.argsort(part.inputs.lengths, kind="stable")
    rows = np.append(order, np.full(-len(part) % size, _NONE)).reshape(-1, size)
    dataset = _assembled(tf.data.Dataset.from_tensor_slices(rows), part)
    padded = size * part.inputs.lengths[rows].max(axis=1).sum() * part.inputs.flat.itemsize * part.inputs.width
    return Batches(dataset.cache() if padded < _MOST_CACHED else dataset, batch_sizes(len(part), size))


def validation_size(batch_size: int) -> int:
    """Return how many examples are judged at a time, for a batch size in training."""
    return max(batch_size, min(batch_size * _VALIDATION_FACTOR, _VALIDATION_ROWS))


def batch_sizes(examples: int, batch_size: int) -> list[int]:
    """Return how many examples are in each batch of an epoch."""
    left = examples % batch_size
    return [batch_size] * (examples // batch_size) + ([left] if left else [])


def fixed_steps(inputs: Ragged) -> int | None:
    """Return the number of time steps if all sequences have the same, else ``None``."""
    lengths = inputs.lengths
    return int(lengths[0]) if len(lengths) and lengths.min() == lengths.max() else None


def _assembled(rows: Any, part: Part, weights: Array | None = None) -> Any:
    """Turn rows of example numbers into padded batches."""
    import tensorflow as tf

    with tf.device("CPU"):
        flat = tf.constant(np.asarray(part.inputs.flat))
        starts, lengths = tf.constant(part.inputs.starts), tf.constant(part.inputs.lengths)
        labels = tf.constant(part.labels) if part.labels is not None else None
        counted = tf.constant(weights[part.strata]) if weights is not None else None
    width, fixed, last = part.inputs.width, fixed_steps(part.inputs), max(len(part.inputs.flat) - 1, 0)
    is_ids = part.inputs.flat.dtype == np.int32

    def assemble(row: Any) -> tuple[Any, ...]:
        chosen = tf.boolean_mask(row, row >= 0)
        begin, length = tf.gather(starts, chosen), tf.gather(lengths, chosen)
        steps = tf.reduce_max(length)
        places = tf.range(steps * width)[tf.newaxis]
        inputs = tf.gather(flat, tf.minimum(begin[:, tf.newaxis] + places, last))
        if fixed is None:
            inputs = tf.where(places < (length * width)[:, tf.newaxis], inputs, tf.zeros((), inputs.dtype))
        if not is_ids:
            inputs = tf.reshape(inputs, (-1, steps, width))
        inputs = tf.ensure_shape(inputs, (None, fixed) if is_ids else (None, fixed, width))
        wanted = tf.gather(labels, chosen) if labels is not None else _ahead(flat, begin, part)
        return (inputs, wanted) if counted is None else (inputs, wanted, tf.gather(counted, chosen))

    batches = rows.map(as_written(assemble), num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return batches.prefetch(tf.data.AUTOTUNE)


def _ahead(flat: Any, begin: Any, part: Part) -> Any:
    """Return what is predicted of windows: ids of shape (batch, ahead), or numbers, (batch, ahead × features)."""
    import tensorflow as tf

    window, width = part.window, part.inputs.width
    assert window is not None
    if width == 1 and part.inputs.flat.dtype == np.int32:
        places = np.arange(window.first, window.first + window.ahead)
    else:
        features = np.array(window.features or range(width))
        steps = np.arange(window.first, window.first + window.ahead)
        places = (steps[:, np.newaxis] * width + features).ravel()
    return tf.gather(flat, begin[:, tf.newaxis] + tf.constant(places[np.newaxis], tf.int64))


def class_weights(part: Part, classes: int) -> Array:
    """Return what an example of each class has to count for all classes to weigh the same, float32, on average 1.

    After King and Zeng (2001): the share that each would have, over the share it has.
    """
    assert part.strata is not None
    counts = np.bincount(np.asarray(part.strata, np.int64), minlength=classes).astype(np.float64)
    present = max(int((counts > 0).sum()), 1)
    return np.divide(len(part), present * counts, out=np.zeros_like(counts), where=counts > 0).astype(np.float32)
