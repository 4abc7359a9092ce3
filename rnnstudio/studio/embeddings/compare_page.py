"""The same word in two runs: its neighbours side by side, and the words whose neighbours differ most."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Progressed
from rnnstudio.project.words import number, sentence
from rnnstudio.studio.data.reading_bar import ProgressLine
from rnnstudio.studio.embeddings.bar_list import Bar, BarList
from rnnstudio.studio.embeddings.differing import compared, differing
from rnnstudio.studio.embeddings.naming import plain
from rnnstudio.studio.embeddings.other_words import OtherWords
from rnnstudio.studio.embeddings.tool_page import title
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.studio.embeddings.word_page import neighbour_bars
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork
from rnnstudio.studio.evaluation.controls import run_title
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.statement import EmptyPane, Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_4, TARGET_HEIGHT

if TYPE_CHECKING:
    from rnnstudio.vectors.comparing import Compared, Differing


class ComparePage(QWidget):
    """Compares the state's words with those of another run.

    Args:
        state: The first run's words.
        runs: Returns the runs that may be compared.

    Signals:
        word_chosen: A word was clicked, by its row in the state's space.
    """

    word_chosen = Signal(int)

    def __init__(self, state: WordsState, runs: Callable[[], list[Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._offered = runs
        self._runs: list[Path] = []
        self._differing: list[Differing] = []
        self._sides: tuple[list[int], list[int]] = [], []
        self.other = OtherWords(self)
        self.run = ComboBox()
        self.run.setMinimumHeight(TARGET_HEIGHT)
        self.run.setMinimumContentsLength(24)
        self.run.setAccessibleName(tr("Run to compare with"))
        self.run.setPlaceholderText(tr("Choose another run"))
        self.word = WordField(tr("Word to compare"))
        self.word.setPlaceholderText(tr("Find a word"))
        self.names = [ElidedLabel(role="secondary", mode=Qt.TextElideMode.ElideMiddle) for _ in range(2)]
        self.near = [BarList(tr("Neighbours in this run"), fits=False), BarList(tr("Neighbours in the other run"),
                                                                               fits=False)]
        self.shared = QLabel()
        self.shared.setProperty("role", "secondary")
        self.most = BarList(tr("Words whose neighbours differ most"), fits=False)
        self.line = ProgressLine()
        self.again = QPushButton(tr("Search"))
        self.statement = Statement("warning", "")
        self.empty = EmptyPane("arrow-left-right", tr("Nothing to compare with yet"), tr(
            "Choose another run above: the neighbours of a word in both stand side by side, those that they share "
            "are bold. It shows what a second training, another layer or other data made of the same word."))
        self._comparing, self._searching = LatestWork(self), LatestWork(self)
        self._compose()
        self._connect()
        self._show()

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(QLabel(tr("With")))
        top.addWidget(self.run, 2)
        top.addWidget(self.word, 1)
        sides = QGridLayout()
        sides.setHorizontalSpacing(SPACE_4)
        sides.setVerticalSpacing(SPACE_2)
        for column, (name, near) in enumerate(zip(self.names, self.near, strict=True)):
            sides.addWidget(name, 0, column)
            sides.addWidget(near, 1, column)
        last = QVBoxLayout()
        last.addWidget(self.line)
        last.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        last.addWidget(self.most, 1)
        sides.addWidget(title(tr("Neighbours differ most")), 0, 2)
        sides.addLayout(last, 1, 2)
        for column in range(3):
            sides.setColumnStretch(column, 1)
        result = QWidget()
        below = QVBoxLayout(result)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_2)
        below.addWidget(self.shared)
        below.addLayout(sides, 1)
        self._result = result
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(result)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(SPACE_2)
        column_.addLayout(top)
        column_.addWidget(self.statement)
        column_.addWidget(self.stack, 1)

    def _connect(self) -> None:
        state = self._state
        self.run.activated.connect(lambda place: self.other.choose(self._runs[place]))
        self.word.chosen.connect(lambda: state.go_to(self.word.rows[0]))
        for side in (0, 1):
            self.near[side].chosen.connect(lambda place, side=side: self._go(self._sides[side][place]))
        self.most.chosen.connect(lambda place: self._go(self._differing[place].row))
        self.line.stop.clicked.connect(self._searching.stop)
        self.again.clicked.connect(self._search)
        self.other.changed.connect(self._other_changed)
        self._searching.changed.connect(self._show)
        self._searching.progressed.connect(self._on_progress)
        for work in (self._comparing, self._searching):
            work.failed.connect(self._failed)
        state.space_changed.connect(self._space_changed)
        state.word_changed.connect(self._compare)
        state.metric_changed.connect(self._compare)
        self.word.set_space(state.space)

    def close_work(self) -> None:
        """End what is under way."""
        for work in (self._comparing, self._searching, self.other):
            work.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list_runs()
        self._compare()

    @Slot()
    def list_runs(self) -> None:
        """Offer the runs that can be compared with."""
        self._runs = [run for run in self._offered() if run != self._state.run]
        self.run.clear()
        self.run.addItems([run_title(run) for run in self._runs])
        self.run.setCurrentIndex(self._runs.index(self.other.run) if self.other.run in self._runs else -1)
        self._show()

    @Slot()
    def _space_changed(self) -> None:
        self.word.set_space(self._state.space)
        if self.other.run is not None and self.other.run == self._state.run:
            self.other.choose(None)
        self._forget()
        if self.isVisible():
            self.list_runs()
            self._compare()
            self._search()

    @Slot()
    def _other_changed(self) -> None:
        self._forget()
        if self.other.message:
            self._failed(self.other.message)
        self._compare()
        self._search()
        self._show()

    def _forget(self) -> None:
        self._comparing.stop()
        self._searching.stop()
        self._differing, self._sides = [], ([], [])
        for bars in (*self.near, self.most):
            bars.show_bars(())
        self.shared.setText("")
        self.statement.hide()

    @Slot()
    def _compare(self) -> None:
        """Show what is near the word in both runs."""
        one, other, word, metric = self._state.space, self.other.space, self._state.word, self._state.metric
        if one is None or other is None or not self.isVisible():
            return
        if word is None:
            self.shared.setText(tr("Find a word above, or click one of those at the right."))
            return
        self.word.show_words(one.words[word])
        self._comparing.begin(lambda task: compared(one, other, word, metric, task), self._take)

    def _take(self, found: Compared) -> None:
        one, other, metric = self._state.space, self.other.space, self._state.metric
        if one is None or other is None:
            return
        self.statement.hide()
        names = [plain(found.word)] * 2
        for label, name, run in zip(self.names, names, (self._state.run, self.other.run), strict=True):
            label.setText(f"{name} · {run_title(run)}" if run is not None else name)
        self.near[0].show_bars(neighbour_bars(one, found.first, metric, found.shared))
        self.near[1].show_bars(neighbour_bars(other, found.second, metric, found.shared_second))
        self._sides = ([each.row for each in found.first],
                       [-1 if (row := one.row(other.words[each.row])) is None else row for each in found.second])
        self.shared.setText(tr("“{word}”: {shared} of {count} neighbours are shared.", word=plain(found.word),
                               shared=number(len(found.shared)), count=number(len(found.first))))

    def _search(self) -> None:
        one, other = self._state.space, self.other.space
        if one is None or other is None:
            return
        self.line.say(Progressed(text=""), tr("The words are compared."))
        self._searching.begin(lambda task: differing(one, other, task), self._take_differing)

    def _take_differing(self, found: list[Differing]) -> None:
        self._differing = found
        self.most.show_bars([Bar(plain(each.word), tr("{count} shared", count=each.shared), 1 - each.overlap)
                             for each in found])
        self._show()

    @Slot()
    def _show(self) -> None:
        self.stack.setCurrentWidget(self._result if self.other.space is not None else self.empty)
        self.line.setVisible(self._searching.running)
        self.again.setVisible(not self._searching.running and not self._differing)

    @Slot(float, object)
    def _on_progress(self, fraction: float, _interim: object) -> None:
        self.line.say(Progressed(text="", fraction=fraction), tr("The words are compared."))

    @Slot(str)
    def _failed(self, message: str) -> None:
        self.statement.say("warning", sentence(message))
        self.statement.show()

    def _go(self, row: int) -> None:
        if row >= 0:
            self.word_chosen.emit(row)
