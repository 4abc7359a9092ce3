"""What writing a step down adds to an edit, for a stack of 200 layers: far below the 16 ms of a frame.

Run: ``python tests/benchmarks/bench_journal.py``. Measures edits of a document that writes nothing down and of one
that does, in turn, and prints the ratio; and how long it takes to begin a journal, and to read a long one again.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from ratio import tell

from rnnstudio.project import edits
from rnnstudio.project.journal import Change, read
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.document import Document
from rnnstudio.studio.recorder import Recorder

LAYERS, STEPS, ROUNDS = 200, 1000, 5


def stack() -> Project:
    """Return a project of many layers."""
    return Project(name="Long", stack=tuple(
        LayerNode(id=f"gru_{number}", type="rnnstudio.gru", params={"units": 32, "return_sequences": True})
        for number in range(LAYERS)))


def edit_times(document: Document) -> list[float]:
    """Return how long each of many edits takes, all over the stack."""
    times = []
    for number in range(STEPS):
        started = time.perf_counter()
        document.do("Set units", edits.set_parameter(document.project, f"gru_{number * 7 % LAYERS}", "units", number))
        times.append(time.perf_counter() - started)
    return times


def main() -> None:
    """Print medians, worst cases and the ratio."""
    app = QCoreApplication([])
    alone: list[float] = []
    recorded: list[float] = []
    first: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNNSTUDIO_HOME"] = home
        for _ in range(ROUNDS):
            with patch("rnnstudio.studio.document.change_between", return_value=Change()):
                alone += edit_times(Document(Registry([]), stack()))
            document = Document(Registry([]), stack())
            recorder = Recorder(document)
            recorder.prepare()
            beginning, *others = edit_times(document)
            first.append(beginning)
            recorded += others
        file = recorder.file
        size = file.stat().st_size
        started = time.perf_counter()
        reading = read(Path(file))
        seconds = time.perf_counter() - started
        assert reading is not None
        assert reading.history.project == document.project
        recorder.may_be_lost()
        recorder.close()
    del app
    print(f"{LAYERS} layers, {STEPS:,} edits, {ROUNDS} rounds; Python {platform.python_version()}, "
          f"{os.cpu_count()} cores")
    one, other = statistics.median(alone), statistics.median(recorded)
    print(f"an edit alone: median {one * 1000:.3f} ms; journalled: {other * 1000:.3f} ms; ratio {other / one:.2f}")
    print(f"journalled: 99 % below {sorted(recorded)[len(recorded) * 99 // 100] * 1000:.3f} ms, worst "
          f"{max(recorded) * 1000:.3f} ms; the first, which begins the file, {max(first) * 1000:.3f} ms (reach: 16)")
    tell("99 % of edits, journalled", sorted(recorded)[len(recorded) * 99 // 100] * 1000, 16, "ms")
    tell("an edit journalled / an edit alone", other / one)
    print(f"{STEPS:,} steps: {size / STEPS:.0f} bytes each, read again in {seconds * 1000:.0f} ms")


if __name__ == "__main__":
    main()
