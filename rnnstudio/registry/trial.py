"""Has third-party plugins tried in processes of their own, and tells of each as soon as it is known.

One process loads one plugin after the other. A plugin that takes long doesn't hold up the rest: after ``PATIENCE``
seconds a second process goes on with those after it, and after ``LIMIT`` seconds it is given up. One that ends its
process is known by its being the last that was begun, and the next process skips it. Knows no Qt.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from rnnstudio.api import tr
from rnnstudio.api.text import language
from rnnstudio.registry.choice import Choice, in_environment
from rnnstudio.registry.described import Described
from rnnstudio.registry.guard import note_output
from rnnstudio.registry.plugin import PluginReport
from rnnstudio.registry.probe import Began, Done, Ended, Heavy, Job, Listed, Told, Try

__all__ = ["Listed", "Tried", "trial"]

COMMAND = (sys.executable, "-P", "-m", "rnnstudio.registry.probe")
PATIENCE = 0.5
"""Seconds after which the plugins behind a slow one are loaded in another process."""
LIMIT = 8.0
"""Seconds that a plugin has to be loaded."""
HEAVY_LIMIT = 60.0
"""Seconds that it has if it imports a large library."""
START_LIMIT = 30.0
"""Seconds that a process has to tell which plugins there are."""
STEP = 0.05


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a plugin; ``passed`` if it may be loaded where it is needed."""

    described: Described
    passed: bool


class _Process:
    """One process that loads plugins, with a thread that listens to it."""

    def __init__(self, job: Job, choice: Choice, told: queue.SimpleQueue[tuple[_Process, Told | None]]) -> None:
        descriptor, name = tempfile.mkstemp(prefix="rnnstudio-plugins-")
        self._printed = Path(name)
        self._at = 0
        self.loading = ""
        self.heavy = False
        self.since = time.monotonic()
        self.overtaken = False
        try:
            self.process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=descriptor,
                                            env=in_environment(choice), creationflags=_flags())
        finally:
            os.close(descriptor)
        self._told = told
        with suppress(OSError):
            stdin = cast(BinaryIO, self.process.stdin)
            stdin.write(msgspec.json.encode(job) + b"\n")
            stdin.close()
        threading.Thread(target=self._listen, name="plugins", daemon=True).start()

    def _listen(self) -> None:
        pipe = cast(BinaryIO, self.process.stdout)
        with suppress(OSError, ValueError, msgspec.MsgspecError):
            for line in pipe:
                self._told.put((self, msgspec.json.decode(line, type=Told)))
        self._told.put((self, None))

    @property
    def limit(self) -> float:
        if not self.loading:
            return START_LIMIT
        return HEAVY_LIMIT if self.heavy else LIMIT

    def end(self) -> str:
        """End it, and return how it had ended by itself, with what it said last."""
        code = self.process.poll()
        if code is None:
            with suppress(subprocess.TimeoutExpired):
                code = self.process.wait(0.2)  # it has closed its pipe and is about to end
        self.process.kill()
        self.process.wait()
        if code is None:
            return ""
        return tr("signal {number}", number=-code) if code < 0 else tr("exit code {code}", code=code)

    def begin(self, began: Began) -> None:
        """Take in that a plugin's loading has begun."""
        self.loading, self.heavy, self.since, self._at = began.key, False, time.monotonic(), began.printed

    def output(self, until: int | None = None) -> str:
        """Return what was printed since the loading began."""
        with suppress(OSError):
            return self._printed.read_bytes()[self._at:until].decode("utf-8", "replace")
        return ""

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            with suppress(OSError):
                self.process.stdout.close()
        with suppress(OSError):
            self._printed.unlink()


def _flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def trial(choice: Choice, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Listed | Tried]:
    """Try the third-party plugins that are chosen.

    Args:
        choice: Which are.
        cancelled: Asked all the time; then it ends, and no process is left.

    Yields:
        Once ``Listed``, with all plugins in order; then ``Tried`` for each that is not switched off, as soon as it is
        known.
    """
    yield from _Trial(choice, cancelled).run()


class _Trial:
    def __init__(self, choice: Choice, cancelled: Callable[[], bool]) -> None:
        self._choice = choice
        self._cancelled = cancelled
        self._queue: queue.SimpleQueue[tuple[_Process, Told | None]] = queue.SimpleQueue()
        self._processes: list[_Process] = []
        self._reports: dict[str, PluginReport] = {}
        self._begun: list[str] = []

    def run(self) -> Iterator[Listed | Tried]:
        try:
            self._start()
            while self._processes and not self._cancelled():
                with suppress(queue.Empty):
                    process, told = self._queue.get(timeout=STEP)
                    if process in self._processes:
                        yield from self._heard(process, told)
                for process in list(self._processes):
                    yield from self._looked_at(process)
        finally:
            for process in self._processes:
                process.close()

    def _start(self) -> None:
        self._processes.append(_Process(Try(skip=tuple(self._begun), language=language()), self._choice, self._queue))

    def _heard(self, process: _Process, told: Told | None) -> Iterator[Listed | Tried]:
        match told:
            case Listed(reports=reports):
                if not self._reports:
                    self._reports = {report.key: report for report in reports}
                    yield told
            case Began(key=key):
                process.begin(told)
                self._begun.append(key)
            case Heavy():
                process.heavy = True
            case Done(described=described, printed=printed):
                process.loading = ""
                yield Tried(described=_with_output(described, process.output(printed)), passed=True)
                if process.overtaken:  # another goes on with the rest
                    self._drop(process)
            case Ended():
                self._drop(process)
            case None:
                yield from self._died(process)

    def _looked_at(self, process: _Process) -> Iterator[Tried]:
        waited = time.monotonic() - process.since
        if process.loading and not process.overtaken and waited > PATIENCE:
            process.overtaken = True
            self._start()
        if waited > process.limit:
            if process.loading:
                yield self._failed(process.loading, tr("it could not be loaded within {seconds} s and was given "
                                                      "up; try again, or ask its author what takes so long",
                                                       seconds=round(process.limit)), process.output(), waited)
            self._drop(process)

    def _died(self, process: _Process) -> Iterator[Tried]:
        how = process.end()
        key = process.loading
        if key:
            yield self._failed(key, tr("it could not be loaded: it ends the process that loads it ({how})",
                                       how=how or tr("its pipe was closed")),
                               process.output(), time.monotonic() - process.since)
        overtaken = process.overtaken
        self._drop(process)
        if key and not overtaken:
            self._start()

    def _failed(self, key: str, problem: str, printed: str, seconds: float) -> Tried:
        report = msgspec.structs.replace(self._reports[key], problems=(problem,), trace=printed.strip(),
                                         seconds=seconds)
        return Tried(described=Described(report=report), passed=False)

    def _drop(self, process: _Process) -> None:
        self._processes.remove(process)
        process.close()


def _with_output(described: Described, printed: str) -> Described:
    """Add what C code printed; what Python code did is in the report already."""
    notes = list(described.report.notes)
    note_output(notes, printed)
    return msgspec.structs.replace(described, report=msgspec.structs.replace(described.report, notes=tuple(notes)))
