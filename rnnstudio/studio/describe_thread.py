"""The one thread that has projects described: while one is under way, only the newest wish is kept.

One whose shapes are told, and whose repairs are being tried, makes way for a newer wish at once.
"""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

from PySide6.QtCore import QObject, QThread, Signal

from rnnstudio.api import UserError
from rnnstudio.engine_process.client import Conversation, EngineClient, EngineDied
from rnnstudio.engine_process.messages import Describe, Failed, StackSketched
from rnnstudio.studio.training.thread import STACK_BYTES, STEP

PATIENCE = 30.0
"""Seconds that a newer wish waits for an older one with the same data, whose reading it can use."""
PATIENCE_STOPPED = 1.0
"""Seconds that it waits for one that was asked to stop."""


class _Wish(NamedTuple):
    client: EngineClient
    ticket: int
    request: Describe


class DescribeThread(QThread):
    """Lives as long as the window, so that an edit costs no thread's start.

    Signals:
        event: A wish's ticket and an event of its answer. Nothing is said of a process that died.
    """

    event = Signal(int, object)  # type: ignore[assignment]  # as in ConversationThread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._changed = threading.Condition()
        self._next: _Wish | None = None
        self._waiting_since = 0.0
        self._current: tuple[_Wish, Conversation] | None = None
        self._stopped = False
        self._sketched = False
        self._closing = False

    def ask(self, client: EngineClient, ticket: int, request: Describe) -> None:
        """Wish for a description instead of the one waiting, if any; returns at once."""
        with self._changed:
            if self._next is None:
                self._waiting_since = time.monotonic()
            self._next = _Wish(client, ticket, request)
            self._stop_if_useless()
            self._changed.notify()

    def give_up(self) -> None:
        """Stop what is under way, and forget the wish that waits; returns at once."""
        with self._changed:
            self._next = None
            if self._current is not None and not self._stopped:
                self._current[1].stop()
                self._stopped = True

    def close(self, timeout: float) -> bool:
        """End the thread.

        Args:
            timeout: Longest wait in seconds.

        Returns:
            Whether it has ended.
        """
        with self._changed:
            self._closing = True
            if self._current is not None:
                self._current[1].stop()
            self._changed.notify()
        return self.wait(max(0, round(timeout * 1000)))

    def run(self) -> None:
        """Have one wish after the other answered; runs in the thread."""
        while (wish := self._take()) is not None:
            try:
                self._answer(wish)
            except EngineDied:  # whoever owns the process hears of it otherwise
                continue
            except UserError as error:  # it can't even be asked
                self.event.emit(wish.ticket, Failed(message=str(error)))

    def _take(self) -> _Wish | None:
        with self._changed:
            self._current = None
            while self._next is None and not self._closing:
                self._changed.wait(1.0)
            wish, self._next = self._next, None
            return None if self._closing else wish

    def _answer(self, wish: _Wish) -> None:
        with self._changed:
            conversation = wish.client.ask(wish.request)
            self._current, self._stopped, self._sketched = (wish, conversation), False, False
            self._stop_if_useless()
        while not conversation.finished and not self._is_out_of_patience():
            event = conversation.next_event(STEP)
            if event is not None:
                self.event.emit(wish.ticket, event)
            if isinstance(event, StackSketched):
                self._has_sketch()
        if not conversation.finished:
            conversation.stop()  # it is deaf, or it has taken too long: its events are read no more

    def _has_sketch(self) -> None:
        with self._changed:
            self._sketched = True
            self._stop_if_useless()

    def _stop_if_useless(self) -> None:
        """Stop what tries repairs, or reads data, that the next wish doesn't want. The lock is held."""
        if self._current is None or self._next is None or self._stopped:
            return
        wish, conversation = self._current
        ours, theirs = wish.request, self._next.request
        if self._sketched or (ours.project.data, ours.folder) != (theirs.project.data, theirs.folder):
            conversation.stop()
            self._stopped = True

    def _is_out_of_patience(self) -> bool:
        with self._changed:
            if self._closing:
                return True
            if self._sketched and self._next is not None:
                return True  # what it tells from now on is of no use to anybody
            patience = PATIENCE_STOPPED if self._stopped else PATIENCE
            return self._next is not None and time.monotonic() - self._waiting_since > patience
