"""A second start on the same data: no encoding, and the first batch within a second of the engine being warm.

Each start is a process of its own with TensorFlow loaded before the clock starts. Measured is what a person waits
for from there: preparing the data and taking the first batch of training. Beside the bundled reviews, a table of
200 MB is read, written into a temporary folder.

    python tests/benchmarks/bench_second_start.py [MEGABYTES]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ratio import tell

LIMIT = 1.0
STARTS = 3

START = """
import json, sys, time
from rnnstudio.engine import device
device.load()
from rnnstudio.engine.batches import training_batches
from rnnstudio.engine.prepare import prepare
from rnnstudio.project.model import ComponentRef, DataSettings
from rnnstudio.registry import Registry

registry = Registry.discover()
source = ComponentRef(**json.loads(sys.argv[1]))
told = []
began = time.perf_counter()
prepared = prepare(DataSettings(source=source), registry, progress=lambda text, share: told.append(text))
ready = time.perf_counter() - began
next(iter(training_batches(prepared.training, 64, 0, 1).dataset))
print(json.dumps([ready, time.perf_counter() - began, len(told)]))
"""


def start(source: dict[str, object]) -> tuple[float, float, int]:
    """Return the seconds until the data is ready and until the first batch, and how often reading was told."""
    ran = subprocess.run([sys.executable, "-c", START, json.dumps(source)], capture_output=True, text=True,
                         check=True)
    ready, batch, told = json.loads(ran.stdout.splitlines()[-1])
    return ready, batch, told


def write(path: Path, megabytes: int) -> None:
    """Write the bundled reviews again and again, each row with a number of its own."""
    from rnnstudio_data.bundled import bundled

    header, *rows = bundled("datasets", "english_reviews", "reviews.tsv").read_text(encoding="utf-8").splitlines()
    number = size = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header + "\n")
        while size < megabytes * 1_000_000:
            size += file.write(f"{rows[number % len(rows)]} {number}\n")
            number += 1


def main() -> int:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RNNSTUDIO_HOME"] = str(Path(folder) / "home")
        table = Path(folder) / "reviews.tsv"
        write(table, megabytes)
        for name, source in (("bundled reviews", {"type": "rnnstudio.english_reviews"}),
                             (f"table of {table.stat().st_size / 1e6:.0f} MB",
                              {"type": "rnnstudio.table", "version": 2, "params": {"path": str(table)}})):
            _, first, told = start(source)
            assert told, "the first start read nothing"
            print(f"{name}: first start, reading and encoding: {first:.2f} s", flush=True)
            batches = []
            for number in range(STARTS):
                ready, batch, told = start(source)
                missed += batch > LIMIT or told > 0
                batches.append(batch)
                again = "read again!" if told else "nothing read or encoded"
                print(f"{name}: start {number + 2}: data ready after {ready:.2f} s, first batch after {batch:.2f} s "
                      f"(reach: {LIMIT}); {again}", flush=True)
            tell(f"{name}: second start of training, to the first batch, worst", max(batches), LIMIT, "s")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
