"""Seconds per epoch: our batches of like length against ``padded_batch`` of the shuffled stream, on long texts.

Made-up texts with lengths like those of film reviews (median 174 words, cap 500); the same LSTM(64). The pipeline on
the other side is the one that TensorFlow's own text tutorials write. Runs take turns; medians are compared.

    python tests/benchmarks/bench_bucketing.py
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import numpy as np

from rnnstudio.engine import device
from rnnstudio.engine.batches import Batches, training_batches
from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Ragged, offsets_of

LIMIT = 0.65
TEXTS, MEDIAN, CAP, VOCABULARY, BATCH = 4_096, 174, 500, 8_000, 64
ROUNDS = 4


def made_up() -> Part:
    random = np.random.default_rng(0)
    spread = random.lognormal(0.0, 0.65, TEXTS)
    lengths = np.clip(np.round(spread / np.median(spread) * MEDIAN).astype(np.int64), 10, CAP)
    flat = random.integers(2, VOCABULARY, lengths.sum()).astype(np.int32)
    return Part(Ragged(flat, offsets_of(lengths)), random.integers(0, 2, (TEXTS, 1)).astype(np.float32))


def padded(part: Part, epochs: int) -> Batches:
    import tensorflow as tf

    inputs = tf.RaggedTensor.from_row_splits(part.inputs.flat, part.inputs.offsets)
    stream = tf.data.Dataset.from_tensor_slices((inputs, part.labels)).map(
        lambda row, label: (tf.ensure_shape(row, (None,)), label))
    batches = stream.shuffle(TEXTS, seed=0).padded_batch(BATCH).repeat(epochs).prefetch(tf.data.AUTOTUNE)
    return Batches(batches, [BATCH] * (TEXTS // BATCH))


def lstm() -> Any:
    import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((None,), dtype="int32"), keras.layers.Embedding(VOCABULARY, 64, mask_zero=True),
        keras.layers.LSTM(64), keras.layers.Dense(1)])
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False)
    return model


def seconds(model: Any, batches: Batches) -> float:
    began = time.perf_counter()
    model.fit(batches.dataset, steps_per_epoch=len(batches.sizes), verbose=0, shuffle=False)
    return time.perf_counter() - began


def share_of_tokens(batches: Batches) -> float:
    """Return which share of an epoch's matrices is text and not padding."""
    cells = words = 0
    for inputs, _ in batches.dataset.take(len(batches.sizes)):
        cells += int(np.prod(inputs.shape))
        words += int(np.count_nonzero(inputs))
    return words / cells


def main() -> int:
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}")
    part = made_up()
    lengths = part.inputs.lengths
    print(f"{TEXTS:,} texts, median {np.median(lengths):.0f} words, longest {lengths.max()}; batches of {BATCH}")
    sides = {"ours": lambda: training_batches(part, BATCH, 0, 1), "padded_batch": lambda: padded(part, 1)}
    for name, make in sides.items():
        print(f"{name}: {share_of_tokens(make()):.0%} of the numbers are text, the rest padding")
    models = {name: lstm() for name in sides}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for name, make in sides.items():
        seconds(models[name], make())
    for _ in range(ROUNDS):
        for name, make in sides.items():
            times[name].append(seconds(models[name], make()))
    ours, theirs = (statistics.median(found) for found in times.values())
    print(f"epoch: ours {ours:.2f} s, padded_batch {theirs:.2f} s: ratio {ours / theirs:.3f}, limit {LIMIT}")
    return int(ours / theirs > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
