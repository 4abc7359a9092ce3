"""What the Words pane looks at: a run's words with their vectors, and the word that a person is at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import sentence
from rnnstudio.runs.folder import RunInfo, read_info
from rnnstudio.studio.embeddings.naming import Metric
from rnnstudio.studio.embeddings.take import Taken, Time, take
from rnnstudio.studio.embeddings.wording import has_words
from rnnstudio.studio.embeddings.work import LatestWork

if TYPE_CHECKING:
    from rnnstudio.vectors.space import Rows, Vectors, WordSpace
    from rnnstudio.vectors.taking import EmbeddingChoice

Phase = Literal["none", "wordless", "waiting", "reading", "ready", "failed"]
_DEEPEST = 100
"""Words that can be gone back to."""


class WordsState(QObject):
    """Reads the words of one run at a time, once they are looked at.

    Attributes:
        run: The run.
        info: What its ``run.json`` says.
        layer: Node id of the embedding; "" for the first.
        moment: Whose vectors; ``None`` for the best model's.
        phase: How far it is; ``waiting`` until ``look``.
        message: Why there is nothing, where there is.
        layers: The run's embeddings.
        moments: When its vectors are known.
        ids: Token ids of its words, where they are some of the vocabulary's alone; ``None`` where row and id are one.
        space: Its words; ``None`` unless ``phase`` is ``ready``.
        problem: What is wrong with some of them, or "".
        metric: What counts as near.
        word: The row of the word that a person is at, or ``None``.
        classes: The classes of its training data, if they were counted by word.
        association: P(class | word), float32 (words, classes); NaN for words that don't stand in the training text.

    Signals:
        changed: Run, layer, moment or phase did.
        space_changed: There are other words, or none any more.
        word_changed: A person is at another word, or at none.
        metric_changed: Something else counts as near.
        association_changed: Words were counted by class, or aren't known any more.
    """

    changed = Signal()
    space_changed = Signal()
    word_changed = Signal()
    metric_changed = Signal()
    association_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: Path | None = None
        self.info: RunInfo | None = None
        self.layer = ""
        self.moment: Time | None = None
        self.phase: Phase = "none"
        self.message = ""
        self.layers: tuple[EmbeddingChoice, ...] = ()
        self.moments: tuple[Time, ...] = ()
        self.space: WordSpace | None = None
        self.ids: Rows | None = None
        self.problem = ""
        self.metric: Metric = "cosine"
        self.word: int | None = None
        self.classes: tuple[str, ...] = ()
        self.association: Vectors | None = None
        self._before: list[int] = []
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)

    @property
    def has_run(self) -> bool:
        """Whether there is a run that has words, as far as is known."""
        return self.info is not None and self.phase not in ("none", "wordless")

    def choose_run(self, run: Path) -> None:
        """Look at a run's words, of its best model."""
        self.run, self.layer, self.moment = run, "", None
        self.layers, self.moments = (), ()
        self._forget()
        try:
            self.info = read_info(run)
        except UserError as error:
            self.info = None
            self._set("failed", sentence(str(error)))
            return
        if has_words(self.info):
            self._set("waiting")
        else:
            self._set("wordless", tr("This run was trained on numbers, not on words, so it has no word vectors."))

    def choose(self, *, layer: str | None = None, moment: Time | None = None) -> None:
        """Look at another embedding, or at the vectors of another time, and go on with the same word."""
        if not self.has_run:
            return
        self.layer = self.layer if layer is None else layer
        self.moment = self.moment if moment is None else moment
        self._begin()

    def look(self) -> None:
        """Read the words now, unless that was done: they are in sight."""
        if self.phase == "waiting":
            self._begin()

    def look_again(self) -> None:
        """Read the words once more: there may be others by now."""
        if self.has_run:
            self._begin()

    def close(self) -> None:
        """End the reading."""
        self._work.close()

    def set_metric(self, metric: Metric) -> None:
        """Have something else count as near."""
        if metric != self.metric:
            self.metric = metric
            self.metric_changed.emit()

    def set_association(self, classes: tuple[str, ...], association: Vectors | None) -> None:
        """Know how the words are divided among the classes, by their ids."""
        space = self.space
        if association is not None and self.ids is not None and len(association) > self.ids.max(initial=0):
            association = association[self.ids]
        if association is not None and (space is None or association.shape != (len(space), len(classes))):
            return
        self.classes, self.association = classes, association
        self.association_changed.emit()

    def shares(self, rows: Sequence[int]) -> list[float]:
        """Return the mean share of each class over words; empty if it isn't known of any of them."""
        if self.association is None or not rows:
            return []
        shares = self.association[list(rows)]
        seen = shares[(shares == shares).all(axis=1)]  # words that don't stand in the training text have NaN
        return [float(share) for share in seen.mean(axis=0)] if len(seen) else []

    def go_to(self, word: int | None) -> None:
        """Look at a word; the one before can be gone back to."""
        if word == self.word:
            return
        if self.word is not None:
            self._before = [*self._before, self.word][-_DEEPEST:]
        self.word = word
        self.word_changed.emit()

    @property
    def can_go_back(self) -> bool:
        """Whether there was a word before."""
        return bool(self._before)

    @Slot()
    def go_back(self) -> None:
        """Look at the word before again."""
        if self._before:
            self.word = self._before.pop()
            self.word_changed.emit()

    def _begin(self) -> None:
        run, layer, moment = self.run, self.layer or None, self.moment
        if run is None:
            return
        self._set("reading")
        self._work.begin(lambda task: take(run, layer, moment, task), self._take)

    def _take(self, taken: Taken) -> None:
        """Show what was read; a word that is there too stays the one looked at."""
        name = self.space.words[self.word] if self.space is not None and self.word is not None else None
        same = self.space is not None and list(self.space.words) == list(taken.space.words)
        self.layers, self.moments, self.space, self.ids, self.problem = taken
        if self.moment is not None:  # its epoch may be another by now
            which = self.moment.which
            self.moment = next((moment for moment in self.moments if moment.which == which), self.moment)
        if not same:
            self._before = []
            self.word = self.space.row(name) if name is not None else None
            self.set_association((), None)
        self._set("ready")
        self.space_changed.emit()
        self.word_changed.emit()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self._forget()
        self._set("failed", sentence(message))

    def _forget(self) -> None:
        self._work.stop()
        had = self.space is not None
        self.space, self.ids, self.problem, self.word, self._before = None, None, "", None, []
        self.classes, self.association = (), None
        if had:
            self.space_changed.emit()
            self.word_changed.emit()
            self.association_changed.emit()

    def _set(self, phase: Phase, message: str = "") -> None:
        self.phase, self.message = phase, message
        self.changed.emit()
