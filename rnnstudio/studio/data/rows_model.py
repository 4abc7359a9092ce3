"""The first rows of the data as a list model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from rnnstudio.api import tr
from rnnstudio.project.preview import DataPreview, PreviewRow
from rnnstudio.project.words import number
from rnnstudio.studio.data.wording import length_words, part_words

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class RowsModel(QAbstractListModel):
    """Rows by number; what is drawn of one is looked up with ``row_at``."""

    def __init__(self) -> None:
        super().__init__()
        self.input = "text"
        self.padded_to = 0
        self._rows: tuple[PreviewRow, ...] = ()

    def show(self, preview: DataPreview | None) -> None:
        """Show other rows; the same ones, now with tokens, keep their places."""
        rows = preview.rows if preview is not None else ()
        self.padded_to = preview.padded_to if preview is not None else 0
        same = [row.number for row in rows] == [row.number for row in self._rows]
        self.input = preview.input if preview is not None else "text"
        if same and rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, index: int) -> PreviewRow | None:
        """Return a row by its place in the list."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    @property
    def has_labels(self) -> bool:
        """Whether any row has a label or is known to stand in a part."""
        return any(row.label or row.split for row in self._rows)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text or row.label or number(row.number)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_words(row, self.input)
        return None


def row_words(row: PreviewRow, kind: str) -> str:
    """Return all that is drawn of a row, for who can't see it."""
    parts = [tr("row {number}", number=number(row.number))]
    if row.line:
        parts.append(tr("line {line}", line=number(row.line)))
    if row.label:
        parts.append(tr("label {label}", label=row.label))
    if row.split:
        parts.append(part_words(row.split))
    parts.append(length_words(row.length, kind))
    unknown = sum(piece.id == 1 for piece in row.pieces)
    if unknown:
        parts.append(tr("{count} unknown", count=number(unknown)))
    if row.text:
        parts.append(row.text)
    return ", ".join(parts)
