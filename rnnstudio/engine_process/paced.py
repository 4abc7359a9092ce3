"""Keeps a training from telling more often than a window can draw."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rnnstudio.engine_process.messages import RunEvents
from rnnstudio.runs.events import RunEvent

INTERVAL = 1 / 29
"""Seconds between two messages of a training."""


class Paced:
    """Sends a training's events at most 30 times a second: those that come sooner wait and go together, in order.

    Args:
        send: Sends one message; called from the training's thread or from a timer's, never from both at once.
    """

    def __init__(self, send: Callable[[RunEvent | RunEvents], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._held: list[RunEvent] = []
        self._due = 0.0
        self._timer: threading.Timer | None = None

    def tell(self, event: RunEvent) -> None:
        """Send an event now, or soon with those that come until then."""
        with self._lock:
            self._held.append(event)
            wait = self._due - time.monotonic()
            if wait <= 0:
                self._flush()
            elif self._timer is None:
                self._timer = threading.Timer(wait, self._late)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Send what still waits."""
        with self._lock:
            self._flush()

    def _late(self) -> None:
        with self._lock:
            self._timer = None
            self._flush()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._held:
            held, self._held = tuple(self._held), []
            self._due = time.monotonic() + INTERVAL
            self._send(held[0] if len(held) == 1 else RunEvents(events=held))
