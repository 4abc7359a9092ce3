"""Attention as it is drawn: a tint for each token, or a matrix with a row for each token that looks.

A cell's ink is its weight by the largest that is shown; the number is in its tooltip and, for the cell that is
selected, below the matrix.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from rnnstudio.api import tr
from rnnstudio.project.trial import Attention
from rnnstudio.studio.data.runs import Token
from rnnstudio.studio.heat_map import HeatMap, mixed
from rnnstudio.studio.theme import theme
from rnnstudio.studio.tryit.attention_words import name_of, takes_words, weight_words
from rnnstudio.studio.tryit.influence_view import InfluenceView

CELL = 22
_WIDEST = 40
_MOST_HEIGHT = 460
_MOST_NAME = 110

Index = QModelIndex | QPersistentModelIndex


class WeightedTokens(InfluenceView):
    """The tokens of a text, tinted by what a pooling gives each of them."""

    def __init__(self) -> None:
        super().__init__()
        self._weights: tuple[float, ...] = ()

    def show_weights(self, tokens: Sequence[Token], weights: tuple[float, ...]) -> None:
        """Show other tokens with their weights."""
        self._tokens, self._weights = tuple(tokens), weights
        self._painter.seen = 0, len(tokens)
        most = max(weights, default=0.0) or 1.0
        self._painter.effects = [weight / most for weight in weights]
        ranked = sorted(zip(weights, tokens, strict=True), key=lambda pair: -pair[0])[:5]
        self.setAccessibleDescription("; ".join(weight_words(token, weight) for weight, token in ranked))
        self._arrange()

    def words_at(self, point: QPoint) -> str:
        """Return a token's weight."""
        place = self._place_at(point)
        return weight_words(place.token, self._weights[place.index]) if place is not None else ""


class AttentionModel(QAbstractTableModel):
    """A head's weights: a row for each token that looks, a column for each that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Attention | None = None
        self._tokens: tuple[Token, ...] = ()
        self._rows: dict[int, tuple[float, ...]] = {}
        self._head: int | None = None
        self.most = 0.0

    def show_weights(self, found: Attention, tokens: tuple[Token, ...], head: int | None) -> None:
        """Show another layer, example or head."""
        self.beginResetModel()
        self._found, self._tokens, self._head = found, tokens, head
        self._rows = {row: found.row(head, row) for row in range(found.rows)}
        self.most = max((max(row, default=0.0) for row in self._rows.values()), default=0.0)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self._found is None else self._found.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self._found is None else self._found.columns

    def weight(self, index: Index) -> float:
        """Return a cell's weight."""
        return self._rows[index.row()][index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return takes_words(self._token(index.row()), self._tokens[index.column()], self.weight(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return name_of(self._tokens[section] if orientation == Qt.Orientation.Horizontal else self._token(section))

    def _token(self, row: int) -> Token:
        assert self._found is not None
        return self._tokens[row] if self._found.rows == self._found.columns else Token(str(row + 1), 2)


class AttentionMatrix(HeatMap):
    """Draws an ``AttentionModel``.

    Signals:
        told: What the selected cell says, "" for none.
    """

    told = Signal(str)

    def __init__(self, model: AttentionModel) -> None:
        super().__init__(model, CELL, CELL, _MOST_NAME)
        self._weights = model
        self.setItemDelegate(_Cells(self, model))
        self.setAccessibleName(tr("Attention: rows are the tokens that look, columns those that are looked at"))
        self.selectionModel().currentChanged.connect(self._current_changed)
        model.modelReset.connect(self._changed)

    def _changed(self) -> None:
        self.told.emit("")
        self.fit()

    def fit(self) -> None:
        """Give cells the width there is room for, and take the height that all rows need, if it isn't too much."""
        count = max(self._weights.columnCount(), 1)
        room = (self.width() - self.verticalHeader().width() - 2 * self.frameWidth() - 2) // count
        self.horizontalHeader().setDefaultSectionSize(max(CELL, min(_WIDEST, room)))
        bar = self.horizontalScrollBar().sizeHint().height() if room < CELL else 0
        needed = (self.horizontalHeader().sizeHint().height() + CELL * self._weights.rowCount()
                  + 2 * self.frameWidth() + bar + 2)
        self.setFixedHeight(min(needed, _MOST_HEIGHT))

    def _current_changed(self, index: QModelIndex) -> None:
        self.told.emit(str(index.data(Qt.ItemDataRole.ToolTipRole) or "") if index.isValid() else "")


class _Cells(QStyledItemDelegate):
    """Draws cells."""

    def __init__(self, view: QTableView, model: AttentionModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme().colours
        rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.save()
        share = self._model.weight(index) / (self._model.most or 1)
        painter.fillRect(rect, mixed(colours.sunken, colours.accent, share))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colours.focus if option.state & QStyle.StateFlag.State_Active
                                       else colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(CELL, CELL)
