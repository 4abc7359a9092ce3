"""How a training under way is told to end or to hold."""

from __future__ import annotations

import threading


class Control:
    """Wishes said from any thread and read by the training between two batches."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()

    def stop(self) -> None:
        """Ask the training to end soon and keep what it made; it goes on from a pause to do so."""
        self._stop.set()
        self._go.set()

    @property
    def stopped(self) -> bool:
        """True once ``stop`` was called."""
        return self._stop.is_set()

    def pause(self) -> None:
        """Ask the training to hold after the batch under way; once stopped it holds no more."""
        if not self.stopped:
            self._go.clear()
        if self.stopped:  # said in between, by another thread
            self._go.set()

    def resume(self) -> None:
        """Let it go on."""
        self._go.set()

    @property
    def paused(self) -> bool:
        """True while it is to hold."""
        return not self._go.is_set()

    def wait(self, timeout: float) -> bool:
        """Return when it needn't hold any more, or after so many seconds; whether it may go on."""
        return self._go.wait(timeout)
