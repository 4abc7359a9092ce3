"""An axis of one's own: from some words to others, and where all the rest stand along it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import sentence
from rnnstudio.studio.embeddings.examples import axes_of
from rnnstudio.studio.embeddings.naming import plain
from rnnstudio.studio.embeddings.strip import Place, Strip, said
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork, Task
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1

if TYPE_CHECKING:
    from rnnstudio.vectors.space import WordSpace

MOST = 2000
"""Words on the axis, the most frequent: a strip of more is one block."""


class AxisPage(ToolPage):
    """Two fields, and a strip of the words between them.

    Attributes:
        ends: Rows of the words at the low and the high end.

    Signals:
        found: There is another axis.
    """

    found = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.ends: tuple[list[int], list[int]] = [], []
        self.low = WordField(tr("Words at the low end"), several=True)
        self.high = WordField(tr("Words at the high end"), several=True)
        self.low.setPlaceholderText(tr("such as bad awful"))
        self.high.setPlaceholderText(tr("such as good great"))
        self.example = QPushButton()
        self.example.setProperty("kind", "flat")
        self.example.clicked.connect(self._take_example)
        self.problem = Statement("warning", "")
        self.strip = Strip()
        grid = QGridLayout()
        grid.setSpacing(SPACE_1)
        for row, (name, field) in enumerate(((tr("From"), self.low), (tr("To"), self.high))):
            label = QLabel(name)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self.teaching = teaching(tr(
            "A word or several at each end make a scale, from “bad” to “good” for instance. Every word stands where "
            "its vector falls on the line between the two."))
        self.fill(self.teaching, grid, self.example, self.problem, last=self.strip)
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)
        for field in (self.low, self.high):
            field.chosen.connect(self._on_chosen)
        self.strip.chosen.connect(state.go_to)
        state.space_changed.connect(self.show_space)
        state.word_changed.connect(lambda: self.strip.mark(state.word))
        self.show_space()

    def close_work(self) -> None:
        """End what is under way."""
        self._work.close()

    @Slot()
    def show_space(self) -> None:
        """Lay the axis through the state's words, the same again if they have those that are typed."""
        space = self._state.space
        for field in (self.low, self.high):
            field.set_space(space)
        offered = next(axes_of(space), None) if space is not None else None
        self._clear()
        if offered is not None:
            self.example.setText(tr("Try {low} → {high}", low=" ".join(offered[0]), high=" ".join(offered[1])))
            self.example.setProperty("ends", [" ".join(end) for end in offered])
        self.example.setVisible(offered is not None)
        self._ask()

    @Slot()
    def _take_example(self) -> None:
        low, high = self.example.property("ends")
        self.low.show_words(low)
        self.high.show_words(high)
        self._ask()

    @Slot()
    def _on_chosen(self) -> None:
        empty = next((field for field in (self.low, self.high) if not field.text()), None)
        if empty is not None:
            empty.setFocus()
        else:
            self._ask()

    def _ask(self) -> None:
        space, low, high = self._state.space, self.low.rows, self.high.rows
        if space is None or not low or not high:
            return
        self._work.begin(lambda task: places(space, low, high, task),
                         lambda found: self._take(space, found, low, high))

    def _take(self, space: WordSpace, found: list[Place], low: list[int], high: list[int]) -> None:
        self._clear()
        self.ends = low, high
        self.example.hide()
        self.teaching.hide()
        self.strip.show_places(found, *(said([space.words[row] for row in end]) for end in (low, high)))
        self.strip.mark(self._state.word)
        self.strip.show()
        self.found.emit()

    def _clear(self) -> None:
        self._work.stop()
        self.ends = [], []
        self.strip.hide()
        self.problem.hide()
        self.teaching.show()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self._clear()
        self.problem.say("warning", sentence(message))
        self.problem.show()


def places(space: WordSpace, low: list[int], high: list[int], task: Task) -> list[Place]:
    """Find where the most frequent words, and those of the ends, stand on an axis; in a thread.

    A name matters the more the further out its word is, and the more often the word was seen.
    """
    import numpy as np

    from rnnstudio.vectors.axis import on_axis

    task.check()
    ends = {*low, *high}
    rows = np.union1d(space.top(MOST), np.array(sorted(ends), np.int64))
    values = np.asarray(on_axis(space, low, high, rows), np.float64)
    middle, spread = float(np.median(values)), float(values.std()) or 1.0
    counts = space.counts[rows] if space.counts is not None else np.ones(len(rows))
    return [Place(row, plain(space.words[row]), value, abs(value - middle) / spread * math.log(2 + count),
                  row in ends)
            for row, value, count in zip(rows.tolist(), values.tolist(), counts.tolist(), strict=True)]
