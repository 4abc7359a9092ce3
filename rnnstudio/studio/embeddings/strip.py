"""Words along an axis: a strip with a line for each word, and the names of as many as there is room for."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.embeddings.naming import plain, value_words
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, theme

LINE = 17
"""Least distance of two names, in pixels."""
_STRIP = 22
_LEADER = 18
_NEAR = 6
"""Pixels within which the mouse finds a word's line."""


class Place(NamedTuple):
    """A word on the strip: which row of the space, its name, where it stands, and how much its name matters."""

    row: int
    name: str
    value: float
    weight: float
    is_end: bool = False


class Strip(QWidget):
    """The strip stands upright, its high end on top: names need width, and there are many of them.

    Signals:
        chosen: A word was clicked, or Enter pressed on it; carries its row.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._values: list[float] = []
        self._named: list[tuple[float, Place]] = []
        self._low = self._high = ""
        self._hot: Place | None = None
        self._marked: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Words along the axis"))
        theme().changed.connect(self.update)

    def show_places(self, places: Sequence[Place], low: str, high: str) -> None:
        """Show other words.

        Args:
            places: The words.
            low: What the lower end means.
            high: What the upper end means.
        """
        self._places = sorted(places, key=lambda place: place.value)
        self._values = [place.value for place in self._places]
        self._low, self._high, self._hot = low, high, None
        self._name()
        self.update()

    def mark(self, row: int | None) -> None:
        """Have one word stand out."""
        self._marked = row
        self._name()
        self.update()

    @property
    def named(self) -> list[str]:
        """The names that are drawn, from the top."""
        return [place.name for _, place in self._named]

    def sizeHint(self) -> QSize:
        return QSize(240, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 264)

    def _span(self) -> tuple[float, float]:
        """Return the heights of the lowest and the highest word."""
        head = LINE + SPACE_2
        return self.height() - head, head

    def _height_of(self, value: float) -> float:
        bottom, top = self._span()
        low, high = self._values[0], self._values[-1]
        return (bottom + top) / 2 if high <= low else bottom + (top - bottom) * (value - low) / (high - low)

    def _name(self) -> None:
        """Choose the names to draw: those that matter most take their place, the others only what is free."""
        taken: list[float] = []
        found: list[tuple[float, Place]] = []
        for place in sorted(self._places, key=lambda each: (each.row != self._marked, not each.is_end, -each.weight)):
            y = self._height_of(place.value)
            at = bisect.bisect_left(taken, y)
            if all(abs(taken[near] - y) >= LINE for near in (at - 1, at) if 0 <= near < len(taken)):
                taken.insert(at, y)
                found.append((y, place))
            if len(taken) * LINE > self.height():
                break
        self._named = sorted(found, key=lambda pair: pair[0])
        self.setAccessibleDescription(
            ", ".join(f"{place.name} {value_words(place.value)}" for _, place in self._named))

    def resizeEvent(self, event: object) -> None:
        if self._places:
            self._name()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._places:
            return
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPixelSize(SECONDARY_SIZE)
        self._paint_ends(painter, small)
        bottom, top = self._span()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(QRectF(0, top - 3, _STRIP, bottom - top + 6), 3, 3)
        self._paint_lines(painter)
        painter.setFont(small)
        for y, place in self._named:
            self._paint_name(painter, y, place)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_ends(self, painter: QPainter, font: QFont) -> None:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(theme().colours.text))
        metrics = QFontMetricsF(bold)
        for text, y in ((f"↑ {self._high}", 0.0), (f"↓ {self._low}", float(self.height() - LINE))):
            painter.drawText(QRectF(0, y, self.width(), LINE), int(Qt.AlignmentFlag.AlignVCenter),
                             metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, self.width()))

    def _paint_lines(self, painter: QPainter) -> None:
        """Draw a line for each word; where many stand together it gets darker."""
        colour = QColor(theme().colours.accent)
        colour.setAlphaF(max(0.06, min(0.6, 40.0 / len(self._places))))
        painter.setPen(QPen(colour, 1))
        for value in self._values:
            y = self._height_of(value)
            painter.drawLine(QPointF(1, y), QPointF(_STRIP - 1, y))

    def _paint_name(self, painter: QPainter, y: float, place: Place) -> None:
        colours = theme().colours
        stands_out = place.is_end or place.row == self._marked or place == self._hot
        painter.setPen(QPen(QColor(colours.accent if stands_out else colours.outline), 2 if stands_out else 1))
        painter.drawLine(QPointF(1 if stands_out else _STRIP, y), QPointF(_STRIP + _LEADER - SPACE_1, y))
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold if stands_out else QFont.Weight.Normal)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        metrics = QFontMetricsF(font)
        value = value_words(place.value)
        room = self.width() - _STRIP - _LEADER
        digits = metrics.horizontalAdvance(value) + SPACE_3
        rect = QRectF(_STRIP + _LEADER, y - LINE / 2, room, LINE)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter),
                         metrics.elidedText(place.name, Qt.TextElideMode.ElideMiddle, room - digits))
        painter.setPen(QColor(colours.secondary))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), value)
        painter.restore()

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the word at a point: the name that is drawn there, or over the strip the nearest line."""
        if not self._places:
            return None
        if x > _STRIP:
            return next((place for at, place in self._named if abs(at - y) <= LINE / 2), None)
        low, high = sorted((self._value_at(y + _NEAR), self._value_at(y - _NEAR)))
        first, last = bisect.bisect_left(self._values, low), bisect.bisect_right(self._values, high)
        found = self._places[first:last]
        return min(found, key=lambda place: abs(self._height_of(place.value) - y), default=None)

    def _value_at(self, y: float) -> float:
        bottom, top = self._span()
        low, high = self._values[0], self._values[-1]
        return low + (high - low) * (y - bottom) / (top - bottom) if top != bottom else low

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._hot = self._hot, self.place_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hot is not None else Qt.CursorShape.ArrowCursor)
        if self._hot is not None and self._hot != before:
            QToolTip.showText(event.globalPosition().toPoint(),
                              f"{self._hot.name}  {value_words(self._hot.value)}", self)
        if self._hot != before:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.chosen.emit(place.row)

    def leaveEvent(self, event: object) -> None:
        self._hot = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the names with the keys, and choose with each."""
        rows = [place.row for _, place in self._named]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not rows:
            super().keyPressEvent(event)
            return
        now = rows.index(self._marked) if self._marked in rows else (-1 if step > 0 else len(rows))
        self.chosen.emit(rows[min(max(now + step, 0), len(rows) - 1)])


def said(words: Sequence[str]) -> str:
    """Return what an end of an axis means."""
    return ", ".join(plain(word) for word in words)
