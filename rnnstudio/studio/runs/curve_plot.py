"""Curves of finished epochs, of one run or of several laid over one another. It waits for no library."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.cards.curves import ticks
from rnnstudio.project.words import number
from rnnstudio.studio.runs.lines import PlotLine
from rnnstudio.studio.theme import HEADING_SIZE, SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, theme

_LEFT, _BOTTOM = 52, 22
_MARKERS_UP_TO = 60
_SAMPLE = 24
_MOST_POINTS = 2000


class CurvePlot(QWidget):
    """A title, a legend and curves over epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ""
        self.lines: tuple[PlotLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_lines(self, title: str, lines: Sequence[PlotLine]) -> None:
        """Show other curves."""
        self.title, self.lines = title, tuple(lines)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """Return the last value of each curve."""
        found = []
        for line in self.lines:
            values = [y for _, y in line.points if math.isfinite(y)]
            if values:
                found.append(f"{line.name}: {values[-1]:.4g}")
        return "\n".join(found)

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._paint_head(painter)
        area = QRectF(_LEFT, top, self.width() - _LEFT - SPACE_2, self.height() - top - _BOTTOM)
        points = [point for line in self.lines for point in line.points if math.isfinite(point[1])]
        if points and area.height() > 20:
            frame = _Frame(area, [x for x, _ in points], [y for _, y in points])
            self._paint_axes(painter, frame)
            painter.setClipRect(area.adjusted(-8, -8, 8, 8))
            for line in self.lines:
                self._paint_line(painter, frame, line)
        painter.end()

    def _font(self, pixels: int, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _paint_head(self, painter: QPainter) -> float:
        """Paint title and legend; return where they end."""
        colours = theme().colours
        painter.setFont(self._font(HEADING_SIZE, bold=True))
        painter.setPen(QColor(colours.text))
        height = painter.fontMetrics().height()
        painter.drawText(QRectF(0, 0, self.width(), height), self.title)
        painter.setFont(self._font(SECONDARY_SIZE))
        metrics = painter.fontMetrics()
        x, y = 0.0, height + SPACE_1
        for line in {line.name: line for line in self.lines}.values():
            room = min(metrics.horizontalAdvance(line.name), self.width() // 2)
            if x and x + _SAMPLE + SPACE_1 + room > self.width():
                x, y = 0.0, y + metrics.height()
            middle = y + metrics.height() / 2
            painter.setPen(theme().series_pen(line.series))
            painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE, middle))
            painter.setPen(QColor(colours.secondary))
            words = metrics.elidedText(line.name, Qt.TextElideMode.ElideMiddle, room + 1)
            painter.drawText(QRectF(x + _SAMPLE + SPACE_1, y, room + 2, metrics.height()), words)
            x += _SAMPLE + SPACE_1 + room + SPACE_3
        return y + metrics.height() + SPACE_2

    def _paint_axes(self, painter: QPainter, frame: _Frame) -> None:
        colours, area = theme().colours, frame.area
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for value in ticks(frame.low, frame.high, max(2, int(area.height() / 36))):
            y = frame.y(value)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.secondary))
            painter.drawText(QRectF(0, y - 9, _LEFT - SPACE_2, 18), right, f"{value:.6g}")
        centre = int(Qt.AlignmentFlag.AlignCenter)
        unit = tr("epoch")
        reserved = painter.fontMetrics().horizontalAdvance(unit) + SPACE_3
        for value in ticks(frame.first, frame.last, max(2, int(area.width() / 64)), whole=True):
            if frame.x(value) < area.right() - reserved:
                painter.drawText(QRectF(frame.x(value) - 30, area.bottom() + 4, 60, 18), centre, number(round(value)))
        painter.drawText(QRectF(area.right() - 80, area.bottom() + 4, 80, 18), right, unit)

    def _paint_line(self, painter: QPainter, frame: _Frame, line: PlotLine) -> None:
        pen = theme().series_pen(line.series)
        stride = max(1, len(line.points) // _MOST_POINTS)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        piece: list[QPointF] = []
        for x, y in [*line.points[::stride], (0.0, math.nan)]:
            if math.isfinite(y):
                piece.append(QPointF(frame.x(x), frame.y(y)))
            elif piece:
                painter.drawPolyline(QPolygonF(piece))
                piece = []
        if len(line.points) <= _MARKERS_UP_TO:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            for x, y in line.points:
                if math.isfinite(y):
                    painter.drawEllipse(QPointF(frame.x(x), frame.y(y)), 2.5, 2.5)
        for x, y in line.points:
            if x == line.ringed and math.isfinite(y):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme().colours.text), 1.5))
                painter.drawEllipse(QPointF(frame.x(x), frame.y(y)), 6, 6)


class _Frame:
    """Where numbers lie in the picture."""

    def __init__(self, area: QRectF, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.area = area
        self.first, self.last = min(xs), max(max(xs), min(xs) + 1)
        low, high = min(ys), max(ys)
        spare = (high - low) * 0.06 or max(abs(high), 1.0) * 0.06
        self.low, self.high = low - spare, high + spare

    def x(self, value: float) -> float:
        return self.area.left() + (value - self.first) / (self.last - self.first) * self.area.width()

    def y(self, value: float) -> float:
        return self.area.bottom() - (value - self.low) / (self.high - self.low) * self.area.height()
