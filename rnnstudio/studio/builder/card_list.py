"""A list that paints cards and takes drags and drops: what the stack's view looks like, without its keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from rnnstudio.studio.builder.card_delegate import CardDelegate
from rnnstudio.studio.builder.card_layout import container_edges
from rnnstudio.studio.builder.container_painter import line_position, paint_line
from rnnstudio.studio.builder.drag_scroll import DragScroll
from rnnstudio.studio.builder.drop_guide import DropGuide, Target, target_around, target_at, target_at_end
from rnnstudio.studio.builder.ghost import ghost
from rnnstudio.studio.builder.parcels import CopiedLayers, NewLayer, Parcel
from rnnstudio.studio.builder.refusal_label import RefusalLabel
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.builder.stack_model import StackModel
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import theme

REST = 600
"""How long a drag rests on a folded wrapper before that unfolds, in milliseconds."""
LIFTED = 0.4
"""Opacity of the cards that are being dragged."""
LINE_INSET = 4
"""How near to the list's edges the line of a drop is drawn, in pixels."""


@dataclass(frozen=True)
class Over:
    """What is dragged over the list, where, and what a drop would do with it."""

    parcel: Parcel | None
    action: Qt.DropAction
    point: QPoint


class CardList(QListView):
    """Shows a document's stack as cards and lets them be dragged."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.stack = StackModel(document, self)
        animated = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        self.guide = DropGuide(animated, self)
        self.cards = CardDelegate(self, self.stack, self.guide)
        self.refusal = RefusalLabel(self)
        self.hovered = -1
        self._dragged: frozenset[str] = frozenset()
        self._over: Over | None = None
        self._scroll = DragScroll(self)
        self._resting = ""
        self._unfolding = QTimer(self, singleShot=True, interval=REST)
        self._unfolding.timeout.connect(self._unfold_resting)
        self.setDropIndicatorShown(False)
        self.setProperty("role", "sunken")
        self.setModel(self.stack)
        self.setItemDelegate(self.cards)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.guide.changed.connect(self.viewport().update)
        theme().changed.connect(self.viewport().update)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "cards"):
            self.cards.font_changed()
            self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight, those below a drop's target further down by the room made for it."""
        painter = QPainter(self.viewport())
        for index, rect in self._rows_in(event.rect()):
            row = self.stack.row(index)
            painter.setOpacity(LIFTED if self._dragged & {row.node.id, *row.ancestors} else 1.0)
            self.cards.paint(painter, self._option(index, rect), index)
        painter.setOpacity(1.0)
        if self.guide.target is not None and self.guide.target.has_gap:
            self._paint_line(painter, self.guide.target)
        painter.end()

    def _rows_in(self, area: QRect) -> Iterator[tuple[QModelIndex, QRect]]:
        """Yield the rows to be painted, with their rectangles."""
        first = self.indexAt(QPoint(self.viewport().width() // 2, max(area.top() - self.guide.room, 0)))
        target = self.guide.target
        for row in range(max(first.row(), 0), self.stack.rowCount()):
            index = self.stack.index(row)
            rect = self.visualRect(index).translated(0, self.guide.shift(row))
            if target is not None and target.has_gap and target.row == row:
                rect.setHeight(rect.height() + self.guide.room)
            if rect.top() > area.bottom():
                return
            yield index, rect

    def _option(self, index: QModelIndex, rect: QRect) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        option.rect = rect
        option.state = QStyle.StateFlag.State_Enabled
        if self.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected
        if index.row() == self.hovered:
            option.state |= QStyle.StateFlag.State_MouseOver
        return option

    def _paint_line(self, painter: QPainter, target: Target) -> None:
        left, right = container_edges(target.depth, self.viewport().width())
        index = self.stack.index(max(target.row, 0))
        y = self.visualRect(index).top() if index.isValid() else 0
        if target.row >= 0:
            y += line_position(index.data(Role.CARD), self.cards.layout(index), self.guide.room, target.depth)
        else:
            y += self.guide.room // 2
        y = max(LINE_INSET, min(y, self.viewport().height() - LINE_INSET))
        paint_line(painter, left, right, y)

    def startDrag(self, supported: Qt.DropAction) -> None:
        indexes = sorted(index for index in self.selectedIndexes() if index.data(Role.KIND) != "slot")
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.stack.mimeData(indexes))
        drag.setPixmap(ghost(self, [index.data(Role.CARD) for index in indexes]))
        drag.setHotSpot(QPoint(24, 20))
        self._dragged = frozenset(index.data(Role.NODE) for index in indexes)
        drag.exec(supported, Qt.DropAction.MoveAction)
        self._dragged = frozenset()
        self._end_drag()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.stack.drops.parcel(event.mimeData()) is not None:
            self.stack.hold(True)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        parcel = self.stack.drops.parcel(event.mimeData())
        self._over = Over(parcel, _action(parcel, event), event.position().toPoint())
        self._scroll.follow(event.position().y())
        event.setDropAction(self._over.action)
        event.setAccepted(self._consider() or self._scroll.scrolls)  # a "no" must not outlive the row it is for

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        point, parcel = event.position().toPoint(), self.stack.drops.parcel(event.mimeData())
        action, target = _action(parcel, event), self._target(point, parcel)
        nothing = action == Qt.DropAction.MoveAction and self._is_dragged(point)
        self._end_drag()
        event.setDropAction(action)
        event.setAccepted(not nothing and (
            self.stack.drops.wrap(parcel, target.around) if target.around is not None
            else self.stack.drops.drop(parcel, action, target.place)))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolled while something is dragged: other rows are under the mouse now."""
        super().scrollContentsBy(dx, dy)
        self._consider()

    def _consider(self) -> bool:
        """Show what a drop would do where the mouse is; return whether it would be taken."""
        over = self._over
        if over is None:
            return False
        target = self._target(over.point, over.parcel)
        nothing = over.action == Qt.DropAction.MoveAction and self._is_dragged(over.point)
        reason = "" if nothing else self._why_not(over, target)
        self._linger(target)
        self.guide.show(None if reason or nothing else target)
        self.refusal.say(reason, at_top=over.point.y() > self.viewport().height() // 2)
        return not reason

    def _why_not(self, over: Over, target: Target) -> str:
        if target.around is not None:
            return self.stack.drops.why_not_wrap(over.parcel, target.around)
        return self.stack.drops.why_not(over.parcel, over.action, target.place)

    def _linger(self, target: Target) -> None:
        """Unfold the wrapper that a drag rests on."""
        folded = target.slot is not None and self.stack.rows()[target.slot].folded
        resting = self.stack.rows()[target.slot].node.id if folded and target.slot is not None else ""
        if resting != self._resting:
            self._resting = resting
            self._unfolding.start() if resting else self._unfolding.stop()

    def _unfold_resting(self) -> None:
        self.stack.fold([self._resting], False)
        self._resting = ""

    def _end_drag(self) -> None:
        self._over = None
        self._resting = ""
        self._unfolding.stop()
        self._scroll.stop()
        self.stack.drops.forget()
        self.stack.hold(False)
        self.setState(QAbstractItemView.State.NoState)
        self.guide.show(None)
        self.refusal.say("")

    def _target(self, point: QPoint, parcel: Parcel | None) -> Target:
        index = self.indexAt(QPoint(self.viewport().width() // 2, point.y()))
        if not index.isValid():
            return target_at_end(self.stack.rows())
        y, layout = point.y() - self.visualRect(index).top(), self.cards.layout(index)
        rows, drops = self.stack.rows(), self.stack.drops
        if drops.wraps(parcel):
            fits = not drops.why_not_wrap(parcel, index.data(Role.NODE))
            around = target_around(rows, index.row(), y, layout, fits)
            if around is not None:
                return around
        return target_at(rows, index.row(), y, layout)

    def _is_dragged(self, point: QPoint) -> bool:
        """Tell whether a point is over what is being dragged, where a drop does nothing."""
        index = self.indexAt(point)
        if not index.isValid():
            return False
        row = self.stack.row(index)
        return bool(self._dragged & {row.node.id, *row.ancestors})


def _action(parcel: Parcel | None, event: QDropEvent) -> Qt.DropAction:
    """Return what a drop would do: a new layer is copied from the palette, ours move unless Ctrl is held."""
    copies = isinstance(parcel, NewLayer | CopiedLayers) or event.proposedAction() == Qt.DropAction.CopyAction
    return Qt.DropAction.CopyAction if copies else Qt.DropAction.MoveAction
