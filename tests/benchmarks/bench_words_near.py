"""The exact 20 nearest of 100,000 words with 64 dimensions. Run: ``python tests/benchmarks/bench_words_near.py``.

Each query is another word. The first one also makes lengths and vectors of length 1, which are kept.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
from ratio import tell

from rnnstudio.vectors.near import Metric, nearest
from rnnstudio.vectors.space import WordSpace

QUERIES, REACH = 50, 50.0


def milliseconds(space: WordSpace, row: int, metric: Metric) -> float:
    """Return how long a query takes."""
    began = time.perf_counter()
    nearest(space, row, 20, metric)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Print medians."""
    vectors = np.random.default_rng(0).normal(size=(100_000, 64)).astype(np.float32)
    metrics: tuple[Metric, ...] = ("cosine", "euclidean")
    for metric in metrics:
        space = WordSpace("words", [str(row) for row in range(len(vectors))], vectors)
        first, *times = [milliseconds(space, 997 * row, metric) for row in range(QUERIES + 1)]
        median = statistics.median(times)
        print(f"{metric}: {median:.1f} ms, median of {QUERIES}, slowest {max(times):.1f} ms; the first {first:.1f} "
              f"ms (reach: under {REACH:g} ms)")
        tell(f"20 nearest of 100,000 x 64, {metric}", median, REACH, "ms")


if __name__ == "__main__":
    main()
