"""The tools beside the map: the search, and a page each for word, group, analogy, axis, odd ones."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.embeddings.analogy_page import AnalogyPage
from rnnstudio.studio.embeddings.axis_page import AxisPage
from rnnstudio.studio.embeddings.group_page import GroupPage
from rnnstudio.studio.embeddings.odd_page import OddPage
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.studio.embeddings.word_page import WordPage
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.theme import SPACE_2, SPACE_3, icon, theme

WIDTH = 304
LEAST_WIDTH = 248
MARKED = 8
"""Neighbours that stand out in the map: the names of more would cover it."""


class SidePanel(QWidget):
    """Follows the state.

    Signals:
        sought: A word was found by the search; the state is at it by now.
        marks_changed: Other words are to stand out in the map.
    """

    sought = Signal(int)
    marks_changed = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._pair: tuple[int, ...] = ()
        self.search = WordField(tr("Find a word"))
        self.search.setPlaceholderText(tr("Find a word"))
        self._glass = QAction(self.search)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)
        self.pages = Pages()
        self.word, self.group = WordPage(state), GroupPage(state)
        self.analogy, self.axis, self.odd = AnalogyPage(state), AxisPage(state), OddPage(state)
        for title, page in ((tr("Word"), self.word), (tr("Group"), self.group), (tr("Analogy"), self.analogy),
                            (tr("Axis"), self.axis), (tr("Odd"), self.odd)):
            self.pages.add(title, page).setProperty("size", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.search)
        column.addWidget(self.pages)
        column.addWidget(self.pages.stack, 1)
        self.setMinimumWidth(LEAST_WIDTH)
        self._connect()

    def _connect(self) -> None:
        self.search.chosen.connect(self._found)
        for changed in (self.word.found, self.analogy.found, self.axis.found, self.pages.turned):
            changed.connect(self.marks_changed)
        self.odd.pair_chosen.connect(self._on_pair)
        self._state.space_changed.connect(self.show_space)
        self._state.word_changed.connect(self._on_word)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.show_space()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 400)

    def close_work(self) -> None:
        """End what is under way."""
        for page in (self.word, self.analogy, self.axis, self.odd):
            page.close_work()

    @property
    def marks(self) -> list[int]:
        """Rows of the words that stand out in the map: the word looked at, and what the page in front is about."""
        page = self.pages.page
        word = [self._state.word] if self._state.word is not None else []
        if page is self.analogy:
            typed = [row for field in self.analogy.fields for row in field.rows] if self.analogy.results else []
            return [*dict.fromkeys([*word, *typed, *self.analogy.results[:3]])]
        if page is self.axis:
            return [*dict.fromkeys([*word, *self.axis.ends[0], *self.axis.ends[1]])]
        if page is self.odd:
            return [*dict.fromkeys([*word, *self._pair])]
        return [*dict.fromkeys([*word, *self.word.neighbours[:MARKED]])]

    @Slot()
    def show_space(self) -> None:
        """Search in the state's words."""
        self._pair = ()
        self.search.set_space(self._state.space)
        self.group.show_group(None)

    @Slot()
    def _found(self) -> None:
        row = self.search.rows[0]
        self.pages.show_page(self.word)
        self._state.go_to(row)
        self.sought.emit(row)

    @Slot()
    def _on_word(self) -> None:
        self._pair = ()
        self.marks_changed.emit()

    @Slot(int, int)
    def _on_pair(self, one: int, other: int) -> None:
        self._pair = (one, other)
        self.marks_changed.emit()

    @Slot()
    def _restyle(self) -> None:
        self._glass.setIcon(icon("search", "secondary"))
