"""Draws a plot with any painter: on the screen, into a picture, in any palette."""

from __future__ import annotations

import math
from typing import cast

import msgspec
import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from rnnstudio.api import tr
from rnnstudio.studio.plots.lines import Piece
from rnnstudio.studio.plots.look import WAY_NAMES, Look, Way
from rnnstudio.studio.plots.pyramid import Numbers
from rnnstudio.studio.plots.strokes import draw_markers, pen
from rnnstudio.studio.plots.ticks import Tick, linear_ticks, log_ticks, time_ticks
from rnnstudio.studio.theme import SPACE_1, Palette

AXIS_HEIGHT = 22
_TICK_WIDTH, _TICK_HEIGHT = 72, 32
"""Room of a tick along the x axis and along the y axis, in pixels."""
_MARKER_ROOM = 22
"""Pixels that a marker needs; where there are more of them, the line alone is drawn."""
_DENSE = 1.5
"""Points to a pixel from which columns of pixels are drawn, not the lines between points."""
_MOST_GAPS = 500
_FAR = 4_000.0
"""Pixels beyond which a point is drawn no farther away."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the numbers' plane is seen. With ``log``, low and high are logarithms to base ten."""

    left: float
    right: float
    low: float
    high: float
    log: bool = False
    way: Way = "step"

    def x(self, rect: QRectF, values: Numbers) -> Numbers:
        """Return where numbers of the x axis lie, in pixels."""
        return rect.left() + (values - self.left) * (rect.width() / (self.right - self.left))

    def y(self, rect: QRectF, values: Numbers) -> Numbers:
        """Return where numbers of the y axis lie, in pixels; NaN where there is no logarithm."""
        with np.errstate(invalid="ignore", divide="ignore"):
            shown = np.log10(np.where(values > 0, values, np.nan)) if self.log else values
            places = rect.bottom() - (shown - self.low) * (rect.height() / (self.high - self.low))
            return np.clip(places, rect.top() - _FAR, rect.bottom() + _FAR)

    def x_ticks(self, width: float) -> list[Tick]:
        """Return the ticks of the x axis."""
        most = max(int(width / _TICK_WIDTH), 1)
        if self.way == "time":
            return time_ticks(self.left, self.right, most)
        return linear_ticks(max(self.left, 0.0), self.right, most, whole=True)

    def y_ticks(self, height: float) -> list[Tick]:
        """Return the ticks of the y axis."""
        most = max(int(height / _TICK_HEIGHT), 2)
        return log_ticks(self.low, self.high, most) if self.log else linear_ticks(self.low, self.high, most)


def draw_grid(painter: QPainter, rect: QRectF, frame: Frame, palette: Palette) -> None:
    """Draw a hairline at each tick of the y axis and one below."""
    line = QColor(palette.border)
    below = QPen(line, 1)
    line.setAlphaF(0.55)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(line, 1))
    for value, _ in frame.y_ticks(rect.height()):
        y = _crisp(_height(rect, frame, value))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    painter.setPen(below)
    painter.drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))


def draw_left_axis(painter: QPainter, rect: QRectF, frame: Frame, palette: Palette, right: float) -> None:
    """Write the numbers of the y axis, ending at ``right``; ``rect`` is the plot's."""
    painter.setPen(QColor(palette.secondary))
    for value, words in frame.y_ticks(rect.height()):
        y = _height(rect, frame, value)
        painter.drawText(QRectF(right - 200, y - 10, 200, 20),
                         int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)


def draw_bottom_axis(painter: QPainter, rect: QRectF, frame: Frame, palette: Palette, top: float) -> None:
    """Write the numbers of the x axis below ``top``, and at its end what it counts."""
    painter.setPen(QColor(palette.secondary))
    metrics = QFontMetricsF(painter.font())
    name = tr(WAY_NAMES[frame.way])
    height = metrics.height()
    ends = rect.right() - metrics.horizontalAdvance(name)
    painter.drawText(QPointF(ends, top + metrics.ascent()), name)
    scale = rect.width() / (frame.right - frame.left)
    for value, words in frame.x_ticks(rect.width()):
        half = metrics.horizontalAdvance(words) / 2
        middle = rect.left() + (value - frame.left) * scale
        if middle + half < ends - 2 * SPACE_1:
            painter.drawText(QRectF(middle - half - 1, top, 2 * half + 2, height),
                             int(Qt.AlignmentFlag.AlignCenter), words)


def left_axis_width(frame: Frame, height: float, font: QFont) -> float:
    """Return how wide the numbers of the y axis are."""
    metrics = QFontMetricsF(font)
    return max((metrics.horizontalAdvance(words) for _, words in frame.y_ticks(height)), default=0.0)


