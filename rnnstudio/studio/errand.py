"""One request after the other, each in a thread of its own, of which the newest counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal, Slot

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Failed, Request
from rnnstudio.studio.training.thread import ConversationThread

_unended: list[QThread] = []  # a QThread that is destroyed while it runs takes the program with it


class LatestErrand(QObject):
    """Holds conversations of which only the newest counts: the one before is asked to stop and heard no more.

    Signals:
        told: Every event of the newest answer; ``Failed`` is the last one if the process died.
    """

    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: ConversationThread | None = None
        self.threads: list[ConversationThread] = []

    def begin(self, client: EngineClient, request: Request) -> None:
        """Put a request instead of the one under way, if any."""
        self.stop()
        thread = self._newest = ConversationThread(client, request)
        self.threads.append(thread)
        thread.event.connect(self._on_event)
        thread.failed.connect(self._on_failed)
        thread.finished.connect(self._on_finished)
        thread.start()

    def stop(self) -> None:
        """Ask for the end."""
        if self._newest is not None:
            self._newest.stop()

    @Slot(object)
    def _on_event(self, event: object) -> None:
        if self.sender() is self._newest:
            self.told.emit(event)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._on_event(Failed(message=message))

    @Slot()
    def _on_finished(self) -> None:
        thread = self.sender()  # no other: what a later one that has finished told may still be on its way
        if not isinstance(thread, ConversationThread) or thread not in self.threads:
            return
        self.threads.remove(thread)
        self._newest = None if thread is self._newest else self._newest
        retire(thread)


def retire(thread: QThread | None, milliseconds: int = 2000) -> None:
    """Let go of a thread that has told its end, which may be a moment before it is over."""
    if thread is not None:
        if thread.wait(milliseconds):
            thread.deleteLater()
        else:
            keep(thread)


def keep(thread: QThread) -> None:
    """Hold a thread that doesn't end for as long as the program runs."""
    _unended.append(thread)
