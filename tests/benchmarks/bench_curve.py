"""How fluid a curve of a million points is: pan and zoom of two charts, by themselves and while events come in.

Run: ``python tests/benchmarks/bench_curve.py [--points 1000000] [--seconds 4]``. The real board of the Training pane
at its size in a window of 1440x900, painted in software, on the desktop there is or offscreen. Every frame is a real
one: the next step is taken only when both charts were painted. Reach: 30 frames a second in each part.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import sys
import time

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import PySide6
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.api import DataFacts
from rnnstudio.runs.curves import RunCurves
from rnnstudio.runs.events import BatchPoint, Progress, RunStarted
from rnnstudio.studio.theme import theme
from rnnstudio.studio.training.board import ChartBoard
from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.training.state import TrainingState

REACH = 30.0
WIDTH, HEIGHT = 856, 560
"""Of the board in the Training pane of a window of 1440x900."""
EVENTS_PER_SECOND, POINTS_PER_EVENT = 15, 40


def past(points: int, epochs: int = 100) -> RunCurves:
    """Make up what a run of so many batches has left in its folder."""
    rng = np.random.default_rng(0)
    steps = np.arange(1.0, points + 1)
    loss = 0.2 + 0.5 * np.exp(-steps / (points / 6)) + rng.normal(0, 0.05, points)
    ends = np.linspace(points / epochs, points, epochs).round()
    fall = 0.2 + 0.5 * np.exp(-ends / (points / 6))
    return RunCurves(
        {"step": steps, "loss": loss, "accuracy": 1 - loss, "learning_rate": 1e-3 * 0.5 ** (steps / points * 4),
         "gradient_norm": rng.gamma(2, 0.5, points)},
        {"epoch": np.arange(1.0, epochs + 1), "step": ends, "seconds": np.full(epochs, 30.0), "loss": fall,
         "accuracy": 1 - fall, "val_loss": fall * 1.1, "val_accuracy": 1 - fall * 1.1})


class Bench:
    """The board with its charts, on a run that goes on."""

    def __init__(self, points: int, charts: int) -> None:
        self.state = TrainingState()
        self.points = points
        self.board = ChartBoard(self.state)
        self.board.resize(WIDTH, HEIGHT)
        self.board.show()
        plot_loader().start()
        self.state.begin()
        self.state.take(RunStarted(
            run="/runs/a", epochs=200, batches=points // 100, metrics=("loss", "accuracy"), device="CPU",
            facts=DataFacts(input="text", task="binary", outputs=1), gauges=("learning_rate", "gradient_norm")))
        curves = self.state.curves
        assert curves is not None
        curves.lacks_past, curves.first_step, curves.first_epoch = True, points, 100
        self.board._asked = curves  # it is given here, there is nothing to be read
        curves.take_past(past(points))
        self.step = points
        QTest.qWait(1500)
        for key in list(self.board.bar.buttons)[2:charts]:
            self.board.bar.buttons[key].click()
        QTest.qWait(1000)
        self.charts = self.board.charts
        self.sight = self.board.sight
        self._due = math.inf
        self._loop = QEventLoop()

    def tell(self) -> None:
        """Have the events come in that are due by now."""
        while time.perf_counter() >= self._due:
            self._due += 1 / EVENTS_PER_SECOND
            points = tuple(BatchPoint(self.step + i, (0.2 + 0.01 * (i % 7), 0.8), (1e-4, 1.0))
                           for i in range(1, POINTS_PER_EVENT + 1))
            self.step += POINTS_PER_EVENT
            self.state.take(Progress(points=points, epoch=101, batch=1, examples_per_second=1300.0))

    def frame(self) -> None:
        """Wait until every chart was painted since ``paints`` was taken."""
        wanted = [chart.plot.canvas.paints + 1 for chart in self.charts]
        yield_to = time.perf_counter() + 1.0
        self._step()
        while any(chart.plot.canvas.paints < least for chart, least in zip(self.charts, wanted, strict=True)):
            self._loop.processEvents()
            self.tell()
            if time.perf_counter() > yield_to:
                raise RuntimeError("a chart was not painted within a second")

    def measure(self, name: str, seconds: float, live: bool) -> float:
        """Pan or zoom for so long, print and return the frames a second."""
        self.sight.release()
        self._due = time.perf_counter() if live else math.inf
        middle = self.points * 0.5
        self.sight.hold(middle * 0.6, middle * 1.4)
        times, count, work = [], 0, time.process_time()
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            self._step = self._pan(count) if name == "pan" else self._zoom(count)
            began = time.perf_counter()
            self.frame()
            times.append(time.perf_counter() - began)
            count += 1
        work = (time.process_time() - work) / count * 1000
        rate = 1 / statistics.mean(times)
        slowest = statistics.quantiles(times, n=20)[-1] * 1000
        print(f"{name:5} {'15 events/s' if live else 'at rest':12} {rate:6.1f} frames/s   "
              f"95 % under {slowest:6.1f} ms   "
              f"own work {work:5.1f} ms a frame, for {1000 / work:.0f} frames/s of a core")
        self._due = math.inf
        return rate

    def _pan(self, count: int):
        sign = 1 if count // 60 % 2 == 0 else -1
        return lambda: self.sight.move(sign * self.sight.width / 100)

    def _zoom(self, count: int):
        factor = 0.9 if count // 80 % 2 == 0 else 1 / 0.9
        return lambda: self.sight.zoom(factor, self.points * 0.45)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--charts", type=int, default=2)
    arguments = parser.parse_args()
    app = QApplication([])
    theme().install(app)
    bench = Bench(arguments.points, arguments.charts)
    print(f"{arguments.points:,} points, {len(bench.charts)} charts, {WIDTH}x{HEIGHT}, {app.platformName()}, "
          f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"PySide6 {PySide6.__version__}")
    rates = [bench.measure(name, arguments.seconds, live) for live in (False, True) for name in ("pan", "zoom")]
    return int(not tell(f"frames of a curve of {arguments.points:,} points in a second, the slowest of pan and zoom",
                        min(rates), REACH, at_least=True))


if __name__ == "__main__":
    sys.exit(main())
