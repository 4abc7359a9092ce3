"""Writes the journal of the open document, step by step, and removes it when nothing of it can be lost any more."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from rnnstudio.project.journal import Began, Did, Entry, Reading
from rnnstudio.project.journal_file import FAULTS, Flush, Journal, Rewrite
from rnnstudio.runs.places import journal_folder
from rnnstudio.studio import file_lock
from rnnstudio.studio.document import Document

SUFFIX = ".journal"
KEPT = ".kept"
"""Of a journal that a program is writing, or ended in the midst of; and of one set aside."""
LIMIT = 2 * 2**20
"""Bytes from which a journal is written anew, short."""
TIDY_MS = 1000
RETRY_MS = 10_000


class Recorder(QObject):
    """Listens to a document's steps and journals them. An unedited document leaves nothing on the disk.

    Signals:
        failed: Steps can't be written down, for this reason; it is tried again from time to time.
        recovered: They can be written again.
    """

    failed = Signal(str)
    recovered = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._history = document.history
        self._agreed = False
        self._failing = False
        self._closed = False
        self._folder = journal_folder()
        self._stem = ""
        self._lock: QLockFile | None = None
        self._journal: Journal | None = None
        self._flush: Flush | None = None
        self._rewrite: Rewrite | None = None
        self._floor = 0
        self._tidy = self._timer(TIDY_MS, self._tidy_up)
        self._retry = self._timer(RETRY_MS, self._begin)
        document.stepped.connect(self._on_step)

    @property
    def file(self) -> Path:
        """The journal, whether there is one yet or not."""
        return self._folder / (self._stem + SUFFIX)

    def prepare(self) -> None:
        """Take the lock that says that this program lives, before the first edit needs it.

        Raises:
            OSError: If the folder can't be written to.
        """
        while self._lock is None:
            self._stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
            self._lock = file_lock.take(self.file.with_suffix(file_lock.SUFFIX))

    def may_be_lost(self) -> None:
        """Remember that the person chose not to save, until the next step."""
        self._agreed = True

    def adopt(self, file: Path, reading: Reading, lock: QLockFile) -> None:
        """Go on with the journal of a document that was brought back, and with its lock."""
        self._remove()
        if self._lock is not None:
            self._lock.unlock()
        self._stem, self._lock = file.stem, lock
        try:
            self._journal = Journal.resume(file, reading)
            self._floor = self._journal.size
        except FAULTS as error:
            self._fail(error)

    def close(self) -> None:
        """End with the program. Work that was neither saved nor given up stays on the disk, to be offered back."""
        if self._closed:
            return
        self._closed = True
        self._settle()
        if self._may_go():
            self._remove()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _timer(self, milliseconds: int, do: object) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(do)
        return timer

    @Slot(object)
    def _on_step(self, entry: Entry) -> None:
        if self._closed:
            return
        if isinstance(entry, Began):
            self._replaced()
            return
        self._agreed = False
        if self._journal is None:
            if isinstance(entry, Did) and not self._failing:
                self._begin()
            return
        try:
            self._journal.append(entry)
        except FAULTS as error:
            self._fail(error)
        if not self._tidy.isActive():
            self._tidy.start()

    @Slot()
    def _begin(self) -> None:
        """Write all that is known, this step included."""
        self._settle()
        try:
            self.prepare()
            self._journal = Journal.begin(self.file, self._document.history, self._document.origin)
        except FAULTS as error:
            self._fail(error)
            return
        self._floor = self._journal.size
        self._tidy.start()
        if self._failing:
            self._failing = False
            self.recovered.emit()

    def _fail(self, error: Exception) -> None:
        self._settle()
        self._retry.start()
        if not self._failing:
            self._failing = True
            reason = error.strerror if isinstance(error, OSError) else None
            self.failed.emit(reason or str(error))

    @Slot()
    def _tidy_up(self) -> None:
        """Put the steps on the disk, look whether they are still there, shorten a long journal."""
        if self._journal is None:
            return
        if any(work is not None and work.is_alive() for work in (self._flush, self._rewrite)):
            self._tidy.start()
        elif self._rewrite is not None:
            self._take_over(self._journal, self._rewrite)
        elif not self._journal.path.exists():
            self._begin()
        elif self._journal.size > LIMIT and self._journal.size > 2 * self._floor:
            self._rewrite = self._journal.rewrite(self._document.history, self._document.origin)
            self._tidy.start()
        else:
            with suppress(OSError):
                self._flush = self._journal.flush()

    def _take_over(self, journal: Journal, rewrite: Rewrite) -> None:
        self._rewrite = None
        try:
            journal.take_over(rewrite)
        except FAULTS as error:
            self._fail(error)
        else:
            self._floor = journal.size
            self._tidy.start()

    def _replaced(self) -> None:
        """The document is another one: what is left of the one before?"""
        self._settle()
        if self._may_go():
            self._remove()
        elif self.file.exists():
            with suppress(OSError):
                self.file.rename(self._folder / f"{self._stem}-{os.urandom(3).hex()}{KEPT}")
        self._history = self._document.history
        self._agreed = False
        if self._failing:
            self._failing = False
            self.recovered.emit()

    def _may_go(self) -> bool:
        return self._agreed or self._history.is_saved

    def _remove(self) -> None:
        if self._stem:
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    def _settle(self) -> None:
        """Let go of the file and of those who work on it; a wait for them has an end."""
        self._tidy.stop()
        self._retry.stop()
        if self._flush is not None and os.name == "nt":  # a file in use can't be removed there
            self._flush.join(timeout=1.0)
        if self._rewrite is not None:
            self._rewrite.join(timeout=1.0)
            with suppress(OSError):
                self._rewrite.path.unlink(missing_ok=True)
        if self._journal is not None:
            self._journal.close()
        self._flush = self._rewrite = self._journal = None
