"""Precision, recall, F1 and support of each class, sortable by each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import ClassScore, NumberScore
from rnnstudio.studio.theme import TARGET_HEIGHT
from rnnstudio.studio.training.wording import value_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
SORT = Qt.ItemDataRole.UserRole
_WIDEST, _NARROWEST = 260, 56
"""Width of a column, in pixels."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ScoreModel(QAbstractTableModel):
    """A row for each class, or for each predicted number."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Any, ...]] = []
        self._places: list[int] = []
        self._titles: tuple[str, ...] = ()

    def show_classes(self, scores: tuple[ClassScore, ...]) -> None:
        """Show classes."""
        confused = any(one.confused for one in scores)
        self._show((tr("Class"), tr("Precision"), tr("Recall"), "F1", tr("Examples"), tr("Given"),
                    *((tr("Most often taken for"),) if confused else ())),
                   [(one.name, one.precision, one.recall, one.f1, one.support, one.predicted,
                     *(((one.confused, f"{one.confused_with} ({number(one.confused)})" if one.confused else ""),)
                       if confused else ())) for one in scores], [one.index for one in scores])

    def show_numbers(self, scores: tuple[NumberScore, ...]) -> None:
        """Show predicted numbers."""
        self._show((tr("Output"), "MAE", "RMSE", "R²"), [(one.name, one.mae, one.rmse, one.r2) for one in scores],
                   list(range(len(scores))))

    def _show(self, titles: tuple[str, ...], rows: list[tuple[Any, ...]], places: list[int]) -> None:
        self.beginResetModel()
        self._titles, self._rows, self._places = titles, rows, places
        self.endResetModel()

    def place(self, row: int) -> int:
        """Return which class stands in a row."""
        return self._places[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = self._rows[index.row()][index.column()]
        if role == SORT:
            return value[0] if isinstance(value, tuple) else value
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if isinstance(value, tuple):
                return value[1]
            if isinstance(value, str):
                return value
            return number(value) if isinstance(value, int) else value_words(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str | tuple):
            return _RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self._titles):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and 0 < section < 6:
                return _RIGHT
        return None


class ScoreTable(QTableView):
    """Shows a ``ScoreModel``.

    Signals:
        class_chosen: A row was selected: the class.
    """

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores = ScoreModel()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.scores)
        self._sorted.setSortRole(SORT)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setAccessibleName(tr("By class"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TARGET_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMaximumSectionSize(_WIDEST)
        header.setMinimumSectionSize(_NARROWEST)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.scores.modelReset.connect(self._fit)

    def _fit(self) -> None:
        header = self.horizontalHeader()
        for column in range(self.scores.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _row_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.class_chosen.emit(self.scores.place(self._sorted.mapToSource(index).row()))
