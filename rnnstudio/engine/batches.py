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

_WINDOW = 16
"""Batches in a window: enough to keep padding low, few enough to leave the shuffling to chance."""
_NONE = -1
_VALIDATION_FACTOR = 4
_VALIDATION_ROWS = 256
_MOST_CACHED = 256 * 2**20


@dataclasses.dataclass(frozen=True)
class Batches:
    """A ``tf.data.Dataset`` of (inputs, labels).

    Attributes:
        dataset: Inputs are int32 of shape (batch, steps) or float32 of shape (batch, steps, features).
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
    window = min(max(full // 4, 1), _WINDOW) * batch_size
    windows = tf.range(full * batch_size, dtype=tf.int64) // window
    key = windows * (tf.reduce_max(lengths) + 1) + tf.gather(lengths, members)
    rows = tf.reshape(tf.gather(members, tf.argsort(key, stable=True)), (full, batch_size))
    rows = tf.gather(rows, _shuffled(full, [2 * seed + 1, epoch]))
    if examples % batch_size:
        last = tf.pad(rest, [[0, -examples % batch_size]], constant_values=_NONE)
        rows = tf.concat([rows, last[tf.newaxis]], axis=0)
    return rows


def _shuffled(count: int, seed: list[Any]) -> Any:
    """Return the numbers below ``count`` in an order made by the seed."""
    import tensorflow as tf

    keys = tf.random.stateless_uniform([count], seed=tf.stack([tf.cast(part, tf.int64) for part in seed]),
                                       minval=None, maxval=None, dtype=tf.int64, alg="philox")
    return tf.cast(tf.argsort(keys), tf.int64)


def training_batches(part: Part, batch_size: int, seed: int, epochs: int) -> Batches:
    """Return the batches of all epochs one after the other, each epoch planned anew."""
    import tensorflow as tf

    with tf.device("CPU"):
        lengths = tf.constant(part.inputs.lengths)
    rows = tf.data.Dataset.range(epochs).flat_map(
        lambda epoch: tf.data.Dataset.from_tensor_slices(plan(lengths, batch_size, seed, epoch)))
    return Batches(_assembled(rows, part), _sizes(len(part), batch_size))


def validation_batches(part: Part, batch_size: int) -> Batches:
    """Return all examples once, by length, in batches larger than those for training.

    They are the same each time, so they are kept in memory as they are unless they are very large; putting together
    the pipeline alone would take longer than a small network takes to judge them.
    """
    import tensorflow as tf

    size = max(batch_size, min(batch_size * _VALIDATION_FACTOR, _VALIDATION_ROWS))
    order = np.argsort(part.inputs.lengths, kind="stable")
    rows = np.append(order, np.full(-len(part) % size, _NONE)).reshape(-1, size)
    dataset = _assembled(tf.data.Dataset.from_tensor_slices(rows), part)
    padded = size * part.inputs.lengths[rows].max(axis=1).sum() * part.inputs.flat[:1].nbytes
    return Batches(dataset.cache() if padded < _MOST_CACHED else dataset, _sizes(len(part), size))


def _sizes(examples: int, batch_size: int) -> list[int]:
    left = examples % batch_size
    return [batch_size] * (examples // batch_size) + ([left] if left else [])


def _assembled(rows: Any, part: Part) -> Any:
    """Turn rows of example numbers into padded batches."""
    import tensorflow as tf

    with tf.device("CPU"):
        flat = tf.constant(part.inputs.flat)
        offsets = tf.constant(part.inputs.offsets)
        labels = tf.constant(part.labels)
    last = max(len(part.inputs.flat) - 1, 0)
    steps = part.inputs.lengths
    fixed = int(steps[0]) if len(steps) and steps.min() == steps.max() else None

    def assemble(row: Any) -> tuple[Any, Any]:
        chosen = tf.boolean_mask(row, row >= 0)
        starts = tf.gather(offsets, chosen)
        lengths = tf.gather(offsets, chosen + 1) - starts
        places = tf.range(tf.reduce_max(lengths))[tf.newaxis]
        inputs = tf.gather(flat, tf.minimum(starts[:, tf.newaxis] + places, last))
        if fixed is None:
            inside = places < lengths[:, tf.newaxis]
            inside = inside if inputs.shape.rank == 2 else inside[:, :, tf.newaxis]
            inputs = tf.where(inside, inputs, tf.zeros((), inputs.dtype))
        return tf.ensure_shape(inputs, (None, fixed, *part.inputs.flat.shape[1:])), tf.gather(labels, chosen)

    return rows.map(assemble, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True).prefetch(tf.data.AUTOTUNE)
