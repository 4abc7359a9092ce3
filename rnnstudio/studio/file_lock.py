"""Locks that tell a living owner from a dead one: for a journal, and for a project file open in a window."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLockFile

from rnnstudio.api import tr
from rnnstudio.project.origin import digest
from rnnstudio.runs.places import journal_folder

SUFFIX = ".lock"


def take(path: Path) -> QLockFile | None:
    """Take a lock, also one whose owner died; ``None`` if a living program holds it.

    Raises:
        OSError: If no lock can be made there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # a lock never grows old while its owner lives
    if lock.tryLock(0):
        return lock
    if lock.error() == QLockFile.LockError.LockFailedError:
        return None
    raise OSError(tr("{path} can't be written", path=path))


class FileClaim:
    """Says that this window has a project file open. ``path`` is the file, also if another window has the claim."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self._lock: QLockFile | None = None

    def move_to(self, path: Path | None) -> bool:
        """Claim a file, or none, in place of the one before; False if another window has it open."""
        if path == self.path and self._lock is not None:
            return True
        self.release()
        self.path = path
        if path is None:
            return True
        try:
            self._lock = take(lock_of(path))
        except OSError:
            return True  # without a place for locks nobody can know
        return self._lock is not None

    def release(self) -> None:
        """Let go of the file."""
        if self._lock is not None:
            self._lock.unlock()
        self.path = self._lock = None


def lock_of(path: Path) -> Path:
    """Return where the lock of a project file is: apart from it, so that its folder stays as it is."""
    name = os.path.normcase(path.resolve()).encode("utf-8", "surrogatepass")
    return journal_folder() / "open" / (digest(name) + SUFFIX)
