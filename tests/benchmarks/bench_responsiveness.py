"""How late the window's timer fires while the engine loads TensorFlow, traces, trains and evaluates "Movie reviews".

Run: ``python tests/benchmarks/bench_responsiveness.py [--window real|plain] [--seconds 20]``. A precise timer of
10 ms ticks in the window's thread; what a tick comes later than that, nobody could click, scroll or draw. Reach: 99 %
of the ticks less than 16 ms late and none 50 ms or more; the window's process below 250 MB. Prints each phase beside
the same window at rest, for the ratio, and "own work": the processor time that the window's thread itself used from
one tick to the next. Lateness far above it was spent waiting for a core, so other programs were running.

All plots are open; the run is evaluated in the Evaluation pane.

The window comes from one function, ``open_window``; ``plain`` is a bare widget with the same link to the engine.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("RNNSTUDIO_HOME", tempfile.mkdtemp())
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from ratio import tell

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import FINAL, singly
from rnnstudio.project import file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import Progress
from rnnstudio.runs.places import log_folder, runs_folder
from rnnstudio.studio.engine_link import EngineLink

INTERVAL = 10.0
LATE = 16.0
WORST = 50.0
MEGABYTES = 250.0
LIMIT_MS = 180_000
PHASES = ("loading", "tracing", "training", "ending", "evaluating", "at rest")
ENDING_MS = 1000


class Window(NamedTuple):
    """A window that is shown, whose engine is loading; ``train`` presses Train, ``close`` ends the engine.

    ``evaluate`` has a run judged in the Evaluation pane, which shows ``evaluation``; a plain window has none.
    """

    widget: QWidget
    link: EngineLink
    train: Callable[[], None]
    close: Callable[[], None]
    evaluate: Callable[[Path], None] | None = None
    evaluation: Any = None
    shown: Any = None


def open_window(app: QApplication, kind: str) -> Window:
    """Show the window to be measured: the real one, or if it isn't there yet, or not wanted, a plain one."""
    if kind != "plain":
        try:
            return _real_window(app)
        except ImportError as error:
            if kind == "real":
                raise
            print(f"the real window can't be imported ({error}); a plain one takes its place")
    return _plain_window()


def _real_window(app: QApplication) -> Window:
    from rnnstudio.studio.app import Application
    from rnnstudio.studio.settings import Settings
    from rnnstudio.studio.theme import theme
    from rnnstudio.studio.training.choices import Choices

    theme().install(app, sheet=False)
    settings = Settings()
    for key in ("gauge:learning_rate", "gauge:gradient_norm", "speed:examples_per_second"):
        Choices(settings).show(key, True)
    application = Application(app, settings)
    window = application.start(None)
    document = application.workbench.document
    if not document.project.stack:
        document.replace(movie_reviews())
    return Window(window, application.link, window.menus.train.trigger, application.link.shutdown,
                  window.tabs.evaluate, application.workbench.evaluation, window.shown)


def _plain_window() -> Window:
    link = EngineLink(lambda: EngineClient(log=log_folder() / "engine.log"))
    widget, label = QWidget(), QLabel()
    QVBoxLayout(widget).addWidget(label)
    link.run_event.connect(lambda event: label.setText(str(event)[:80]))
    project = movie_reviews()
    link.describe(project, None)
    widget.resize(600, 200)
    widget.show()
    link.warm_up()
    return Window(widget, link, lambda: link.train(project, None, runs_folder()), link.shutdown)


def movie_reviews() -> Project:
    """The project of the first start; until there is one, its like."""
    template = Registry.discover().templates.get("rnnstudio.movie_reviews")
    if template is not None and template.path.is_file():
        return file.load(template.path)
    return Project(name="Movie reviews", stack=(
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 16}),
        LayerNode(id="pooling_1", type="rnnstudio.global_average_pooling_1d"),
        LayerNode(id="dense_1", type="rnnstudio.dense", params={"units": 16, "activation": "relu"}),
        LayerNode(id="dense_2", type="rnnstudio.dense", params={"activation": "sigmoid"})))


