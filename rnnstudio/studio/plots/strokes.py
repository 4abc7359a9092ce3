"""Pens, markers and samples of lines, in any palette. Without numpy: the legend needs it before any plot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.theme import SECONDARY_SIZE, Palette

_DIAMOND = ((0, -1), (0.8, 0), (0, 1), (-0.8, 0))


def axis_font(base: QFont) -> QFont:
    """Return the font of the axes."""
    font = QFont(base)
    font.setPixelSize(SECONDARY_SIZE)
    return font


def colour(look: Look, palette: Palette, ground: str = "") -> QColor:
    """Return a line's colour, mixed with the ground instead of let through to it: that paints ten times as fast.

    Args:
        look: The line's look.
        palette: The colours.
        ground: What it lies on; by default the palette's surface.
    """
    series = palette.series
    full = QColor(palette.text if look.colour is None else series[look.colour % len(series)].colour)
    under, share = QColor(ground or palette.surface), look.strength
    return QColor.fromRgbF(*(one * share + other * (1 - share) for one, other in (
        (full.redF(), under.redF()), (full.greenF(), under.greenF()), (full.blueF(), under.blueF()))))


def pen(look: Look, palette: Palette, ground: str = "") -> QPen:
    """Return the pen of a line."""
    made = QPen(colour(look, palette, ground), look.width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashes = palette.series[look.dash % len(palette.series)].dashes
    if dashes:
        made.setDashPattern(list(dashes))
    return made


def draw_markers(painter: QPainter, places: Sequence[tuple[float, float]], look: Look, palette: Palette,
                 size: float | None = None) -> None:
    """Draw a look's marker at each place."""
    radius = (size or look.marker_size) / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(look, palette), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush if look.hollow else colour(look, palette))
    for x, y in places:
        if look.marker == "o":
            painter.drawEllipse(QPointF(x, y), radius, radius)
        else:
            painter.drawPolygon(QPolygonF([QPointF(x + dx * radius, y + dy * radius) for dx, dy in _DIAMOND]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_sample(painter: QPainter, rect: QRectF, look: Look, palette: Palette) -> None:
    """Draw a short piece of a line with its marker, as a legend has it."""
    middle = rect.center()
    if look.width:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, look.width > 1)
        painter.setPen(pen(look, palette))
        painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    if look.marker:
        draw_markers(painter, [(middle.x(), middle.y())], look, palette, min(look.marker_size, 11))
