"""How much memory window and engine take after 20 runs in a row, beside what they took after the second.

Run: ``python tests/benchmarks/bench_memory.py [--runs 20] [--project movie_reviews] [--epochs 1]``. The real window,
on the offscreen platform unless there is a display, trains a project again and again with all plots open, and
evaluates each run. After each run both processes are measured when they have come to rest. It goes by
resident memory; USS and PSS are printed too, but they change with what other programs share. Reach: after the last
run at most 1.10 times what it was after the second, for each.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("RNNSTUDIO_HOME", tempfile.mkdtemp())
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import msgspec
from PySide6.QtCore import QObject, QTimer, qVersion
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.engine_process.messages import Evaluated, Failed, Ready, Stopped
from rnnstudio.project import file
from rnnstudio.registry import Registry
from rnnstudio.studio.app import Application
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme

REACH = 1.10
REST_MS = 1500
"""Milliseconds after a run until memory is measured."""
LIMIT_MS = 3_600_000


def memory(pid: int | str) -> dict[str, float]:
    """Return a process's RSS, PSS and USS in megabytes, as far as the kernel tells them."""
    found = {}
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {row.split(":")[0]: float(row.split()[1]) / 1024 for row in rows}
        found = {"PSS": sizes["Pss"], "USS": sizes["Private_Clean"] + sizes["Private_Dirty"]}
    except (OSError, KeyError, IndexError, ValueError):
        pass
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {"RSS": float(next(row for row in rows if row.startswith("VmRSS")).split()[1]) / 1024} | found


def engine_pid(window: int) -> int:
    """Return the child that has the most memory: the engine."""
    children = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            rows = dict(row.split(":\t", 1) for row in status.read_text().splitlines() if ":\t" in row)
        except OSError:
            continue
        if rows.get("PPid") == str(window):
            children.append((int(rows.get("VmRSS", "0").split()[0]), int(rows["Pid"])))
    return max(children)[1]


class Rounds(QObject):
    """Trains, evaluates, rests, measures, and again."""

    def __init__(self, application: Application, runs: int) -> None:
        super().__init__()
        self.application, self.runs = application, runs
        self.measured: list[tuple[dict[str, float], dict[str, float]]] = []
        self.fault = ""
        bench = application.workbench
        bench.link.ready.connect(self._ready)
        bench.link.training_ended.connect(self._trained)
        bench.link.engine_lost.connect(self._lost)
        bench.evaluation._judging.told.connect(self._evaluated)
        QTimer.singleShot(LIMIT_MS, self, QApplication.quit)

    def _ready(self, _: Ready) -> None:
        QTimer.singleShot(200, self, self.application.workbench.train)

    def _trained(self, words: str) -> None:
        run = self.application.workbench.training.finished_run
        if words or run is None:
            self._lost(words or self.application.workbench.training.message)
            return
        state = self.application.workbench.evaluation
        state.choose(run=run)
        QTimer.singleShot(200, self, lambda: state.begin(None))

    def _evaluated(self, event: object) -> None:
        if isinstance(event, Failed | Stopped):
            self._lost(getattr(event, "message", "stopped"))
        elif isinstance(event, Evaluated):
            QTimer.singleShot(REST_MS, self, self._measure)

    def _measure(self) -> None:
        self.measured.append((memory("self"), memory(engine_pid(os.getpid()))))
        print(f"run {len(self.measured):3}  " + "   ".join(
            f"{name} " + ", ".join(f"{kind} {size:.1f}" for kind, size in found.items())
            for name, found in zip(("window", "engine"), self.measured[-1], strict=True)) + " MB", flush=True)
        if len(self.measured) < self.runs:
            self.application.workbench.train()
        else:
            QApplication.quit()

    def _lost(self, words: str) -> None:
        self.fault = words
        QApplication.exit(1)


def main() -> int:
    """Measure and print; return 0 if it was measured to the end and is within reach."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--project", default="movie_reviews")
    parser.add_argument("--epochs", type=int, default=1)
    arguments = parser.parse_args()
    app = QApplication([])
    theme().install(app, sheet=False)
    application = Application(app, Settings())
    window = application.start(None)
    project = file.load(Registry.discover().templates[f"rnnstudio.{arguments.project}"].path)
    training = msgspec.structs.replace(project.training, epochs=arguments.epochs, early_stopping=None)
    window.workbench.document.replace(msgspec.structs.replace(project, training=training))
    rounds = Rounds(application, arguments.runs)
    code = app.exec()
    application.link.shutdown()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, Qt {qVersion()}, "
          f"{arguments.project}, {arguments.epochs} epochs a run")
    if code or len(rounds.measured) < max(arguments.runs, 3):
        print(f"it was not measured to the end: {rounds.fault}")
        return 1
    within = True
    for at, (name, second, last) in enumerate(zip(("window", "engine"), rounds.measured[1], rounds.measured[-1],
                                                  strict=True)):
        ratio = last["RSS"] / second["RSS"]
        what = f"memory of the {name}, after run {len(rounds.measured)} / after run 2"
        within = tell(what, ratio, REACH) and within
        most = max(measured[at]["RSS"] for measured in rounds.measured[2:])
        print(f"{name}: {second['RSS']:.1f} MB after run 2, {last['RSS']:.1f} MB after run {len(rounds.measured)}: "
              f"× {ratio:.3f} (reach: {REACH:.2f}), at most × {most / second['RSS']:.3f} in between: "
              f"{'within' if ratio <= REACH else 'NOT within'} reach")
    return int(not within or "tensorflow" in sys.modules)


if __name__ == "__main__":
    raise SystemExit(main())
