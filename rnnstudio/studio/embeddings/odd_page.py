"""Words that stand apart from all others, and pairs that are almost the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Progressed
from rnnstudio.project.words import sentence
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.data.reading_bar import ProgressLine
from rnnstudio.studio.embeddings.bar_list import Bar, BarList
from rnnstudio.studio.embeddings.naming import plain, value_words
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching
from rnnstudio.studio.embeddings.word_page import tip
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork, Task
from rnnstudio.studio.statement import Statement

if TYPE_CHECKING:
    from rnnstudio.vectors.odd import Odd, Pair
    from rnnstudio.vectors.space import WordSpace

MOST = 60
"""Lines of either kind."""
THRESHOLD = 0.95
"""Cosine from which on two words are almost the same."""


class _Half(QWidget):
    """What either page of the pair is, for the switch between them."""


class OddPage(ToolPage):
    """Looks through the state's words once it is in sight.

    Attributes:
        found_outliers: Words far from their nearest, the farthest first; ``None`` until they are known.
        found_pairs: Pairs almost the same, the nearest first; ``None`` until they are known.

    Signals:
        pair_chosen: A pair is to stand out in the map: both rows.
    """

    pair_chosen = Signal(int, int)

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.found_outliers: list[Odd] | None = None
        self.found_pairs: list[Pair] | None = None
        self.switch = Pages()
        self._outliers, self._pairs = _Half(), _Half()
        self.switch.add(tr("Outliers"), self._outliers)
        self.switch.add(tr("Near-duplicates"), self._pairs)
        self.switch.stack.hide()
        self.teaching = teaching("")
        self.line = ProgressLine()
        self.statement = Statement("info", "")
        self.bars = BarList(tr("Words that are found"), fits=False)
        self.fill(self.switch, self.teaching, self.line, self.statement, last=self.bars)
        self._work = LatestWork(self)
        self._work.progressed.connect(self._on_progress)
        self._work.failed.connect(self._failed)
        self._work.changed.connect(self._show_work)
        self.line.stop.clicked.connect(self._stop)
        self.switch.turned.connect(self.show_page)
        self.bars.chosen.connect(self._go)
        state.space_changed.connect(self.show_space)
        self.show_space()

    def close_work(self) -> None:
        """End what is under way."""
        self._work.close()

    @property
    def on_pairs(self) -> bool:
        """Whether pairs are asked for, not outliers."""
        return self.switch.page is self._pairs

    @Slot()
    def show_space(self) -> None:
        """Forget what was found in other words."""
        self._work.stop()
        self.found_outliers, self.found_pairs = None, None
        self.show_page()

    @Slot()
    def show_page(self) -> None:
        """Show what was found, and look for it if that wasn't done."""
        self._work.stop()
        self.statement.hide()
        self.teaching.setText(tr(
            "Pairs whose vectors are almost the same, with a cosine of 0.95 and more: the model doesn't tell them "
            "apart.") if self.on_pairs else tr(
            "Words far from even their ten nearest: hardly trained ones, or with a meaning of their own."))
        self._show_found()
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        space = self._state.space
        known = self.found_pairs if self.on_pairs else self.found_outliers
        if space is None or known is not None or self._work.running or not self.isVisible():
            return
        self.line.say(Progressed(text=""), tr("Comparing all words"))
        if self.on_pairs:
            self._work.begin(lambda task: pairs(space, task), self._take_pairs)
        else:
            self._work.begin(lambda task: outliers(space, task), self._take_outliers)

    def _take_outliers(self, found: list[Odd]) -> None:
        self.found_outliers = found
        self._show_found()

    def _take_pairs(self, found: list[Pair]) -> None:
        self.found_pairs = found
        self._show_found()

    def _show_found(self) -> None:
        space = self._state.space
        bars = []
        if space is not None and self.on_pairs:
            bars = [Bar(f"{plain(space.words[pair.a])} · {plain(space.words[pair.b])}", value_words(pair.cosine),
                        pair.cosine, tip=f"{tip(space, pair.a)}\n{tip(space, pair.b)}")
                    for pair in self.found_pairs or ()]
        elif space is not None:
            bars = [Bar(plain(space.words[odd.row]), value_words(odd.value), min(1.0, odd.value),
                        tip=tip(space, odd.row)) for odd in self.found_outliers or ()]
        self.bars.show_bars(bars)
        if self.on_pairs and self.found_pairs == []:
            self.statement.say("info", tr("No two words are that near to each other."))
            self.statement.show()

    @Slot()
    def _show_work(self) -> None:
        self.line.setVisible(self._work.running)

    @Slot(float, object)
    def _on_progress(self, fraction: float, _interim: object) -> None:
        self.line.say(Progressed(text="", fraction=fraction), tr("Comparing all words"))

    @Slot()
    def _stop(self) -> None:
        self._work.stop()
        self.statement.say("info", tr("Stopped."))
        self.statement.show()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self.statement.say("warning", sentence(message))
        self.statement.show()

    @Slot(int)
    def _go(self, place: int) -> None:
        if self.on_pairs and self.found_pairs:
            self._state.go_to(self.found_pairs[place].a)
            self.pair_chosen.emit(self.found_pairs[place].a, self.found_pairs[place].b)
        elif self.found_outliers:
            self._state.go_to(self.found_outliers[place].row)


def outliers(space: WordSpace, task: Task) -> list[Odd]:
    """Find the words that stand apart; in a thread."""
    from rnnstudio.vectors import odd

    return odd.outliers(space, MOST, progress=task.tell, cancelled=task.cancelled)


def pairs(space: WordSpace, task: Task) -> list[Pair]:
    """Find the pairs that are almost the same; in a thread."""
    from rnnstudio.vectors import odd

    return odd.near_duplicates(space, THRESHOLD, MOST, progress=task.tell, cancelled=task.cancelled)
