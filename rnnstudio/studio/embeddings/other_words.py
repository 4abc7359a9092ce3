"""The words of a second run, to compare the first one's with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.project.words import sentence
from rnnstudio.studio.embeddings.take import take
from rnnstudio.studio.embeddings.work import LatestWork

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.take import Taken
    from rnnstudio.vectors.space import WordSpace


class OtherWords(QObject):
    """Reads the words of a run's best model.

    Attributes:
        run: The run.
        space: Its words, once they are read.
        message: Why they can't be, or "".

    Signals:
        changed: There are others, or none any more.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: Path | None = None
        self.space: WordSpace | None = None
        self.message = ""
        self._work = LatestWork(self)
        self._work.failed.connect(self._failed)

    @property
    def reading(self) -> bool:
        """Whether they are being read."""
        return self._work.running

    def choose(self, run: Path | None) -> None:
        """Read another run's words."""
        self.run, self.space, self.message = run, None, ""
        if run is None:
            self._work.stop()
        else:
            self._work.begin(lambda task: take(run, None, None, task), self._take)
        self.changed.emit()

    def close(self) -> None:
        """End the reading."""
        self._work.close()

    def _take(self, taken: Taken) -> None:
        self.space = taken.space
        self.changed.emit()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self.message = sentence(message)
        self.changed.emit()
