"""The confusion matrix as a heat map: a row for each true class, a column for each predicted one.

A cell's ink is its share of the row, and its number always stands in it, so that nothing is told by colour alone;
what is right, on the diagonal, has a frame.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.studio.evaluation.matrix_model import MatrixModel
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, TARGET_HEIGHT, theme
from rnnstudio.studio.theme.tokens import contrast

WIDEST, NARROWEST = 72, 30
"""Width of a cell, in pixels."""
_MOST_NAME = 140

Index = QModelIndex | QPersistentModelIndex


class MatrixView(QTableView):
    """Shows a ``MatrixModel``.

    Signals:
        cell_chosen: A cell was selected: the true class and the predicted one.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self, model))
        self.setHorizontalHeader(Upright(self))
        self.setShowGrid(False)
        self.setStyleSheet("QTableView { background: transparent; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Confusion matrix: rows are the true classes, columns the predicted ones"))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(TARGET_HEIGHT)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows.setMaximumWidth(_MOST_NAME)
        self.selectionModel().currentChanged.connect(self._current_changed)
        model.modelReset.connect(self.fit)
        theme().changed.connect(self.viewport().update)

    def fit(self) -> None:
        """Give cells the width that there is room for."""
        count = max(self._matrix.columnCount(), 1)
        room = (self.viewport().width() - 2) // count
        self.horizontalHeader().setDefaultSectionSize(max(NARROWEST, min(WIDEST, room)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()

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


class Upright(QHeaderView):
    """Names of columns, written upwards where they don't fit across."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(NARROWEST)
        self.setHighlightSections(False)
        theme().changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        longest = self._longest()
        return QSize(super().sizeHint().width(),
                     TARGET_HEIGHT if longest <= self._room() else min(_MOST_NAME, longest) + SPACE_2 + SPACE_1)

    def setDefaultSectionSize(self, size: int) -> None:
        super().setDefaultSectionSize(size)
        self.updateGeometries()
        self.geometriesChanged.emit()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme().colours
        painter.save()
        painter.fillRect(rect, QColor(colours.surface))
        painter.setFont(self._small())
        painter.setPen(QColor(colours.secondary))
        metrics, name = QFontMetrics(self._small()), self._name(section)
        if self._longest() <= self._room():
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), name)
        else:
            painter.translate(rect.x(), rect.bottom())
            painter.rotate(-90)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, rect.height() - SPACE_2)
            painter.drawText(QRect(SPACE_1, 0, rect.height() - SPACE_1, rect.width()),
                             int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()

    def _name(self, section: int) -> str:
        model = self.model()
        return str(model.headerData(section, Qt.Orientation.Horizontal) or "") if model is not None else ""

    def _longest(self) -> int:
        metrics = QFontMetrics(self._small())
        return max((metrics.horizontalAdvance(self._name(section)) for section in range(self.count())), default=0)

    def _room(self) -> int:
        return self.defaultSectionSize() - SPACE_1

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        return font


def mixed(ground: str, ink: str, share: float) -> QColor:
    """Return a ground with some ink, 0 to 1."""
    one, other = QColor(ground), QColor(ink)
    share = min(1.0, max(0.0, share))
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in zip(
        (one.redF(), one.greenF(), one.blueF()), (other.redF(), other.greenF(), other.blueF()), strict=True)))
