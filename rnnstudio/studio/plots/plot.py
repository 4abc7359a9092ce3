"""A plot that a person can zoom, move and read with mouse and keys. It imports pyqtgraph."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.studio.plots.canvas import Canvas, PlotAxis
from rnnstudio.studio.plots.drawing import AXIS_HEIGHT, Frame, left_axis_width
from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.strokes import axis_font
from rnnstudio.studio.theme import SPACE_1, SPACE_2, Palette

_NARROWEST_AXIS, _AXIS_STRIDE = 48, 8
_NOTCH = 0.8
"""How much of what is seen stays after one notch of the wheel."""
_DRAG_FROM = 4
"""Pixels that the mouse may move before a click is a drag."""


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """Shows a frame's part of lines, and tells what a person wants to see instead.

    Signals:
        zoomed: By a factor, around a place on the x axis and one on the y axis; whether along x, whether along y.
        moved: By so much along x and along y, in the numbers shown.
        home_wanted: Double-clicked, or the key for everything.
        pointed: The mouse is at a place of the x axis, or ``None``.
        stepped: A key moves the crosshair by so many points.
        menu_wanted: The menu, at a place on the screen.
        log_wanted: The key for another scale of the y axis.
        resized: It has another size.
    """

    zoomed = Signal(float, float, float, bool, bool)
    moved = Signal(float, float)
    home_wanted = Signal()
    pointed = Signal(object)
    stepped = Signal(int)
    menu_wanted = Signal(QPoint)
    log_wanted = Signal()
    resized = Signal()

    def __init__(self, palette: Callable[[], Palette], parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setInteractive(False)
        self.setCacheMode(pg.QtWidgets.QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing behind it needs to be painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._palette = palette
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, SPACE_1, SPACE_2, 0)
        layout.setSpacing(0)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        self.canvas = Canvas(self._box, palette)
        self._left, self._bottom = (PlotAxis(side, self.canvas, palette) for side in ("left", "bottom"))
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._bottom, 1, 1)
        self._left.setWidth(_NARROWEST_AXIS)
        self._bottom.setHeight(AXIS_HEIGHT)
        self.setCentralItem(layout)
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._upright = False
        self.restyle()

    @property
    def area(self) -> QRectF:
        """Where the lines are, in the widget's pixels."""
        return QRectF(self._box.sceneBoundingRect())

    @property
    def frame_shown(self) -> Frame | None:
        """What part is seen."""
        return self.canvas.frame

    def show_lines(self, frame: Frame, lines: Sequence[Line]) -> None:
        """Show a frame's part of lines, as they are now; paints only what differs from before."""
        before = self.canvas.frame
        if frame != before:
            self._fit_axis(frame)
            self._box.setRange(xRange=(frame.left, frame.right), yRange=(frame.low, frame.high), padding=0,
                               disableAutoRange=False)
            self._box.updateMatrix()
        self.canvas.show_lines(frame, lines)
        if before is None or (frame.left, frame.right, frame.way) != (before.left, before.right, before.way):
            self._bottom.update()
        if before is None or (frame.low, frame.high, frame.log) != (before.low, before.high, before.log):
            self._left.update()

    def restyle(self) -> None:
        """Take fonts and colours anew."""
        for axis in (self._left, self._bottom):
            axis.font = axis_font(self.font())
            axis.update()
        self.canvas.update()
        self.setBackground(self._palette().surface)

    def x_at(self, place: float) -> float:
        """Return the number of the x axis at a pixel."""
        frame, area = self.canvas.frame, self.area
        if frame is None or area.width() <= 0:
            return 0.0
        return frame.left + (place - area.left()) * (frame.right - frame.left) / area.width()

    def y_at(self, place: float) -> float:
        """Return the number of the y axis at a pixel, or its logarithm."""
        frame, area = self.canvas.frame, self.area
        if frame is None or area.height() <= 0:
            return 0.0
        return frame.high - (place - area.top()) * (frame.high - frame.low) / area.height()

    def _fit_axis(self, frame: Frame) -> None:
        wanted = left_axis_width(frame, self.area.height(), self._left.font) + SPACE_2
        width = max(math.ceil(wanted / _AXIS_STRIDE) * _AXIS_STRIDE, _NARROWEST_AXIS)
        if width > self._left.width() or width < self._left.width() - 2 * _AXIS_STRIDE:
            self._left.setWidth(width)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        place = event.position()
        over_left = place.x() < self.area.left()
        if turned:
            upright = over_left or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            centre = self.x_at(place.x()), self.y_at(place.y())
            self.zoomed.emit(_NOTCH ** (turned / 120), *centre, not upright, upright)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._dragged = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is None or self._dragged is None:
            self.pointed.emit(self.x_at(place.x()) if self.area.adjusted(0, -4, 0, 4).contains(place) else None)
            return
        way = place - self._pressed
        if self._dragged == self._pressed:
            if way.manhattanLength() < _DRAG_FROM:
                return
            self._upright = abs(way.y()) > abs(way.x())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        by_x = self.x_at(self._dragged.x()) - self.x_at(place.x())
        by_y = self.y_at(self._dragged.y()) - self.y_at(place.y())
        self._dragged = place
        self.moved.emit(by_x, by_y if self._upright else math.nan)
        self.pointed.emit(self.x_at(place.x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._dragged = None
            self.viewport().unsetCursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.home_wanted.emit()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        frame = self.canvas.frame
        if frame is None:
            event.ignore()
            return
        centre = (frame.left + frame.right) / 2, (frame.low + frame.high) / 2
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        upright = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                sign = 1 if key == Qt.Key.Key_Right else -1
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self.moved.emit(sign * (frame.right - frame.left) / 8, math.nan)
                else:
                    self.stepped.emit(sign * (10 if far else 1))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoomed.emit(_NOTCH, *centre, not upright, upright)
            case Qt.Key.Key_Minus:
                self.zoomed.emit(1 / _NOTCH, *centre, not upright, upright)
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.home_wanted.emit()
            case Qt.Key.Key_L:
                self.log_wanted.emit()
            case Qt.Key.Key_Escape:
                self.pointed.emit(None)
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.canvas.ringed = event.reason() != Qt.FocusReason.MouseFocusReason
        self.canvas.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.canvas.ringed = False
        self.canvas.update()
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event is not None:
            self.resized.emit()
