"""The runs as a table: rows and columns come and go one by one, so that selection and scrolling stay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from rnnstudio.api import tr
from rnnstudio.cards.facts import date_words
from rnnstudio.project.words import duration, number
from rnnstudio.studio.builder.differences import changes
from rnnstudio.studio.runs.arranging import FIXED, Column, Filter, arranged, columns
from rnnstudio.studio.runs.rows import RunRow, problem_words
from rnnstudio.studio.runs.wording import when_words
from rnnstudio.studio.theme import icon

_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
FEW = 200
"""Rows up to which each change is told by itself; of more, only that all is new."""
_KEYS = tuple(FIXED)
STAR, NAME, STATE = _KEYS.index("star"), _KEYS.index("name"), _KEYS.index("state")
_RIGHT = ("seconds", "epochs")
_ICONS = {"failed": ("circle-x", "error"), "unreadable": ("triangle-alert", "warning"),
          "interrupted": ("triangle-alert", "warning"), "running": ("activity", "accent")}


class RunsModel(QAbstractTableModel):
    """Shows the runs that a filter lets through, sorted.

    Args:
        rename: Called with a run and the name that was typed for it.

    Signals:
        arranged: Other runs are shown, or in another order.
    """

    arranged = Signal()

    def __init__(self, rename: Callable[[Path, str], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rename = rename
        self._all: list[RunRow] = []
        self._rows: list[RunRow] = []
        self._columns: tuple[Column, ...] = columns([])
        self._filter = Filter()
        self._key, self._descending = "started", True

    @property
    def rows(self) -> Sequence[RunRow]:
        """What is shown, in order."""
        return self._rows

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that are shown."""
        return self._columns

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """The column it is sorted by, and which way."""
        place = next((at for at, column in enumerate(self._columns) if column.key == self._key), -1)
        return place, Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder

    def set_rows(self, rows: Iterable[RunRow]) -> None:
        """Show other runs."""
        self._all = list(rows)
        self._arrange()

    def set_filter(self, wanted: Filter) -> None:
        """Show only some."""
        self._filter = wanted
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self._columns):
            self._key, self._descending = self._columns[column].key, order == Qt.SortOrder.DescendingOrder
            self._arrange()

    def place_of(self, path: Path) -> int:
        """Return the row of a run, or -1 if it isn't shown."""
        return next((at for at, row in enumerate(self._rows) if row.path == path), -1)

    def _arrange(self) -> None:
        wanted = arranged(self._all, self._filter, self._key, self._descending)
        self._follow_columns(columns(wanted))
        if self._key not in {column.key for column in self._columns}:  # a setting that no longer differs
            self._key, self._descending = "started", True
            wanted = arranged(self._all, self._filter, self._key, self._descending)
        before, after = [row.path for row in self._rows], [row.path for row in wanted]
        if before != after:
            if max(len(before), len(after)) > FEW:
                self.beginResetModel()
                self._rows = wanted
                self.endResetModel()
            else:
                self._follow_rows({row.path: row for row in wanted}, before, after)
        self._refresh(wanted)
        self.arranged.emit()

    def _follow_rows(self, wanted: dict[Path, RunRow], before: list[Path], after: list[Path]) -> None:
        for change in changes(before, after):
            first, last = change.start, change.start + change.count - 1
            match change.kind:
                case "remove":
                    self.beginRemoveRows(_NO_INDEX, first, last)
                    del self._rows[first:last + 1]
                    self.endRemoveRows()
                case "insert":
                    self.beginInsertRows(_NO_INDEX, first, last)
                    self._rows[first:first] = [wanted[path] for path in after[first:last + 1]]
                    self.endInsertRows()
                case "move":
                    self.beginMoveRows(_NO_INDEX, first, last, _NO_INDEX, change.target)
                    block = self._rows[first:last + 1]
                    del self._rows[first:last + 1]
                    landing = change.target - change.count if change.target > first else change.target
                    self._rows[landing:landing] = block
                    self.endMoveRows()

    def _refresh(self, wanted: list[RunRow]) -> None:
        """Take in rows that say something else by now."""
        for at, row in enumerate(wanted):
            if self._rows[at] is not row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._columns) - 1))

    def _follow_columns(self, wanted: tuple[Column, ...]) -> None:
        for change in changes(list(self._columns), list(wanted)):
            now = list(self._columns)
            first, last = change.start, change.start + change.count - 1
            if change.kind == "remove":
                self.beginRemoveColumns(_NO_INDEX, first, last)
                del now[first:last + 1]
                self._columns = tuple(now)
                self.endRemoveColumns()
            elif change.kind == "insert":
                self.beginInsertColumns(_NO_INDEX, first, last)
                now[first:first] = wanted[first:last + 1]
                self._columns = tuple(now)
                self.endInsertColumns()
            else:
                self.beginMoveColumns(_NO_INDEX, first, last, _NO_INDEX, change.target)
                block = now[first:last + 1]
                del now[first:last + 1]
                landing = change.target - change.count if change.target > first else change.target
                now[landing:landing] = block
                self._columns = tuple(now)
                self.endMoveColumns()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == NAME else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.title or tr("Starred")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column.key)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, key = self._rows[index.row()], self._columns[index.column()].key
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_words(row, key)
            case Qt.ItemDataRole.EditRole:
                return row.entry.name if key == "name" else cell_words(row, key)
            case Qt.ItemDataRole.DecorationRole:
                return _picture(row, key)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(row, key)
            case Qt.ItemDataRole.AccessibleTextRole:
                return (tr("Starred") if row.entry.own.starred else tr("Not starred")) if key == "star" else (
                    cell_words(row, key))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(key)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        row, name = self._rows[index.row()], str(value).strip()
        if name == row.entry.name:
            return False
        self._rename(row.path, name)
        return True


def cell_words(row: RunRow, key: str) -> str:
    """Return what a cell says."""
    info = row.entry.info
    match key:
        case "star":
            return ""
        case "name":
            return row.entry.name
        case "best":
            return row.best_words
        case "state":
            return row.state
        case "started":
            return when_words(row.started, time.time())
        case "seconds":
            return duration(info.seconds) if info is not None else ""
        case "epochs":
            return number(info.epochs) if info is not None else ""
        case "model":
            return row.model
    setting = row.settings.get(key)
    return setting.words if setting is not None else ""


def _picture(row: RunRow, key: str) -> Any:
    if key == "star":
        return icon("star-filled", "warning") if row.entry.own.starred else icon("star", "disabled")
    if key == "state" and row.entry.standing in _ICONS:
        return icon(*_ICONS[row.entry.standing])
    return None


def _tip(row: RunRow, key: str) -> str:
    match key:
        case "star":
            return tr("Take the star away") if row.entry.own.starred else tr("Mark with a star")
        case "name":
            return f"{row.entry.name}\n{row.path}"
        case "started":
            return date_words(row.started)
        case "state":
            return problem_words(row) or row.state
    return cell_words(row, key)


def _alignment(key: str) -> int:
    side = Qt.AlignmentFlag.AlignRight if key in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
