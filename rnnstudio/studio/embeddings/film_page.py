"""The page that plays a training as a film of its words, also while it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import sentence
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.embeddings import film_reading
from rnnstudio.studio.embeddings.work import LatestWork
from rnnstudio.studio.statement import EmptyPane

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.film_reading import Reel
    from rnnstudio.studio.embeddings.film_view import FilmView

LOOK_MS = 1000
"""Milliseconds between two looks whether a training has come further."""


class FilmPage(QStackedWidget):
    """Shows the film of one run. It reads, and imports NumPy, when it is first in sight.

    Attributes:
        view: What is shown once there is a film.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Path | None = None
        self._layer = ""
        self._reel: Reel | None = None
        self._changed = -1.0
        self.view: FilmView | None = None
        self.empty = EmptyPane("chart-scatter", tr("No film yet"), "")
        self.addWidget(self.empty)
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._say_nothing()

    def show_run(self, run: Path | None, layer: str = "") -> None:
        """Show the film of a run.

        Args:
            run: The run, which may be under way; ``None`` for none.
            layer: Node of the embedding; "" for the first.
        """
        if (run, layer) == (self._run, self._layer):
            return
        self._run, self._layer = run, layer
        self._reel, self._changed = None, -1.0
        self._work.stop()
        if self.view is not None:
            self.view.player.pause()
        self._say_nothing()
        if self.isVisible():
            self.look()

    def close_work(self) -> None:
        """End what is under way."""
        self._timer.stop()
        self._work.close()

    @Slot()
    def look(self) -> None:
        """Read what is new of the film, if there is anything."""
        run, layer, known = self._run, self._layer, self._reel
        if run is None or self._work.running:
            return
        changed = film_reading.changed(run)
        if changed == self._changed:
            return
        self._changed = changed
        self._work.begin(lambda task: film_reading.read(run, layer, known, task), self._take)

    def _take(self, reel: Reel) -> None:
        self._reel = reel
        if self.view is None:
            from rnnstudio.studio.embeddings.film_view import FilmView

            self.view = FilmView()
            self.addWidget(self.view)
        self.view.show_reel(reel, self._planned())
        self.setCurrentWidget(self.view)

    def _planned(self) -> int:
        try:
            return read_info(self._run).planned if self._run is not None else 0
        except UserError:
            return 0

    @Slot(str)
    def _failed(self, reason: str) -> None:
        if self._reel is None:
            self._say_nothing(reason)

    def _say_nothing(self, reason: str = "") -> None:
        if self._run is None:
            self.empty.say(tr("No film yet"), tr("Train a model with an Embedding layer: how its words move while it "
                                                 "learns is played here."))
        elif reason and not film_reading.changed(self._run):
            self.empty.say(tr("This run has no film"), tr(
                "The vectors of the most frequent words are kept after each epoch, unless “Words filmed” is 0 in the "
                "training settings or the Embedding isn't trainable. Train again to have a film."))
        elif reason:
            self.empty.say(tr("No film to show"), sentence(reason))
        else:
            self.empty.say(tr("Reading"), tr("The film comes in a moment."))
        self.setCurrentWidget(self.empty)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        if self.view is not None:
            self.view.player.pause()
