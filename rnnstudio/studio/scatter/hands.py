"""What mouse, wheel and keys do in a scatter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from rnnstudio.api import tr
from rnnstudio.studio.scatter.picking import simplified

if TYPE_CHECKING:
    from rnnstudio.studio.scatter.widget import Scatter

Tool = Literal["move", "lasso", "rectangle"]
TOOLS: tuple[Tool, ...] = ("move", "lasso", "rectangle")
_STILL = 4
"""Pixels that the mouse may move between press and release of a click."""
_NOTCH = 120.0
"""What Qt tells of one notch of a wheel."""
_ZOOM = 1.25
_STEP = 60
"""Pixels of an arrow key."""
_LEFT, _RIGHT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}

Way = Literal["", "replace", "add", "remove"]


class Hands:
    """Turns events into what a ``Scatter`` does.

    Attributes:
        tool: What a drag with the left button does.
        outline: Corners of the lasso or rectangle that is being drawn, in pixels.
    """

    def __init__(self, scatter: Scatter) -> None:
        self._scatter = scatter
        self.tool: Tool = "move"
        self.outline: list[tuple[float, float]] = []
        self._doing = ""
        self._start = self._last = QPointF()
        self._button = Qt.MouseButton.NoButton

    @property
    def busy(self) -> bool:
        """Whether a drag is under way."""
        return bool(self._doing)

    def cancel(self) -> bool:
        """End a drag without its effect; return whether there was one."""
        busy, self._doing, self.outline = self.busy, "", []
        return busy

    def press(self, event: QMouseEvent) -> None:
        """Begin a drag or a click."""
        if self.busy:
            return
        self._start = self._last = event.position()
        self._button = event.button()
        if event.button() in (_LEFT, _RIGHT, _MIDDLE):
            self._doing = "press"

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag, or hover."""
        place = event.position()
        if not self.busy:
            self._scatter.hover_at(place.x(), place.y())
            return
        if self._doing == "press":
            if (place - self._start).manhattanLength() <= _STILL:
                return
            self._doing = self._drag_of(event.modifiers())
            self.outline = [(self._start.x(), self._start.y())] if self._doing in ("lasso", "rectangle") else []
        step, self._last = place - self._last, place
        if self._doing == "pan":
            self._scatter.pan(step.x(), step.y())
        elif self._doing == "rotate":
            self._scatter.rotate(step.x(), step.y())
        elif self._doing == "lasso":
            self.outline.append((place.x(), place.y()))
            self._scatter.update()
        elif self._doing == "rectangle":
            self.outline = _rectangle(self._start, place)
            self._scatter.update()

    def release(self, event: QMouseEvent) -> None:
        """End a drag or a click."""
        if event.button() != self._button or not self.busy:
            return
        doing, outline = self._doing, self.outline
        self.cancel()
        if doing == "press" and event.button() == _LEFT:
            self._click(event)
        elif doing in ("lasso", "rectangle"):
            self._scatter.select_in(simplified(outline) if doing == "lasso" else outline, way_of(event.modifiers()))
        self._scatter.hover_at(event.position().x(), event.position().y())
        self._scatter.settle_soon()

    def double_click(self, event: QMouseEvent) -> None:
        """Show everything, if nothing is there."""
        if event.button() == _LEFT and self._scatter.row_at(event.position().x(), event.position().y()) < 0:
            self._scatter.show_all()
        else:
            self.press(event)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the mouse."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._scatter.zoom(_ZOOM ** (turned / _NOTCH), event.position().x(), event.position().y())
        event.accept()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; return whether it is ours."""
        scatter, key, modifiers = self._scatter, event.key(), event.modifiers()
        if key in _ARROWS:
            right, down = _ARROWS[Qt.Key(key)]
            if modifiers & _CONTROL:
                scatter.hover_next(right, down)
            elif scatter.dimensions == 3 and not modifiers & _SHIFT:
                scatter.rotate(right * _STEP / 2, down * _STEP / 2)
            else:
                scatter.pan(-right * _STEP, -down * _STEP)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            scatter.zoom(_ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            scatter.zoom(1 / _ZOOM)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            scatter.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and scatter.hovered_row >= 0:
            self._choose(scatter.hovered_row, modifiers)
        elif key == Qt.Key.Key_Escape and self.cancel():
            scatter.update()
        else:
            return False
        return True

    def hint(self) -> str:
        """Return what the mouse does, in a line."""
        if self.tool == "lasso":
            return tr("Draw around points to select them · Ctrl adds · Alt takes away · wheel zooms")
        if self.tool == "rectangle":
            return tr("Drag over points to select them · Ctrl adds · Alt takes away · wheel zooms")
        if self._scatter.dimensions == 3:
            return tr("Drag turns · Shift+drag moves · wheel zooms · 0 shows everything")
        return tr("Drag moves · wheel zooms · Shift+drag selects · 0 shows everything")

    def _drag_of(self, modifiers: Qt.KeyboardModifier) -> str:
        three = self._scatter.dimensions == 3
        if self._button in (_MIDDLE, _RIGHT):
            return "pan"
        if self.tool != "move":
            return self.tool
        if three:
            return "pan" if modifiers & _SHIFT else "rotate"
        return "rectangle" if modifiers & _SHIFT else "pan"

    def _click(self, event: QMouseEvent) -> None:
        self._choose(self._scatter.row_at(event.position().x(), event.position().y()), event.modifiers())

    def _choose(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        way = way_of(modifiers)
        if row >= 0 and way != "replace":
            self._scatter.select_rows([row], way)
        else:
            self._scatter.clicked.emit(row)


def way_of(modifiers: Qt.KeyboardModifier) -> Way:
    """Return what becomes of the selection: replaced, added to with Ctrl, taken from with Alt."""
    if modifiers & _CONTROL:
        return "add"
    return "remove" if modifiers & _ALT else "replace"


def _rectangle(one: QPointF, other: QPointF) -> list[tuple[float, float]]:
    return [(one.x(), one.y()), (other.x(), one.y()), (other.x(), other.y()), (one.x(), other.y())]
