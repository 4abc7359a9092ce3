"""A 200,000 × 64 embedding written for the Projector, beside a plain Python loop of ``str(x)``.

Run: ``python tests/benchmarks/bench_export.py``. The whole export counts: words made safe, vectors written, all of it
read back and compared, files moved into place. Reach: 0.3 of the loop's time.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from ratio import tell
from rnnstudio_exports.projector import EmbeddingProjector
from rnnstudio_exports.vectors import write_vectors

from rnnstudio.api import EmbeddingTable, ExportContext

WORDS, DIMENSIONS = 200_000, 64
RUNS = 5


def plain_loop(path: Path, table: EmbeddingTable) -> None:
    """Write vectors and words as one would by hand."""
    with (path / "vecs.tsv").open("w", encoding="utf-8") as file:
        for row in table.vectors:
            file.write("\t".join(str(x) for x in row) + "\n")
    with (path / "meta.tsv").open("w", encoding="utf-8") as file:
        for word in table.tokens:
            file.write(word + "\n")


def seconds(work: Callable[[Path], object]) -> float:
    """Return how long some work takes in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        work(Path(folder))
        return time.perf_counter() - started


def main() -> None:
    """Print medians and ratios."""
    vectors = np.random.default_rng(0).normal(scale=0.05, size=(WORDS, DIMENSIONS)).astype(np.float32)
    table = EmbeddingTable(name="embedding", vectors=vectors, tokens=["[PAD]", "[UNK]", *(
        f"word{number}" if number % 3 else f"w{'abcdefghij'[number % 10]}'{number}" for number in range(WORDS - 2))])
    context, exporter = ExportContext(), EmbeddingProjector()
    whole, write, loop = [], [], []
    for _ in range(RUNS):
        whole.append(seconds(lambda folder: exporter.export(table, folder, context)))
        write.append(seconds(lambda folder: write_vectors(folder / "vecs.tsv", vectors, None, context)))
        loop.append(seconds(lambda folder: plain_loop(folder, table)))
    print(f"{WORDS:,} × {DIMENSIONS}, {RUNS} runs; Python {platform.python_version()}, numpy {np.__version__}, "
          f"pyarrow {pa.__version__}, {os.cpu_count()} cores")
    for name, times in (("whole export, read back", whole), ("vectors written alone", write)):
        middle, best = statistics.median(times), min(times)
        print(f"{name}: median {middle:.2f} s, ratio {middle / statistics.median(loop):.3f}; "
              f"best {best:.2f} s, ratio {best / min(loop):.3f} (reach: 0.3)")
        tell(f"{name} / a plain Python loop", middle / statistics.median(loop), 0.3)
    print(f"plain Python loop: median {statistics.median(loop):.2f} s, best {min(loop):.2f} s; it uses one core, the "
          "export all of them, so a busy machine makes the ratio worse")


if __name__ == "__main__":
    main()
