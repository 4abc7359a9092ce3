"""How a training under way is told to end."""

from __future__ import annotations

import threading


class Control:
    """A wish to stop, said from any thread and read by the training between two batches."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the training to end soon and keep what it made; saying it again changes nothing."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """True once ``stop`` was called."""
        return self._stop.is_set()
