"""The words that were drawn around: how many, how they are divided among the classes, what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.bar_list import Bar, BarList
from rnnstudio.studio.embeddings.naming import plain
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching, title
from rnnstudio.studio.embeddings.word_page import class_bars, tip
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.theme import SPACE_2

if TYPE_CHECKING:
    from rnnstudio.vectors.space import Rows

LISTED = 500
"""Words that are listed, the most frequent."""


class GroupPage(ToolPage):
    """Shows a group of rows.

    Attributes:
        rows: The group, the most frequent word first; empty for none.

    Signals:
        save_wanted: "Save as TSV" was pressed.
        clear_wanted: The group isn't wanted any more.
    """

    save_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.rows: list[int] = []
        self.teaching = teaching(tr(
            "Draw around words in the map with the lasso to see which they are, and which classes they stand for."))
        self.heading = ElidedLabel(role="heading")
        self.about = title("")
        self.classes_title = title(tr("On average, by class"))
        self.classes = BarList(tr("Share of each class"), still=True)
        self.words = BarList(tr("Words of the group"), fits=False)
        self.save = QPushButton(tr("Save as TSV"))
        self.save.setToolTip(tr("Write the group's words, with count and classes, as a table"))
        self.clear = QPushButton(tr("Clear"))
        self.clear.setProperty("kind", "flat")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.save)
        row.addWidget(self.clear)
        row.addStretch(1)
        self.fill(self.teaching, self.heading, self.about, row, self.classes_title, self.classes, last=self.words)
        self.save.clicked.connect(self.save_wanted)
        self.clear.clicked.connect(self.clear_wanted)
        self.words.chosen.connect(lambda place: state.go_to(self.rows[place]))
        state.association_changed.connect(self._show_classes)
        self.show_group(None)

    def show_group(self, rows: Rows | None) -> None:
        """Show another group of the state's words, or none."""
        space = self._state.space
        known = space is not None and rows is not None and len(rows) > 0
        self.teaching.setVisible(not known)
        for widget in (self.heading, self.about, self.save, self.clear, self.words):
            widget.setVisible(known)
        if space is None or rows is None or not known:
            self.rows = []
            self.words.show_bars(())
            self._show_classes()
            return
        counts = space.counts
        self.rows = rows.tolist() if counts is None else rows[(-counts[rows]).argsort(kind="stable")].tolist()
        self.heading.setText(tr("1 word") if len(rows) == 1 else tr("{count} words", count=number(len(rows))))
        self.about.setText(tr("{count} times in the training text, together", count=number(int(counts[rows].sum())))
                           if counts is not None else "")
        self.about.setVisible(counts is not None)
        most = max(1, int(counts[self.rows[0]])) if counts is not None else 1
        self.words.show_bars([Bar(
            plain(space.words[each]), number(int(counts[each])) if counts is not None else "",
            int(counts[each]) / most if counts is not None else None, tip=tip(space, each))
            for each in self.rows[:LISTED]])
        self._show_classes()

    @Slot()
    def _show_classes(self) -> None:
        parts = self._state.shares(self.rows)
        self.classes_title.setVisible(bool(parts))
        self.classes.show_bars(class_bars(self._state.classes, parts) if parts else ())