class Stopwatch(QObject):
    """Ticks, writes down how late, and walks through the phases, in their order."""

    def __init__(self, app: QApplication, window: Window, seconds: float) -> None:
        super().__init__()
        self.app, self.window, self.seconds = app, window, seconds
        self.late: dict[str, list[float]] = {phase: [] for phase in PHASES}
        self.work: dict[str, list[float]] = {phase: [] for phase in PHASES}
        self.durations = dict.fromkeys(PHASES, 0.0)
        self.points = 0
        self.last_event: Any = None
        window.link.ready.connect(self._ready)
        window.link.run_event.connect(self._take)
        window.link.engine_lost.connect(self._lost)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        QTimer.singleShot(LIMIT_MS, self, app.quit)
        if window.shown is None:
            self._begin()
        else:
            window.shown.connect(self._begin)

    def _begin(self) -> None:
        """The window is on screen, and the engine begins to load; what came before is for ``bench_start``."""
        self._enter("loading")
        self._last, self._last_work = time.perf_counter(), time.thread_time()
        self._timer.start(int(INTERVAL))

    def _enter(self, phase: str) -> None:
        self.phase, self._since = phase, time.perf_counter()

    def _tick(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        self.late[self.phase].append(max(0.0, (now - self._last) * 1000 - INTERVAL))
        self.work[self.phase].append((work - self._last_work) * 1000)
        self._last, self._last_work = now, work
        self.durations[self.phase] = now - self._since

    def _ready(self, _: object) -> None:
        if self.phase == "loading":
            self._enter("tracing")
            self.window.train()

    def _take(self, event: object) -> None:
        for single in singly(event):
            self._take_one(single)

    def _take_one(self, event: object) -> None:
        self.last_event = event
        if isinstance(event, Progress):
            self.points += len(event.points)
            if self.phase == "tracing":
                self._enter("training")
                QTimer.singleShot(int(self.seconds * 1000), self, self.window.link.stop)
        elif isinstance(event, FINAL):
            self._enter("ending")
            QTimer.singleShot(ENDING_MS, self, self._evaluate)

    def _evaluate(self) -> None:
        run = getattr(self.last_event, "run", None)
        if self.window.evaluate is None or not run:
            self._rest()
            return
        self._enter("evaluating")
        self.window.evaluation.changed.connect(self._judged)
        self.window.evaluate(Path(run))

    def _judged(self) -> None:
        state = self.window.evaluation
        if self.phase == "evaluating" and not state.running and (state.evaluation is not None or state.message[1]):
            self.window.evaluation.changed.disconnect(self._judged)
            QTimer.singleShot(ENDING_MS, self, self._rest)

    def _rest(self) -> None:
        self._enter("at rest")
        QTimer.singleShot(3000, self, self.app.quit)

    def _lost(self, words: str) -> None:
        print(words, file=sys.stderr)
        self.app.exit(1)


def resident() -> tuple[float, float]:
    """Return this process's resident memory now and at its highest, in megabytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        return peak, peak
    found = dict(line.split(":", 1) for line in lines)
    return tuple(float(found[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def row(watch: Stopwatch, phase: str) -> str:
    """Return a phase's line: 99th percentile, worst, the window's own work, and the ratio to the window at rest."""
    late, work = watch.late[phase], watch.work[phase]
    if len(late) < 2:
        return f"{phase:10} no ticks"
    p99, rest = percentile(late), percentile(watch.late["at rest"])
    return (f"{phase:10} {watch.durations[phase]:6.1f} s {len(late):6} ticks   99 % {p99:6.2f} ms   "
            f"worst {max(late):7.2f} ms   own work 99 % {percentile(work):6.2f} ms, worst {max(work):6.2f} ms   "
            f"at rest × {p99 / max(rest, 0.01):.1f}")


def percentile(late: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(late, n=100, method="inclusive")[98] if len(late) > 1 else 0.0


def main() -> int:
    """Measure and print; return 0 if it was measured to the end and the window kept TensorFlow out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", choices=("auto", "real", "plain"), default="auto")
    parser.add_argument("--seconds", type=float, default=20.0, help="stop the training after so long")
    arguments = parser.parse_args()
    gc.disable()  # as the program does until its window stands
    app = QApplication([])
    window = open_window(app, arguments.window)
    watch = Stopwatch(app, window, arguments.seconds)
    code = app.exec()
    now, peak = resident()
    window.close()
    print(f"{type(window.widget).__name__}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    for phase in PHASES:
        print(row(watch, phase))
    busy = [late for phase in PHASES[:-1] for late in watch.late[phase]]
    p99, worst = percentile(busy), max(busy, default=0.0)
    print(f"99 % {p99:.2f} ms (reach: {LATE:.0f}), worst {worst:.2f} ms (reach: {WORST:.0f}); "
          f"resident {now:.0f} MB, at most {peak:.0f} (reach: {MEGABYTES:.0f}): "
          f"{'within' if p99 < LATE and worst < WORST and now < MEGABYTES else 'NOT within'} reach")
    tell("lateness of a 10 ms timer in the window, 99 %", p99, LATE, "ms")
    tell("lateness of a 10 ms timer in the window, worst", worst, WORST, "ms")
    tell("memory of the window", now, MEGABYTES, "MB")
    print(f"{watch.points} batches told; last event: {str(watch.last_event)[:300]}")
    judged = window.evaluation is None or window.evaluation.evaluation is not None
    complete = judged and all(watch.late[phase] for phase in PHASES if phase != "evaluating" or window.evaluate)
    if code or not complete:
        print("it was not measured to the end")
        return 1
    return int("tensorflow" in sys.modules or "keras" in sys.modules)


if __name__ == "__main__":
    raise SystemExit(main())
