"""A confusion matrix as a table model: counts by row (true) and column (predicted)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import Confusion
from rnnstudio.studio.evaluation.wording import cell_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """Cells by place; what is drawn of one is looked up with ``count`` and ``share``."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._classes: tuple[int, ...] = ()
        self._counts: dict[tuple[int, int], int] = {}
        self._supports: dict[int, int] = {}

    def show_matrix(self, matrix: Confusion | None, names: tuple[str, ...], supports: dict[int, int]) -> None:
        """Show another matrix.

        Args:
            matrix: It.
            names: Of all classes.
            supports: Examples of each class, by its place.
        """
        self.beginResetModel()
        self._names = names
        self._classes = matrix.classes if matrix is not None else ()
        self._counts = {(cell.true, cell.predicted): cell.count for cell in matrix.cells} if matrix else {}
        self._supports = supports
        self.endResetModel()

    def classes_at(self, index: Index) -> tuple[int, int]:
        """Return the true and the predicted class of a cell, as places among all classes."""
        return self._classes[index.row()], self._classes[index.column()]

    def count(self, index: Index) -> int:
        """Return a cell's examples."""
        return self._counts.get(self.classes_at(index), 0)

    def share(self, index: Index) -> float:
        """Return the share of its row's class that a cell holds."""
        return self.count(index) / max(self._supports.get(self.classes_at(index)[0], 0), 1)

    def words(self, index: Index) -> str:
        """Return what a cell holds, in a sentence."""
        true, predicted = self.classes_at(index)
        return cell_words(self._names[true], self._names[predicted], self.count(index))

    def name(self, place: int) -> str:
        """Return the name of the class in a row or column."""
        return self._names[self._classes[place]]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return number(self.count(index)) if self.count(index) else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.name(section)
        return None
