"""The table of runs as a widget: one click on the star marks, Enter opens, Delete deletes, F2 renames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.runs.model import NAME, STAR, RunsModel
from rnnstudio.studio.runs.rows import RunRow
from rnnstudio.studio.theme import TARGET_HEIGHT, theme

_WIDTHS = {"star": 32, "name": 152, "best": 172, "state": 124, "started": 124, "seconds": 76, "epochs": 64,
           "model": 240}
_SETTING = 112
"""Widths in pixels that columns begin with."""


class RunsTable(QTableView):
    """Shows a ``RunsModel``.

    Signals:
        chosen: Other runs are selected.
        opened: Enter or a double click asks for a run's page.
        star_toggled: The star of a run was clicked.
        delete_wanted: Delete was pressed.
        menu_wanted: The context menu was asked for; carries the place on the screen.
    """

    chosen = Signal()
    opened = Signal()
    star_toggled = Signal(object)
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = model
        self._kept: list[Path] = []
        self._current: Path | None = None
        self._quiet = False
        self.setModel(model)
        self.setAccessibleName(tr("Runs"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(TARGET_HEIGHT)
        horizontal.setSectionsMovable(True)
        horizontal.setHighlightSections(False)
        horizontal.setDefaultSectionSize(_SETTING)
        horizontal.setMinimumSectionSize(32)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, _WIDTHS.get(column.key, _SETTING))
        horizontal.setSortIndicator(*model.sorted_by)
        self.setSortingEnabled(True)
        model.modelReset.connect(self._select_again)
        model.arranged.connect(self._show_sorting)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(self._double_clicked)
        theme().changed.connect(self.viewport().update)

    @property
    def selected(self) -> list[RunRow]:
        """The selected runs, in the order shown."""
        ranges = self.selectionModel().selection().toList()  # asked for its rows, Qt asks for the flags of every cell
        rows = sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})
        return [self.runs.rows[row] for row in rows if row < len(self.runs.rows)]

    def select(self, paths: Sequence[Path]) -> None:
        """Select runs, those that are shown, and bring the first one into sight."""
        places = [place for path in paths if (place := self.runs.place_of(path)) >= 0]
        found = QItemSelection()
        for place in places:
            found.select(self.runs.index(place, 0), self.runs.index(place, self.runs.columnCount() - 1))
        model = self.selectionModel()
        if places:
            model.setCurrentIndex(self.runs.index(places[0], NAME), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(self.runs.index(places[0], NAME))
        model.select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def rename(self) -> None:
        """Begin to edit the name of the current run."""
        index = self.currentIndex()
        if index.isValid():
            self.edit(index.siblingAtColumn(NAME))

    @Slot()
    def _selection_changed(self) -> None:
        rows = self.selected
        if rows or not self._quiet:
            self._kept = [row.path for row in rows]
        if not self._quiet:
            self.chosen.emit()

    @Slot()
    def _show_sorting(self) -> None:
        """Put the arrow where the model is sorted by, if that changed by itself."""
        header = self.horizontalHeader()
        place, order = self.runs.sorted_by
        if place != header.sortIndicatorSection() or order != header.sortIndicatorOrder():
            header.blockSignals(True)
            header.setSortIndicator(place, order)
            header.blockSignals(False)
            header.viewport().update()

    @Slot()
    def _select_again(self) -> None:
        """Select what was selected before the model was read anew."""
        self._quiet = True
        self.select(self._kept)
        self._quiet = False
        QTimer.singleShot(0, self, self.chosen.emit)

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() != STAR:
            self.opened.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == STAR and event.button() == Qt.MouseButton.LeftButton:
            self.star_toggled.emit(self.runs.rows[index.row()].path)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not (index.isValid() and index.column() == STAR and event.button() == Qt.MouseButton.LeftButton):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.state() != QAbstractItemView.State.EditingState:
                self.opened.emit()
            case Qt.Key.Key_Delete:
                self.delete_wanted.emit()
            case Qt.Key.Key_Space if self.currentIndex().isValid():
                self.star_toggled.emit(self.runs.rows[self.currentIndex().row()].path)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selected:
            self.menu_wanted.emit(event.globalPos())
