"""The training under way, at most one at a time: its thread, and what that tells as long as it counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.api import tr
from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import FINAL, Event, GoOn, Stopped, Train
from rnnstudio.studio.errand import keep, retire
from rnnstudio.studio.training.thread import TrainingThread


class TrainingUnderWay(QObject):
    """Holds at most one training's conversation, and lets go of it with its last event.

    The thread itself ends a moment later. What it may still tell by then, of a process that was given up, is passed
    over: it would be taken for the next training's.

    Signals:
        told: Every event of the training.
        ended: The training is over, however it ended; with a sentence if the process ended with it.
    """

    told = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: TrainingThread | None = None
        self._over: list[TrainingThread] = []

    @property
    def running(self) -> bool:
        """Whether a training is under way."""
        return self._thread is not None

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._thread is not None and self._thread.stopping

    def begin(self, client: EngineClient, request: Train | GoOn) -> None:
        """Train; only while no training is under way."""
        thread = self._thread = TrainingThread(client, request)
        thread.event.connect(self._on_event)
        thread.failed.connect(self._on_failed)
        thread.finished.connect(self._on_finished)
        thread.start()

    def stop(self) -> None:
        """Ask it to end and keep its model; asked again, end the process."""
        if self._thread is not None:
            self._thread.stop()

    def stop_now(self) -> None:
        """End the process that it runs in, whatever it is doing."""
        if self._thread is not None:
            self._thread.stop_now()

    def pause(self) -> None:
        """Ask it to hold."""
        if self._thread is not None:
            self._thread.pause()

    def resume(self) -> None:
        """Let it go on."""
        if self._thread is not None:
            self._thread.resume()

    def lose(self, client: EngineClient) -> bool:
        """A process is gone: let go of the training that ran in it, without a word; return whether one did.

        One that was ended by a second ``stop`` is not lost: it tells its end itself.
        """
        thread = self._thread
        if thread is None or thread.client is not client or thread.killed:
            return False
        self._let_go()
        return True

    def close(self, timeout: float) -> None:
        """Have it kept for another start, and wait.

        Args:
            timeout: Longest wait in seconds.
        """
        if self._thread is not None:
            self._thread.close(timeout)

    def give_up(self) -> None:
        """Let go of all threads, at the program's end."""
        for thread in (self._thread, *self._over):
            if thread is not None and not thread.wait(1000):
                keep(thread)

    def _let_go(self) -> None:
        if self._thread is not None:
            self._over.append(self._thread)
            self._thread = None

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self.sender() is not self._thread:
            return
        is_last = isinstance(event, FINAL)
        if is_last:
            self._let_go()
        self.told.emit(event)
        if is_last:
            self.ended.emit("")

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        thread = self._thread
        if thread is None or self.sender() is not thread:
            return
        self._let_go()
        if thread.killed:
            message = tr("The training was ended at once. What its folder holds by now stays.")
            self.told.emit(Stopped())
        self.ended.emit(message)

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._over if thread.isFinished()]:
            self._over.remove(thread)
            retire(thread)
