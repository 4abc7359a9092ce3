"""The stack's view: selection in step with the document, keyboard and mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.actions import BuilderActions
from rnnstudio.studio.builder.card_list import CardList
from rnnstudio.studio.builder.repair_words import tip
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.document import Document

_SELECT = QItemSelectionModel.SelectionFlag
_CURSOR = QAbstractItemView.CursorAction
_BACKWARDS = (_CURSOR.MoveUp, _CURSOR.MovePrevious, _CURSOR.MovePageUp, _CURSOR.MoveEnd)


class StackView(CardList):
    """Shows a document's stack.

    Attributes:
        commands: What can be done to the selected layers.

    Signals:
        inspect_requested: Enter on a layer or a double click: edit its parameters. Carries its id.
    """

    inspect_requested = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._selecting = False
        self.setAccessibleName(tr("Model"))
        self.commands = BuilderActions(document, self, self.rename)
        self.selectionModel().selectionChanged.connect(self._selected)
        document.selection_changed.connect(self._take_selection)
        self._take_selection()

    @Slot()
    def _selected(self) -> None:
        """Tell the document what was selected here."""
        self.viewport().update()
        if self.stack.updating or self._selecting:
            return
        self._selecting = True
        self.document.select(*(index.data(Role.NODE) for index in sorted(self.selectedIndexes())))
        self._selecting = False

    @Slot()
    def _take_selection(self) -> None:
        """Select what the document says, and bring it into sight."""
        if self._selecting:
            return
        if self.document.selection:
            self.stack.reveal(self.document.selection)
        indexes = [self.stack.index_of(node_id) for node_id in self.document.selection]
        wanted = QItemSelection()
        for index in indexes:
            wanted.select(index, index)
        self._selecting = True
        if indexes and self.currentIndex() not in indexes:
            self.selectionModel().setCurrentIndex(indexes[-1], _SELECT.NoUpdate)
        self.selectionModel().select(wanted, _SELECT.ClearAndSelect)
        self._selecting = False
        for index in reversed(indexes):
            self.scrollTo(index)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Step over empty slots, which can't be selected."""
        index = super().moveCursor(action, modifiers)
        step = -1 if action in _BACKWARDS else 1
        while index.isValid() and self.stack.row(index).kind == "slot":
            index = self.stack.index(index.row() + step)
        return index if index.isValid() else self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node_id = self.currentIndex().data(Role.NODE) if self.currentIndex().isValid() else None
        if self.state() == QAbstractItemView.State.EditingState:  # the name's field passes on what it doesn't need
            event.accept()
        elif node_id is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.inspect_requested.emit(node_id)
        elif node_id is not None and event.key() == Qt.Key.Key_Left:
            self._fold_or_leave(node_id)
        elif node_id is not None and event.key() == Qt.Key.Key_Right:
            self._unfold_or_enter(node_id)
        elif event.key() == Qt.Key.Key_Escape and self.document.selection:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def rename(self) -> None:
        """Edit the name of the current card, in place."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def _fold_or_leave(self, node_id: str) -> None:
        """Fold a wrapper; from any other layer go to the wrapper around it."""
        row = self.stack.row(self.currentIndex())
        if row.opens:
            self.stack.fold([node_id])
        elif row.ancestors:
            self.document.select(row.ancestors[-1])

    def _unfold_or_enter(self, node_id: str) -> None:
        """Unfold a wrapper; go to the first layer inside one that is open."""
        row = self.stack.row(self.currentIndex())
        if row.folded:
            self.stack.fold([node_id], False)
        elif row.node.children:
            self.document.select(row.node.children[0].id)

    def _fold_at(self, point: QPoint) -> str | None:
        """Return the wrapper whose sign for folding is at a point."""
        index = self.indexAt(point)
        if not index.isValid():
            return None
        at = point - self.visualRect(index).topLeft()
        return str(index.data(Role.NODE)) if self.cards.layout(index).fold.contains(at) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        repair = self._repair_at(event.position().toPoint())
        if repair is not None and event.button() == Qt.MouseButton.LeftButton:
            self._point(repair, repair)
            return
        folding = self._fold_at(event.position().toPoint())
        if folding is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stack.fold([folding], folding not in self.stack.folded)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self.indexAt(point).row())
        if self.cards.pressed is None:
            self._point(self._repair_at(point), None)
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self.cards.pressed
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        here = self._repair_at(event.position().toPoint())
        self._point(here, None)
        if here == pressed:
            steps.repair(self.document, pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if not index.isValid() or self._repair_at(point) is not None or self._fold_at(point) is not None:
            return
        title = self.cards.layout(index).title.translated(self.visualRect(index).topLeft())
        if self.stack.row(index).kind == "layer" and title.contains(point):
            self.rename()
        else:
            self.inspect_requested.emit(index.data(Role.NODE))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        menu = self.commands.context_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
            self._point(None, None)
        if isinstance(event, QHelpEvent) and (repair := self._repair_at(event.pos())) is not None:
            QToolTip.showText(event.globalPos(), tip(repair, self.document.facts), self.viewport())
            return True
        return super().viewportEvent(event)

    def _repair_at(self, point: QPoint) -> Repair | None:
        index = self.indexAt(point)
        return self.cards.repair_at(index, self.visualRect(index), point) if index.isValid() else None

    def _point(self, hot: Repair | None, pressed: Repair | None) -> None:
        """Show which repair button is under the mouse, and which is pressed."""
        if (hot, pressed) != (self.cards.hot, self.cards.pressed):
            self.cards.hot, self.cards.pressed = hot, pressed
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hot is not None
                                      else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()
