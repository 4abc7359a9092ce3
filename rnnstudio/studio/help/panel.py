"""The help panel: the selected layer's page, and from there any other's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.model import LayerNode
from rnnstudio.studio.document import Document
from rnnstudio.studio.help.head import HelpHead

if TYPE_CHECKING:
    from rnnstudio.studio.help.find_bar import FindBar
    from rnnstudio.studio.help.view import HelpView

INDEX = ""
"""Stands for the list of all layers where a layer's type is asked for."""
LONGEST_WAY_BACK = 50
LEAST_WIDTH = 260

_STANDARD = QKeySequence.StandardKey


class HelpPanel(QWidget):
    """Shows the page of the selected layer; links lead to others' until another layer is selected.

    It costs nothing until it is shown: pages are read, and the widget for them is made, then.

    Attributes:
        head: What the page is about, and the buttons.

    Signals:
        closed: The close button was clicked, or Esc pressed. The panel has hidden itself.
    """

    closed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._type: str = INDEX
        self._node: str | None = None
        self._followed: tuple[str, ...] = ()
        self._way: list[str] = []
        self._view: HelpView | None = None
        self._find: FindBar | None = None
        self._stale = True
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(tr("Help"))
        self.head = HelpHead()
        self.head.back_wanted.connect(self.back)
        self.head.index_wanted.connect(self.show_index)
        self.head.close_wanted.connect(self._close)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setProperty("role", "line")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(line)
        self._column.addStretch(1)
        document.selection_changed.connect(self._selection_changed)
        document.project_changed.connect(self._refresh)
        document.report_changed.connect(self._refresh)
        document.registry_changed.connect(self._refresh)
        self.follow()

    @property
    def view(self) -> HelpView:
        """The page's text, made when it is first asked for."""
        if self._view is None:
            from rnnstudio.studio.help.view import HelpView

            self._view = HelpView()
            self._view.link_followed.connect(self._open_link)
            self._view.find_wanted.connect(self.find_in_page)
            self._column.takeAt(self._column.count() - 1)
            self._column.addWidget(self._view, 1)
            self.setFocusProxy(self._view)
            self.setTabOrder(self.head.close_button, self._view)
        return self._view

    @property
    def layer_type(self) -> str:
        """The type of the layer whose page is shown; "" for the list of all."""
        return self._type

    def show_layer(self, type_id: str) -> None:
        """Show the page of a type of layer until another layer is selected; "" shows the list of all."""
        selected = self._selected()
        self._go(type_id, selected.id if selected is not None and selected.type == type_id else None)

    @Slot()
    def show_index(self) -> None:
        """Show the list of all layers."""
        self._go(INDEX, None)

    @Slot()
    def follow(self) -> None:
        """Show the selected layer's page; with nothing selected, the list of all layers."""
        selected = self._selected()
        self._followed = self._document.selection
        self._go(selected.type if selected is not None else INDEX, selected.id if selected is not None else None)

    @Slot()
    def _selection_changed(self) -> None:
        """Follow another selection; an edit says again which layers are selected, and turns no page."""
        if self._document.selection != self._followed:
            self.follow()

    @Slot()
    def back(self) -> None:
        """Show the page before."""
        if self._way:
            before = self._way.pop()
            selected = self._selected()
            self._type = before
            self._node = selected.id if selected is not None and selected.type == before else None
            self._refresh()

    @Slot()
    def find_in_page(self) -> None:
        """Show the field that finds words in the page."""
        if self._find is None:
            from rnnstudio.studio.help.find_bar import FindBar

            self._find = FindBar(self.view)
            self._find.closed.connect(self._end_find)
            self._column.addWidget(self._find)
        self._find.begin()

    def _go(self, type_id: str, node_id: str | None) -> None:
        if type_id != self._type and self.isVisible():
            self._way = [*self._way, self._type][-LONGEST_WAY_BACK:]
        self._type, self._node = type_id, node_id
        self._refresh()

    def _selected(self) -> LayerNode | None:
        chosen = self._document.selection
        return next((node for _, node in self._document.project.nodes() if chosen and node.id == chosen[0]), None)

    @Slot()
    def _refresh(self) -> None:
        """Show what is to be shown now; while the panel is hidden, only remember that there is something."""
        if not self.isVisible():
            self._stale = True
            return
        from rnnstudio.studio.help.content import sheet_of

        self._stale = False
        self.head.back.setEnabled(bool(self._way))
        self.head.index.setEnabled(self._type != INDEX)
        sheet = sheet_of(self._document, self._type, self._node)
        self.head.show_subject(sheet.title, sheet.kind, sheet.icon, sheet.role)
        self.view.show_sheet(sheet)

    @Slot(str)
    def _open_link(self, address: str) -> None:
        kind, _, name = address.partition(":")
        if kind == "layer":
            self.show_layer(name)
        elif kind == "node" and any(node.id == name for _, node in self._document.project.nodes()):
            self._document.select(name)
            self.follow()

    @Slot()
    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    @Slot()
    def _end_find(self) -> None:
        if self._find is not None:
            self._find.hide()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_for(self, event: QKeyEvent) -> object:
        """Return what a key does while the focus is in here, before any shortcut of the window's, or ``None``."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Escape:
            finding = self._find is not None and self._find.isVisible()
            return self._end_find if finding else self._close
        if alt and event.key() == Qt.Key.Key_Left:
            return self.back
        if event.matches(_STANDARD.Find):
            return self.find_in_page
        if event.matches(_STANDARD.ZoomIn) or (event.key() == Qt.Key.Key_Equal
                                               and event.modifiers() == Qt.KeyboardModifier.ControlModifier):
            return lambda: self.view.zoom_by(1)
        if event.matches(_STANDARD.ZoomOut):
            return lambda: self.view.zoom_by(-1)
        if event.key() == Qt.Key.Key_0 and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return lambda: self.view.zoom_by(0)
        return None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._do_for(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = self._do_for(event)
        if callable(do):
            do()
            event.accept()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()
