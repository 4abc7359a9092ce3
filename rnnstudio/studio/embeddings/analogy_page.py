"""Analogies: what is to one word as another is to a third."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import sentence
from rnnstudio.studio.embeddings.bar_list import BarList
from rnnstudio.studio.embeddings.examples import analogies_of
from rnnstudio.studio.embeddings.naming import plain
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching, title
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.studio.embeddings.word_page import neighbour_bars
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork, Task
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1

if TYPE_CHECKING:
    from rnnstudio.vectors.near import Neighbour
    from rnnstudio.vectors.space import WordSpace

RESULTS = 10
MOST_EXAMPLES = 3


class AnalogyPage(ToolPage):
    """Three words, and those that come nearest to what the first minus the second plus the third is.

    Attributes:
        results: Rows of the words that were found.

    Signals:
        found: Others were found.
    """

    found = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.results: list[int] = []
        self.start = WordField(tr("First word"))
        self.minus = WordField(tr("Minus"))
        self.plus = WordField(tr("Plus"))
        self.start.setPlaceholderText(tr("king"))
        self.minus.setPlaceholderText(tr("man"))
        self.plus.setPlaceholderText(tr("woman"))
        self.fields = (self.start, self.minus, self.plus)
        self.examples = [QPushButton() for _ in range(MOST_EXAMPLES)]
        self.equals = title("")
        self.bars = BarList(tr("What the analogy leads to"))
        self.problem = Statement("warning", "")
        self._compose()
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)
        for field in self.fields:
            field.chosen.connect(self._on_chosen)
        self.bars.chosen.connect(self._go)
        state.space_changed.connect(self.show_space)
        self.show_space()

    def _compose(self) -> None:
        formula = QHBoxLayout()
        formula.setSpacing(SPACE_1)
        for sign, field in zip(("", "−", "+"), self.fields, strict=True):
            if sign:
                formula.addWidget(QLabel(sign))
            formula.addWidget(field, 1)
        self._try = title(tr("Try one of these:"))
        for button in self.examples:
            button.setProperty("kind", "flat")
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(self._take_example)
        self.teaching = teaching(tr(
            "“man” is to “king” as “woman” is to which word? What sets the first two apart, added to the third, "
            "often leads there: king − man + woman."))
        self.fill(self.teaching, formula, self._try, *self.examples, self.equals, self.problem,
            self.bars)

    def close_work(self) -> None:
        """End what is under way."""
        self._work.close()

    @Slot()
    def show_space(self) -> None:
        """Ask in the state's words, the same again if they have those that are typed."""
        space = self._state.space
        for field in self.fields:
            field.set_space(space)
        self._offer(list(analogies_of(space))[:MOST_EXAMPLES] if space is not None else ())
        self._clear()
        self._ask()

    def _offer(self, offered: Sequence[tuple[str, str, str]]) -> None:
        for place, button in enumerate(self.examples):
            button.setVisible(place < len(offered))
            if place < len(offered):
                first, minus, plus = offered[place]
                button.setText(f"{first} − {minus} + {plus}")
                button.setProperty("words", list(offered[place]))
        self._try.setVisible(bool(offered))

    @Slot()
    def _take_example(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            for field, word in zip(self.fields, button.property("words"), strict=True):
                field.show_words(word)
            self._ask()

    @Slot()
    def _on_chosen(self) -> None:
        """Go on to the next empty field, or ask."""
        empty = next((field for field in self.fields if not field.text()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._ask()

    def _ask(self) -> None:
        space = self._state.space
        rows = [field.rows for field in self.fields]
        if space is None or not all(rows):
            return
        (start,), (minus,), (plus,) = rows
        self._work.begin(lambda task: lead(space, start, minus, plus, task),
                         lambda found: self._take(space, found))

    def _take(self, space: WordSpace, found: list[Neighbour]) -> None:
        self._clear()
        self._offer(())
        self.teaching.hide()
        start, minus, plus = (plain(space.words[field.rows[0]]) if field.rows else "" for field in self.fields)
        self.equals.setText(f"{start} − {minus} + {plus} ≈")
        self.equals.show()
        self.results = [one.row for one in found]
        self.bars.show_bars(neighbour_bars(space, found, "cosine", frozenset(self.results[:1])))
        self.found.emit()

    def _clear(self) -> None:
        self._work.stop()
        self.results = []
        self.bars.show_bars(())
        self.equals.hide()
        self.problem.hide()
        self.teaching.show()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self._clear()
        self.problem.say("warning", sentence(message))
        self.problem.show()

    @Slot(int)
    def _go(self, place: int) -> None:
        self._state.go_to(self.results[place])


def lead(space: WordSpace, start: int, minus: int, plus: int, task: Task) -> list[Neighbour]:
    """Find what an analogy leads to; in a thread."""
    from rnnstudio.vectors.analogy import analogy

    task.check()
    return analogy(space, [start, plus], [minus], RESULTS)
