"""Principal components of 100,000 vectors of 64 dimensions. Run: ``python tests/benchmarks/bench_words_pca.py``."""

from __future__ import annotations

import statistics
import time

import numpy as np
from ratio import tell

from rnnstudio.vectors.projecting import pca

RUNS, REACH = 7, 1.0


def main() -> None:
    """Print the median."""
    vectors = np.random.default_rng(0).normal(size=(100_000, 64)).astype(np.float32)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        pca(vectors, 3)
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times)
    print(f"PCA of 100,000 x 64 to 3: {seconds:.3f} s, median of {RUNS} (reach: under {REACH:g} s)")
    tell("PCA of 100,000 x 64 to 3", seconds, REACH, "s")


if __name__ == "__main__":
    main()
