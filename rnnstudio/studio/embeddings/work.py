"""Work on vectors beside the window's thread: of its kind the newest request counts, and it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

from rnnstudio.api import Cancelled, UserError
from rnnstudio.studio.training.thread import STACK_BYTES

T = TypeVar("T")

EVERY = 0.05
"""Least seconds between two things that one piece of work tells: the window has more to do than to listen."""
_LONGEST_END = 2000
"""Milliseconds that a thread may take from telling its end to being over."""

_alive: list[QThread] = []
"""All threads that may still run: one that is destroyed while it runs takes the program with it."""


class Task:
    """What a piece of work is given: whether it is still wanted, and whom to tell how far it is."""

    def __init__(self, tell: Callable[[float, object], None] | None = None) -> None:
        self._tell = tell
        self._told = 0.0
        self._cancelled = False

    def cancel(self) -> None:
        """Say that it isn't wanted any more; from any thread."""
        self._cancelled = True

    def cancelled(self) -> bool:
        """Return whether it isn't wanted any more."""
        return self._cancelled

    def check(self) -> None:
        """Go on only if it is still wanted.

        Raises:
            Cancelled: If it isn't.
        """
        if self._cancelled:
            raise Cancelled

    def tell(self, fraction: float, interim: object = None) -> None:
        """Tell which share is done, and perhaps what there is by now; what comes too soon is passed over."""
        now = time.monotonic()
        if self._tell is not None and now - self._told >= EVERY and not self._cancelled:
            self._told = now
            self._tell(fraction, interim)


class _Thread(QThread):
    """One piece of work.

    Signals:
        told: The share done, and what there is by now.
    """

    told = Signal(float, object)

    def __init__(self, work: Callable[[Task], object], then: Callable[[Any], None]) -> None:
        super().__init__()
        self.setStackSize(STACK_BYTES)
        self.task = Task(self.told.emit)
        self.then = then
        self.result: object = None
        self.reason = ""
        self.is_done = False
        self._work = work

    def run(self) -> None:
        try:
            self.result = self._work(self.task)
            self.is_done = True
        except Cancelled:
            pass
        except UserError as error:
            self.reason = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the window goes on and says so
            self.reason = f"{type(error).__name__}: {error}"


class LatestWork(QObject):
    """Does one piece of work at a time, in a thread; a new one takes the place of the one under way.

    The one under way is asked to stop and the new one begins once it has: two never run side by side.

    Attributes:
        running: Whether a piece is under way that is still wanted.

    Signals:
        progressed: The share done, 0 to 1, and what there is by now.
        failed: Why it came to nothing, in a sentence.
        changed: ``running`` did.
    """

    progressed = Signal(float, object)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._thread: _Thread | None = None
        self._waiting: tuple[Callable[[Task], object], Callable[[Any], None]] | None = None

    def begin(self, work: Callable[[Task], T], then: Callable[[T], None]) -> None:
        """Do a piece of work that touches no widget.

        Args:
            work: What to do; it may raise ``UserError``, and ``Cancelled`` once its task isn't wanted any more.
            then: Takes what it returned, in the window's thread, unless another piece was begun or it was stopped.
        """
        self._waiting = (work, then)
        if self._thread is None:
            self._start()
        else:
            self._thread.task.cancel()
        self._set_running(True)

    @Slot()
    def stop(self) -> None:
        """Want nothing any more; what is under way ends as soon as it notices."""
        self._waiting = None
        if self._thread is not None:
            self._thread.task.cancel()
        self._set_running(False)

    def close(self, milliseconds: int = _LONGEST_END) -> None:
        """Stop, and wait a while for the end."""
        self.stop()
        if self._thread is not None:
            self._thread.wait(milliseconds)

    def _start(self) -> None:
        if self._waiting is None:
            return
        thread = self._thread = _Thread(*self._waiting)
        self._waiting = None
        _alive[:] = [each for each in _alive if not each.isFinished()] + [thread]
        thread.told.connect(self._on_told)
        thread.finished.connect(self._on_finished)
        thread.start()

    @Slot(float, object)
    def _on_told(self, fraction: float, interim: object) -> None:
        thread = self._thread
        if thread is not None and self.sender() is thread and not thread.task.cancelled():
            self.progressed.emit(fraction, interim)

    @Slot()
    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.wait(_LONGEST_END)
        if self._waiting is not None:
            self._start()
            return
        self._set_running(False)
        if thread.task.cancelled():
            return
        if thread.is_done:
            result, thread.result = thread.result, None
            thread.then(result)
        elif thread.reason:
            self.failed.emit(thread.reason)

    def _set_running(self, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()
