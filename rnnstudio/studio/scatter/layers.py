"""What is painted over the points: rings, labels, the legend, the hint, an outline being drawn, an empty state."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from rnnstudio.studio.plots.strokes import axis_font
from rnnstudio.studio.scatter.labels import Labels
from rnnstudio.studio.scatter.legend import draw_panel
from rnnstudio.studio.scatter.lettering import Lettering
from rnnstudio.studio.scatter.placing import Placed
from rnnstudio.studio.scatter.scene import Scene
from rnnstudio.studio.theme import HEADING_SIZE, RADIUS, SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_4, Palette

CHOSEN = "chosen"
"""The kind of a marked point that stands out most."""
_CENTRED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class Panel:
    """Something in a corner, drawn once and shown in each frame."""

    def __init__(self) -> None:
        self._key: object = None
        self._image = QImage()

    def draw(self, painter: QPainter, rect: QRectF, ratio: float, key: object,
             paint: Callable[[QPainter, QRectF], None]) -> None:
        """Show it in a rectangle; it is painted anew if ``key``, the size or ``ratio`` is another than before."""
        if rect.isEmpty():
            return
        key = (key, rect.size().toTuple(), ratio)
        if key != self._key:
            self._key = key
            self._image = QImage(math.ceil(rect.width() * ratio), math.ceil(rect.height() * ratio),
                                 QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._image)
            paint(inner, QRectF(0, 0, rect.width(), rect.height()))
            inner.end()
        painter.drawImage(rect.topLeft(), self._image)


def place_of(scene: Scene, row: int) -> QPointF:
    """Return where a point is seen, in pixels."""
    return QPointF(*scene.place(row))


def draw_marks(painter: QPainter, scene: Scene, labels: Labels, palette: Palette) -> None:
    """Draw marked points over all others, each in a ring, and lines to labels that had to move away."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    table, radius = scene.colouring.table(palette), max(scene.diameter / 2, 2.5)
    rows = [row for row in scene.marked if scene.is_in_sight(row)]
    for placed in labels.firm.values():
        if placed.away > 0:
            painter.setPen(QPen(QColor(palette.secondary), 1))
            painter.drawLine(place_of(scene, placed.row), nearest_edge(placed, scene))
    for row in sorted(rows, key=lambda row: scene.marked[row] == CHOSEN):
        place, chosen = place_of(scene, row), scene.marked[row] == CHOSEN
        painter.setPen(QPen(QColor(palette.surface), 5 if chosen else 4))
        painter.setBrush(QColor(palette.surface))
        painter.drawEllipse(place, radius + 2.5, radius + 2.5)
        painter.setPen(QPen(QColor(palette.accent if chosen else palette.text), 2.5 if chosen else 1.5))
        painter.drawEllipse(place, radius + 2.5, radius + 2.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(int(table[scene.colouring.colour[row]])))
        painter.drawEllipse(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_labels(painter: QPainter, scene: Scene, labels: Labels, lettering: Lettering, leave_out: int = -1) -> None:
    """Draw the labels, those of marked points last."""
    names = scene.cloud.labels
    for bold, placed in ((False, labels.shown), (True, labels.firm)):
        for row, each in placed.items():
            if row != leave_out:
                lettering.draw(painter, each.left, each.top, names[row], bold)


def draw_hovered(painter: QPainter, scene: Scene, row: int, lettering: Lettering, palette: Palette) -> QRectF:
    """Draw the point under the mouse with its label on a ground of its own; return where that is."""
    place, radius = place_of(scene, row), max(scene.diameter / 2, 2.5)
    label = scene.cloud.labels[row]
    width, height = lettering.size(label, True)
    box = QRectF(0, 0, width + 2 * SPACE_2, height + 2 * SPACE_1)
    box.moveTopLeft(QPointF(place.x() + radius + SPACE_2, place.y() - box.height() / 2))
    if box.right() > scene.camera.width - 2:
        box.moveRight(place.x() - radius - SPACE_2)
    box.moveLeft(max(box.left(), 2.0))
    box.moveTop(min(max(box.top(), 2.0), max(scene.camera.height - box.height() - 2, 2.0)))
    box = QRectF(box.toRect())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.surface), 2))
    painter.setBrush(QColor(int(scene.colouring.table(palette)[scene.colouring.colour[row]])))
    painter.drawEllipse(place, radius + 1, radius + 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(palette.text), 1.5))
    painter.drawEllipse(place, radius + 2.5, radius + 2.5)
    draw_panel(painter, box, palette, 1.0)
    painter.setFont(lettering.bold)
    painter.setPen(QColor(palette.text))
    painter.drawText(box.adjusted(SPACE_2, 0, 2, 0), _LINE | int(Qt.AlignmentFlag.AlignAbsolute),
                     lettering.text(label, True))
    return box


def draw_outline(painter: QPainter, outline: Sequence[tuple[float, float]], palette: Palette) -> None:
    """Draw a lasso or a rectangle under way."""
    if len(outline) < 2:
        return
    ground = QColor(palette.accent)
    ground.setAlphaF(0.12)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.accent), 1.5))
    painter.setBrush(ground)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def hint_rect(hint: str, font: QFont, width: float, height: float) -> QRectF:
    """Return where the hint is: at the bottom left; empty if there is no room."""
    metrics = QFontMetricsF(axis_font(font))
    wide, high = metrics.horizontalAdvance(hint) + 2 * SPACE_2, SECONDARY_SIZE + 2 * SPACE_1 + 2
    if not hint or wide > width - 2 * SPACE_1 or high > height / 4:
        return QRectF()
    return QRectF(SPACE_1, round(height - high - SPACE_1), math.ceil(wide), high)


def draw_hint(painter: QPainter, rect: QRectF, hint: str, font: QFont, palette: Palette) -> None:
    """Write what the mouse does."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(palette.surface)
    ground.setAlphaF(0.8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(axis_font(font))
    painter.setPen(QColor(palette.secondary))
    painter.drawText(rect.adjusted(SPACE_2, 0, 0, 0), _LINE, hint)


def draw_message(painter: QPainter, rect: QRectF, heading: str, words: str, font: QFont, palette: Palette) -> None:
    """Write what is said where there is no point."""
    large = QFont(font)
    large.setPixelSize(HEADING_SIZE)
    large.setWeight(QFont.Weight.DemiBold)
    room = rect.adjusted(SPACE_4, 0, -SPACE_4, 0)
    middle = room.center().y()
    painter.setFont(large)
    painter.setPen(QColor(palette.text))
    painter.drawText(QRectF(room.left(), middle - 24, room.width(), 24), _CENTRED, heading)
    painter.setFont(font)
    painter.setPen(QColor(palette.secondary))
    painter.drawText(QRectF(room.left(), middle + SPACE_1, room.width(), room.bottom() - middle - SPACE_1), _CENTRED,
                     words)


def nearest_edge(placed: Placed, scene: Scene) -> QPointF:
    """Return where a line from a point to its label ends."""
    place = place_of(scene, placed.row)
    return QPointF(min(max(place.x(), placed.left), placed.left + placed.width),
                   min(max(place.y(), placed.top), placed.top + placed.height))
