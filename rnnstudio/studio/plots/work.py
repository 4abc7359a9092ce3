"""Work of a second or so, beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from rnnstudio.api import UserError
from rnnstudio.studio.training.thread import STACK_BYTES

_LONGEST_END = 2000
"""Milliseconds that a thread may take from telling its end to being over."""

_alive: list[QThread] = []
"""All threads that may still run: one that is destroyed while it runs takes the program with it."""


class _Thread(QThread):
    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.setStackSize(STACK_BYTES)
        self._work = work
        self.result: object = None
        self.reason = ""

    def run(self) -> None:
        try:
            self.result = self._work()
        except UserError as error:
            self.reason = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the window goes on and says so
            self.reason = f"{type(error).__name__}: {error}"


class Work(QObject):
    """Does pieces of work in threads of their own.

    Signals:
        done: The key of a piece and what it returned.
        failed: The key of a piece and why it came to nothing, in a sentence.
    """

    done = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: dict[_Thread, object] = {}

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return bool(self._threads)

    def begin(self, key: object, work: Callable[[], object]) -> None:
        """Do a piece of work that touches no widget."""
        thread = _Thread(work)
        self._threads[thread] = key
        _alive[:] = [each for each in _alive if not each.isFinished()] + [thread]
        thread.finished.connect(self._on_finished)
        thread.start()

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            thread.wait(_LONGEST_END)
            key = self._threads.pop(thread)
            if thread.reason:
                self.failed.emit(key, thread.reason)
            else:
                self.done.emit(key, thread.result)
