"""The selected row as the network gets it: each token with its id below, then padding up to the batch's length."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.words import number
from rnnstudio.studio.data.runs import Lines, Placed, Sent, arrange, sent
from rnnstudio.studio.data.token_painter import BARE_CELL, CELL, CELL_LINE, TokenPainter
from rnnstudio.studio.theme import SPACE_1, theme


class TokenRow(QAbstractScrollArea):
    """Draws one row's cells in as many lines as they need, and scrolls if there is no room for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(CELL + 2 * SPACE_1)
        self.viewport().setAutoFillBackground(False)
        self._sent = Sent(())
        self._lines = Lines((), 0)
        self._painter = TokenPainter(self.font())
        self._cell = CELL
        theme().changed.connect(self.viewport().update)

    @property
    def sent(self) -> Sent:
        """What is drawn."""
        return self._sent

    def show_row(self, row: PreviewRow | None, padded_to: int) -> None:
        """Show another row."""
        self._sent = sent(row, padded_to) if row is not None else Sent(())
        self._cell = CELL if any(token.text for token in self._sent.tokens) else BARE_CELL
        self.setAccessibleName(sent_words(self._sent))
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(300, 2 * CELL_LINE + 2 * SPACE_1)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(event.pos())
            QToolTip.showText(event.globalPos(), place.token.words if place is not None else "", self)
            return True
        return super().viewportEvent(event)

    def place_at(self, point: QPoint) -> Placed | None:
        """Return the cell at a point of the viewport."""
        return self._lines.at(point.x(), point.y() + self.verticalScrollBar().value() - SPACE_1, self._cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = SPACE_1 - self.verticalScrollBar().value()
        for place in self._lines.placed:
            if -CELL < top + place.y < self.viewport().height():
                self._painter.draw_cell(painter, place, 0, top, self._cell)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_painter"):
            self._painter = TokenPainter(self.font())
            self._arrange()

    @property
    def _line(self) -> int:
        return self._cell + CELL_LINE - CELL

    def _arrange(self) -> None:
        width = self.viewport().width() - SPACE_1
        self._lines = arrange(self._sent.tokens, width, self._painter.cell_width, self._line, gap=2, space=2)
        hidden = self._lines.count * self._line + SPACE_1 - self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, hidden))
        bar.setSingleStep(self._line)
        bar.setPageStep(max(self._line, self.viewport().height()))
        self.viewport().update()


def sent_words(what: Sent) -> str:
    """Return what the network gets as a line: ids, and how much padding."""
    ids = [token.id for token in what.tokens if token.sort != "padding"]
    padding = sum(token.sort == "padding" for token in what.tokens) + what.more_padding
    words = " ".join(str(index) for index in ids)
    if what.more_tokens:
        words += " " + tr("and {count} more", count=number(what.more_tokens))
    if not padding:
        return words
    said = tr("1 step of padding") if padding == 1 else tr("{count} steps of padding", count=number(padding))
    return f"{words}, {said}"
