"""Draws a row of the data: number and label at the left, then its tokens in two lines, or its numbers as a strip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from rnnstudio.api import tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.words import number
from rnnstudio.studio.data.rows_model import RowsModel
from rnnstudio.studio.data.runs import Lines, arrange, tokens_of, visible
from rnnstudio.studio.data.token_painter import LINE, PLATE, TokenPainter
from rnnstudio.studio.data.value_strip import as_lines, cell_at, draw_values, span
from rnnstudio.studio.data.wording import part_words
from rnnstudio.studio.theme import RADIUS, SECONDARY_SIZE, SPACE_2, SPACE_3, SPACE_4, theme

LINES = 2
HEIGHT = LINES * LINE + 16
_NUMBERED, _LABELLED = 52, 120
"""Width of the left column, without and with labels."""

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Draws the rows of a ``RowsModel``; where tokens stand is worked out once for each row and width."""

    def __init__(self, view: QAbstractItemView, model: RowsModel) -> None:
        super().__init__(view)
        self._model = model
        self._tokens = TokenPainter(view.font())
        self._lines: dict[tuple[int, int], tuple[PreviewRow, Lines]] = {}
        self._scale = 0.0, 1.0
        self._as_lines = False
        model.modelReset.connect(self._rescale)
        model.dataChanged.connect(self._rescale)

    def set_font(self, font: QFont) -> None:
        """Draw in another font."""
        self._tokens = TokenPainter(font)
        self._lines.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row_at(index.row())
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        self._paint_ground(painter, rect, option.state)
        self._paint_left(painter, rect, row)
        room = self._room(rect)
        painter.setClipRect(rect)
        if row.values:
            draw_values(painter, self._strip(rect, row), row.values, self._scale, self._as_lines)
        elif row.pieces or row.ids:
            self._paint_tokens(painter, room, row)
        else:
            self._paint_text(painter, room, row)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
                  index: Index) -> bool:
        row = self._model.row_at(index.row())
        if row is None or event.type() != QEvent.Type.ToolTip:
            return False
        words = self.words_at(QRectF(option.rect), row, event.pos())
        QToolTip.showText(event.globalPos(), words, view)
        return True

    def words_at(self, rect: QRectF, row: PreviewRow, point: QPoint) -> str:
        """Return what is said of what stands at a point of a row: a token, a number, else the label."""
        room = self._room(rect)
        if row.values:
            cell = cell_at(row.values, self._strip(rect, row), self._as_lines, point.x(), point.y())
            return tr("step {step}, feature {feature}: {value}", step=cell[0] + 1, feature=cell[1] + 1,
                      value=f"{row.values[cell[0]][cell[1]]:.6g}") if cell is not None else ""
        place = self.lines(row, room.width()).at(point.x() - room.x(), point.y() - room.y(), PLATE)
        if place is not None:
            return place.token.words
        return row.label if point.x() < room.x() else ""

    def lines(self, row: PreviewRow, width: float) -> Lines:
        """Return where a row's tokens stand."""
        key = row.number, round(width)
        known = self._lines.get(key)
        if known is None or known[0] is not row:
            if len(self._lines) > 2000:
                self._lines.clear()
            known = row, arrange(tokens_of(row), width, self._tokens.width, LINE, LINES)
            self._lines[key] = known
        return known[1]

    def _paint_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        colours = theme().colours
        plate = rect.adjusted(1, 1, -1, -2)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(plate, RADIUS, RADIUS)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(plate.x(), plate.y() + 6, 3, plate.height() - 12), 1.5, 1.5)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(plate, RADIUS, RADIUS)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_left(self, painter: QPainter, rect: QRectF, row: PreviewRow) -> None:
        colours = theme().colours
        painter.setFont(self._small_font())
        painter.setPen(QColor(colours.secondary))
        metrics = QFontMetricsF(painter.font())
        width = self._left() - SPACE_4 - SPACE_2
        first = QRectF(rect.x() + SPACE_4, rect.y() + 8, width, PLATE)
        words = number(row.number) + (f"  {part_words(row.split)}" if row.split and self._model.has_labels else "")
        painter.drawText(first, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                         metrics.elidedText(words, Qt.TextElideMode.ElideRight, width))
        if not row.label:
            return
        words = metrics.elidedText(visible(row.label), Qt.TextElideMode.ElideMiddle, width - 14)
        chip = QRectF(first.x(), first.y() + LINE, metrics.horizontalAdvance(words) + 14, PLATE)
        painter.setPen(QPen(QColor(colours.outline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), PLATE / 2, PLATE / 2)
        painter.setPen(QColor(colours.text))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_tokens(self, painter: QPainter, room: QRectF, row: PreviewRow) -> None:
        lines = self.lines(row, room.width())
        for place in lines.placed:
            self._tokens.draw(painter, place, room.x(), room.y())
        left_out = lines.left_out + max(0, row.length - len(lines.placed) - lines.left_out)
        if left_out:
            self._paint_more(painter, room, left_out)

    def _paint_more(self, painter: QPainter, room: QRectF, count: int) -> None:
        """Say over the end of the last line that the text goes on."""
        painter.setFont(self._small_font())
        words = f"… +{number(count)}"
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + SPACE_2
        plate = QRectF(room.right() - width, room.y() + (LINES - 1) * LINE - 1, width + SPACE_2, PLATE + 2)
        painter.fillRect(plate, QColor(theme().colours.raised))
        painter.setPen(QColor(theme().colours.secondary))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_text(self, painter: QPainter, room: QRectF, row: PreviewRow) -> None:
        painter.setFont(self._tokens.font)
        painter.setPen(QColor(theme().colours.text))
        painter.setClipRect(room)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWrapAnywhere
                                   if " " not in row.text else Qt.TextFlag.TextWordWrap), visible(row.text[:600]))

    def _left(self) -> int:
        return _LABELLED if self._model.has_labels else _NUMBERED

    def _room(self, rect: QRectF) -> QRectF:
        return rect.adjusted(self._left(), 8, -SPACE_3, -8)

    def _strip(self, rect: QRectF, row: PreviewRow) -> QRectF:
        room = self._room(rect)
        features = max((len(step) for step in row.values), default=1)
        height = room.height() if self._as_lines else min(room.height(), features * 16.0)
        return QRectF(room.x(), room.y(), room.width(), height)

    def _small_font(self) -> QFont:
        made = QFont(self._tokens.font)
        made.setPixelSize(SECONDARY_SIZE)
        return made

    def _rescale(self) -> None:
        self._lines.clear()
        rows = [self._model.row_at(index) for index in range(self._model.rowCount())]
        values = [row.values for row in rows if row is not None]
        self._scale = span(values)
        self._as_lines = as_lines(values)


