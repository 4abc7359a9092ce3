"""Words with a value each, drawn as bars: click one, or choose it with the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from rnnstudio.studio.theme import RADIUS, SPACE_2, theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LINE = 26
_BAR = 8
_SIDE = 6
_NAMES = 0.46
"""Share of the width that names take at most."""


class Bar(NamedTuple):
    """One line.

    Attributes:
        name: What it is of.
        words: Its value in words; "" for none.
        share: Length of its bar, 0 to 1; ``None`` for no bar.
        is_marked: Whether it stands out.
        tip: What more there is to say of it.
    """

    name: str
    words: str = ""
    share: float | None = None
    is_marked: bool = False
    tip: str = ""


class BarModel(QAbstractListModel):
    """Lines by place; what is drawn of one is looked up with ``bar``."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.bars = tuple(bars)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        bar = self.bars[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return bar.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return bar.tip or f"{bar.name}  {bar.words}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{bar.name}: {bar.words}" if bar.words else bar.name
        return None


class BarList(QListView):
    """Shows a ``BarModel``.

    Args:
        name: What screen readers call it.
        fits: Whether it is as high as its lines, for a place that scrolls; else it scrolls itself.
        still: Whether it is only looked at: nothing can be chosen.

    Signals:
        chosen: A line was clicked, or Enter pressed on it; carries its place.
    """

    chosen = Signal(int)

    def __init__(self, name: str, fits: bool = True, still: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = BarModel()
        self._fits, self.still = fits, still
        self.setModel(self.lines)
        self.setItemDelegate(BarDelegate(self, self.lines))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(not still)
        if still:
            self.setSelectionMode(QListView.SelectionMode.NoSelection)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        self.setProperty("role", "bars")
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if not still:
            self.clicked.connect(self._clicked)
        theme().changed.connect(self.viewport().update)
        self.show_bars(())

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The lines."""
        return self.lines.bars

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other lines."""
        self.lines.show_bars(bars)
        self.scrollToTop()
        if self._fits:
            self.setFixedHeight(LINE * len(bars))
            self.setVisible(bool(bars))

    def sizeHint(self) -> QSize:
        return QSize(240, LINE * (len(self.bars) if self._fits else 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LINE * (len(self.bars) if self._fits else 2))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: Any) -> None:
        if self._fits:
            event.ignore()  # what it stands in scrolls
        else:
            super().wheelEvent(event)


class BarDelegate(QStyledItemDelegate):
    """Draws the lines: name, bar, value."""

    def __init__(self, view: BarList, model: BarModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._names = self._values = 0.0
        model.modelReset.connect(self._measure)

    @Slot()
    def _measure(self) -> None:
        metrics = QFontMetricsF(_bold(self._view.font()))
        self._names = max((metrics.horizontalAdvance(bar.name) for bar in self._model.bars), default=0.0) + 2
        self._values = max((metrics.horizontalAdvance(bar.words) for bar in self._model.bars), default=0.0) + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        bar, rect = self._model.bars[index.row()], QRectF(option.rect)
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._view.still:
            _paint_ground(painter, option, rect)
        inner = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        has_bars = any(each.share is not None for each in self._model.bars)
        most = inner.width() * _NAMES if has_bars else inner.width() - self._values - SPACE_2
        names = min(most, self._names)
        painter.setFont(_bold(option.font) if bar.is_marked else option.font)
        painter.setPen(QColor(colours.text))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(QRectF(inner.left(), inner.top(), names, LINE), int(Qt.AlignmentFlag.AlignVCenter),
                         metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, names))
        painter.setPen(QColor(colours.secondary))
        painter.drawText(QRectF(inner.right() - self._values, inner.top(), self._values, LINE),
                         int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), bar.words)
        if bar.share is not None:
            left = inner.left() + names + SPACE_2
            room = inner.right() - self._values - SPACE_2 - left
            _paint_bar(painter, QRectF(left, inner.top() + (LINE - _BAR) / 2, room, _BAR), bar)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, rect: QRectF) -> None:
    colours = theme().colours
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
        painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
    by_keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
    if option.state & by_keyboard == by_keyboard:
        painter.setPen(QPen(QColor(colours.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 2, -1, -2), RADIUS, RADIUS)


def _paint_bar(painter: QPainter, room: QRectF, bar: Bar) -> None:
    if room.width() < 2 * _BAR or bar.share is None:
        return
    colours = theme().colours
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.border))
    painter.drawRoundedRect(room, _BAR / 2, _BAR / 2)
    if bar.share <= 0:
        return
    filled = QRectF(room)
    filled.setWidth(max(2.0, room.width() * min(1.0, max(0.0, bar.share))))
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(filled, min(_BAR, filled.width()) / 2, _BAR / 2)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
