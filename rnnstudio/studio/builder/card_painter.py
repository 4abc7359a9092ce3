"""Paints cards: plain shapes and text in the theme's colours, no widget, so that hundreds of them stay fluid."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from rnnstudio.project.words import number
from rnnstudio.studio.builder.card_layout import Button, CardLayout, Fonts, Trouble
from rnnstudio.studio.builder.cards import UNKNOWN, Card
from rnnstudio.studio.builder.container_painter import (
    BEYOND,
    FADED,
    Look,
    container_end,
    ground_at,
    paint_bar,
    paint_container,
    paint_frame,
)
from rnnstudio.studio.theme import RADIUS, SPACE_2, paint_icon, theme

SIGNS = {"error": ("circle-x", "error"), "warning": ("triangle-alert", "warning"), "advice": ("info", "secondary"),
         "note": ("info", "secondary")}
"""The icon and its colour for each severity."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint(painter: QPainter, row: QRect, card: Card, layout: CardLayout, look: Look, fonts: Fonts) -> None:
    """Paint a row: its part of the containers around it, then the card."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(row)
    for depth, around in enumerate(card.ancestors):
        ends = depth >= card.depth - card.closes
        bottom = container_end(card, layout, depth, look) if ends else None
        paint_container(painter, row, around, depth, bottom, look)
    painter.translate(row.topLeft())
    if card.kind == "slot":
        _slot(painter, card, layout, look, fonts)
    else:
        _card(painter, row, card, layout, look, fonts)
    painter.restore()


def _card(painter: QPainter, row: QRect, card: Card, layout: CardLayout, look: Look, fonts: Fonts) -> None:
    colours = theme().colours
    frame = QRectF(layout.frame)
    if card.opens:
        frame.setBottom(row.height() + BEYOND)
    ground = colours.accent_soft if look.selected and not card.opens else ground_at(card.depth)
    marked = look.marked_node == card.node
    edge = colours.accent if look.selected or marked else colours.border
    if look.hovered and not look.selected:
        edge = colours.outline
    focused = look.focused_node == card.node
    paint_frame(painter, frame, ground, colours.focus if focused else edge, 2 if focused or marked else 1)
    if card.opens and look.selected:
        _head(painter, layout, colours.accent_soft)
    if not card.enabled:
        _hatch(painter, QRectF(layout.frame))
    paint_bar(painter, frame, colours.category(card.category), card.enabled)
    painter.save()
    painter.setOpacity(1.0 if card.enabled else FADED)
    _lines(painter, card, layout, fonts)
    painter.restore()
    for trouble in layout.troubles:
        _trouble(painter, trouble, look, fonts)


def _head(painter: QPainter, layout: CardLayout, colour: str) -> None:
    """Tint the head of a selected wrapper."""
    head = QRectF(layout.frame).adjusted(2, 2, -2, 0)
    path = QPainterPath()
    path.addRoundedRect(head, RADIUS - 1, RADIUS - 1)
    painter.fillPath(path, QColor(colour))


def _hatch(painter: QPainter, frame: QRectF) -> None:
    """Hatch what is switched off."""
    shade = QColor(theme().colours.border)
    shade.setAlphaF(0.6)
    path = QPainterPath()
    path.addRoundedRect(frame.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
    painter.fillPath(path, QBrush(shade, Qt.BrushStyle.BDiagPattern))


def _lines(painter: QPainter, card: Card, layout: CardLayout, fonts: Fonts) -> None:
    colours = theme().colours
    missing = card.kind == "missing"
    paint_icon(painter, layout.icon, card.icon, "secondary" if missing else card.category or "text")
    _text(painter, layout.title, card.title, fonts.title, colours.secondary if missing else colours.text,
          Qt.TextElideMode.ElideMiddle)
    _text(painter, layout.inside, card.inside, fonts.small, colours.text, Qt.TextElideMode.ElideRight)
    if not layout.fold.isNull():
        sign = QRect(0, 0, 16, 16)
        sign.moveCenter(layout.fold.center())
        paint_icon(painter, sign, "chevron-right" if card.folded else "chevron-down", "secondary")
    _text(painter, layout.summary, card.summary, fonts.small, colours.secondary, Qt.TextElideMode.ElideRight)
    _text(painter, layout.shape, card.shape, fonts.small, colours.secondary, Qt.TextElideMode.ElideMiddle)
    if layout.count.isNull():
        return
    words = UNKNOWN if card.parameters is None else number(card.parameters)
    painter.setFont(fonts.small)
    painter.setPen(QColor(colours.secondary if card.parameters is None else colours.text))
    painter.drawText(layout.count, int(_RIGHT), words)
    if card.parameters is None:
        return
    track = QRectF(layout.share)
    _pill(painter, track, colours.border)
    if card.share > 0:
        track.setWidth(max(track.width() * min(card.share, 1.0), 4))
        _pill(painter, track, colours.secondary)


def _pill(painter: QPainter, rect: QRectF, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)


def _text(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, elide: Qt.TextElideMode) -> None:
    if not text or rect.isNull():
        return
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, int(_LEFT), QFontMetrics(font).elidedText(text, elide, rect.width()))


def _trouble(painter: QPainter, trouble: Trouble, look: Look, fonts: Fonts) -> None:
    colours = theme().colours
    severity = trouble.problem.severity
    picture, role = SIGNS[severity]
    paint_icon(painter, trouble.icon, picture, role)
    if severity in ("advice", "note"):
        _text(painter, trouble.text, trouble.problem.message, fonts.small, colours.secondary,
              Qt.TextElideMode.ElideRight)
    else:
        _message(painter, trouble, colours.error if severity == "error" else colours.warning, fonts)
    for button in trouble.buttons:
        _button(painter, button, look, fonts)


def _message(painter: QPainter, trouble: Trouble, colour: str, fonts: Fonts) -> None:
    painter.setFont(fonts.small)
    painter.setPen(QColor(colour))
    painter.drawText(trouble.text, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft),
                     trouble.problem.message)


def _button(painter: QPainter, button: Button, look: Look, fonts: Fonts) -> None:
    colours = theme().colours
    hot, pressed = button.repair == look.hot, button.repair == look.pressed
    ground = colours.pressed if pressed else colours.hover if hot else colours.raised
    paint_frame(painter, QRectF(button.rect), ground, colours.outline)
    painter.setFont(fonts.text)
    painter.setPen(QColor(colours.text))
    title = QFontMetrics(fonts.text).elidedText(button.repair.title, Qt.TextElideMode.ElideMiddle,
                                                button.rect.width() - 2 * SPACE_2)
    painter.drawText(button.rect, int(Qt.AlignmentFlag.AlignCenter), title)
    _text(painter, button.note_rect, button.note, fonts.small, colours.secondary, Qt.TextElideMode.ElideMiddle)


def _slot(painter: QPainter, card: Card, layout: CardLayout, look: Look, fonts: Fonts) -> None:
    """Draw an empty slot: a dashed frame with what belongs in it."""
    colours = theme().colours
    pen = QPen(QColor(colours.accent if look.marked else colours.outline), 1.5 if look.marked else 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(QColor(colours.accent_soft) if look.marked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(layout.frame).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setOpacity(1.0 if card.enabled else FADED)
    metrics = QFontMetrics(fonts.small)
    painter.setFont(fonts.small)
    painter.setPen(QColor(colours.accent if look.marked else colours.secondary))
    painter.drawText(layout.title, int(Qt.AlignmentFlag.AlignCenter),
                     metrics.elidedText(card.title, Qt.TextElideMode.ElideRight, layout.title.width()))