def draw_line(painter: QPainter, rect: QRectF, frame: Frame, piece: Piece, look: Look, palette: Palette,
              exposed: QRectF | None = None, ground: str = "", as_path: bool = False) -> None:
    """Draw a line with its markers.

    Args:
        painter: Draws within ``rect``, which it should be clipped to.
        rect: Where the frame is.
        frame: What part of the plane is seen.
        piece: The points; NaN leaves a gap.
        look: The line's look.
        palette: The colours.
        exposed: Nothing outside of it is asked for.
        ground: What it lies on; by default the palette's surface.
        as_path: Draw it as one path, as a vector picture should have it.
    """
    x, y = frame.x(rect, piece[0]), frame.y(rect, piece[1])
    if look.width:
        painter.setPen(pen(look, palette, ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, look.width > 1)
        begin, end = 0, len(x)
        if exposed is not None and not look.dash:
            begin = max(int(np.searchsorted(x, exposed.left() - 2)) - 2, 0)
            end = min(int(np.searchsorted(x, exposed.right() + 2)) + 2, len(x))
        draw_path(painter, x[begin:end], y[begin:end], as_segments=not (look.dash or as_path))
    shown = np.isfinite(y)
    if look.marker and (look.hollow or np.count_nonzero(shown) * _MARKER_ROOM <= rect.width()):
        draw_markers(painter, list(zip(x[shown].tolist(), y[shown].tolist(), strict=True)), look, palette)


def draw_path(painter: QPainter, x: Numbers, y: Numbers, as_segments: bool) -> None:
    """Join points, in pixels, with the painter's pen; NaN leaves a gap.

    Args:
        painter: The painter, with its pen.
        x: Rising.
        y: As many.
        as_segments: Draw each piece by itself: of hundreds of points far faster than one path, and without dashes.
    """
    if as_segments and len(x) > 1 and len(x) > (x[-1] - x[0]) * _DENSE:
        if painter.pen().widthF() <= 1:
            _draw_columns(painter, *_columns(x, y))
            return
        x, y = _thread(*_columns(x, y))
    for first, behind in _runs(np.isfinite(y)):
        if behind - first == 1:
            painter.drawLine(QPointF(x[first] - 0.5, y[first]), QPointF(x[first] + 0.5, y[first]))
        elif as_segments:
            _draw_segments(painter, x[first:behind], y[first:behind])
        else:
            painter.drawPolyline(_polygon(x[first:behind], y[first:behind]))


def _polygon(x: Numbers, y: Numbers) -> QPolygonF:
    polygon = QPolygonF()
    polygon.resize(len(x))
    points = np.frombuffer(shiboken6.VoidPtr(polygon.data(), len(x) * 16, True), dtype=np.float64)  # type: ignore
    points[0::2], points[1::2] = x, y
    return polygon


def _draw_segments(painter: QPainter, x: Numbers, y: Numbers) -> None:
    lines = np.ascontiguousarray(np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1), dtype=np.float64)
    painter.drawLines(cast(QLineF, shiboken6.wrapInstance(lines.ctypes.data, QLineF)), len(lines))


def _draw_columns(painter: QPainter, x: Numbers, low: Numbers, high: Numbers) -> None:
    """Fill each column of pixels from its lowest to its highest point: what thousands of fine lines look like."""
    joined = np.isfinite(low[1:]) & np.isfinite(low[:-1])
    near = joined & (np.diff(x) <= 1.5)
    low, high = low.copy(), high.copy()
    reach_up, reach_down = high[:-1].copy(), low[:-1].copy()
    low[1:] = np.where(near, np.minimum(low[1:], reach_up), low[1:])  # so that neighbours touch
    high[1:] = np.where(near, np.maximum(high[1:], reach_down), high[1:])
    known = np.isfinite(low)
    bars = np.ascontiguousarray(np.stack([
        np.floor(x[known]), low[known] - 0.5, np.ones(np.count_nonzero(known)), high[known] - low[known] + 1.0],
        axis=1), dtype=np.float64)
    colour = painter.pen().color()
    far = np.flatnonzero(joined & ~near)
    for index in far[:_MOST_GAPS].tolist():
        painter.drawLine(QPointF(x[index], (low[index] + high[index]) / 2),
                         QPointF(x[index + 1], (low[index + 1] + high[index + 1]) / 2))
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    if len(bars):
        painter.drawRects(cast(QRectF, shiboken6.wrapInstance(bars.ctypes.data, QRectF)), len(bars))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _columns(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the columns of pixels that have points: their middles, the lowest and the highest point of each."""
    pixels = np.floor(x)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(pixels)) + 1])
    return pixels[starts] + 0.5, np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)


def _thread(x: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Return a line through columns: one point of each where it is calm, lowest and highest where it isn't."""
    calm = ~(high - low > 1.5)
    count = np.where(calm, 1, 2)
    at = np.repeat(np.arange(len(x)), count)
    first = np.concatenate([[True], at[1:] != at[:-1]])
    places = np.where(calm[at], (low[at] + high[at]) / 2, np.where(first, low[at], high[at]))
    return x[at] + np.where(calm[at], 0.0, np.where(first, -0.25, 0.25)), places


def _runs(shown: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return where unbroken rows of true begin, and where they are over."""
    if shown.all():
        return [(0, len(shown))] if len(shown) else []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shown, [False]]).astype(np.int8)))
    return [(int(first), int(behind)) for first, behind in edges.reshape(-1, 2)]


def _height(rect: QRectF, frame: Frame, value: float) -> float:
    return rect.bottom() - (value - frame.low) * rect.height() / (frame.high - frame.low)


def _crisp(place: float) -> float:
    return math.floor(place) + 0.5
