"""Whose words are looked at: the run, its embedding where it has several, and the time in its training."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import number
from rnnstudio.runs.folder import read_info
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.embeddings.take import Time
from rnnstudio.studio.embeddings.wording import has_words
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.evaluation.controls import newest_runs, run_title
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT

NARROW = 620
"""Width, in pixels, below which the pages' buttons and the choices take two lines."""


class RunBar(QWidget):
    """The buttons of the pages at the left, the choices at the right.

    Args:
        state: What is chosen for.
        pages: The buttons.
    """

    def __init__(self, state: WordsState, pages: Pages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._runs: list[Path] = []
        self.run = _choices(tr("Run whose words are shown"), 12)
        self.layer = _choices(tr("Embedding"), 8)
        self.layer.setToolTip(tr("The embedding, of those that the run has"))
        self.moment = _choices(tr("When"), 15)
        self.moment.setToolTip(tr("The time in the training whose vectors are shown"))
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.run.setMaximumWidth(320)
        self.moment.setMaximumWidth(208)
        choices = QHBoxLayout()
        choices.setSpacing(SPACE_2)
        for widget in (self.run, self.layer, self.moment):
            choices.addWidget(widget, 3 if widget is self.run else 2)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(pages)
        self._row.addStretch(1)
        self._row.addLayout(choices, 100)
        self.run.activated.connect(self._run_chosen)
        self.layer.activated.connect(lambda place: state.choose(layer=state.layers[place].layer))
        self.moment.activated.connect(lambda place: state.choose(moment=state.moments[place]))
        state.changed.connect(self.show_state)
        self.show_state()

    def list_runs(self) -> None:
        """Offer the newest runs that have words, and the one that is looked at."""
        chosen = self._state.run
        found = [run for run in newest_runs(chosen.parent if chosen is not None else runs_folder()) if _is_wordy(run)]
        if chosen is not None and chosen not in found:
            found.insert(0, chosen)
        if found != self._runs:
            self._runs = found
            self.run.clear()
            for path in found:
                self.run.addItem(run_title(path))
        self.show_state()

    @Slot(int)
    def _run_chosen(self, place: int) -> None:
        self._state.choose_run(self._runs[place])
        self._state.look()

    @property
    def has_others(self) -> bool:
        """Whether another run than the one looked at is offered."""
        return any(run != self._state.run for run in self._runs)

    @property
    def runs(self) -> list[Path]:
        """The runs that are offered."""
        return list(self._runs)

    @Slot()
    def show_state(self) -> None:
        """Show what is looked at."""
        state = self._state
        if state.run is not None and state.run not in self._runs:
            self._runs.insert(0, state.run)
            self.run.insertItem(0, run_title(state.run))
        self.run.setCurrentIndex(self._runs.index(state.run) if state.run in self._runs else -1)
        self.run.setToolTip(self.run.currentText())
        _fill(self.layer, [tr("{name} · {dimensions} dimensions", name=each.name, dimensions=number(each.dimensions))
                           for each in state.layers])
        self.layer.setCurrentIndex(next((place for place, each in enumerate(state.layers)
                                         if each.layer == state.layer), 0 if state.layers else -1))
        self.layer.setVisible(len(state.layers) > 1)
        _fill(self.moment, [moment_words(moment) for moment in state.moments])
        self.moment.setCurrentIndex(state.moments.index(state.moment) if state.moment in state.moments
                                    else 0 if state.moments else -1)
        filmed = [place for place, moment in enumerate(state.moments) if moment.which.isdigit()]
        for place in filmed:
            self.moment.setItemData(place, tr("The most frequent words, as they were after this epoch"),
                                    Qt.ItemDataRole.ToolTipRole)
        self.moment.setVisible(len(state.moments) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


def moment_words(moment: Time) -> str:
    """Return which of a run's models, states or epochs it is: "Best model, epoch 5"."""
    if moment.which.isdigit():
        return tr("Epoch {epoch}", epoch=number(moment.epoch)) if moment.epoch else tr("Before training")
    name = {"best": tr("Best model"), "last": tr("Last model"), "checkpoint": tr("Checkpoint")}[moment.which]
    return tr("{name}, epoch {epoch}", name=name, epoch=number(moment.epoch)) if moment.epoch else name


def _is_wordy(run: Path) -> bool:
    try:
        return has_words(read_info(run))
    except UserError:
        return False


def _choices(name: str, letters: int) -> ComboBox:
    combo = ComboBox()
    combo.setAccessibleName(name)
    combo.setMinimumHeight(TARGET_HEIGHT)
    combo.setMinimumContentsLength(letters)
    return combo


def _fill(combo: ComboBox, titles: list[str]) -> None:
    if [combo.itemText(place) for place in range(combo.count())] != titles:
        combo.clear()
        combo.addItems(titles)
