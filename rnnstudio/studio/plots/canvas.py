"""What lies in a plot, as pyqtgraph's items: the lines, and the two axes. It imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from rnnstudio.project.words import number
from rnnstudio.studio.plots import drawing
from rnnstudio.studio.plots.drawing import Frame
from rnnstudio.studio.plots.lines import Line, Piece
from rnnstudio.studio.theme import RADIUS, SPACE_1, Palette

_EDGE = 14
"""Pixels beside the first point that changed which are drawn anew: half a marker and a line's joint."""


class Canvas(pg.GraphicsObject):  # type: ignore[misc]
    """The lines of a plot over its grid, painted in the pixels of the view box it lies in.

    It paints anew only if something of what is seen has changed, and only from there on.

    Attributes:
        frame: What part is seen.
        drawn: The lines, and what of each is drawn.
        paints: How often it has painted.
        ringed: Whether it has a ring around it, as what the keyboard works on.
    """

    def __init__(self, box: Any, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.frame: Frame | None = None
        self.drawn: list[tuple[Line, Piece]] = []
        self.paints = 0
        self.ringed = False
        self._box = box
        self._palette = palette
        self.setParentItem(box)
        box.sigResized.connect(self._resized)

    @property
    def rect(self) -> QRectF:
        """The plot, in pixels."""
        return QRectF(0, 0, self._box.width(), self._box.height())

    def boundingRect(self) -> QRectF:
        return self.rect

    def show_lines(self, frame: Frame, lines: Sequence[Line]) -> None:
        """Show what a frame holds of lines, as they are now."""
        pixels = max(int(self.rect.width()), 1)
        drawn = [(line, line.window(frame.left, frame.right, pixels)) for line in lines]
        before, self.drawn = self.drawn, drawn
        same = frame == self.frame and len(before) == len(drawn) and all(
            old.key == new.key and old.look == new.look for (old, _), (new, _) in zip(before, drawn, strict=True))
        self.frame = frame
        if not same:
            self.update()
            return
        since = min((_first_change(old, new) for (_, old), (_, new) in zip(before, drawn, strict=True)), default=None)
        if since is not None and np.isfinite(since):
            left = frame.x(self.rect, np.array([since]))[0] - _EDGE
            self.update(QRectF(left, 0, self.rect.width() - left, self.rect.height()))

    def paint(self, painter: QPainter, option: Any, _widget: object = None) -> None:
        if self.frame is None:
            return
        self.paints += 1
        palette, rect = self._palette(), self.rect
        drawing.draw_grid(painter, rect, self.frame, palette)
        for line, piece in sorted(self.drawn, key=lambda pair: pair[0].look.height):
            drawing.draw_line(painter, rect, self.frame, piece, line.look, palette, option.exposedRect)
        if self.ringed:
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _resized(self) -> None:
        self.prepareGeometryChange()
        if self.frame is not None:
            self.show_lines(self.frame, [line for line, _ in self.drawn])
        self.update()


class PlotAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis that writes its numbers directly. pyqtgraph's own keeps them as a picture, which plays back slowly."""

    def __init__(self, side: str, canvas: Canvas, palette: Callable[[], Palette]) -> None:
        super().__init__(side)
        self._canvas = canvas
        self._palette = palette
        self.font = QFont()

    def setRange(self, low: float, high: float) -> None:
        self.range = [low, high]  # the plot says when to paint

    def paint(self, painter: QPainter, *_: object) -> None:
        frame = self._canvas.frame
        if frame is None:
            return
        painter.setFont(self.font)
        plot = self.mapRectFromItem(self._canvas, self._canvas.rect)
        if self.orientation == "left":
            drawing.draw_left_axis(painter, plot, frame, self._palette(), self.size().width() - SPACE_1 - 2)
        else:
            drawing.draw_bottom_axis(painter, plot, frame, self._palette(), SPACE_1)


class WholeAxis(pg.AxisItem):  # type: ignore[misc]
    """pyqtgraph's axis with whole numbers only."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        spacing = super().tickSpacing(low, high, size)
        return [level for level in spacing if level[0] >= 1] or [(1, 0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [number(round(value)) for value in values]


def _first_change(old: Piece, new: Piece) -> float:
    """Return the place of the last point before what differs; infinite if nothing does."""
    count = min(len(old[0]), len(new[0]))
    same = (old[0][:count] == new[0][:count]) & (
        (old[1][:count] == new[1][:count]) | (np.isnan(old[1][:count]) & np.isnan(new[1][:count])))
    if same.all() and len(old[0]) == len(new[0]):
        return float("inf")
    first = int(np.argmin(same)) if not same.all() else count
    places = [piece[0][max(first - 1, 0)] for piece in (old, new) if len(piece[0]) > 0]
    return float(min(places, default=-np.inf))
