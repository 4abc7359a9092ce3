"""The Words pane: the word vectors that the last run has learned, to be exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.export_page import Export, ExportPage
from rnnstudio.studio.embeddings.wording import has_words
from rnnstudio.studio.statement import EmptyPane


class WordsPane(QStackedWidget):
    """Exports from one run at a time, the one it was last given.

    Args:
        document: For its registry.
        export: Asks the engine to write a run's vectors with an exporter into a folder.
        stop: Asks it to stop that.

    Signals:
        train_requested: "Train" was pressed, for want of a run.
    """

    train_requested = Signal()

    def __init__(self, document: Document, export: Export, stop: Callable[[], None] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Path | None = None
        self._run: Path | None = None
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.empty = EmptyPane("chart-scatter", tr("No word vectors yet"), tr(
            "Train a model with an Embedding layer first. What it has learned of each word can then be exported "
            "here."), self.train)
        self.page = ExportPage(document, export, stop)
        self.addWidget(self.empty)
        self.addWidget(self.page)

    @property
    def has_run(self) -> bool:
        """True if there is a run whose word vectors can be exported."""
        return self._run is not None

    @property
    def exporting(self) -> bool:
        """True from the button until the engine's answer."""
        return self.page.exporting

    def set_run(self, run: Path) -> None:
        """Export from this run from now on; being told the same run again changes nothing."""
        if run == self._told:
            return
        self._told = run
        try:
            info = read_info(run)
        except UserError as error:
            self.empty.say(tr("No word vectors yet"), str(error))
            return
        self._run = run if has_words(info) else None
        if self._run is None:
            self.empty.say(tr("No word vectors"), tr("The last run was trained on numbers, not on words, so it has "
                                                     "no word vectors."))
        self.page.set_run(self._run, info)
        self.setCurrentIndex(0 if self._run is None else 1)

    @Slot()
    def export_now(self) -> None:
        """Write the vectors of the run with what is chosen."""
        self.page.export_now()

    @Slot(object)
    def take(self, event: object) -> None:
        """Take in what an export tells."""
        self.page.take(event)

    @Slot(str)
    def lost(self, message: str) -> None:
        """The export under way failed."""
        self.page.lost(message)
