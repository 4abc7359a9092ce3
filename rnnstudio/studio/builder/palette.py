"""The palette: all layers there are, to search, to drag from, to add with Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.ghost import chip
from rnnstudio.studio.builder.palette_delegate import PaletteDelegate
from rnnstudio.studio.builder.palette_model import PaletteModel, PaletteRole
from rnnstudio.studio.builder.palette_rows import Entry
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, icon, theme

MOST_RECENT = 5
COMPACT_WIDTH = 52
"""Width of the palette when it shows icons only."""


class PaletteList(QListView):
    """The list of layers; dragging one shows it as a small card.

    Signals:
        dragged: A layer was dropped somewhere; carries its type.
    """

    dragged = Signal(str)

    def __init__(self, model: PaletteModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(tr("Layers"))
        self.setProperty("role", "sunken")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def startDrag(self, supported: Qt.DropAction) -> None:
        entry = self.currentIndex().data(PaletteRole.ROW)
        if not isinstance(entry, Entry):
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([self.currentIndex()]))
        drag.setPixmap(chip(self, entry))
        drag.setHotSpot(QPoint(SPACE_3, SPACE_3))
        if drag.exec(Qt.DropAction.CopyAction) != Qt.DropAction.IgnoreAction:
            self.dragged.emit(entry.type)


class Palette(QWidget):
    """Search field and list of layers; Enter or a double click adds one to the document.

    Signals:
        help_requested: The page of a type of layer is wanted.
        recent_changed: ``recent`` or ``recent_first`` did.
    """

    help_requested = Signal(str)
    recent_changed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setProperty("role", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = PaletteModel(document.registry, self)
        self.heading = QLabel(tr("Layers"))
        self.heading.setProperty("role", "heading")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find a layer"))
        self.field.setAccessibleName(tr("Find a layer"))
        self.field.setClearButtonEnabled(True)
        self._magnifier = self.field.addAction(icon("search", "secondary"),
                                               QLineEdit.ActionPosition.LeadingPosition)
        self._recent: list[str] = []
        self.recent_button = QToolButton()
        self.recent_button.setCheckable(True)
        self.recent_button.setToolTip(tr("Recent first"))
        self.recent_button.setAccessibleName(tr("Recent first"))
        self.recent_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.recent_button.toggled.connect(self._recent_toggled)
        self.list = PaletteList(self.model)
        self.list.dragged.connect(self._remember)
        self._delegate = PaletteDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.nothing = QLabel(tr("No layer of that name. Try what it is for, or its name in Keras."))
        self.nothing.setProperty("role", "secondary")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE_3, 0, 0)
        self._column.setSpacing(SPACE_2)
        self._top = QWidget()
        top = QVBoxLayout(self._top)
        top.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        top.setSpacing(SPACE_2)
        search = QHBoxLayout()
        search.setSpacing(SPACE_1)
        search.addWidget(self.field, 1)
        search.addWidget(self.recent_button)
        top.addWidget(self.heading)
        top.addLayout(search)
        top.addWidget(self.nothing)
        self._column.addWidget(self._top)
        self._column.addWidget(self.list, 1)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.setTabOrder(self.field, self.list)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._add_current)
        self.list.doubleClicked.connect(self._add)
        document.registry_changed.connect(self._registry_changed)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.set_compact(False)

    @Slot()
    def _registry_changed(self) -> None:
        self.model.refresh(self.document.registry)

    @property
    def recent(self) -> list[str]:
        """The types that were added last, the newest first."""
        return list(self._recent)

    @recent.setter
    def recent(self, types: list[str]) -> None:
        self._recent = types[:MOST_RECENT]
        self._recent_toggled()

    @property
    def recent_first(self) -> bool:
        """Whether they stand first."""
        return self.recent_button.isChecked()

    def _remember(self, layer_type: str) -> None:
        self._recent = [layer_type, *(other for other in self._recent if other != layer_type)][:MOST_RECENT]
        self._recent_toggled()

    @Slot()
    def _recent_toggled(self) -> None:
        self.model.put_first(self._recent if self.recent_first else ())
        self.recent_changed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.list.indexAt(self.list.viewport().mapFromGlobal(event.globalPos()))
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.list.currentIndex()
        layer_type = index.data(PaletteRole.TYPE) if index.isValid() else None
        if layer_type is None:
            return
        menu = QMenu(self)
        menu.addAction(tr("Add"), lambda: self._add(index))
        menu.addAction(icon("book-open"), tr("Help"), lambda: self.help_requested.emit(layer_type))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    @property
    def compact(self) -> bool:
        """True while only icons are shown."""
        return self._delegate.compact

    def set_compact(self, compact: bool) -> None:
        """Fold to icons, or unfold."""
        self._delegate.compact = compact
        if compact:
            self.field.clear()
        self._top.setVisible(not compact)
        self.list.setVerticalScrollBarPolicy(  # it would take a third of the icons' width; wheel and keys scroll too
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if compact else Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumWidth(COMPACT_WIDTH if compact else 160)
        self.setMaximumWidth(COMPACT_WIDTH if compact else 320)
        self.list.doItemsLayout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.field and event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if watched is self.field and event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._add_current()
                return True
            if watched is self.list and event.text().isprintable() and event.text().strip() and not self.compact:
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)
                self.field.insert(event.text())
                return True
            if watched is self.list and event.key() == Qt.Key.Key_Up and self._at_top() and not self.compact:
                self.field.setFocus(Qt.FocusReason.BacktabFocusReason)
                return True
        if watched is self.list and event.type() == QEvent.Type.FocusIn and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.first_layer())
        return super().eventFilter(watched, event)

    def _at_top(self) -> bool:
        return self.list.currentIndex() == self.model.first_layer()

    @Slot(str)
    def _search(self, query: str) -> None:
        self.model.search(query)
        first = self.model.first_layer()
        self.nothing.setVisible(not first.isValid())
        if query:
            self.list.setCurrentIndex(first)

    @Slot()
    def _add_current(self) -> None:
        index = self.list.currentIndex()
        self._add(index if index.isValid() else self.model.first_layer())

    @Slot(QModelIndex)
    def _add(self, index: QModelIndex) -> None:
        layer_type = index.data(PaletteRole.TYPE) if index.isValid() else None
        if layer_type is not None:
            steps.add_layer(self.document, layer_type)
            self._remember(layer_type)

    @Slot()
    def _restyle(self) -> None:
        self._magnifier.setIcon(icon("search", "secondary"))
        self.recent_button.setIcon(icon("clock", "secondary"))
        self.list.viewport().update()
