"""The words that had to be written otherwise, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from rnnstudio.api import Renamed, tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.wording import seen
from rnnstudio.studio.theme import TARGET_HEIGHT

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROWS_SEEN = 8


class RenamedModel(QAbstractTableModel):
    """Row, word and what was written, of each renamed word."""

    def __init__(self, renamed: Sequence[Renamed] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renamed = tuple(renamed)
        self._headings = (tr("Row"), tr("Word"), tr("Written as"))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._renamed)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self._renamed[index.row()]
        return (number(entry.row), seen(entry.original), seen(entry.written))[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None


class RenamedTable(QTableView):
    """Shows a ``RenamedModel``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Renamed words"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TARGET_HEIGHT)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.show_renamed(())

    def show_renamed(self, renamed: Sequence[Renamed]) -> None:
        """Show other words."""
        before = self.model()
        self.setModel(RenamedModel(renamed, self))
        if before is not None:
            before.deleteLater()
        header = self.horizontalHeader()
        rows = min(max(len(renamed), 1), _ROWS_SEEN)
        self.setFixedHeight(header.sizeHint().height() + rows * TARGET_HEIGHT + 2 * self.frameWidth())
        for column, mode in enumerate((QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch,
                                       QHeaderView.ResizeMode.Stretch)):
            header.setSectionResizeMode(column, mode)
