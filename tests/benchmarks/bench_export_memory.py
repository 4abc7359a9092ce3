"""Memory that exporting 1,000,000 × 300 vectors takes, from a model that Keras saved, beyond an idle process.

Run: ``python tests/benchmarks/bench_export_memory.py [--words 1000000] [--dimensions 300] [--formats projector]``. It
needs about 6 GB of disk in the temporary folder. A run's folder is made once, its model saved by Keras; then each
format is written by a process of its own, as ``rnnstudio export`` and the engine do it: words and counts read from
the run, the matrix, 1.2 GB, mapped from the model's file, everything read back. Idle is that process with all of it
imported and nothing read. Measured is private memory (RssAnon) every 5 ms; pages of the mapped file are the system's
to take back, and are told apart (RssFile). Reach: at most 300 MB above idle.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from ratio import skip, tell

from rnnstudio.api import DataFacts, ExportContext
from rnnstudio.project import file
from rnnstudio.project.model import ComponentRef, LayerNode, Project
from rnnstudio.runs import folder as runs_folder

REACH = 300.0
FORMATS = {"projector": ("rnnstudio.projector", {}), "projector, columns": ("rnnstudio.projector", {"details": True}),
           "word2vec, text": ("rnnstudio.word2vec", {}), "word2vec, binary": ("rnnstudio.word2vec", {"binary": True}),
           "numpy": ("rnnstudio.numpy", {}), "parquet": ("rnnstudio.parquet_table", {})}
MAKE = """
import sys
import keras
words, dimensions, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
embedding = keras.layers.Embedding(words, dimensions, name="words")
keras.Sequential([keras.Input((None,), dtype="int32"), embedding]).save(path)
"""


def make_run(run: Path, words: int, dimensions: int) -> None:
    """Make the folder of a run whose model Keras has saved."""
    run.mkdir()
    subprocess.run([sys.executable, "-c", MAKE, str(words), str(dimensions), str(run / "best.keras")], check=True,
                   stderr=subprocess.DEVNULL)
    facts = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=words)
    runs_folder.write_info(run, runs_folder.RunInfo(name="Large", state="completed", facts=facts))
    file.save(Project(stack=(LayerNode(id="words", type="rnnstudio.embedding"),)), run / runs_folder.PROJECT)
    letters = random.Random(0)
    tokens = ["[PAD]", "[UNK]", *(
        "".join(letters.choices("abcdefghijklmnopqrstuvwxyz'-. ", k=letters.randrange(3, 9))) + str(number)
        for number in range(words - 2))]
    runs_folder.write_tokens(run, tokens, [0, *(10**9 // (row + 1) for row in range(1, words))])


def status() -> tuple[float, float]:
    """Return this process's private and file-backed memory, in megabytes."""
    rows = dict(row.split(":\t", 1) for row in Path("/proc/self/status").read_text().splitlines() if ":\t" in row)
    return float(rows["RssAnon"].split()[0]) / 1024, float(rows["RssFile"].split()[0]) / 1024


def measure(run: Path, target: Path, name: str) -> dict[str, float]:
    """Export in this process and return what it took."""
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401

    from rnnstudio.engine import export
    from rnnstudio.registry import Registry

    registry = Registry.discover()
    idle, done = status()[0], threading.Event()
    peaks = [idle, 0.0]

    def watch() -> None:
        while not done.wait(0.005):
            peaks[:] = map(max, peaks, status())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    type_id, params = FORMATS[name]
    try:
        export.export(run, registry, ComponentRef(type=type_id, params=params), target, ExportContext())
    finally:
        done.set()
        watcher.join()
    return {"idle": idle, "above": peaks[0] - idle, "mapped": peaks[1], "seconds": time.perf_counter() - began}


def main() -> None:
    """Measure each format."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--dimensions", type=int, default=300)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(Path(options.one[0]), Path(options.one[1]), options.one[2])))
        return
    size = f"{options.words:,} × {options.dimensions}"
    if not Path("/proc/self/status").is_file():
        skip(f"export of {size}: memory above idle", "needs /proc")
        return
    print(f"{size}: the matrix takes {np.float32().nbytes * options.words * options.dimensions / 2**20:,.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder, "run")
        make_run(run, options.words, options.dimensions)
        for name in options.formats:
            with tempfile.TemporaryDirectory(dir=folder) as target:
                done = subprocess.run([sys.executable, __file__, "--one", str(run), target, name], check=True,
                                      capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            print(f"{name}: idle {found['idle']:.0f} MB, {found['above']:.0f} MB above it at most, of the file "
                  f"{found['mapped']:.0f} MB mapped; {found['seconds']:.1f} s")
            tell(f"export of {size}, {name}: memory above idle", found["above"], REACH, "MB")


if __name__ == "__main__":
    main()
