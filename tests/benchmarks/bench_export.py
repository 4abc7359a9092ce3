"""A 200,000 × 64 embedding written for the Projector, beside a plain Python loop of ``str(x)``.

Run: ``python tests/benchmarks/bench_export.py``. The whole export counts: words made safe, vectors written, all of it
read back and compared, files moved into place. Reach: 0.25 of the loop's time. The loop uses one core and the export
all of them; processor time, which counts all cores, is told beside it.
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
REACH = 0.25


def plain_loop(path: Path, table: EmbeddingTable) -> None:
    """Write vectors and words as one would by hand."""
    with (path / "vecs.tsv").open("w", encoding="utf-8") as file:
        for row in table.vectors:
            file.write("\t".join(str(x) for x in row) + "\n")
    with (path / "meta.tsv").open("w", encoding="utf-8") as file:
        for word in table.tokens:
            file.write(word + "\n")


def seconds(work: Callable[[Path], object]) -> tuple[float, float]:
    """Return how long some work takes in a folder of its own, by the clock and by the processor."""
    with tempfile.TemporaryDirectory() as folder:
        started, busy = time.perf_counter(), time.process_time()
        work(Path(folder))
        return time.perf_counter() - started, time.process_time() - busy


def main() -> None:
    """Print medians and ratios."""
    vectors = np.random.default_rng(0).normal(scale=0.05, size=(WORDS, DIMENSIONS)).astype(np.float32)
    table = EmbeddingTable(name="embedding", vectors=vectors, tokens=["[PAD]", "[UNK]", *(
        f"word{number}" if number % 3 else f"w{'abcdefghij'[number % 10]}'{number}" for number in range(WORDS - 2))])
    context, exporter = ExportContext(), EmbeddingProjector()
    chosen = exporter.choose(table, context)
    works = {"whole export, read back": lambda folder: exporter.export(table, folder, context),
             "vectors written alone": lambda folder: write_vectors(folder / "vecs.tsv", chosen, None, context),
             "plain Python loop": lambda folder: plain_loop(folder, table)}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            taken[name].append(seconds(work))
    print(f"{WORDS:,} × {DIMENSIONS}, {RUNS} runs; Python {platform.python_version()}, numpy {np.__version__}, "
          f"pyarrow {pa.__version__}, {os.cpu_count()} cores")
    middle = {name: [statistics.median(column) for column in zip(*times, strict=True)]
              for name, times in taken.items()}
    loop = middle.pop("plain Python loop")
    print(f"plain Python loop: median {loop[0]:.2f} s, of the processor {loop[1]:.2f} s")
    for name, (clock, processor) in middle.items():
        print(f"{name}: median {clock:.2f} s, of the processor {processor:.2f} s")
        tell(f"{name} / a plain Python loop", clock / loop[0], REACH)
        tell(f"{name} / a plain Python loop, processor time", processor / loop[1])


if __name__ == "__main__":
    main()
