"""Asks the engine how a run's words are divided among its classes, once for each run that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from rnnstudio.engine_process.word_messages import AssociationFound, FindAssociation
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.question import Question

TASKS = ("binary", "multiclass", "multilabel")
"""Tasks whose texts have classes."""


class Association(QObject):
    """Follows the state: asks when there are words, and hands it the answer.

    That there is none, because the data is gone for instance, is no fault of the map's: nothing is said.

    Args:
        state: What is told.
        document: Its folder is where a run's relative paths start.
        question: Makes a line to the engine.
    """

    def __init__(self, state: WordsState, document: Document, question: Callable[[bool], Question],
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._document = document
        self._asked: Path | None = None
        self._answer: AssociationFound | None = None
        self._question = question(True)
        self._question.told.connect(self._take)
        state.space_changed.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Ask of the state's run, unless that was done."""
        state = self._state
        if state.run is None or state.space is None or state.association is not None:
            return
        if state.run != self._asked:
            self._asked, self._answer = state.run, None
            facts = state.info.facts if state.info is not None else None
            if facts is not None and facts.task in TASKS and state.space.counts is not None:
                folder = self._document.folder
                self._question.ask(FindAssociation(run=str(state.run),
                                                   folder=str(folder) if folder is not None else None))
        elif self._answer is not None:
            self._hand_over(self._answer)

    @Slot(object)
    def _take(self, event: object) -> None:
        if isinstance(event, AssociationFound):
            self._answer = event
            self._hand_over(event)

    def _hand_over(self, found: AssociationFound) -> None:
        import numpy as np

        shares = np.frombuffer(found.shares, np.float32).reshape(-1, len(found.classes))
        self._state.set_association(found.classes, shares)
