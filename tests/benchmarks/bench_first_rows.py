"""A table of 2 GB: how soon its first rows are there, and how fast it is read.

Run: ``python tests/benchmarks/bench_first_rows.py``. It writes the bundled reviews again and again into a temporary
folder, so that needs 2 GB of disk. Reach: the first rows within 0.5 s, imports included; reading at 100 MB/s.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow
from ratio import tell
from rnnstudio_data.bundled import bundled
from rnnstudio_data.table import Table

from rnnstudio.api import ReadContext

FIRST = """
import sys, time
started = time.perf_counter()
from rnnstudio.api import ReadContext
from rnnstudio_data.table import Table
batch = next(Table(path=sys.argv[1]).read(ReadContext()))
print(time.perf_counter() - started, batch.num_rows)
"""


def write(path: Path, size: int) -> None:
    """Write a table of about ``size`` bytes."""
    header, rows = bundled("datasets", "english_reviews", "reviews.tsv").read_bytes().split(b"\n", 1)
    with path.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(max(1, size // len(rows))):
            file.write(rows)


def loop(path: Path) -> float:
    """Return the seconds that a plain loop over a file's lines takes."""
    started = time.perf_counter()
    with path.open("rb") as file:
        for _ in file:
            pass
    return time.perf_counter() - started


def ours(path: Path) -> tuple[float, float]:
    """Return the seconds that reading takes, and those that it uses the processor."""
    started, busy = time.perf_counter(), time.process_time()
    for _ in Table(path=str(path)).read(ReadContext()):
        pass
    return time.perf_counter() - started, time.process_time() - busy


def main() -> None:
    """Print seconds, speeds and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=2000, help="size of the large table")
    size = parser.parse_args().megabytes * 1_000_000
    print(f"Python {platform.python_version()}, pyarrow {pyarrow.__version__}, {os.cpu_count()} cores")
    starts = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.tsv"
        write(path, size)
        for number in range(3):
            seconds, rows = subprocess.run([sys.executable, "-c", FIRST, str(path)], capture_output=True, text=True,
                                           check=True).stdout.split()
            print(f"first {rows} rows of {path.stat().st_size / 1e9:.1f} GB, start {number + 1}, imports included: "
                  f"{float(seconds):.3f} s (reach: 0.5)")
            starts.append(float(seconds))
        tell(f"first rows of a table of {size / 1e9:.1f} GB, best of three starts", min(starts), 0.5, "s")
        write(path, min(size, 200_000_000))
        megabytes = path.stat().st_size / 1e6
        plain = min(loop(path) for _ in range(3))
        wall, busy = min(ours(path) for _ in range(3))
        print(f"reading {megabytes:.0f} MB: {megabytes / wall:.0f} MB/s (reach: 100), {megabytes / busy:.0f} MB per "
              f"second of processor; a plain loop over lines: {megabytes / plain:.0f} MB/s; ratio {wall / plain:.1f}")
        tell("reading a table", megabytes / wall, 100, "MB/s", at_least=True)


if __name__ == "__main__":
    main()
