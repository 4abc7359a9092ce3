"""Draws tokens: soft plates in two tints by turns, so that borders show; unknown ones by colour and a wavy line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from rnnstudio.studio.data.runs import Placed, Token
from rnnstudio.studio.theme import SECONDARY_SIZE, TEXT_SIZE, theme

PLATE = 20
"""Height of a token's plate."""
LINE = 24
"""From one line of tokens to the next."""
CELL = 36
"""Height of a token with its id below."""
CELL_LINE = 42
BARE_CELL = 20
"""Height of an id that no text is known for."""
_PAD = 3
_EMPTY = 8
_WAVE, _WAVE_STEP = 1.5, 3


class TokenPainter:
    """Measures and draws tokens in a font; widths are kept, for a text says the same things again and again."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self.font.setPixelSize(TEXT_SIZE)
        self.small = QFont(font)
        self.small.setPixelSize(SECONDARY_SIZE - 1)
        self._metrics = QFontMetricsF(self.font)
        self._small_metrics = QFontMetricsF(self.small)
        self._widths: dict[str, float] = {}

    def width(self, token: Token) -> float:
        """Return the width of a token's plate; one without a text, as a later byte of a character, is narrow."""
        return self._width(token.text) + 2 * _PAD if token.text else _EMPTY

    def cell_width(self, token: Token) -> float:
        """Return the width of a token with its id below."""
        return max(self._width(token.text), self._small_metrics.horizontalAdvance(str(token.id))) + 2 * _PAD + 2

    def draw(self, painter: QPainter, place: Placed, left: float, top: float) -> None:
        """Draw a token's plate with the text on it."""
        token = place.token
        plate = QRectF(left + place.x, top + place.y, place.width, PLATE)
        self.draw_plate(painter, plate, token, place.index)
        painter.setFont(self.font)
        painter.setPen(QColor(self.ink(token, place.index)))
        words = self._metrics.elidedText(token.text, Qt.TextElideMode.ElideRight, plate.width())
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)
        if token.sort == "unknown":
            self._draw_wave(painter, plate)

    def draw_cell(self, painter: QPainter, place: Placed, left: float, top: float, height: int = CELL) -> None:
        """Draw a token with its id below, or in a ``BARE_CELL`` its id alone."""
        token = place.token
        cell = QRectF(left + place.x, top + place.y, place.width, height)
        self.draw_plate(painter, cell, token, place.index)
        painter.setPen(QColor(self.ink(token)))
        if height > BARE_CELL:
            self._draw_upper(painter, cell, token)
        painter.setFont(self.small)
        if token.sort == "token":
            painter.setPen(QColor(theme().colours.secondary))
        lower = QRectF(cell.x(), cell.bottom() - 17, cell.width(), 15)
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignCenter), str(token.id))

    def _draw_upper(self, painter: QPainter, cell: QRectF, token: Token) -> None:
        painter.setFont(self.font)
        upper = QRectF(cell.x(), cell.y() + 1, cell.width(), PLATE - 2)
        words = "" if token.sort == "padding" else token.text
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), self._metrics.elidedText(
            words, Qt.TextElideMode.ElideRight, upper.width()))
        if token.sort == "unknown":
            self._draw_wave(painter, upper)

    def draw_plate(self, painter: QPainter, plate: QRectF, token: Token, index: int) -> None:
        """Draw the ground of a token."""
        colours = theme().colours
        if token.sort == "padding":
            pen = QPen(QColor(colours.border), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            return
        ground = colours.warning_soft if token.sort == "unknown" else (
            colours.accent_soft if index % 2 == 0 else colours.sunken)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(plate, 3, 3)

    def ink(self, token: Token, index: int = -1) -> str:
        """Return the colour of a token's text."""
        colours = theme().colours
        return {"token": colours.text, "unknown": colours.warning, "padding": colours.secondary}[token.sort]

    def _draw_wave(self, painter: QPainter, plate: QRectF) -> None:
        painter.setPen(QPen(QColor(theme().colours.warning), 1))
        base, x = plate.bottom() - 2, plate.left() + _PAD
        points, up = [], False
        while x <= plate.right() - _PAD + 1:
            points.append(QPointF(x, base - (_WAVE if up else -_WAVE) / 2))
            x, up = x + _WAVE_STEP, not up
        painter.drawPolyline(QPolygonF(points))

    def _width(self, text: str) -> float:
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]
