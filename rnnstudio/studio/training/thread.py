"""Threads that hold a conversation with the engine process from the window's side, and tell it as signals.

None has a widget for a parent; whoever makes one keeps it until ``close`` or ``finished``. They wait in short steps,
so each ends soon after its conversation, and ``terminate`` is never needed.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from rnnstudio.api import UserError
from rnnstudio.engine_process.client import Conversation, EngineClient, EngineDied
from rnnstudio.engine_process.messages import Failed, Request, Train

STACK_BYTES = 16 << 20
"""Stack of each thread; macOS gives half a megabyte."""
STEP = 0.1
"""Longest wait, in seconds, before a thread looks up."""


class ConversationThread(QThread):
    """Asks one request and tells every event of the answer.

    Attributes:
        client: The process that is asked.

    Signals:
        event: Every event, in order; the last one is one of ``FINAL`` unless the process died.
        failed: The process died: what happened, in a sentence.
    """

    event = Signal(object)  # type: ignore[assignment]  # PySide passes it over when it looks for QObject.event
    failed = Signal(str)

    def __init__(self, client: EngineClient, request: Request, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self.client = client
        self._request = request
        self._lock = threading.Lock()
        self._conversation: Conversation | None = None
        self._stop_asked = False

    def stop(self) -> None:
        """Ask for the conversation's end; returns at once."""
        with self._lock:
            self._stop_asked = True
            if self._conversation is not None:
                self._conversation.stop()

    def close(self, timeout: float) -> bool:
        """Ask for the end and wait for it.

        Args:
            timeout: Longest wait in seconds.

        Returns:
            Whether the thread has ended.
        """
        ConversationThread.stop(self)
        return self.wait(max(0, round(timeout * 1000)))

    def run(self) -> None:
        """Hold the conversation; runs in the thread."""
        try:
            conversation = self._begin()
            while not conversation.finished:
                event = conversation.next_event(STEP)
                if event is not None:
                    self.event.emit(event)
        except EngineDied as died:
            self.failed.emit(str(died))
        except UserError as error:  # it can't even be asked
            self.event.emit(Failed(message=str(error)))

    def _begin(self) -> Conversation:
        with self._lock:
            conversation = self._conversation = self.client.ask(self._request)
            if self._stop_asked:
                conversation.stop()
            return conversation


class TrainingThread(ConversationThread):
    """Runs one training from the window's side, from start to end.

    ``stop`` asks it to end and keep its model; ``stop`` again ends the engine process, whatever it is doing.
    """

    def __init__(self, client: EngineClient, request: Train, parent: QObject | None = None) -> None:
        super().__init__(client, request, parent)
        self.killed = False

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop_asked

    def stop(self) -> None:
        """Ask for the training's end; the second time, end the process. Returns at once."""
        if self._stop_asked:
            self.killed = True
            self.client.kill()
        else:
            super().stop()
