"""Scrolls a list while something is dragged near its edges: the nearer, the faster."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

EDGE = 48
"""How near to an edge a drag scrolls, in pixels; in a low list a quarter of its height."""
SLOWEST, FASTEST = 60.0, 1800.0
"""Pixels in a second, where the edge begins and at its very end."""
FRAME, LATE = 16, 50
"""Milliseconds between two steps, and the most that a late one makes up for."""


def speed_at(y: float, height: int) -> float:
    """Return how fast to scroll with the mouse at ``y``, in pixels a second: downwards positive, 0 in the middle."""
    edge = min(EDGE, height // 4)
    depth = max(edge - y, y - (height - edge))
    if edge <= 0 or depth <= 0:
        return 0.0
    part = min(depth / edge, 1.0)
    return (-1 if y < height / 2 else 1) * (SLOWEST + (FASTEST - SLOWEST) * part * part)


class DragScroll(QObject):
    """Scrolls an area up and down by where the mouse is."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._y = 0.0
        self._rest = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)

    def follow(self, y: float) -> None:
        """The mouse is at ``y`` in the viewport."""
        self._y = y
        if not self.scrolls:
            self.stop()
        elif not self._timer.isActive():
            self._rest = 0.0
            self._since.start()
            self._timer.start()

    def stop(self) -> None:
        """The drag is over, or elsewhere."""
        self._timer.stop()

    @property
    def scrolls(self) -> bool:
        """True if the list goes on moving while the mouse rests where it is."""
        speed, bar = speed_at(self._y, self._area.viewport().height()), self._area.verticalScrollBar()
        return (speed < 0 and bar.value() > bar.minimum()) or (speed > 0 and bar.value() < bar.maximum())

    def _step(self) -> None:
        seconds = min(self._since.restart(), LATE) / 1000
        way = self._rest + speed_at(self._y, self._area.viewport().height()) * seconds
        self._rest = way - int(way)
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + int(way))
        if not self.scrolls:
            self.stop()
