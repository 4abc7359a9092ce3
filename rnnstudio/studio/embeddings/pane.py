"""The Words pane: what a run has learned of each word. Its pages are made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import sentence
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.wording import has_words
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.question import Question
from rnnstudio.studio.statement import EmptyPane

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.export_page import Export
    from rnnstudio.studio.embeddings.words_pages import WordsPages
    from rnnstudio.studio.training.state import TrainingState


class WordsPane(QStackedWidget):
    """Shows the words of one run at a time, the one it was last given or that was chosen in it.

    Nothing of it imports NumPy or reads a run before it is in sight.

    Args:
        document: For its registry, and for the folder where relative paths of its runs start.
        export: Asks the engine to write a run's vectors with an exporter into a folder.
        stop: Asks it to stop that.
        question: Makes a line to the engine; its argument says whether a request replaces the one before.

    Signals:
        train_requested: "Train" was pressed, for want of a run.
        noticed: A ``Notice`` to show.
        enlarge_wanted: Whether the map has the whole window is to be another by now.
    """

    train_requested = Signal()
    noticed = Signal(object)
    enlarge_wanted = Signal()

    def __init__(self, document: Document, export: Export, stop: Callable[[], None] | None = None,
                 question: Callable[[bool], Question] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._export = export
        self._stop_export = stop
        self._question = question
        self._told: Path | None = None
        self._epoch = 0
        self._filmed: Path | None = None
        self.state = WordsState(self)
        self.pages: WordsPages | None = None
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.empty = EmptyPane("chart-scatter", tr("No word vectors yet"), tr(
            "Train a model with an Embedding layer first. What it has learned of each word is shown here: which "
            "words it takes to be alike, and what sets them apart."), self.train)
        self.addWidget(self.empty)
        self.state.changed.connect(self._show)

    @property
    def has_run(self) -> bool:
        """True if there is a run whose word vectors can be looked at and exported."""
        return self.state.has_run

    @property
    def exporting(self) -> bool:
        """True from the button until the engine's answer."""
        return self.pages is not None and self.pages.export.exporting

    def set_run(self, run: Path) -> None:
        """Show this run's words from now on; being told the same run again changes nothing."""
        if run != self._told:
            self._told = run
            self.state.choose_run(run)
            self._look()

    def choose_run(self, run: Path) -> None:
        """Show a run's words, whatever was shown before."""
        if run != self.state.run or self.state.phase == "failed":
            self.state.choose_run(run)
        self._look()

    def follow(self, training: TrainingState) -> None:
        """Know of the training under way: a run that is looked at is read again after each epoch, and at its end.

        Where there are no words yet, the film of the training is played while it grows.
        """
        live = training.run if training.active else None
        if live is not None and live != self._filmed and not self.has_run:
            self._filmed = live
            if _is_wordy(live):
                self.state.choose_run(live)
                self._look()
        if live is not None and training.epoch != self._epoch and self.isVisible():
            if self.pages is not None:
                self.pages.bar.list_runs()
            if live == self.state.run and self.state.phase in ("ready", "failed"):
                self.state.look_again()
        self._epoch = training.epoch
        if live is not None:
            self._told = None
        elif training.finished_run is not None:
            self.set_run(training.finished_run)

    @property
    def is_enlarged(self) -> bool:
        """Whether the map is to have the whole window."""
        return self.pages is not None and self.pages.is_enlarged

    def shrink(self) -> None:
        """Have the window's other parts be seen again."""
        if self.pages is not None:
            self.pages.shrink()

    def _look(self) -> None:
        if self.isVisible() and self.has_run:
            self._built()
            self.state.look()

    @Slot()
    def show_map(self) -> None:
        """Turn to the map."""
        if self.has_run:
            pages = self._built()
            pages.switch.show_page(pages.map_place)

    @Slot()
    def export_now(self) -> None:
        """Turn to the export and begin it; nothing happens if there is no run."""
        if self.has_run:
            pages = self._built()
            pages.switch.show_page(pages.export)
            pages.export.export_now()

    @Slot(object)
    def take(self, event: object) -> None:
        """Take in what an export tells."""
        if self.pages is not None:
            self.pages.export.take(event)

    @Slot(str)
    def lost(self, message: str) -> None:
        """The engine ended, and with it an export under way."""
        if self.pages is not None:
            self.pages.export.lost(message)

    def close_work(self) -> None:
        """End what works beside the window, before it is thrown away."""
        self.state.close()
        if self.pages is not None:
            self.pages.close_work()

    def _built(self) -> WordsPages:
        if self.pages is None:
            from rnnstudio.studio.embeddings.words_pages import WordsPages

            self.pages = WordsPages(self.state, self._document, self._export, self._stop_export, self._question)
            self.pages.noticed.connect(self.noticed)
            self.pages.enlarge_wanted.connect(self.enlarge_wanted)
            self.addWidget(self.pages)
            if self._filmed is not None and self._filmed == self.state.run:
                self.pages.switch.show_page(self.pages.film)
            self.pages.bar.list_runs()
            self._show()
        return self.pages

    @Slot()
    def _show(self) -> None:
        """Show the pages where there is a run with words, else what is to be done."""
        state = self.state
        if state.phase == "wordless":
            self.empty.say(tr("No word vectors"), state.message)
        elif state.phase == "failed" and state.info is None:
            self.empty.say(tr("The run can't be read"), sentence(state.message))
        pages = self.pages
        self.setCurrentWidget(pages if pages is not None and (state.has_run or pages.bar.has_others) else self.empty)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.state.phase != "none":
            self._built().bar.list_runs()
            self._show()
            self.state.look()


def _is_wordy(run: Path) -> bool:
    try:
        return has_words(read_info(run))
    except UserError:
        return False
