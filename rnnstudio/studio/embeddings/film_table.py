"""The nearest neighbours of one word, an epoch in each column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.naming import plain, value_words
from rnnstudio.studio.theme import TARGET_HEIGHT

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_COLUMN = 92
COUNT = 8
"""Neighbours of each epoch."""


class NeighbourModel(QAbstractTableModel):
    """Neighbours by rank and epoch; one that wasn't there the epoch before is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Sequence[str] = ()
        self._epochs: list[int] = []
        self.rows: list[list[int]] = []
        self._cosines: list[list[float]] = []
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, words: Sequence[str], epochs: Sequence[int], rows: list[list[int]],
             cosines: list[list[float]]) -> None:
        """Show other neighbours: their rows and cosines, by epoch."""
        self.beginResetModel()
        self._words, self._epochs, self.rows, self._cosines = words, list(epochs), rows, cosines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or not self.rows else len(self.rows[0])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def is_new(self, rank: int, place: int) -> bool:
        """Tell whether a neighbour wasn't one in the frame before."""
        return place > 0 and self.rows[place][rank] not in self.rows[place - 1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        rank, place = index.row(), index.column()
        word = plain(self._words[self.rows[place][rank]])
        if role == Qt.ItemDataRole.DisplayRole:
            return word
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if self.is_new(rank, place) else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            cosine = tr("{word}, cosine {value}", word=word, value=value_words(self._cosines[place][rank]))
            return tr("{what}, new in this epoch", what=cosine) if self.is_new(rank, place) else cosine
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return number(section + 1)
        epoch = self._epochs[section]
        return tr("Epoch {epoch}", epoch=number(epoch)) if epoch else tr("Untrained")


class NeighbourTable(QTableView):
    """Shows a ``NeighbourModel``; the epoch that is on screen is selected.

    Signals:
        word_chosen: A neighbour was clicked, or Enter pressed on it; carries its row.
        epoch_chosen: A heading was clicked; carries the place of its frame.
    """

    word_chosen = Signal(int)
    epoch_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.neighbours = NeighbourModel(self)
        self.setModel(self.neighbours)
        self.setAccessibleName(tr("Nearest neighbours by epoch"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setDefaultSectionSize(TARGET_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultSectionSize(_COLUMN)
        self.horizontalHeader().setHighlightSections(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().sectionClicked.connect(self.epoch_chosen)
        self.neighbours.modelReset.connect(self._fit)
        self.clicked.connect(self._chosen)
        self.activated.connect(self._chosen)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Be as high as all neighbours."""
        header, bar = self.horizontalHeader(), self.horizontalScrollBar()
        self.setFixedHeight(max(header.height(), header.sizeHint().height()) + COUNT * TARGET_HEIGHT
                            + max(bar.height(), bar.sizeHint().height()) + 2 * self.frameWidth() + 2)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def show_epoch(self, place: int) -> None:
        """Bring the column of a frame in sight."""
        if not 0 <= place < self.neighbours.columnCount():
            return
        self.selectColumn(place)
        self.scrollTo(self.neighbours.index(0, place))

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        self.word_chosen.emit(self.neighbours.rows[index.column()][index.row()])
