"""The palette's rows as a Qt list model."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnnstudio.registry import Registry
from rnnstudio.studio.builder.palette_rows import Entry, Heading, entries, palette_rows
from rnnstudio.studio.builder.parcels import LAYER_MIME, NewLayer, pack

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class PaletteRole(IntEnum):
    """What can be asked of a row besides Qt's own roles."""

    ROW = Qt.ItemDataRole.UserRole + 1
    TYPE = ROW + 1


class PaletteModel(QAbstractListModel):
    """Headings and layers that match the search."""

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = entries(registry)
        self._query = ""
        self._recent: tuple[str, ...] = ()
        self._rows = palette_rows(self._entries)

    def refresh(self, registry: Registry) -> None:
        """Show the layers that there are now."""
        self._entries = entries(registry)
        self._arrange()

    def search(self, query: str) -> None:
        """Show only what matches."""
        self._query = query
        self._arrange()

    def put_first(self, recent: Sequence[str]) -> None:
        """Show some types of layers first, in a group of their own."""
        self._recent = tuple(recent)
        self._arrange()

    def _arrange(self) -> None:
        rows = palette_rows(self._entries, self._query, self._recent)
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def first_layer(self) -> QModelIndex:
        """Return the first row that is a layer; invalid if nothing matches."""
        number = next((n for n, row in enumerate(self._rows) if isinstance(row, Entry)), -1)
        return self.index(number) if number >= 0 else QModelIndex()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role, row:
            case PaletteRole.ROW, _:
                return row
            case PaletteRole.TYPE, Entry(type=layer_type):
                return layer_type
            case Qt.ItemDataRole.DisplayRole, _:
                return row.title
            case Qt.ItemDataRole.ToolTipRole, Entry(tool_tip=tool_tip):
                return tool_tip
            case Qt.ItemDataRole.AccessibleTextRole, Entry(title=title, doc=doc):
                return f"{title}. {doc}" if doc else title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
                | Qt.ItemFlag.ItemNeverHasChildren)

    def mimeTypes(self) -> list[str]:
        return [LAYER_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return pack(NewLayer(indexes[0].data(PaletteRole.TYPE)))

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction
