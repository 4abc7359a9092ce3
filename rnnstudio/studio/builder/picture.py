"""A picture of a whole stack: the cards as in the builder, but with lines and text that stay so in an SVG.

The builder's own painter cuts containers into rows and takes icons as pixels; here each container is one frame, and
icons are drawn from their outlines.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from rnnstudio.api import DataFacts
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.project.words import number
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.card_layout import (
    ICON,
    INDENT,
    INSET,
    MARGIN,
    SHARE,
    CardLayout,
    Fonts,
    container_edges,
    lay_out,
)
from rnnstudio.studio.builder.cards import UNKNOWN, Around, Card, Told, card_of, spoken
from rnnstudio.studio.builder.container_painter import (
    FADED,
    Look,
    container_end,
    ground_at,
    paint_bar,
    paint_frame,
)
from rnnstudio.studio.builder.facts_line import facts_line, model_line
from rnnstudio.studio.builder.rows import flatten, layer_info
from rnnstudio.studio.theme import HEADING_SIZE, RADIUS, SPACE_1, SPACE_2, SPACE_3, SPACE_4, theme
from rnnstudio.studio.theme.icons import tinted_svg

NARROWEST, WIDEST = 320, 680
"""Width of the cards, in pixels; text longer than the widest is cut in the middle."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class _Placed:
    card: Card
    layout: CardLayout
    top: int


@dataclass(frozen=True)
class _Box:
    """A container's frame."""

    category: str
    enabled: bool
    depth: int
    frame: QRect


class Picture:
    """A stack, measured and ready to be painted in the theme's colours.

    Attributes:
        title: The project's name.
        size: In pixels.
    """

    def __init__(self, project: Project, registry: Registry, facts: DataFacts | None = None,
                 report: StackReport | None = None) -> None:
        self.title = project.name
        self._above = facts_line(facts) if facts is not None else ""
        self._below = model_line(project, report) if report is not None else ""
        font = QGuiApplication.font()
        font.setFamilies([*font.families(), "sans-serif"])  # for who reads the SVG without this machine's fonts
        self._fonts = Fonts.of(font)
        self._heading = QFont(self._fonts.title)
        self._heading.setPixelSize(HEADING_SIZE)
        cards = stack_cards(project, registry, facts, report)
        self._width = self._wanted_width(cards)
        names = {card.node: card.title for card in cards if card.kind != "slot"}
        self._spoken = [spoken(card, names[card.ancestors[-1].node] if card.ancestors else "") for card in cards]
        self._placed: list[_Placed] = []
        self._boxes: list[_Box] = []
        bottom = self._arrange(cards, self._head_height())
        below = QFontMetrics(self._fonts.small).height() + SPACE_2 if self._below else 0
        self.size = QSize(self._width, bottom + below + SPACE_4)

    @property
    def description(self) -> str:
        """The stack in sentences, for who can't see it."""
        return " ".join(self._spoken)

    def paint(self, painter: QPainter) -> None:
        """Paint it, its corner at the painter's origin."""
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), QColor(colours.sunken))
        self._paint_words(painter)
        for box in self._boxes:
            paint_frame(painter, QRectF(box.frame), ground_at(box.depth), colours.border)
            paint_bar(painter, QRectF(box.frame), colours.category(box.category), box.enabled)
        for placed in self._placed:
            painter.save()
            painter.translate(0, placed.top)
            _paint_card(painter, placed.card, placed.layout, self._fonts)
            painter.restore()
        painter.restore()

    def _head_height(self) -> int:
        above = QFontMetrics(self._fonts.small).height() + SPACE_1 if self._above else 0
        return SPACE_4 + QFontMetrics(self._heading).height() + above + SPACE_2

    def _paint_words(self, painter: QPainter) -> None:
        """Write the project's name and data above the stack, and how large it is below."""
        colours, inner = theme().colours, self._width - 2 * MARGIN
        heading, small = QFontMetrics(self._heading).height(), QFontMetrics(self._fonts.small).height()
        _text(painter, QRect(MARGIN, SPACE_4, inner, heading), self.title, self._heading, colours.text)
        _text(painter, QRect(MARGIN, SPACE_4 + heading + SPACE_1, inner, small), self._above, self._fonts.small,
              colours.secondary)
        _text(painter, QRect(MARGIN, self.size.height() - SPACE_4 - small, inner, small), self._below,
              self._fonts.small, colours.secondary)

    def _wanted_width(self, cards: list[Card]) -> int:
        title, small = QFontMetrics(self._fonts.title), QFontMetrics(self._fonts.small)
        widest = max(QFontMetrics(self._heading).horizontalAdvance(self.title),
                     small.horizontalAdvance(self._above), small.horizontalAdvance(self._below)) + 2 * MARGIN
        for card in cards:
            count = number(card.parameters) if card.parameters is not None else ""
            numbers = small.horizontalAdvance(card.shape) + SPACE_4 + small.horizontalAdvance(count) + SHARE
            words = max(title.horizontalAdvance(card.title), small.horizontalAdvance(card.summary), numbers)
            around = 2 * MARGIN + (INDENT + INSET) * card.depth + ICON + 2 * SPACE_4 + SPACE_3
            widest = max(widest, words + around)
        return min(max(widest, NARROWEST), WIDEST)

    def _arrange(self, cards: list[Card], top: int) -> int:
        """Place cards and containers from ``top`` on; return where they end."""
        opened: list[tuple[Card, int]] = []
        for card in cards:
            layout = lay_out(card, self._width, self._fonts)
            if card.opens:
                opened.append((card, top + layout.frame.top()))
            for depth in reversed(range(card.depth - card.closes, card.depth)):
                head, upper = opened.pop()
                left, right = container_edges(depth, self._width)
                lower = top + container_end(card, layout, depth, Look())
                self._boxes.append(_Box(head.category, head.enabled, depth,
                                        QRect(left, upper, right - left, lower - upper)))
            self._placed.append(_Placed(card, layout, top))
            top += layout.height
        self._boxes.sort(key=lambda box: box.depth)
        return top


