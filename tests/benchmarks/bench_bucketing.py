"""Seconds per epoch and accuracy: our batches of like length against ``padded_batch`` of the shuffled stream.

Long reviews: bundled movie reviews of one class joined until they are as long as film reviews are (median 174 words,
cap 500); the same LSTM(64), three seeds. The pipeline on the other side is the one that TensorFlow's own text
tutorials write. Runs take turns, epoch by epoch.

    python tests/benchmarks/bench_bucketing.py

Accuracy is that of each model's best epoch, as a program that keeps the best model has it.
"""

from __future__ import annotations

import dataclasses
import statistics
import sys
import time
from typing import Any

import numpy as np
from ratio import tell

from rnnstudio.engine import device
from rnnstudio.engine.batches import Batches, training_batches, validation_batches
from rnnstudio.engine.prepare import Part, prepare
from rnnstudio.engine.ragged import Ragged
from rnnstudio.project.model import ComponentRef, DataSettings
from rnnstudio.registry import Registry

LIMIT, SPREAD = 0.6, 0.01
TEXTS, JUDGED, MEDIAN, CAP, VOCABULARY, BATCH = 4_096, 1_024, 174, 500, 8_000, 64
EPOCHS, SEEDS = 5, 3


def long_reviews() -> tuple[Part, Part]:
    """Return a training and a validation part; no review stands in both."""
    settings = DataSettings(source=ComponentRef(type="rnnstudio.english_reviews"),
                            encoder=ComponentRef(type="rnnstudio.words", params={"vocabulary_size": VOCABULARY}))
    prepared = prepare(settings, Registry.discover())
    random = np.random.default_rng(0)
    return joined(prepared.training, TEXTS, random), joined(prepared.validation, JUDGED, random)


def joined(part: Part, count: int, random: np.random.Generator) -> Part:
    """Join reviews of one class, chosen at random, up to a length made up."""
    assert part.labels is not None
    spread = random.lognormal(0.0, 0.65, count)
    wanted = np.clip(np.round(spread / np.median(spread) * MEDIAN).astype(np.int64), 10, CAP)
    classes = [np.flatnonzero(part.labels[:, 0] == label) for label in (0, 1)]
    texts = []
    for number, length in enumerate(wanted):
        words: list[Any] = []
        while sum(map(len, words)) < length:
            words.append(part.inputs[int(random.choice(classes[number % 2]))])
        texts.append(np.concatenate(words)[:length])
    labels = (np.arange(count) % 2).astype(np.float32).reshape(-1, 1)
    return Part(Ragged.joined(np.concatenate(texts), np.array([len(text) for text in texts], np.int64)), labels)


def padded(part: Part, seed: int, epochs: int) -> Batches:
    """Return what the tutorials write."""
    import tensorflow as tf

    inputs = tf.RaggedTensor.from_row_lengths(part.inputs.flat, part.inputs.lengths)
    stream = tf.data.Dataset.from_tensor_slices((inputs, part.labels)).map(
        lambda row, label: (tf.ensure_shape(row, (None,)), label))
    batches = stream.shuffle(TEXTS, seed=seed).padded_batch(BATCH).repeat(epochs).prefetch(tf.data.AUTOTUNE)
    return Batches(batches, [BATCH] * (TEXTS // BATCH))


def lstm(seed: int) -> Any:
    import keras

    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((None,), dtype="int32"), keras.layers.Embedding(VOCABULARY, 64, mask_zero=True),
        keras.layers.LSTM(64), keras.layers.Dense(1)])
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True),
                  metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)], jit_compile=False)
    return model


@dataclasses.dataclass
class Side:
    """One way to batch, with what came of it."""

    name: str
    seconds: list[float] = dataclasses.field(default_factory=list)
    accuracies: list[float] = dataclasses.field(default_factory=list)


def epoch(model: Any, batches: Batches) -> float:
    """Train for an epoch; return its seconds."""
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
    part, judged = long_reviews()
    lengths = part.inputs.lengths
    print(f"{TEXTS:,} texts, median {np.median(lengths):.0f} words, longest {lengths.max()}; batches of {BATCH}")
    ours, theirs = Side("ours"), Side("padded_batch")
    for side, batches in ((ours, training_batches(part, BATCH, 0, 1)), (theirs, padded(part, 0, 1))):
        print(f"{side.name}: {share_of_tokens(batches):.0%} of the numbers are text, the rest padding")
    for seed in range(SEEDS):
        models = {side.name: lstm(seed) for side in (ours, theirs)}
        best = {side.name: 0.0 for side in (ours, theirs)}
        for number in range(EPOCHS):
            for side, batches in ((ours, training_batches(part, BATCH, seed * EPOCHS + number, 1)),
                                  (theirs, padded(part, seed * EPOCHS + number, 1))):
                seconds = epoch(models[side.name], batches)
                side.seconds += [seconds] if number else []  # the first one traces
                found = models[side.name].evaluate(validation_batches(judged, BATCH).dataset, verbose=0)
                best[side.name] = max(best[side.name], float(found[1]))
        for side in (ours, theirs):
            side.accuracies.append(best[side.name])
        print(f"seed {seed}: ours {ours.accuracies[-1]:.4f}, padded_batch {theirs.accuracies[-1]:.4f}", flush=True)
    ratio = statistics.median(ours.seconds) / statistics.median(theirs.seconds)
    gap = statistics.mean(ours.accuracies) - statistics.mean(theirs.accuracies)
    print(f"epoch: ours {statistics.median(ours.seconds):.2f} s, padded_batch "
          f"{statistics.median(theirs.seconds):.2f} s: ratio {ratio:.3f}, limit {LIMIT}; "
          f"accuracy of the best of {EPOCHS} epochs, mean over {SEEDS} seeds: "
          f"{statistics.mean(ours.accuracies):.4f} and {statistics.mean(theirs.accuracies):.4f}, apart {gap:+.4f}, "
          f"limit {SPREAD}")
    tell("an epoch of long reviews, ours / padded_batch", ratio, LIMIT)
    tell("accuracy of the best epoch, ours minus padded_batch", gap, -SPREAD, at_least=True)
    return int(ratio > LIMIT or gap < -SPREAD)


if __name__ == "__main__":
    sys.exit(main())
