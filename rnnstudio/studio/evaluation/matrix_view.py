"""The confusion matrix as a heat map: a row for each true class, a column for each predicted one.

A cell's ink is its share of the row, and its number always stands in it, so that nothing is told by colour alone;
what is right, on the diagonal, has a frame.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.studio.evaluation.matrix_model import MatrixModel
from rnnstudio.studio.heat_map import HeatMap, mixed
from rnnstudio.studio.theme import SECONDARY_SIZE, TARGET_HEIGHT, theme
from rnnstudio.studio.theme.tokens import contrast

WIDEST, NARROWEST = 72, 30
"""Width of a cell, in pixels."""
_MOST_NAME = 140

Index = QModelIndex | QPersistentModelIndex


class MatrixView(HeatMap):
    """Shows a ``MatrixModel``.

    Signals:
        cell_chosen: A cell was selected: the true class and the predicted one.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(model, TARGET_HEIGHT, NARROWEST, _MOST_NAME, parent)
        self._matrix = model
        self.setItemDelegate(CellDelegate(self, model))
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Confusion matrix: rows are the true classes, columns the predicted ones"))
        self.selectionModel().currentChanged.connect(self._current_changed)
        model.modelReset.connect(self.fit)

    def fit(self) -> None:
        """Give cells the width that there is room for."""
        count = max(self._matrix.columnCount(), 1)
        room = (self.viewport().width() - 2) // count
        self.horizontalHeader().setDefaultSectionSize(max(NARROWEST, min(WIDEST, room)))

    def choose_worst(self) -> None:
        """Select the cell with the most mistakes, or none if there are none."""
        model = self._matrix
        cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.rowCount())
                 if row != column]
        worst = max(cells, key=model.count, default=QModelIndex())
        if worst.isValid() and model.count(worst):
            self.selectionModel().setCurrentIndex(worst, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.cell_chosen.emit(*self._matrix.classes_at(index))


class CellDelegate(QStyledItemDelegate):
    """Draws cells."""

    def __init__(self, view: QTableView, model: MatrixModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, share = theme().colours, self._model.share(index)
        right = index.row() == index.column()
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        ground = mixed(colours.sunken, colours.accent, share)
        painter.fillRect(rect, ground)
        if right:
            painter.setPen(QPen(QColor(colours.outline), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colours.focus if option.state & QStyle.StateFlag.State_Active
                                       else colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        words = str(index.data() or "")
        if words:
            font = QFont(option.font)
            font.setPixelSize(SECONDARY_SIZE)
            painter.setFont(font)
            painter.setPen(QColor(max((colours.text, colours.accent_text),
                                      key=lambda colour: contrast(colour, ground.name()))))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(NARROWEST, TARGET_HEIGHT)
