"""Draws a sequence of numbers: a few long features as lines, else a strip, more ink for more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from rnnstudio.studio.heat_map import mixed
from rnnstudio.studio.theme import theme

MOST_CELL = 20
"""Greatest width of a step, in pixels; and of no more than this many times its height."""
_WIDER = 2
_MOST_LINES, _FEWEST_STEPS = 3, 13
"""Features up to which, and steps from which on, lines are drawn."""

Values = tuple[tuple[float, ...], ...]


def span(rows: Sequence[Values]) -> tuple[float, float]:
    """Return the least and the greatest finite number of some sequences, for one scale for all."""
    numbers = [value for values in rows for step in values for value in step if math.isfinite(value)]
    return (min(numbers), max(numbers)) if numbers else (0.0, 1.0)


def cells(values: Values, room: QRectF, lines: bool) -> tuple[float, float]:
    """Return the width and height of a cell of a strip in some room."""
    steps, features = len(values), max((len(step) for step in values), default=0)
    if not steps or not features:
        return 0.0, 0.0
    height = room.height() / features
    most = room.width() / steps
    return (most if lines else min(MOST_CELL, _WIDER * height, most)), height


def as_lines(rows: Sequence[Values]) -> bool:
    """Tell whether sequences that stand together are drawn as lines: if half of them are long, with few features."""
    known = [values for values in rows if values]
    long = sum(len(values) >= _FEWEST_STEPS for values in known)
    return 2 * long > len(known) and max(len(step) for values in known for step in values) <= _MOST_LINES


def cell_at(values: Values, room: QRectF, lines: bool, x: float, y: float) -> tuple[int, int] | None:
    """Return step and feature at a point."""
    width, height = cells(values, room, lines)
    if not width or not room.contains(x, y):
        return None
    step, feature = int((x - room.x()) / width), int((y - room.y()) / height)
    return (step, feature) if step < len(values) and feature < len(values[step]) else None


def draw_values(painter: QPainter, room: QRectF, values: Values, scale: tuple[float, float], lines: bool) -> None:
    """Draw a sequence in some room."""
    if lines:
        draw_lines(painter, room, values, scale)
    else:
        draw_strip(painter, room, values, scale)


def draw_lines(painter: QPainter, room: QRectF, values: Values, scale: tuple[float, float]) -> None:
    """Draw each feature as a line; they differ in colour and in line style."""
    low, high = scale
    width = cells(values, room, True)[0]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for feature in range(max(len(step) for step in values)):
        points = [QPointF(room.x() + (step + 0.5) * width,
                          room.bottom() - room.height() * ((numbers[feature] - low) / (high - low or 1.0)))
                  for step, numbers in enumerate(values)
                  if feature < len(numbers) and math.isfinite(numbers[feature])]
        painter.setPen(theme().series_pen(feature, 1.5))
        if len(points) == 1:
            painter.drawEllipse(points[0], 1, 1)
        painter.drawPolyline(QPolygonF(points))


def draw_strip(painter: QPainter, room: QRectF, values: Values, scale: tuple[float, float]) -> None:
    """Draw a strip at the left of some room."""
    colours = theme().colours
    width, height = cells(values, room, False)
    low, high = scale
    painter.setPen(Qt.PenStyle.NoPen)
    for step, numbers in enumerate(values):
        for feature, value in enumerate(numbers):
            share = (value - low) / (high - low) if high > low and math.isfinite(value) else 0.0
            cell = QRectF(room.x() + step * width, room.y() + feature * height, width, height)
            painter.fillRect(cell, mixed(colours.sunken, colours.accent, share))
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(room.x(), room.y(), width * len(values), room.height()))
