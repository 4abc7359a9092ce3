"""Writing a journal: a line for each step, handed to the system at once; and the whole of it anew when it is long.

What the system has been handed outlives the program. ``Flush`` puts it on the disk as well, for a power cut, from a
thread of its own: a busy disk may take seconds, and no edit waits for it.
"""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import msgspec

from rnnstudio.project.history import History
from rnnstudio.project.journal import Entry, Reading, line, whole
from rnnstudio.project.origin import Origin

FAULTS = (OSError, ValueError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError)
"""What writing may raise: the disk's faults, and values that no file of ours can hold."""


class Tail(msgspec.Struct, frozen=True):
    """The end of a journal: its size, and the checksum of all its lines."""

    size: int
    checksum: int


def write_whole(path: Path, history: History, origin: Origin, flush: bool = False) -> Tail:
    """Write a history as a journal, to a new file.

    Raises:
        OSError: And the others of ``FAULTS``, if it can't be written.
    """
    size = checksum = 0
    with path.open("wb") as file:
        for entry in whole(history, origin):
            text, checksum = line(entry, checksum)
            size += file.write(text)
        file.flush()
        if flush:
            os.fsync(file.fileno())
    return Tail(size, checksum)


class Journal:
    """A journal that is being written."""

    def __init__(self, path: Path, tail: Tail) -> None:
        self.path = path
        self.size = tail.size
        self._checksum = tail.checksum
        self._since: list[Entry] | None = None
        self._file = path.open("ab", buffering=0)

    @classmethod
    def begin(cls, path: Path, history: History, origin: Origin) -> Journal:
        """Begin a journal with what is already known, in place of one that may be there.

        Raises:
            OSError: And the others of ``FAULTS``; the old journal stays as it was.
        """
        part = path.with_suffix(".part")
        try:
            tail = write_whole(part, history, origin)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return cls(path, tail)

    @classmethod
    def resume(cls, path: Path, reading: Reading) -> Journal:
        """Go on with a journal that was read; what could not be believed is cut off.

        Raises:
            OSError: If it can't be written.
        """
        if path.stat().st_size > reading.size:
            os.truncate(path, reading.size)
        return cls(path, Tail(reading.size, reading.checksum))

    def append(self, entry: Entry) -> None:
        """Write an entry and hand it to the system.

        Raises:
            OSError: And the others of ``FAULTS``; the journal is of no more use then, and has to be begun anew.
        """
        text, self._checksum = line(entry, self._checksum)
        if self._file.write(text) != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.size += len(text)
        if self._since is not None:
            self._since.append(entry)

    def flush(self) -> Flush:
        """Put all that was written on the disk; return the thread that does."""
        return Flush(os.dup(self._file.fileno()))

    def rewrite(self, history: History, origin: Origin) -> Rewrite:
        """Begin to write the journal anew and short, beside the old one, which goes on until ``take_over``."""
        self._since = []
        return Rewrite(self.path.with_suffix(".part"), history, origin)

    def take_over(self, rewrite: Rewrite) -> None:
        """Go on with the journal that was written anew.

        Raises:
            OSError: And the others of ``FAULTS``; see ``append``.
        """
        since, self._since = self._since or [], None
        if rewrite.tail is None:
            return
        self.close()
        rewrite.path.replace(self.path)
        self.size, self._checksum = rewrite.tail.size, rewrite.tail.checksum
        self._file = self.path.open("ab", buffering=0)
        for entry in since:
            self.append(entry)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Flush(threading.Thread):
    """Puts a file on the disk, in the background."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(name="journal-flush", daemon=True)
        self._descriptor = descriptor
        self.start()

    def run(self) -> None:
        """Wait for the disk."""
        try:
            os.fsync(self._descriptor)
        except OSError:
            pass  # the next line that is written will tell
        finally:
            os.close(self._descriptor)


class Rewrite(threading.Thread):
    """Writes a history as a journal, in the background. ``tail`` is its end, ``None`` if it couldn't be written."""

    def __init__(self, path: Path, history: History, origin: Origin) -> None:
        super().__init__(name="journal-rewrite", daemon=True)
        self.path = path
        self.tail: Tail | None = None
        self._history = History.rebuilt(history.project, history.done, history.undone, history.saved)
        self._origin = origin
        self.start()

    def run(self) -> None:
        """Write."""
        try:
            self.tail = write_whole(self.path, self._history, self._origin, flush=True)
        except FAULTS:
            self.path.unlink(missing_ok=True)
