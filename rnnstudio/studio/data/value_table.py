"""The numbers of one sequence as a table: a column for each time step, a line for each feature."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.data.value_strip import Values
from rnnstudio.studio.theme import SECONDARY_SIZE

_NO_INDEX = QModelIndex()
_COLUMN = 64
Index = QModelIndex | QPersistentModelIndex


class ValueModel(QAbstractTableModel):
    """Features by time steps."""

    def __init__(self) -> None:
        super().__init__()
        self._values: Values = ()
        self._names: tuple[str, ...] = ()

    def show(self, values: Values, names: tuple[str, ...] = ()) -> None:
        """Show another sequence."""
        self.beginResetModel()
        self._values, self._names = values, names
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else max((len(step) for step in self._values), default=0)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._values)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        step = self._values[index.column()]
        if role == Qt.ItemDataRole.DisplayRole and index.row() < len(step):
            return f"{step[index.row()]:.4g}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return number(section + 1)
        return self._names[section] if section < len(self._names) else tr("feature {index}", index=section + 1)


class ValueTable(QTableView):
    """Shows a ``ValueModel``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values = ValueModel()
        self.setModel(self.values)
        self.setAccessibleName(tr("Numbers of the selected row"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        font = self.font()
        font.setPixelSize(SECONDARY_SIZE)
        self.setFont(font)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultSectionSize(_COLUMN)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(24)
        self.setCornerButtonEnabled(False)
