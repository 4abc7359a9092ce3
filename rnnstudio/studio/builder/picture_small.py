"""A stack in the size of a stamp: a bar for each layer with its name, wrappers around what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPen

from rnnstudio.api import tr
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import layer_title
from rnnstudio.studio.builder.container_painter import FADED
from rnnstudio.studio.builder.rows import layer_info
from rnnstudio.studio.theme import SPACE_1, SPACE_2, theme

ROW, GAP, INSET = 20, 4, 6
"""Height of a layer's bar, distance between two, and from a wrapper's edge to what it holds."""
BAR = 3
TINT = 0.13
"""How much of a category's colour is on the ground of its bars."""
TEXT_SIZE = 11
ROUND = 4


@dataclass(frozen=True)
class _Bar:
    title: str
    category: str
    enabled: bool
    rect: QRectF


def paint_small(painter: QPainter, area: QRectF, project: Project, registry: Registry) -> None:
    """Paint a stack into an area, in the middle of its height; layers without room are counted below.

    Args:
        painter: Where to.
        area: The area; bars are as wide as it is.
        project: The project.
        registry: Knows titles and categories.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shown, left_out = _fitting(project.stack, area.height())
    height = _height(shown) + (ROW if left_out else 0)
    top = area.top() + max((area.height() - height) / 2, 0)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(TEXT_SIZE)
    painter.setFont(font)
    bars, bottom = _arrange(shown, registry, QRectF(area.left(), top, area.width(), 0), True)
    for bar in bars:
        _paint(painter, bar)
    if left_out:
        painter.setPen(QColor(theme().colours.secondary))
        painter.drawText(QRectF(area.left(), bottom, area.width(), ROW), int(Qt.AlignmentFlag.AlignCenter),
                         tr("and {count} more", count=left_out))
    painter.restore()


def _fitting(stack: Sequence[LayerNode], room: float) -> tuple[Sequence[LayerNode], int]:
    """Return the first layers that fit, and how many are left out."""
    if _height(stack) <= room:
        return stack, 0
    count = len(stack)
    while count and _height(stack[:count]) + ROW > room:
        count -= 1
    return stack[:count], len(stack) - count


def _height(nodes: Sequence[LayerNode]) -> float:
    heights = [ROW + (_height(node.children) + INSET if node.children else 0) for node in nodes]
    return sum(heights) + GAP * max(len(heights) - 1, 0)


def _arrange(nodes: Sequence[LayerNode], registry: Registry, area: QRectF,
             enabled: bool) -> tuple[list[_Bar], float]:
    """Return the bars from an area's top down, wrappers before what they hold, and where they end."""
    bars: list[_Bar] = []
    top = area.top()
    for node in nodes:
        info = layer_info(registry, node.type)
        on = enabled and node.enabled
        inner: list[_Bar] = []
        bottom = top + ROW
        if node.children:
            within = QRectF(area.left() + BAR + INSET, bottom, area.width() - BAR - 2 * INSET, 0)
            inner, bottom = _arrange(node.children, registry, within, on)
            bottom += INSET
        rect = QRectF(area.left(), top, area.width(), bottom - top)
        bars += [_Bar(layer_title(registry, node), info.category if info is not None else "", on, rect), *inner]
        top = bottom + GAP
    return bars, top - GAP


def _paint(painter: QPainter, bar: _Bar) -> None:
    colours = theme().colours
    colour = QColor(colours.category(bar.category))
    painter.setOpacity(1.0 if bar.enabled else FADED)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(bar.rect, ROUND, ROUND)
    tint, edge = QColor(colour), QColor(colour)
    tint.setAlphaF(TINT)
    edge.setAlphaF(0.35)
    painter.setBrush(tint)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(bar.rect.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    painter.save()
    painter.setClipRect(QRectF(bar.rect.left(), bar.rect.top(), BAR, bar.rect.height()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(bar.rect.adjusted(0, 0, BAR, 0), ROUND, ROUND)
    painter.restore()
    painter.setPen(QColor(colours.text))
    words = QRectF(bar.rect.left() + BAR + SPACE_2, bar.rect.top(), bar.rect.width() - BAR - SPACE_2 - SPACE_1, ROW)
    title = QFontMetrics(painter.font()).elidedText(bar.title, Qt.TextElideMode.ElideRight, int(words.width()))
    painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
