"""A TSV of 2 GB: first rows, reading, encoding, memory of the engine while it trains, and the second start.

The file is made in a temporary folder: bundled movie reviews joined to texts as long as those of IMDB, 1,300
characters. Training stops after some batches; what is measured is the engine's memory above that of an
engine that only loaded TensorFlow. The second start is that of an engine newly begun, once TensorFlow is loaded; the
slowest of several counts.

    python tests/benchmarks/bench_big_table.py [GIGABYTES [FOLDER]]
    python tests/benchmarks/bench_big_table.py again FOLDER

A folder keeps the table and what is encoded: a second run with it skips both, and with them the figure on memory.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from ratio import tell

from rnnstudio.project.model import ComponentRef, DataSettings

MEMORY, FIRST_ROWS, FIRST_BATCH = 400, 0.5, 1.0
BATCHES, CHARACTERS = 300, 1300
STARTS = 3


def make_table(path: Path, size: float) -> int:
    """Write the table; return its rows."""
    from rnnstudio_data.bundled import bundled

    lines = bundled("datasets", "english_reviews", "reviews.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts = {label: [line[2:] for line in lines if line.startswith(label)] for label in ("0", "1")}
    dice, rows, written = random.Random(0), 0, 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("label\ttext\n")
        while written < size * 1e9:
            label = "01"[rows % 2]
            length = dice.expovariate(1 / CHARACTERS) + 100
            parts: list[str] = []
            while sum(map(len, parts)) < length:
                parts.append(dice.choice(texts[label]))
            row = f"{label}\t{' '.join(parts)}\n"
            written += file.write(row)
            rows += 1
    return rows


class Memory(threading.Thread):
    """Watches how much memory this process has of its own; mapped files don't count."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = self.now()

    @staticmethod
    def now() -> float:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024

    def run(self) -> None:
        while True:
            self.most = max(self.most, self.now())
            time.sleep(0.02)


def main() -> int:
    size = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)
        os.environ["RNNSTUDIO_HOME"] = str(folder / "home")
        folder.mkdir(parents=True, exist_ok=True)
        table = folder / "reviews.tsv"
        is_new = not table.is_file()
        if is_new:
            print(f"{make_table(table, size):,} rows")
        print(f"{table.stat().st_size / 1e9:.2f} GB")
        return measure(table, is_new)


def measure(table: Path, is_new: bool) -> int:
    """Print the figures; that on memory only if the table is encoded now."""
    from rnnstudio.engine import device
    from rnnstudio.engine.control import Control
    from rnnstudio.engine.prepare import prepare
    from rnnstudio.engine.preview import first_rows
    from rnnstudio.engine.training import train
    from rnnstudio.project.model import LayerNode, Project, TrainingSettings
    from rnnstudio.registry import Registry
    from rnnstudio.runs.events import Progress

    registry, data = Registry.discover(), settings_of(table)
    import pyarrow  # noqa: F401 - what an engine has loaded by then

    began = time.perf_counter()
    first_rows(data, registry, 100)
    shown = time.perf_counter() - began
    print(f"first 100 rows: {shown:.2f} s, limit {FIRST_ROWS}")
    engine = device.load()
    memory = Memory()
    idle = memory.now()
    memory.start()
    project = Project(data=data, training=TrainingSettings(epochs=1), stack=(
        LayerNode(id="e", type="rnnstudio.embedding", params={"output_dim": 32}),
        LayerNode(id="l", type="rnnstudio.lstm", params={"units": 32}),
        LayerNode(id="d", type="rnnstudio.dense", params={"activation": "sigmoid"})))
    began = time.perf_counter()
    prepare(data, registry)
    prepared = time.perf_counter() - began
    print(f"read, counted and encoded in {prepared:.0f} s, {table.stat().st_size / 1e6 / prepared:.1f} MB/s; memory "
          f"up to {memory.most - idle:.0f} MB above idle", flush=True)
    control = Control()

    def stop_soon(event: object) -> None:
        if isinstance(event, Progress) and event.batch >= BATCHES and not event.validating:
            control.stop()

    train(project, registry, table.parent / "runs", on_event=stop_soon, control=control)
    used = memory.most - idle
    print(f"trained {BATCHES} batches: memory up to {used:.0f} MB above an idle engine ({idle:.0f} MB, "
          f"{engine.device}), limit {MEMORY}")
    time.sleep(3)  # the stopped training is still being tidied away
    second = max(started_again(table.parent) for _ in range(STARTS))
    print(f"second start: first batch after {second:.2f} s at most, limit {FIRST_BATCH}; nothing encoded again")
    tell("first 100 rows of a large table", shown, FIRST_ROWS, "s")
    if is_new:
        tell("memory of training on a large table, above an idle engine", used, MEMORY, "MB")
    tell("second start of training on it, to the first batch", second, FIRST_BATCH, "s")
    return int(used > MEMORY or shown > FIRST_ROWS or second > FIRST_BATCH)


def settings_of(table: Path) -> DataSettings:
    return DataSettings(source=ComponentRef(type="rnnstudio.table", version=2, params={"path": str(table)}))


def started_again(folder: Path) -> float:
    """Return the seconds from an engine's being warm to the first batch, in a process of its own."""
    command = [sys.executable, __file__, "again", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    print(told.stdout.rstrip(), flush=True)
    return float(told.stdout.split()[-1])


def again(table: Path) -> None:
    """Load TensorFlow, then print how long what is encoded takes to its first batch."""
    from rnnstudio.engine import device
    from rnnstudio.engine.batches import training_batches
    from rnnstudio.engine.prepare import prepare
    from rnnstudio.registry import Registry

    registry, data = Registry.discover(), settings_of(table)
    device.load()
    import tensorflow as tf

    next(iter(tf.data.Dataset.range(1).map(lambda number: number + 1)))
    began = time.perf_counter()
    prepared = prepare(data, registry)
    ready = time.perf_counter()
    next(iter(training_batches(prepared.training, 64, 0, 1).dataset))
    ended = time.perf_counter()
    print(f"prepared in {ready - began:.3f} s, first batch after {ended - began:.3f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["again"]:
        os.environ["RNNSTUDIO_HOME"] = str(Path(sys.argv[2]) / "home")
        again(Path(sys.argv[2]) / "reviews.tsv")
    else:
        sys.exit(main())
