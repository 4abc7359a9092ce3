"""Threads that hold a conversation with the engine process from the window's side, and tell it as signals.

None has a widget for a parent; whoever makes one keeps it until ``close`` or ``finished``. They wait in short steps,
so each ends soon after its conversation, and ``terminate`` is never needed.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from rnnstudio.api import UserError
from rnnstudio.engine_process.client import Conversation, EngineClient, EngineDied
from rnnstudio.engine_process.messages import Event, Failed, GoOn, Request, Train, WarmUp, singly
from rnnstudio.runs.events import Paused

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
                    self._hear(event)
                    self.event.emit(event)
        except EngineDied as died:
            self.failed.emit(str(died))
        except UserError as error:  # it can't even be asked
            self.event.emit(Failed(message=str(error)))

    def _hear(self, event: Event) -> None:
        """Take note of an event before it is told; runs in the thread."""

    def _begin(self) -> Conversation:
        with self._lock:
            conversation = self._conversation = self.client.ask(self._request)
            if self._stop_asked:
                conversation.stop()
            return conversation


class BegunThread(ConversationThread):
    """Tells the events of a conversation that has begun, where what is asked next must find it done."""

    def __init__(self, client: EngineClient, conversation: Conversation, parent: QObject | None = None) -> None:
        super().__init__(client, WarmUp(), parent)
        self._begun = conversation

    def _begin(self) -> Conversation:
        with self._lock:
            self._conversation = self._begun
            return self._begun


class TrainingThread(ConversationThread):
    """Runs one training from the window's side, from start to end.

    ``stop`` asks it to end and keep its model; ``stop`` again ends the engine process, whatever it is doing.
    """

    def __init__(self, client: EngineClient, request: Train | GoOn, parent: QObject | None = None) -> None:
        super().__init__(client, request, parent)
        self.killed = False
        self._holds = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop_asked

    def stop(self) -> None:
        """Ask for the training's end; the second time, end the process. Returns at once."""
        if self._stop_asked:
            self.stop_now()
        else:
            super().stop()

    def stop_now(self) -> None:
        """End the process, whatever it is doing; returns at once."""
        self._stop_asked = self.killed = True
        self.client.kill()

    def pause(self) -> None:
        """Ask the training to hold; returns at once."""
        with self._lock:
            if self._conversation is not None:
                self._conversation.pause()

    def resume(self) -> None:
        """Let it go on; returns at once."""
        self._holds.clear()
        with self._lock:
            if self._conversation is not None:
                self._conversation.resume()

    def close(self, timeout: float) -> bool:
        """Have the training kept for another start, or else ended, and wait for it.

        A training that holds has written all it needs to go on; one that can't hold in time is asked to end.

        Args:
            timeout: Longest wait in seconds.

        Returns:
            Whether the thread has ended.
        """
        if not self._stop_asked and not self.isFinished():
            self.pause()
            if self._holds.wait(timeout / 2):
                return self.isFinished()
            timeout /= 2
        return super().close(timeout)

    def run(self) -> None:
        """Hold the conversation; runs in the thread."""
        try:
            super().run()
        finally:
            self._holds.set()

    def _hear(self, event: Event) -> None:
        if any(isinstance(told, Paused) and told.kept and not told.message for told in singly(event)):
            self._holds.set()
