"""Reads the runs in a thread of its own, again whenever something changed: the window never waits for a disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QThread, QTimer, Signal, Slot

from rnnstudio.api import UserError
from rnnstudio.registry import Registry
from rnnstudio.studio.errand import retire
from rnnstudio.studio.runs.rows import RunRow, read_rows

EVERY = 2000
"""Milliseconds between two looks while the runs are in sight: what changes inside a run's folder tells nobody."""
RESTS = 20
"""How many times as long as the last reading took it rests at least before the next one."""
AT_REST = 150
"""Milliseconds to wait after the folder changed: changes come in showers."""


_running: set[QThread] = set()  # a QThread that is destroyed while it runs takes the program with it


def _breathe() -> None:
    """Let the window have Python for a moment: it can't wait for it at each of the thousand things a repaint does."""
    time.sleep(0.0005)


class _Reading(QThread):
    """One reading.

    Signals:
        done: The rows by path, and why the folder can't be read, or "".
    """

    done = Signal(object, str)

    def __init__(self, runs: Path, registry: Registry, known: dict[Path, RunRow]) -> None:
        super().__init__()
        self._runs = runs
        self._registry = registry
        self._known = known
        self.setStackSize(16 * 2**20)

    def run(self) -> None:
        try:
            self.done.emit(read_rows(self._runs, self._registry, self._known, _breathe), "")
        except UserError as error:
            self.done.emit({}, str(error))


class RunsReader(QObject):
    """The runs below a folder.

    Attributes:
        rows: What was read last, by path, the newest first.
        problem: Why the folder can't be read, or "".
        has_read: Whether it was read at all.

    Signals:
        changed: Other rows, or another problem.
    """

    changed = Signal()

    def __init__(self, runs: Callable[[], Path], registry: Registry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[Path, RunRow] = {}
        self.problem = ""
        self.has_read = False
        self._runs = runs
        self._registry = registry
        self._reading: _Reading | None = None
        self._again = False
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self, singleShot=True, interval=AT_REST)
        self._soon.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(self._soon.start)
        self._watched = False
        self._began = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def watch(self, watched: bool) -> None:
        """Look again from time to time, or no more."""
        self._watched = watched
        self._timer.stop()
        if watched:
            self.look()

    @Slot()
    def look(self) -> None:
        """Read what has changed; asked while it is reading, it reads once more after that."""
        if self._reading is not None:
            self._again = True
            return
        self._timer.stop()
        self._began = time.perf_counter()
        runs = self._runs()
        if not self._watcher.directories() and runs.is_dir():
            self._watcher.addPath(str(runs))
        thread = self._reading = _Reading(runs, self._registry, self.rows)
        thread.done.connect(self._take)
        thread.finished.connect(self._finished)
        _running.add(thread)
        thread.start()

    def close(self) -> None:
        """Wait for a reading under way, and begin no other."""
        self._watched = False
        self._timer.stop()
        self._soon.stop()
        self._again = False
        if self._reading is not None:
            self._reading.done.disconnect(self._take)
            self._reading.finished.disconnect(self._finished)
            self._let_go()

    @Slot(object, str)
    def _take(self, rows: dict[Path, RunRow], problem: str) -> None:
        before = list(self.rows.values()), self.problem, self.has_read
        self.rows, self.problem, self.has_read = rows, problem, True
        after = list(rows.values())
        same = len(before[0]) == len(after) and all(a is b for a, b in zip(before[0], after, strict=True))
        if not same or before[1:] != (problem, True):
            self.changed.emit()

    def _let_go(self) -> None:
        thread, self._reading = self._reading, None
        retire(thread)
        if thread is not None:
            _running.discard(thread)

    @Slot()
    def _finished(self) -> None:
        self._let_go()
        if self._again:
            self._again = False
            self.look()
        elif self._watched:
            took = round((time.perf_counter() - self._began) * 1000)
            self._timer.start(max(EVERY, took * RESTS))
