import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from rnnstudio.studio.scatter import Scatter


@pytest.fixture
def square():
    """Four points in the corners of a square and one in its middle."""
    return np.array([[-1, 1], [1, 1], [-1, -1], [1, -1], [0, 0]], np.float32)


@pytest.fixture
def crowd():
    """2,000 points in a few heaps."""
    random = np.random.default_rng(5)
    heaps = random.normal(size=(6, 2)) * 2
    return (heaps[random.integers(0, 6, 2000)] + random.normal(size=(2000, 2)) * 0.4).astype(np.float32)


@pytest.fixture
def new_scatter(qtbot, dressed):
    """Makes a scatter that is shown and drawn as well as can be."""

    def make(positions=(), labels=None, priority=None, size=(600, 400)):
        scatter = Scatter()
        qtbot.addWidget(scatter)
        scatter.resize(*size)
        labels = [f"word{row}" for row in range(len(positions))] if labels is None else labels
        scatter.set_points(positions, labels, priority)
        scatter.show()
        qtbot.waitExposed(scatter)
        scatter.rest()
        return scatter

    return make


@pytest.fixture
def mouse():
    """Sends what a hand does with a mouse to a widget."""
    return Mouse()


class Mouse:
    def press(self, widget, x, y, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        self._send(widget, QEvent.Type.MouseButtonPress, x, y, button, button, keys)

    def move(self, widget, x, y, buttons=Qt.MouseButton.NoButton, keys=Qt.KeyboardModifier.NoModifier):
        self._send(widget, QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, buttons, keys)

    def release(self, widget, x, y, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        self._send(widget, QEvent.Type.MouseButtonRelease, x, y, button, Qt.MouseButton.NoButton, keys)

    def click(self, widget, x, y, keys=Qt.KeyboardModifier.NoModifier):
        self.press(widget, x, y, keys=keys)
        self.release(widget, x, y, keys=keys)

    def double_click(self, widget, x, y):
        self.click(widget, x, y)
        left = Qt.MouseButton.LeftButton
        self._send(widget, QEvent.Type.MouseButtonDblClick, x, y, left, left, Qt.KeyboardModifier.NoModifier)
        self.release(widget, x, y)

    def drag(self, widget, *places, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        self.press(widget, *places[0], button, keys)
        for place in places[1:]:
            self.move(widget, *place, button, keys)
        self.release(widget, *places[-1], button, keys)

    def wheel(self, widget, x, y, notches=1):
        place = QPointF(x, y)
        widget.wheelEvent(QWheelEvent(place, QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches),
                                      Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                                      Qt.ScrollPhase.NoScrollPhase, False))

    def _send(self, widget, kind, x, y, button, buttons, keys):
        place = QPointF(x, y)
        widget.event(QMouseEvent(kind, place, QPointF(widget.mapToGlobal(place)), button, buttons, keys))
