"""Paints the palette's rows: headings, layers, and in the compact palette icons alone."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rnnstudio.studio.builder.card_layout import ICON, Fonts
from rnnstudio.studio.builder.palette_model import PaletteRole
from rnnstudio.studio.builder.palette_rows import Entry, Heading
from rnnstudio.studio.theme import RADIUS, SPACE_1, SPACE_2, SPACE_3, TARGET_HEIGHT, paint_icon, theme

Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PaletteDelegate(QStyledItemDelegate):
    """Paints headings and layers. ``compact`` shows icons only, and lines for headings."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.compact = False
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        if isinstance(row, Heading):
            if self.compact:
                return QSize(1, 0 if index.row() == 0 else SPACE_3)
            return QSize(1, TARGET_HEIGHT if index.row() == 0 else TARGET_HEIGHT + SPACE_2)
        if self.compact:
            return QSize(1, TARGET_HEIGHT + SPACE_2)
        return QSize(1, TARGET_HEIGHT + (SPACE_3 if row.origin else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, fonts = _row(index), Fonts.of(self._view.font())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            self._heading(painter, option.rect, row, fonts, index.row() == 0)
        else:
            self._entry(painter, option, row, fonts)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, row: Heading, fonts: Fonts, first: bool) -> None:
        colours = theme().colours
        if self.compact:
            if not first:
                painter.setPen(QPen(QColor(colours.border), 1))
                y = rect.center().y() + 0.5
                painter.drawLine(QPointF(rect.left() + SPACE_3, y), QPointF(rect.right() - SPACE_3, y))
            return
        painter.setFont(fonts.small)
        painter.setPen(QColor(colours.secondary))
        painter.drawText(rect.adjusted(SPACE_3, 0, -SPACE_3, -SPACE_1),
                         int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), row.title)

    def _entry(self, painter: QPainter, option: QStyleOptionViewItem, row: Entry, fonts: Fonts) -> None:
        colours, state = theme().colours, option.state
        back = QRectF(option.rect).adjusted(SPACE_2 - 2, 1, -SPACE_2 + 2, -1)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        ground = None
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            ground = colours.accent_soft
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = colours.hover
        if ground is not None or focused:
            painter.setPen(QPen(QColor(colours.focus), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground) if ground is not None else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(back.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        rect = option.rect
        left = rect.left() + ((rect.width() - ICON) // 2 if self.compact else SPACE_3 + 2)
        paint_icon(painter, QRect(left, rect.top() + (rect.height() - ICON) // 2, ICON, ICON), row.icon, row.category)
        if not self.compact:
            self._words(painter, QRect(left + ICON + SPACE_2, rect.top(),
                                       rect.right() - SPACE_3 - left - ICON - SPACE_2, rect.height()), row, fonts)

    def _words(self, painter: QPainter, area: QRect, row: Entry, fonts: Fonts) -> None:
        colours = theme().colours
        title = QFontMetrics(fonts.text).elidedText(row.title, Qt.TextElideMode.ElideMiddle, area.width())
        painter.setFont(fonts.text)
        painter.setPen(QColor(colours.text))
        if not row.origin:
            painter.drawText(area, _LEFT, title)
            return
        upper, lower = QRect(area), QRect(area)
        upper.setBottom(area.center().y() + 1)
        lower.setTop(area.center().y())
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), title)
        painter.setFont(fonts.small)
        painter.setPen(QColor(colours.secondary))
        origin = QFontMetrics(fonts.small).elidedText(row.origin, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), origin)


def _row(index: Index) -> Heading | Entry:
    row: Heading | Entry = index.data(PaletteRole.ROW)
    return row
