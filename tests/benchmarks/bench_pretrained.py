"""Starting from a large file of word vectors: how fast it is streamed, in how much memory, and the second start.

A file of words × 300 as GloVe has them and one in word2vec's binary format are written first, each of the size asked
for, 1 GB unless said; 8,000 words are looked up.

    python tests/benchmarks/bench_pretrained.py [GIGABYTES]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from ratio import tell

from rnnstudio.api import StartVectors

WIDTH, WANTED = 300, 8_000
TEXT, BINARY = 400_000, 820_000
"""Words in a file of about a gigabyte."""
MOST_MEGABYTES = 300


def write_text(path: Path, size: float) -> None:
    """Write the GloVe file; rows repeat, which a reader can't know."""
    rows = [" ".join(f"{value:.5f}" for value in row) for row in np.random.default_rng(0).normal(size=(97, WIDTH))]
    with path.open("w", encoding="utf-8") as file:
        for number in range(int(size * TEXT)):
            file.write(f"word{number} {rows[number % 97]}\n")


def write_binary(path: Path, size: float) -> None:
    """Write the file of word2vec."""
    rows = np.random.default_rng(0).normal(size=(97, WIDTH)).astype("<f4")
    with path.open("wb") as file:
        count = int(size * BINARY)
        file.write(f"{count} {WIDTH}\n".encode())
        for number in range(count):
            file.write(f"word{number} ".encode() + rows[number % 97].tobytes() + b"\n")


def megabytes() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Write, read and read again."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RNNSTUDIO_HOME"] = folder
        from rnnstudio.engine import pretrained

        words = ["", "[UNK]", *(f"word{37 * number}" for number in range(WANTED))]
        good = True
        for name, write in (("GloVe", write_text), ("word2vec binary", write_binary)):
            path = Path(folder) / "vectors"
            write(path, gigabytes)
            size, before = path.stat().st_size, megabytes()
            start = StartVectors(path=str(path), dimensions=WIDTH)
            began = time.perf_counter()
            found = pretrained.found(words, pretrained.look(str(path), None), start)
            seconds = time.perf_counter() - began
            assert len(found.rows) == WANTED, len(found.rows)
            pretrained._kept.clear()
            began = time.perf_counter()
            pretrained.found(words, pretrained.look(str(path), None), start)
            again = time.perf_counter() - began
            tell(f"{name}: read {size / 1e9:.1f} GB", size / seconds / 1e6, unit="MB/s", at_least=True)
            good &= tell(f"{name}: memory more than before", megabytes() - before, MOST_MEGABYTES, "MB")
            good &= tell(f"{name}: second start", again, 0.5, "s")
            path.unlink()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
