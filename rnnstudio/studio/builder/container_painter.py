"""Paints what is around cards: the frames of wrappers, which span rows, and the line that shows a drop."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from rnnstudio.project.report import Repair
from rnnstudio.studio.builder.card_layout import BAR, CLOSING, HALF_GAP, CardLayout, container_edges
from rnnstudio.studio.builder.cards import Around, Card
from rnnstudio.studio.theme import RADIUS, SPACE_1, SPACE_2, theme

FADED = 0.45
"""How much of a switched-off layer is seen."""
BEYOND = 2 * RADIUS
"""How far a container is drawn past a row it goes on in, so that its round corners fall outside."""


@dataclass(frozen=True)
class Look:
    """The state a row is painted in.

    Attributes:
        selected: It is selected.
        hovered: The mouse is over it.
        focused_node: The current layer, while the list has the keyboard's focus.
        marked: What is dragged would go into it.
        marked_node: The wrapper what is dragged would go into, whose frame then shows it.
        selected_nodes: The selected wrappers around it.
        hot, pressed: The repair whose button is under the mouse, or pressed.
        room: Height of the gap made for what is dragged, below the card.
        room_depth: How deep in wrappers that gap is.
    """

    selected: bool = False
    hovered: bool = False
    focused_node: str | None = None
    marked: bool = False
    marked_node: str | None = None
    selected_nodes: frozenset[str] = frozenset()
    hot: Repair | None = None
    pressed: Repair | None = None
    room: int = 0
    room_depth: int = 0


def container_end(card: Card, layout: CardLayout, depth: int, look: Look) -> int:
    """Return the lower edge of the container at a depth that ends with this row."""
    deeper = card.depth - 1 - depth
    bottom = layout.frame.bottom() + 1 + HALF_GAP + CLOSING + deeper * (CLOSING + HALF_GAP)
    return bottom + look.room if depth < look.room_depth else bottom


def line_position(card: Card, layout: CardLayout, room: int, depth: int) -> int:
    """Return where in a row the line stands that shows a drop below it, ``depth`` wrappers deep."""
    closed = max(card.depth - depth, 0)
    return layout.frame.bottom() + 1 + closed * (CLOSING + HALF_GAP) + HALF_GAP + room // 2


def paint_container(painter: QPainter, row: QRect, around: Around, depth: int, bottom: int | None,
                    look: Look) -> None:
    """Draw the part of a wrapper's frame that lies in an inner row, open below if ``bottom`` is ``None``."""
    left, right = container_edges(depth, row.width())
    upper = row.top() - BEYOND
    lower = row.bottom() + BEYOND if bottom is None else row.top() + bottom
    frame = QRectF(row.left() + left, upper, right - left, lower - upper)
    colours = theme().colours
    selected = around.node in look.selected_nodes
    focused = around.node == look.focused_node
    edge = colours.accent if selected or focused or look.marked_node == around.node else colours.border
    paint_frame(painter, frame, ground_at(depth), edge, 2 if focused else 1)
    paint_bar(painter, frame, colours.category(around.category), around.enabled)


def ground_at(depth: int) -> str:
    """Return the ground of a card: raised in the list and inside every second wrapper, else the window's."""
    colours = theme().colours
    return colours.raised if depth % 2 == 0 else colours.surface


def paint_frame(painter: QPainter, frame: QRectF, ground: str, edge: str, width: float = 1) -> None:
    """Draw a card's ground and edge."""
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    inner = frame.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(inner, RADIUS, RADIUS)


def paint_bar(painter: QPainter, frame: QRectF, colour: str, enabled: bool) -> None:
    """Draw the bar of the category along the left edge, within its round corners."""
    outline, bar = QPainterPath(), QPainterPath()
    outline.addRoundedRect(frame, RADIUS, RADIUS)
    bar.addRect(QRectF(frame.left(), frame.top(), BAR, frame.height()))
    shade = QColor(colour)
    shade.setAlphaF(1.0 if enabled else FADED)
    painter.fillPath(outline.intersected(bar), shade)


def paint_line(painter: QPainter, left: int, right: int, y: int) -> None:
    """Draw where what is dragged would land: a line with a dot at its left end."""
    accent = QColor(theme().colours.accent)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(accent, 2))
    painter.drawLine(QPointF(left + SPACE_2, y), QPointF(right, y))
    painter.setBrush(QColor(theme().colours.sunken))
    painter.drawEllipse(QPointF(left + SPACE_1, y), SPACE_1 - 0.5, SPACE_1 - 0.5)
    painter.restore()