def stack_cards(project: Project, registry: Registry, facts: DataFacts | None,
                report: StackReport | None) -> list[Card]:
    """Return the cards of a whole stack, nothing folded, without what is wrong with them."""
    told = Told.of(facts, report)
    cards = []
    for row in flatten(project, registry):
        around = tuple(_around(project, registry, node_id) for node_id in row.ancestors)
        card = card_of(row, registry, told, around)
        cards.append(replace(card, problems=(), shape="" if card.shape == UNKNOWN else card.shape))
    return cards


def _around(project: Project, registry: Registry, node_id: str) -> Around:
    node = project.node(node_id)
    info = layer_info(registry, node.type)
    return Around(node_id, info.category if info is not None else "", node.enabled)


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str) -> None:
    """Draw an icon from its outlines, sharp at any size."""
    colours = theme().colours
    known = getattr(colours, role, None)
    colour = known if isinstance(known, str) else colours.category(role)
    renderer = QSvgRenderer(QByteArray(tinted_svg(name, colour)))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, rect)


def _paint_card(painter: QPainter, card: Card, layout: CardLayout, fonts: Fonts) -> None:
    colours = theme().colours
    if card.kind == "slot":
        pen = QPen(QColor(colours.outline), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(layout.frame).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(fonts.small)
        painter.setPen(QColor(colours.secondary))
        painter.drawText(layout.title, int(Qt.AlignmentFlag.AlignCenter), card.title)
        return
    if not card.opens:
        paint_frame(painter, QRectF(layout.frame), ground_at(card.depth), colours.border)
        paint_bar(painter, QRectF(layout.frame), colours.category(card.category), card.enabled)
    painter.setOpacity(1.0 if card.enabled else FADED)
    missing = card.kind == "missing"
    paint_icon(painter, QRectF(layout.icon), card.icon, "secondary" if missing else card.category or "text")
    _text(painter, layout.title, card.title, fonts.title, colours.secondary if missing else colours.text)
    _text(painter, layout.summary, card.summary, fonts.small, colours.secondary)
    _text(painter, layout.shape, card.shape, fonts.small, colours.secondary)
    _numbers(painter, card, layout, fonts)


def _numbers(painter: QPainter, card: Card, layout: CardLayout, fonts: Fonts) -> None:
    if card.parameters is None or layout.count.isNull():
        return
    colours = theme().colours
    painter.setFont(fonts.small)
    painter.setPen(QColor(colours.text))
    painter.drawText(layout.count, _RIGHT, number(card.parameters))
    track = QRectF(layout.share)
    for width, colour in ((1.0, colours.border), (min(card.share, 1.0), colours.secondary)):
        if width > 0:
            bar = QRectF(track.left(), track.top(), max(track.width() * width, 4), track.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(bar, 2, 2)


def _text(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> None:
    if not text or rect.isNull():
        return
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, _LEFT, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width()))
