"""The pictures that follow the mouse while layers are dragged."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from rnnstudio.studio.builder.card_layout import BAR, ICON, MARGIN, Fonts, lay_out
from rnnstudio.studio.builder.card_painter import paint
from rnnstudio.studio.builder.cards import Card
from rnnstudio.studio.builder.container_painter import Look, paint_bar, paint_frame
from rnnstudio.studio.builder.palette_rows import Entry
from rnnstudio.studio.theme import SPACE_2, SPACE_3, TARGET_HEIGHT, icon, theme

OPACITY = 0.8
GHOST_WIDTH = 240
"""Of the picture of a card; narrow, so that the line below it stays in sight."""


def blank(widget: QWidget, size: QSize) -> QPixmap:
    """Return a clear picture as fine as the widget's screen."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def ghost(widget: QWidget, cards: Sequence[Card]) -> QPixmap:
    """Return the first of the dragged cards, translucent, with how many there are if there are several."""
    card = replace(cards[0], ancestors=(), opens=False, closes=0, problems=())
    fonts = Fonts.of(widget.font())
    layout = lay_out(card, GHOST_WIDTH + 2 * MARGIN, fonts)
    picture = blank(widget, layout.frame.size())
    painter = QPainter(picture)
    painter.setOpacity(OPACITY)
    painter.translate(-layout.frame.topLeft())
    paint(painter, QRect(0, 0, GHOST_WIDTH + 2 * MARGIN, layout.height), card, layout, Look(), fonts)
    if len(cards) > 1:
        painter.setOpacity(1)
        _badge(painter, QPoint(layout.frame.right() - SPACE_3, layout.frame.top() + SPACE_3), len(cards))
    painter.end()
    return picture


def _badge(painter: QPainter, centre: QPoint, count: int) -> None:
    colours = theme().colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawEllipse(centre, 10, 10)
    painter.setPen(QColor(colours.accent_text))
    painter.drawText(QRect(centre - QPoint(10, 10), QSize(20, 20)), int(Qt.AlignmentFlag.AlignCenter), str(count))


def chip(widget: QWidget, entry: Entry) -> QPixmap:
    """Return a small card for a new layer, as it is dragged out of the palette."""
    colours, fonts = theme().colours, Fonts.of(widget.font())
    words = QFontMetrics(fonts.title).horizontalAdvance(entry.title)
    size = QSize(BAR + SPACE_2 + ICON + SPACE_2 + words + SPACE_3, TARGET_HEIGHT + SPACE_2)
    picture = blank(widget, size)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(OPACITY)
    frame = QRectF(0, 0, size.width(), size.height())
    paint_frame(painter, frame, colours.raised, colours.border)
    paint_bar(painter, frame, colours.category(entry.category), True)
    icon(entry.icon, entry.category).paint(painter, BAR + SPACE_2, (size.height() - ICON) // 2, ICON, ICON)
    painter.setFont(fonts.title)
    painter.setPen(QColor(colours.text))
    painter.drawText(QRect(BAR + 2 * SPACE_2 + ICON, 0, words + SPACE_3, size.height()),
                     int(Qt.AlignmentFlag.AlignVCenter), entry.title)
    painter.end()
    return picture
