"""The page of the map: toolbar, map, and beside it what is asked of the words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from rnnstudio.studio.embeddings.colouring import Colour, offered
from rnnstudio.studio.embeddings.layout import Wish
from rnnstudio.studio.embeddings.map_bar import MapBar
from rnnstudio.studio.embeddings.map_view import MapView
from rnnstudio.studio.embeddings.saving import MapSaving
from rnnstudio.studio.embeddings.side_panel import WIDTH, SidePanel
from rnnstudio.studio.embeddings.slow_bar import SlowBar
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2

FOLDS_BELOW = 760
"""Width, in pixels, below which the tools are folded away until they are asked for."""


class MapPage(QWidget):
    """Follows the state.

    Signals:
        noticed: A ``Notice`` of what was saved, or why it wasn't.
    """

    noticed = Signal(object)

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._colour: Colour | None = None
        self._narrow: bool | None = None
        self.bar = MapBar()
        self.slow = SlowBar()
        self.broken = Statement("warning", "")
        self.map = MapView(state)
        self.panel = SidePanel(state)
        self.saving = MapSaving(state, self.map.scatter, self)
        self._compose()
        self._connect()
        self._connect_bars()
        self.show_space()

    def _compose(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.map)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setSizes([600, WIDTH])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.bar, self.slow, self.broken):
            column.addWidget(widget)
        column.addWidget(self.split, 1)
        self.slow.hide()

    def _connect(self) -> None:
        state, panel = self._state, self.panel
        self.map.clicked.connect(self._clicked)
        self.map.selected.connect(self._selected)
        self.map.progressed.connect(self.slow.show_progress)
        self.map.running_changed.connect(self._show_running)
        panel.marks_changed.connect(lambda: self.map.mark(panel.marks))
        panel.sought.connect(self.map.centre_on)
        panel.word.centre_wanted.connect(lambda: self.map.centre_on(-1 if state.word is None else state.word))
        panel.group.save_wanted.connect(self._save_words)
        panel.group.clear_wanted.connect(self._clear_group)
        self.saving.noticed.connect(self.noticed)
        state.space_changed.connect(self.show_space)
        state.association_changed.connect(self._offer_colours)

    def _connect_bars(self) -> None:
        bar = self.bar
        bar.method_chosen.connect(self._method_chosen)
        bar.points_chosen.connect(self.lay_out)
        bar.colour_chosen.connect(self._colour_chosen)
        bar.lasso_toggled.connect(lambda on: self.map.scatter.set_tool("lasso" if on else "move"))
        bar.whole_wanted.connect(self.map.scatter.show_all)
        bar.picture_wanted.connect(self.saving.ask_picture)
        bar.selection_wanted.connect(self._save_words)
        bar.panel_toggled.connect(self.panel.setVisible)
        self.slow.run_wanted.connect(self.lay_out)
        self.slow.stop_wanted.connect(self.map.stop)

    def close_work(self) -> None:
        """End what is under way."""
        self.map.close_work()
        self.panel.close_work()

    @Slot()
    def show_space(self) -> None:
        """Lay out the state's words."""
        state = self._state
        self._clear_group()
        self.broken.setVisible(bool(state.problem))
        self.broken.say("warning", state.problem)
        if state.space is None:
            self.map.clear()
            return
        self.bar.show_total(len(state.space.plain))
        self._offer_colours()
        self.lay_out()

    @Slot()
    def lay_out(self) -> None:
        """Lay the words out as the bars say."""
        self.map.lay_out(Wish(self.bar.chosen_method, self.bar.shown, parameters=self.slow.parameters))

    @Slot()
    def _method_chosen(self) -> None:
        method = self.bar.chosen_method
        self.slow.setVisible(method in ("tsne", "umap"))
        if method == "tsne" or method == "umap":
            self.slow.show_method(method)
        self.lay_out()

    @Slot()
    def _show_running(self) -> None:
        self.slow.show_running(self.map.running)

    @Slot()
    def _offer_colours(self) -> None:
        """Offer what there is by now, and keep what was wished even while it isn't there."""
        state = self._state
        if state.space is not None:
            choices = offered(state.space, state.association is not None)
            self.bar.offer_colours(choices, self._colour or choices[0])
            self.map.colour_by(self.bar.chosen_colour)

    @Slot()
    def _colour_chosen(self) -> None:
        self._colour = self.bar.chosen_colour
        self.map.colour_by(self._colour)

    @Slot(int)
    def _clicked(self, row: int) -> None:
        self._state.go_to(row if row >= 0 else None)
        if row >= 0 and self.panel.pages.page in (self.panel.group, self.panel.odd):
            self.panel.pages.show_page(self.panel.word)

    @Slot(object)
    def _selected(self, rows: Any) -> None:
        self.panel.group.show_group(rows)
        self.map.select(rows.tolist())
        self.bar.save_selection.setEnabled(len(rows) > 0)
        if len(rows):
            self.bar.panel.setChecked(True)
            self.panel.pages.show_page(self.panel.group)

    @Slot()
    def _clear_group(self) -> None:
        self.map.select(())
        self.panel.group.show_group(None)
        self.bar.save_selection.setEnabled(False)

    @Slot()
    def _save_words(self) -> None:
        self.saving.ask_words(self.panel.group.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the window back its other parts on Escape, unless something in here wants it."""
        if event.key() == Qt.Key.Key_Escape and self.bar.enlarge.isChecked():
            self.bar.enlarge.setChecked(False)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < FOLDS_BELOW
        if narrow != self._narrow:
            self._narrow = narrow
            self.bar.panel.setChecked(not narrow)
