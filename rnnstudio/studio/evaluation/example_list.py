"""Judged examples in a list: truth and prediction at the left, then the text, or the numbers as a strip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rnnstudio.api import tr
from rnnstudio.runs.evaluation import JudgedExample
from rnnstudio.studio.data.runs import visible
from rnnstudio.studio.data.value_strip import as_lines, draw_values, span
from rnnstudio.studio.data.wording import percent
from rnnstudio.studio.evaluation.wording import outcome_words, place_words
from rnnstudio.studio.theme import RADIUS, SECONDARY_SIZE, SPACE_2, SPACE_3, theme
from rnnstudio.studio.training.wording import value_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
HEIGHT = 62
_LEFT = 168
_LINES = 2
_NARROW = 330
"""Width of a row, in pixels, below which truth, prediction and probability stand there without their names."""


class ExampleModel(QAbstractListModel):
    """Examples by place; what is drawn of one is looked up with ``example``."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = False
        self._examples: tuple[JudgedExample, ...] = ()

    def show_examples(self, examples: tuple[JudgedExample, ...], numbers: bool) -> None:
        """Show other examples."""
        self.beginResetModel()
        self._examples, self.numbers = examples, numbers
        self.endResetModel()

    def append(self, examples: tuple[JudgedExample, ...]) -> None:
        """Show more below."""
        if examples:
            first = len(self._examples)
            self.beginInsertRows(_NOWHERE, first, first + len(examples) - 1)
            self._examples += examples
            self.endInsertRows()

    def example(self, row: int) -> JudgedExample:
        """Return what stands in a row."""
        return self._examples[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._examples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._examples[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.text or place_words(one)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (place_words(one), outcome_words(one, self.numbers),
                                               one.text[:600]) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (outcome_words(one, self.numbers), place_words(one), one.text) if part)
        return None


class ExampleList(QListView):
    """Shows an ``ExampleModel``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examples = ExampleModel()
        self.setModel(self.examples)
        self.setItemDelegate(ExampleDelegate(self, self.examples))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(name)
        self.setMinimumHeight(HEIGHT)
        theme().changed.connect(self.viewport().update)


class ExampleDelegate(QStyledItemDelegate):
    """Draws examples."""

    def __init__(self, view: QListView, model: ExampleModel) -> None:
        super().__init__(view)
        self._model = model
        self._scale = 0.0, 1.0
        self._as_lines = False
        model.modelReset.connect(self._rescale)
        model.rowsInserted.connect(self._rescale)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one, rect = self._model.example(index.row()), QRectF(option.rect)
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if option.state & QStyle.StateFlag.State_Selected
                                    else colours.hover))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -2), RADIUS, RADIUS)
        by_keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & by_keyboard == by_keyboard:
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -3), RADIUS, RADIUS)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        left = min(_LEFT, rect.width() * 0.4)
        self._paint_outcome(painter, rect.adjusted(SPACE_2, 5, 0, -5), left - SPACE_3, one, option.font)
        self._paint_example(painter, rect.adjusted(left, 7, -SPACE_2, -7), one, option.font)
        painter.restore()

    def _paint_outcome(self, painter: QPainter, rect: QRectF, width: float, one: JudgedExample, font: QFont) -> None:
        colours = theme().colours
        small = QFont(font)
        small.setPixelSize(SECONDARY_SIZE)
        metrics, line = QFontMetricsF(small), rect.height() / 3
        sure = value_words(one.probability) if self._model.numbers else percent(one.probability)
        rows = [(tr("true"), one.true or tr("none"), colours.text),
                (tr("predicted"), one.predicted or tr("none"),
                 colours.text if self._model.numbers or one.true == one.predicted else colours.error),
                (tr("error") if self._model.numbers else tr("probability"), sure, colours.secondary)]
        painter.setFont(small)
        narrow = rect.width() < _NARROW
        names = 0.0 if narrow else max(metrics.horizontalAdvance(name) for name, _, _ in rows) + SPACE_2
        for place, (name, value, colour) in enumerate(rows):
            row = QRectF(rect.x(), rect.y() + place * line, width, line)
            painter.setPen(QColor(colours.secondary))
            if narrow:
                value = f"→ {value}" if place == 1 else value
            else:
                painter.drawText(row, int(Qt.AlignmentFlag.AlignVCenter), name)
            painter.setPen(QColor(colour))
            painter.drawText(row.adjusted(names, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), metrics.elidedText(
                visible(value), Qt.TextElideMode.ElideMiddle, width - names))

    def _paint_example(self, painter: QPainter, room: QRectF, one: JudgedExample, font: QFont) -> None:
        if one.values:
            features = max(len(step) for step in one.values)
            height = room.height() if self._as_lines else min(room.height(), features * 16.0)
            draw_values(painter, QRectF(room.x(), room.y(), room.width(), height), one.values, self._scale,
                        self._as_lines)
            return
        painter.setPen(QColor(theme().colours.text))
        painter.setFont(font)
        draw_lines(painter, room, visible(one.text[:600]) if one.text else place_words(one), font)

    def _rescale(self) -> None:
        values = [self._model.example(row).values for row in range(self._model.rowCount())]
        self._scale, self._as_lines = span(values), as_lines(values)


def draw_lines(painter: QPainter, room: QRectF, text: str, font: QFont) -> None:
    """Draw a text in two lines, the second one shortened where there is more."""
    metrics = QFontMetricsF(font)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top, starts = 0.0, []
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        starts.append((line.textStart(), line.textLength()))
        top += metrics.lineSpacing()
    layout.endLayout()
    y = room.y() + (room.height() - top) / 2
    for place, (start, length) in enumerate(starts):
        last = place == len(starts) - 1
        shown = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, room.width()) if last else (
            text[start:start + length])
        painter.drawText(QRectF(room.x(), y + place * metrics.lineSpacing(), room.width(), metrics.lineSpacing()),
                         int(Qt.AlignmentFlag.AlignVCenter), shown)
