"""Offers back what was not saved when a program ended without being asked: killed, crashed, without power.

A journal whose owner is dead and that holds unsaved work is offered by a notice, until the person decides or the
program is closed. Then it is set aside, and stays a while in the list of unsaved work.
"""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QDateTime, QLocale, QLockFile, QObject

from rnnstudio.api import tr
from rnnstudio.api.text import language
from rnnstudio.project.history import History
from rnnstudio.project.journal import Reading, read
from rnnstudio.runs.places import journal_folder
from rnnstudio.studio import file_lock
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.recorder import KEPT, SUFFIX

if TYPE_CHECKING:
    from rnnstudio.studio.workbench import Workbench

MOST_KEPT = 10
PART_DAYS = 30
"""How many journals are kept, and for how long one that can't be read."""


class Unsaved(msgspec.Struct, frozen=True, kw_only=True):
    """Work that stands in no project file.

    Attributes:
        journal: The journal that holds it.
        name: What the window was called: the file's name, else the project's.
        steps: How many steps lie between it and what was saved.
        time: When the last of them was made, in seconds since 1970.
    """

    journal: Path
    name: str
    steps: int
    time: float

    @property
    def when(self) -> str:
        """The time as one reads it."""
        return QLocale(language()).toString(QDateTime.fromSecsSinceEpoch(int(self.time)),
                                            QLocale.FormatType.ShortFormat)


class Recovery(QObject):
    """Finds unsaved work and brings it back into a workbench."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._offered: dict[Path, tuple[Unsaved, QLockFile]] = {}

    def look(self) -> None:
        """Look for what dead programs left, and offer it; called once, when the window is on screen."""
        with suppress(OSError):
            self._bench.recorder.prepare()
        for file in _by_age(SUFFIX):
            lock = _lock(file)
            if lock is None:
                continue
            entry = unsaved_in(file)
            if entry is None:
                _drop(file)
                lock.unlock()
            else:
                self._offered[file] = entry, lock
        _clean()
        self.offer()

    def offer(self) -> None:
        """Show what is offered; the latest work on top."""
        for entry, _ in self._offered.values():
            actions = (tr("Restore"), partial(self.restore, entry)), (tr("Discard"), partial(self.discard, entry))
            self._bench.noticed.emit(Notice(text=_sentence(entry), kind="warning", actions=actions, stays=True,
                                            topic=_topic(entry)))

    def kept(self) -> list[Unsaved]:
        """Return what can still be brought back, the latest first: what is offered, and what was set aside."""
        aside = [entry for file in _by_age(KEPT) if (entry := unsaved_in(file)) is not None]
        offered = [entry for entry, _ in self._offered.values()]
        return sorted(offered + aside, key=lambda entry: entry.time, reverse=True)

    def restore(self, entry: Unsaved) -> bool:
        """Bring work back: here, or in a window of its own while unsaved work is open here. False if it is gone."""
        _, lock = self._offered.pop(entry.journal, (None, None))
        self._bench.withdrawn.emit(_topic(entry))
        if not self._bench.document.is_saved:
            if lock is not None:
                lock.unlock()
            return self._bench.open_window(entry.journal)
        return self._bring_back(entry.journal, lock or _lock(entry.journal))

    def open(self, journal: Path) -> bool:
        """Bring back what a journal holds, asked for by its file; False if it can't be."""
        return self._bring_back(journal, _lock(journal))

    def discard(self, entry: Unsaved) -> None:
        """Offer work no more; it stays a while among what is kept."""
        _, lock = self._offered.pop(entry.journal, (None, None))
        self._bench.withdrawn.emit(_topic(entry))
        _set_aside(entry.journal)
        if lock is not None:
            lock.unlock()
        _clean()

    def close(self) -> None:
        """End with the program: what was offered and left alone is not offered again."""
        for entry, _ in list(self._offered.values()):
            self.discard(entry)

    def _bring_back(self, file: Path, lock: QLockFile | None) -> bool:
        reading = _read(file)
        if reading is None or lock is None:
            self._bench.say(tr("This work can't be brought back: it is open in another window, or gone."), "error")
            if lock is not None:
                lock.unlock()
            return False
        journal = file.with_suffix(SUFFIX)
        with suppress(OSError):
            file.replace(journal)
        self._bench.bring_back(journal, reading, lock)
        return True


def unsaved_in(file: Path) -> Unsaved | None:
    """Return what unsaved work a journal holds, if any."""
    reading = _read(file)
    if reading is None or reading.history.is_saved:
        return None
    name = reading.origin.path.stem if reading.origin.path is not None else reading.history.project.name
    return Unsaved(journal=file, name=name, steps=_steps(reading.history), time=_age(file))


def _steps(history: History) -> int:
    """Count the steps between the present project and the one saved, or else all that can be undone."""
    walk = [*(step.before for step in history.done), history.project,
            *(step.after for step in reversed(history.undone))]
    places = [place for place, project in enumerate(walk) if project == history.saved]
    present = len(history.done)
    return min((abs(place - present) for place in places), default=present) or 1


def _sentence(entry: Unsaved) -> str:
    if entry.steps == 1:
        return tr("“{name}” was not saved when RNN Studio ended unexpectedly: 1 step, {time}", name=entry.name,
                  time=entry.when)
    return tr("“{name}” was not saved when RNN Studio ended unexpectedly: {steps} steps, the last {time}",
              name=entry.name, steps=f"{entry.steps:,}", time=entry.when)


def _topic(entry: Unsaved) -> str:
    return f"unsaved {entry.journal.stem}"


def _by_age(suffix: str) -> list[Path]:
    """Return the journals of a kind, the oldest first."""
    folder = journal_folder()
    return sorted(folder.glob(f"*{suffix}"), key=_age) if folder.is_dir() else []


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _read(file: Path) -> Reading | None:
    try:
        return read(file)
    except OSError:
        return None


def _lock(file: Path) -> QLockFile | None:
    try:
        return file_lock.take(file.with_suffix(file_lock.SUFFIX))
    except OSError:
        return None


def _drop(file: Path) -> None:
    """Remove a journal without unsaved work; one that can't be read is left for a while, for whoever can."""
    if _read(file) is not None or _age(file) < time.time() - PART_DAYS * 86_400:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _set_aside(file: Path) -> None:
    with suppress(OSError):
        file.replace(file.with_suffix(KEPT))


def _clean() -> None:
    """Remove the oldest of what is kept, and what dead programs left beside their journals."""
    for file in _by_age(KEPT)[:-MOST_KEPT]:
        with suppress(OSError):
            file.unlink(missing_ok=True)
    for lonely in (*_by_age(file_lock.SUFFIX), *_by_age(".part")):
        if not lonely.with_suffix(SUFFIX).exists() and (lock := _lock(lonely)) is not None:
            with suppress(OSError):
                lonely.with_suffix(".part").unlink(missing_ok=True)
            lock.unlock()
