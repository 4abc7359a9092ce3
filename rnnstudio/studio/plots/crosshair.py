"""The crosshair over a plot: a line at a place of the x axis, and what every curve is there."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.strokes import axis_font, draw_sample, pen
from rnnstudio.studio.theme import RADIUS, SPACE_1, SPACE_2, SPACE_3, theme

SAMPLE = 22
"""Width of a line's sample, in pixels."""
_DOT = 2.5
_ROW = 18


class Reading(msgspec.Struct, frozen=True):
    """One curve at the crosshair.

    Attributes:
        name: Of the curve.
        look: Of the curve.
        value: In words.
        x: Where its point is, in pixels.
        y: NaN if it is nowhere.
    """

    name: str
    look: Look
    value: str
    x: float
    y: float


class Crosshair(QWidget):
    """Lies over a plot and lets the mouse through. It paints only its own line, dots and read-out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = ""
        self.readings: tuple[Reading, ...] = ()
        self._x = math.nan
        self._area = QRectF()
        self._painted = QRegion()
        self.hide()

    def show_at(self, x: float, area: QRectF, title: str, readings: tuple[Reading, ...]) -> None:
        """Show it.

        Args:
            x: Where its line is, in pixels.
            area: Where the plot is.
            title: The place in words.
            readings: The curves there.
        """
        if (x, area, title, readings) == (self._x, self._area, self.title, self.readings) and self.isVisible():
            return
        self._x, self._area, self.title, self.readings = x, area, title, readings
        self.setAccessibleDescription(self.words())
        region = self._region()
        self.update(self._painted.united(region))
        self._painted = region
        self.show()

    def vanish(self) -> None:
        """Take it away."""
        if self.isVisible():
            self.hide()
            self.title, self.readings, self._painted = "", (), QRegion()

    def words(self) -> str:
        """Return what it says, for a screen reader."""
        return ", ".join([self.title, *(f"{reading.name} {reading.value}" for reading in self.readings)])

    def _region(self) -> QRegion:
        line = QRect(int(self._x) - 8, 0, 16, self.height())
        dots = [QRect(int(each.x) - 8, int(each.y) - 8, 16, 16) for each in self.readings if math.isfinite(each.y)]
        region = QRegion(line).united(self._box().toAlignedRect().adjusted(-1, -1, 1, 1))
        for dot in dots:
            region = region.united(dot)
        return region

    def _box(self) -> QRectF:
        """Return where the read-out is: beside the line, where there is more room."""
        metrics = QFontMetricsF(axis_font(self.font()))
        names = max((metrics.horizontalAdvance(each.name) for each in self.readings), default=0.0)
        values = max((metrics.horizontalAdvance(each.value) for each in self.readings), default=0.0)
        rows = SAMPLE + SPACE_2 + names + SPACE_3 + values if self.readings else 0.0
        width = max(rows, metrics.horizontalAdvance(self.title)) + 2 * SPACE_2
        height = _ROW * (len(self.readings) + 1) + SPACE_2
        right = self._x <= self._area.center().x()
        left = self._x + SPACE_3 if right else self._x - SPACE_3 - width
        left = max(2.0, min(left, self.width() - width - 2))
        top = max(0.0, min(self._area.top() + SPACE_1, self.height() - height - 1))
        return QRectF(round(left), round(top), math.ceil(width), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours.outline), 1, Qt.PenStyle.SolidLine))
        middle = math.floor(self._x) + 0.5
        if self._area.left() - 1 <= self._x <= self._area.right() + 1:
            painter.drawLine(QPointF(middle, self._area.top()), QPointF(middle, self._area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for each in self.readings:
            if math.isfinite(each.y) and self._area.adjusted(-4, -4, 4, 4).contains(QPointF(each.x, each.y)):
                dot = pen(each.look, colours).color()
                dot.setAlphaF(1.0)
                painter.setPen(QPen(QColor(colours.raised), 1.5))
                painter.setBrush(dot)
                painter.drawEllipse(QPointF(each.x, each.y), _DOT + 1, _DOT + 1)
        self._paint_box(painter)
        painter.end()

    def _paint_box(self, painter: QPainter) -> None:
        colours, box = theme().colours, self._box()
        ground = QColor(colours.raised)
        ground.setAlphaF(0.94)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(axis_font(self.font()))
        inner = box.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1)
        row = QRectF(inner.left(), inner.top(), inner.width(), _ROW)
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.secondary))
        painter.drawText(row, int(centred | Qt.AlignmentFlag.AlignLeft), self.title)
        for each in self.readings:
            row.translate(0, _ROW)
            draw_sample(painter, QRectF(row.left(), row.top(), SAMPLE, _ROW), each.look, colours)
            painter.setPen(QColor(colours.text))
            names = row.adjusted(SAMPLE + SPACE_2, 0, 0, 0)
            painter.drawText(names, int(centred | Qt.AlignmentFlag.AlignLeft), each.name)
            painter.drawText(row, int(centred | Qt.AlignmentFlag.AlignRight), each.value)

