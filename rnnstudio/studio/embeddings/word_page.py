"""The word that was clicked: how often it stood there, in which classes, and what is near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import sentence
from rnnstudio.studio.embeddings.bar_list import Bar, BarList
from rnnstudio.studio.embeddings.naming import Metric, plain, quoted, shares, times_words, value_words
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching, title
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork, Task
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, TARGET_HEIGHT, icon, theme

if TYPE_CHECKING:
    from rnnstudio.vectors.near import Neighbour
    from rnnstudio.vectors.space import WordSpace

NEIGHBOURS = 20
MOST_CLASSES = 8
METRICS: tuple[Metric, ...] = ("cosine", "euclidean")
LEAST_COUNTS = (0, 6, 20, 100)
"""Times that a word must have stood in the training text to be listed as a neighbour."""


class WordPage(ToolPage):
    """Follows the state's word.

    Attributes:
        neighbours: Rows of the words that are near it.

    Signals:
        found: Other neighbours are known.
        centre_wanted: The map is to show the word in its middle.
    """

    found = Signal()
    centre_wanted = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.neighbours: list[int] = []
        self.back = _button("arrow-left", tr("Back to the word before"))
        self.centre = _button("crosshair", tr("Show it in the middle of the map"))
        self.word = ElidedLabel(role="heading", mode=Qt.TextElideMode.ElideMiddle)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.classes_title = title(tr("Where it stands, by class"))
        self.classes = BarList(tr("Share of each class"), still=True)
        self.nearness = ComboBox()
        self.nearness.addItems([tr("Cosine"), tr("Euclidean")])
        self.nearness.setAccessibleName(tr("What counts as near"))
        self.nearness.setToolTip(tr("Cosine compares directions and passes over lengths, which grow with how often "
                                    "a word was trained; Euclidean is the distance between the ends."))
        self.least = ComboBox()
        self.least.addItems([tr("All words"), *(tr("Seen {count}+ times", count=count)
                                                for count in LEAST_COUNTS[1:])])
        self.least.setCurrentIndex(1)
        self.least.setAccessibleName(tr("Words that are listed"))
        self.least.setToolTip(tr("A word that was seen a few times has hardly moved from where it began at random, "
                                 "so that it is near others by chance."))
        self.near = BarList(tr("Nearest neighbours"))
        self.problem = Statement("warning", "")
        self.teaching = teaching(tr(
            "Click a word in the map, or find it above: its nearest neighbours are the words that the model takes to "
            "mean much the same. Near is what points in the same direction: the cosine is 1 for the same one, 0 for "
            "a right angle."))
        self._about = QWidget()
        self.fill(self.teaching, self._about)
        self._compose()
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)
        self._connect()
        self.show_word()

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_1)
        head.addWidget(self.back)
        head.addWidget(self.word, 1)
        head.addWidget(self.centre)
        near = QHBoxLayout()
        near.setSpacing(SPACE_2)
        near.addWidget(self.nearness, 2)
        near.addWidget(self.least, 3)
        column = QVBoxLayout(self._about)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(head)
        column.addWidget(self.count)
        column.addSpacing(SPACE_1)
        column.addWidget(self.classes_title)
        column.addWidget(self.classes)
        column.addSpacing(SPACE_1)
        column.addWidget(title(tr("Nearest neighbours")))
        column.addLayout(near)
        column.addWidget(self.problem)
        column.addWidget(self.near)
        self._about.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _connect(self) -> None:
        state = self._state
        self.back.clicked.connect(state.go_back)
        self.centre.clicked.connect(self.centre_wanted)
        self.nearness.activated.connect(lambda place: state.set_metric(METRICS[place]))
        self.least.activated.connect(self.show_word)
        self.near.chosen.connect(self._chosen)
        state.word_changed.connect(self.show_word)
        state.metric_changed.connect(self.show_word)
        state.association_changed.connect(self._show_classes)
        theme().changed.connect(self._restyle)
        self._restyle()

    def close_work(self) -> None:
        """End what is under way."""
        self._work.close()

    @Slot()
    def show_word(self) -> None:
        """Show the state's word, and look for what is near it."""
        state, space = self._state, self._state.space
        at_word = space is not None and state.word is not None
        self.teaching.setVisible(not at_word)
        self._about.setVisible(at_word)
        self.nearness.setCurrentIndex(METRICS.index(state.metric))
        self.back.setEnabled(state.can_go_back)
        if space is None or state.word is None:
            self._work.stop()
            self._take_neighbours(None, [])
            return
        row, metric, least = state.word, state.metric, LEAST_COUNTS[self.least.currentIndex()]
        self.word.setText(plain(space.words[row]))
        self.word.setAccessibleName(tr("The word that is looked at: {word}", word=plain(space.words[row])))
        self.count.setText(times_words(int(space.counts[row])) if space.counts is not None else "")
        for widget in (self.count, self.least):
            widget.setVisible(space.counts is not None)
        self._show_classes()
        self._work.begin(lambda task: neighbours(space, row, metric, least, task),
                         lambda found: self._take_neighbours(space, found))

    @Slot()
    def _show_classes(self) -> None:
        parts = self._state.shares([self._state.word]) if self._state.word is not None else []
        self.classes_title.setVisible(bool(parts))
        self.classes.show_bars(class_bars(self._state.classes, parts) if parts else ())

    def _take_neighbours(self, space: WordSpace | None, found: list[Neighbour]) -> None:
        self.problem.hide()
        self.neighbours = [one.row for one in found]
        self.near.show_bars(neighbour_bars(space, found, self._state.metric) if space is not None else ())
        self.found.emit()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self._take_neighbours(None, [])
        self.problem.say("warning", sentence(message))
        self.problem.show()

    @Slot(int)
    def _chosen(self, place: int) -> None:
        self._state.go_to(self.neighbours[place])

    @Slot()
    def _restyle(self) -> None:
        self.back.setIcon(icon("arrow-left", "secondary"))
        self.centre.setIcon(icon("crosshair", "secondary"))


def neighbours(space: WordSpace, row: int, metric: Metric, least: int, task: Task) -> list[Neighbour]:
    """Find what is near a word, special tokens and words seen less than so often left out; in a thread."""
    from rnnstudio.vectors.near import nearest

    task.check()
    rare = (space.counts < least).nonzero()[0].tolist() if space.counts is not None else ()
    return nearest(space, row, NEIGHBOURS, metric, space.special.union(rare))


def neighbour_bars(space: WordSpace, found: list[Neighbour], metric: Metric,
                   marked: frozenset[int] = frozenset()) -> list[Bar]:
    """Return a line for each neighbour."""
    lengths = shares([one.value for one in found], metric)
    return [Bar(plain(space.words[one.row]), value_words(one.value), share, one.row in marked,
                tip(space, one.row)) for one, share in zip(found, lengths, strict=True)]


def class_bars(classes: tuple[str, ...], parts: list[float]) -> list[Bar]:
    """Return a line for each class that has a share, the greatest first."""
    order = sorted(range(len(classes)), key=lambda place: -parts[place])[:MOST_CLASSES]
    return [Bar(classes[place], f"{100 * parts[place]:.0f} %", parts[place]) for place in order]


def tip(space: WordSpace, row: int) -> str:
    """Return what there is to say of a word beside its name."""
    counted = f"\n{times_words(int(space.counts[row]))}" if space.counts is not None else ""
    return f"{quoted(space.words[row])}{counted}"


def _button(icon_name: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name, "secondary"))
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    button.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
