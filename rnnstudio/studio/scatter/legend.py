"""What colours and shapes mean, and what the mouse does, in the corners of a scatter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from rnnstudio.studio.plots.strokes import axis_font
from rnnstudio.studio.scatter.colouring import MISSING, Colouring
from rnnstudio.studio.theme import RADIUS, SPACE_1, SPACE_2, Palette

ROW, RAMP, BAR, SWATCH = 18, 176, 8, 8
"""Height of a row, length of a ramp and its height, size of a class's sample."""
_MOST_NAME = 150
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class LegendBox:
    """A legend, laid out in a font."""

    def __init__(self, colouring: Colouring, font: QFont) -> None:
        self.colouring, self.legend = colouring, colouring.legend
        self.font, self.metrics = axis_font(font), QFontMetricsF(axis_font(font))
        self.heading = QFont(self.font)
        self.heading.setWeight(QFont.Weight.DemiBold)
        self.title = QFontMetricsF(self.heading).elidedText(self.legend.title, Qt.TextElideMode.ElideMiddle, RAMP)
        self._title_width = QFontMetricsF(self.heading).horizontalAdvance(self.title)
        self.names = [self.metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, _MOST_NAME)
                      for entry in self.legend.entries]
        self._widest = max((self.metrics.horizontalAdvance(name) for name in self.names), default=0.0)

    def rect(self, width: float, height: float) -> QRectF:
        """Return where it is in a widget: at the top right; empty if there is nothing to say, or no room."""
        if not self.legend.entries:
            return QRectF()
        title = self._title_width
        if self.legend.ramp:
            wide, rows = max(RAMP, title), (ROW + BAR + SPACE_1 + (ROW if self._missing() else 0))
        else:
            wide, rows = max(SWATCH + SPACE_2 + self._widest, title), ROW * len(self.names)
        wide, high = wide + 2 * SPACE_2 + 1, rows + (ROW if self.title else 0) + 2 * SPACE_1 + SPACE_1
        if wide > width * 0.6 or high > height * 0.7:
            return QRectF()
        return QRectF(round(width - wide - SPACE_2), SPACE_2, round(wide), round(high))

    def draw(self, painter: QPainter, rect: QRectF, palette: Palette) -> None:
        """Draw it."""
        if rect.isEmpty():
            return
        draw_panel(painter, rect, palette)
        inner = rect.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1)
        row = QRectF(inner.left(), inner.top(), inner.width(), ROW)
        painter.setPen(QColor(palette.text))
        if self.title:
            painter.setFont(self.heading)
            painter.drawText(row, _FLAGS, self.title)
            row.translate(0, ROW)
        painter.setFont(self.font)
        if self.legend.ramp:
            self._draw_ramp(painter, row, palette)
        else:
            for entry, name in zip(self.legend.entries, self.names, strict=True):
                self._draw_row(painter, row, self._colour(entry.colour, palette), entry.shape, name, palette)
                row.translate(0, ROW)

    def ticks(self, width: float) -> list[tuple[float, str]]:
        """Return where a ramp's numbers begin, in pixels from its left, and what they are; none touches another."""
        found, end = [], -1e9
        for entry, name in zip(self.legend.entries, self.names, strict=True):
            wide = self.metrics.horizontalAdvance(name)
            left = min(max(entry.share * width - wide / 2, 0.0), width - wide)
            if entry.colour == 0 and left >= end + SPACE_2:
                found.append((left, name))
                end = left + wide
        return found

    def _draw_ramp(self, painter: QPainter, row: QRectF, palette: Palette) -> None:
        bar = QRectF(row.left(), row.top() + SPACE_1, row.width(), BAR)
        numbers = any(entry.colour == 0 for entry in self.legend.entries)
        if numbers:
            table = self.colouring.table(palette)
            steps = int(bar.width())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for step in range(steps):
                ink = int(table[round(step / max(steps - 1, 1) * 254)])
                painter.fillRect(QRectF(bar.left() + step, bar.top(), 1, BAR), QColor(ink))
        words = row.translated(0, BAR + SPACE_1)
        painter.setPen(QColor(palette.secondary))
        for left, name in self.ticks(bar.width()):
            painter.drawText(QRectF(bar.left() + left, words.top(), bar.width(), ROW), _FLAGS, name)
        missing = self._missing()
        if missing:
            self._draw_row(painter, words.translated(0, ROW if numbers else -BAR), self._colour(MISSING, palette),
                           "circle", missing, palette)

    def _missing(self) -> str:
        rows = zip(self.legend.entries, self.names, strict=True)
        return next((name for entry, name in rows if entry.colour == MISSING), "")

    def _draw_row(self, painter: QPainter, row: QRectF, colour: QColor, shape: str, name: str,
                  palette: Palette) -> None:
        draw_shape(painter, QPointF(row.left() + SWATCH / 2, row.center().y()), SWATCH / 2, shape, colour)
        painter.setPen(QColor(palette.text))
        painter.drawText(row.adjusted(SWATCH + SPACE_2, 0, 2, 0), _FLAGS, name)

    def _colour(self, index: int, palette: Palette) -> QColor:
        return QColor(int(self.colouring.table(palette)[index]))


def draw_panel(painter: QPainter, rect: QRectF, palette: Palette, strength: float = 0.92) -> None:
    """Draw the ground of something that lies over the points."""
    ground = QColor(palette.raised)
    ground.setAlphaF(strength)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.border), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_shape(painter: QPainter, middle: QPointF, radius: float, shape: str, colour: QColor) -> None:
    """Draw a shape of ``stamps.SHAPES`` as large as its stamp."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape == "ring":
        painter.setPen(QPen(colour, radius * 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius * 0.82, radius * 0.82)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(shape_path(shape, middle.x(), middle.y(), radius))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def shape_path(shape: str, x: float, y: float, radius: float) -> QPainterPath:
    """Return the outline of a shape."""
    path = QPainterPath()
    corners = CORNERS.get(shape)
    if corners is None:
        path.addEllipse(QPointF(x, y), radius, radius)
    else:
        path.addPolygon(QPolygonF([QPointF(x + right * radius, y + down * radius) for right, down in corners]))
        path.closeSubpath()
    return path


def _star(turn: bool) -> list[tuple[float, float]]:
    arm, tip = 0.3, 1.15
    plus = [(arm, -tip), (arm, -arm), (tip, -arm), (tip, arm), (arm, arm), (arm, tip), (-arm, tip), (-arm, arm),
            (-tip, arm), (-tip, -arm), (-arm, -arm), (-arm, -tip)]
    root = 0.5 ** 0.5
    return [((x - y) * root, (x + y) * root) for x, y in plus] if turn else plus


CORNERS: dict[str, list[tuple[float, float]]] = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "triangle": [(0, -1.3), (1.15, 0.75), (-1.15, 0.75)],
    "wedge": [(0, 1.3), (1.15, -0.75), (-1.15, -0.75)],
    "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    "plus": _star(False), "cross": _star(True),
}
"""Corners of shapes in radii, down the screen; a shape that isn't here is round."""
