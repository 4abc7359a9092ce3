"""The first rows of the data, and below them the selected one as the network gets it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QListView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import DataPreview
from rnnstudio.project.words import number
from rnnstudio.studio.data.row_delegate import RowDelegate
from rnnstudio.studio.data.rows_model import RowsModel
from rnnstudio.studio.data.token_row import TokenRow
from rnnstudio.studio.data.value_table import ValueTable
from rnnstudio.studio.data.wording import length_words
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_4


class RowsPage(QSplitter):
    """Shows a preview's rows.

    Attributes:
        model: The rows.
        view: Their list.
        sent: The selected row's ids and padding.
        table: Or its numbers.
        heading: Which row it is.
        note: How long it is and what it is padded to.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._names: tuple[str, ...] = ()
        self._joined = False
        self._failed = False
        self.model = RowsModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setAccessibleName(tr("First rows of the data"))
        self.view.setMinimumHeight(90)
        self._delegate = RowDelegate(self.view, self.model)
        self.view.setItemDelegate(self._delegate)
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "heading")
        self.note = WrapLabel(role="secondary")
        self.sent = TokenRow()
        self.table = ValueTable()
        self._ways = QStackedWidget()
        self._ways.addWidget(self.sent)
        self._ways.addWidget(self.table)
        self._compose()
        self.view.selectionModel().currentChanged.connect(self._show_selected)

    def _compose(self) -> None:
        detail = QWidget()
        detail.setProperty("role", "raised")
        column = QVBoxLayout(detail)
        column.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_1)
        column.setSpacing(SPACE_1)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        column.addWidget(self._ways, 1)
        detail.setMinimumHeight(124)
        self.addWidget(self.view)
        self.addWidget(detail)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setSizes([300, 180])

    def show_preview(self, preview: DataPreview | None, joined: bool = False) -> None:
        """Show other rows; the selected place is kept.

        Args:
            preview: The rows.
            joined: They are laid end to end and cut into windows, so nothing is padded.
        """
        self._joined = joined
        row = max(0, self.view.currentIndex().row())
        series = preview.series if preview is not None else None
        self._names = series.names if series is not None else ()
        self.model.show(preview)
        if joined:
            self.model.padded_to = 0
        if self.model.rowCount():
            index = self.model.index(min(row, self.model.rowCount() - 1))
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_selected()

    def show_failed(self, failed: bool) -> None:
        """Say whether the reading has failed, so that no ids follow."""
        if failed != self._failed:
            self._failed = failed
            self._show_selected()

    @Slot(QModelIndex)
    def _show_selected(self) -> None:
        row = self.model.row_at(self.view.currentIndex().row())
        self.sent.show_row(row, self.model.padded_to)
        self._ways.setCurrentWidget(self.table if self.model.input == "values" else self.sent)
        if row is None:
            self.heading.setText("")
            self.note.setText("")
            return
        self.heading.setText(tr("Row {number}, line {line}: what the network gets", number=number(row.number),
                                line=number(row.line)) if row.line else
                             tr("Row {number}: what the network gets", number=number(row.number)))
        self.table.values.show(row.values, self._names)
        parts = [length_words(row.length, self.model.input)] if row.length else []
        if self.model.input != "values" and not row.ids:
            parts.append(tr("no ids: the data wasn't read to its end") if self._failed else
                         tr("ids follow once the vocabulary is made"))
        else:
            used = row.kept or len(row.ids) or row.length
            cut = row.length - used
            if self.model.input == "text" and cut > 0:
                parts.append(tr("{count} cut off", count=number(cut)))
            padding = self.model.padded_to - used
            if padding > 0:
                parts.append(tr("padded to {count}, padding (0) is masked", count=number(self.model.padded_to)))
        if self._joined:
            parts.append(tr("texts are laid end to end and cut into windows"))
        self.note.setText(" · ".join(parts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_delegate"):
            self._delegate.set_font(self.font())
