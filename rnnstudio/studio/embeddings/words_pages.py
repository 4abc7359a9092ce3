"""The pages of the Words pane: map, judge, compare, film, export, and above them whose words they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.association import Association
from rnnstudio.studio.embeddings.compare_page import ComparePage
from rnnstudio.studio.embeddings.export_page import Export, ExportPage
from rnnstudio.studio.embeddings.film_page import FilmPage
from rnnstudio.studio.embeddings.judge_page import JudgePage
from rnnstudio.studio.embeddings.run_bar import RunBar, moment_words
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.question import Question
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.map_page import MapPage


class WordsPages(QWidget):
    """Follows the state; the map is made once there are words for it.

    Signals:
        noticed: A ``Notice`` to show.
        enlarge_wanted: ``is_enlarged`` did change.
    """

    noticed = Signal(object)
    enlarge_wanted = Signal()

    def __init__(self, state: WordsState, document: Document, export: Export, stop: Callable[[], None] | None,
                 question: Callable[[bool], Question] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._shown: object = None
        self.switch = Pages()
        self.bar = RunBar(state, self.switch)
        self.map: MapPage | None = None
        self.map_place = QStackedWidget()
        self.judge, self.compare = JudgePage(state), ComparePage(state, lambda: self.bar.runs)
        self.film = FilmPage()
        self.export = ExportPage(document, export, stop)
        self.association = Association(state, document, question, self) if question is not None else None
        self.wait = EmptyPane("chart-scatter", "", "")
        self._compose()
        self.compare.word_chosen.connect(self._look_up)
        self.switch.turned.connect(self._show)
        self.switch.turned.connect(self.enlarge_wanted)
        state.changed.connect(self._show)
        state.space_changed.connect(self._make_map)
        self._make_map()
        self._show()

    def _compose(self) -> None:
        for title, page in ((tr("Map"), self.map_place), (tr("Judge"), self.judge), (tr("Compare"), self.compare),
                            (tr("Film"), self.film), (tr("Export"), self.export)):
            self.switch.add(title, page)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.switch.stack)
        self.stack.addWidget(self.wait)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)

    @property
    def is_enlarged(self) -> bool:
        """Whether the map is to have the whole window."""
        return self.map is not None and self.map.bar.enlarge.isChecked() and self.switch.page is self.map_place

    def shrink(self) -> None:
        """Have the window's other parts be seen again."""
        if self.map is not None:
            self.map.bar.enlarge.setChecked(False)

    def close_work(self) -> None:
        """End what is under way."""
        for page in (self.map, self.judge, self.compare, self.film):
            if page is not None:
                page.close_work()

    @Slot()
    def _make_map(self) -> None:
        """Make the map now that NumPy was imported beside the window's thread, by the reading of the words."""
        if self.map is not None or self._state.space is None:
            return
        from rnnstudio.studio.embeddings.map_page import MapPage

        self.map = MapPage(self._state)
        self.map.noticed.connect(self.noticed)
        self.map.bar.enlarge_toggled.connect(lambda: self.enlarge_wanted.emit())
        self.map_place.addWidget(self.map)

    @Slot()
    def _show(self) -> None:
        """Show the page, or until there are words why there are none."""
        state = self._state
        if state.phase in ("waiting", "reading"):
            self.wait.say(tr("Reading"), tr("The words come in a moment."))
        elif state.message:
            self.wait.say(tr("No words to show"), state.message)
        needs_words = self.switch.page not in (self.export, self.film) or not state.has_run
        self.stack.setCurrentWidget(self.wait if needs_words and state.space is None else self.switch.stack)
        self.film.show_run(state.run if state.has_run else None, state.layer)
        self._show_export()

    def _show_export(self) -> None:
        """Export what is looked at: the bar above has chosen it."""
        state = self._state
        if (state.run, state.info) != self._shown:
            self._shown = state.run, state.info
            self.export.set_run(state.run if state.has_run else None, state.info)
        layer = next((each for each in state.layers if each.layer == state.layer), None) or next(
            iter(state.layers), None)
        moment = state.moment or next(iter(state.moments), None)
        self.export.offer([(layer.layer, layer.name)] if layer is not None else [],
                          [(moment.which, moment_words(moment))] if moment is not None else [])

    @Slot(int)
    def _look_up(self, row: int) -> None:
        self._state.go_to(row)
