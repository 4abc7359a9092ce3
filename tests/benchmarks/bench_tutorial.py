"""Seconds of training to one validation accuracy on long reviews: our batches against the usual tutorial's script.

Same texts, same LSTM(64), same start, seeds in turn. The other side is what TensorFlow's text tutorials write: a
shuffled stream and ``padded_batch``. Both train in pieces of a quarter of an epoch, one piece here, one
there, so that a busy machine slows both alike; after each piece the validation part is judged, which isn't counted,
and neither is each side's first batch, in which Keras traces. The accuracy to reach is the lower of what the two come
to at best, so both do reach it.

    python tests/benchmarks/bench_tutorial.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Any

from bench_bucketing import BATCH, TEXTS, long_reviews, lstm, padded
from ratio import tell

from rnnstudio.engine import device
from rnnstudio.engine.batches import Batches, training_batches, validation_batches

LIMIT = 0.6
EPOCHS, PIECES, SEEDS = 3, 4, 2
NEAR = 0.002
"""Accuracy by which the target is below the lower of the two bests: a lucky piece decides nothing."""


class Side:
    """One way to batch: its model, and seconds with accuracy after each piece."""

    def __init__(self, model: Any, batches: Batches) -> None:
        self._model = model
        self._model.make_train_function()
        self._stream = iter(batches.dataset)
        self.seconds = 0.0
        self.curve: list[tuple[float, float]] = []
        self._train(1)
        self.seconds = 0.0

    def _train(self, count: int) -> None:
        began = time.perf_counter()
        for _ in range(count):
            self._model.train_function(self._stream)  # what fit does with each batch
        self.seconds += time.perf_counter() - began

    def piece(self, judged: Any) -> None:
        """Train a piece and judge."""
        self._train(TEXTS // BATCH // PIECES)
        accuracy = self._model.evaluate(judged, verbose=0, return_dict=True)["binary_accuracy"]
        self.curve.append((self.seconds, accuracy))

    @property
    def best(self) -> float:
        """The highest accuracy."""
        return max(accuracy for _, accuracy in self.curve)

    def reaches(self, target: float) -> float:
        """Return the seconds of training after which it was that accurate."""
        return next(seconds for seconds, accuracy in self.curve if accuracy >= target)


def main() -> int:
    """Print the seconds of each side and their ratio."""
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}, "
          f"load {os.getloadavg()[0]:.1f}")
    part, judged = long_reviews()
    validation = validation_batches(judged, BATCH).dataset
    ratios = []
    for seed in range(SEEDS):
        ours = Side(lstm(seed), training_batches(part, BATCH, seed, EPOCHS + 1))
        theirs = Side(lstm(seed), padded(part, seed, EPOCHS + 1))
        for _ in range(EPOCHS * PIECES):
            ours.piece(validation)
            theirs.piece(validation)
        target = min(ours.best, theirs.best) - NEAR
        first, second = ours.reaches(target), theirs.reaches(target)
        ratios.append(first / second)
        print(f"seed {seed}: to validation accuracy {target:.3f}: ours {first:.1f} s, tutorial {second:.1f} s, ratio "
              f"{first / second:.3f}; an epoch: ours {ours.seconds / EPOCHS:.1f} s, tutorial "
              f"{theirs.seconds / EPOCHS:.1f} s; best {ours.best:.3f} and {theirs.best:.3f}", flush=True)
    return int(not tell("to one validation accuracy on long reviews, ours / the usual tutorial",
                        statistics.geometric_mean(ratios), LIMIT))


if __name__ == "__main__":
    sys.exit(main())
