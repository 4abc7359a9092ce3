"""Tries third-party plugins beside the window: the thread that waits for their processes."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from rnnstudio.registry.choice import Choice
from rnnstudio.studio.training.thread import STACK_BYTES


class TrialThread(QThread):
    """Runs one trial from start to end.

    Signals:
        told: ``Listed`` and ``Tried``, as ``rnnstudio.registry.trial`` tells them.
    """

    told = Signal(object)

    def __init__(self, choice: Choice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._choice = choice
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask for the end; returns at once."""
        self._cancelled.set()

    def run(self) -> None:
        """Try them all; runs in the thread."""
        from rnnstudio.registry.trial import trial

        for told in trial(self._choice, self._cancelled.is_set):
            if self._cancelled.is_set():
                break
            self.told.emit(told)
