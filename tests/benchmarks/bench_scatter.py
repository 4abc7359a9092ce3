"""The scatter of words: 100,000 points in 2-D and 3-D, moved, zoomed and turned by a mouse at 1440 × 900.

Each move of the mouse or notch of the wheel is followed by the frame it asks for, painted into the window, labels
and legend included. Prints the frames a second, as the median and in the slowest tenth of frames.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator

if not os.environ.get("DISPLAY") and sys.platform == "linux":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.studio.scatter import Numbers, Scatter
from rnnstudio.studio.theme import theme

POINTS, MANY = 100_000, 1_000_000
REACH = 30.0
"""Frames a second."""
FRAMES = 120
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

Step = Callable[[], None]


def main() -> None:
    """Print the figures."""
    app = QApplication(sys.argv[:1])
    theme().install(app)
    theme().choose("light")
    for dimensions in (2, 3):
        scatter = shown(app, POINTS, dimensions)
        move = drag(scatter, SHIFT if dimensions == 3 else PLAIN)
        measure(app, scatter, f"moving {POINTS:,} points in {dimensions}-D", move)
        measure(app, scatter, f"zooming {POINTS:,} points in {dimensions}-D", wheel(scatter))
        if dimensions == 3:
            measure(app, scatter, f"turning {POINTS:,} points in 3-D", drag(scatter, PLAIN))
        scatter.close()
    scatter = shown(app, MANY, 2)
    measure(app, scatter, f"moving {MANY:,} points in 2-D", drag(scatter, PLAIN), reach=None)
    print(f"on {QApplication.platformName()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")


def shown(app: QApplication, count: int, dimensions: int) -> Scatter:
    """Show a scatter of heaps of words whose counts follow Zipf's law."""
    random = np.random.default_rng(0)
    heaps = random.normal(size=(14, dimensions)) * 1.6
    places = heaps[random.integers(0, 14, count)] + random.normal(size=(count, dimensions)) * 0.4
    counts = np.ceil(1e6 / np.arange(1, count + 1))
    scatter = Scatter()
    scatter.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    scatter.resize(1440, 900)
    scatter.set_points(places.astype(np.float32), [f"word{row}" for row in range(count)], counts)
    scatter.set_colours(Numbers(counts, "count"))
    scatter.show()
    for _ in range(20):
        app.processEvents()
        time.sleep(0.02)
    scatter.rest()
    app.processEvents()
    return scatter


def drag(scatter: Scatter, keys: Qt.KeyboardModifier) -> Iterator[Step]:
    """Drag in circles: there and back, never far from everything."""
    def send(kind: QEvent.Type, place: QPointF, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        QApplication.sendEvent(scatter, QMouseEvent(kind, place, scatter.mapToGlobal(place), button, buttons, keys))

    send(QEvent.Type.MouseButtonPress, QPointF(900, 450), LEFT, LEFT)
    for frame in range(FRAMES):
        turn = frame / FRAMES * 4 * np.pi
        place = QPointF(720 + 180 * np.cos(turn), 450 + 180 * np.sin(turn))
        yield lambda place=place: send(QEvent.Type.MouseMove, place, NONE, LEFT)  # type: ignore[misc]
    send(QEvent.Type.MouseButtonRelease, QPointF(900, 450), LEFT, NONE)


def wheel(scatter: Scatter) -> Iterator[Step]:
    """Zoom in and out again beside the middle."""
    place = QPointF(800, 400)
    for frame in range(FRAMES):
        notch = QPoint(0, 60 if frame // (FRAMES // 4) % 2 == 0 else -60)
        event = QWheelEvent(place, scatter.mapToGlobal(place), QPoint(), notch, NONE, PLAIN,
                            Qt.ScrollPhase.NoScrollPhase, False)
        yield lambda event=event: QApplication.sendEvent(scatter, event)  # type: ignore[misc]


def measure(app: QApplication, scatter: Scatter, what: str, steps: Iterator[Step],
            reach: float | None = REACH) -> None:
    """Time each step until its frame is in the window."""
    times, work = [], []
    for step in steps:
        start, begun = time.perf_counter(), time.thread_time()
        step()
        scatter.repaint()
        app.processEvents()
        times.append(time.perf_counter() - start)
        work.append(time.thread_time() - begun)
    slow = statistics.quantiles(times, n=10)[8]
    print(f"{what}: median {1000 * statistics.median(times):.1f} ms, nine of ten within {1000 * slow:.1f} ms, "
          f"own work {1000 * statistics.median(work):.1f} ms, "
          f"{len(scatter.label_rectangles())} labels at the end")
    tell(f"{what}, median", 1 / statistics.median(times), reach, "frames/s", at_least=True)
    tell(f"{what}, slowest tenth", 1 / slow, reach, "frames/s", at_least=True)


if __name__ == "__main__":
    main()
