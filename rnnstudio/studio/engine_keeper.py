"""Keeps an engine process running for the window: starts it, has plugins loaded, replaces one that died or is old."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from rnnstudio.api import UserError, tr
from rnnstudio.engine_process.client import EngineClient, EngineDied
from rnnstudio.engine_process.messages import Event, Failed, Ready, UsePlugins, WarmUp
from rnnstudio.studio.errand import retire
from rnnstudio.studio.training.thread import BegunThread, ConversationThread

DEATHS = 3
"""So many deaths ..."""
WITHIN = 30.0
"""... within so many seconds, and no new process is started until one is asked for."""
RENEWAL = 200
"""Milliseconds between two looks at whether the process may be replaced."""


class EngineKeeper(QObject):
    """Owns the process. Every method returns at once.

    Attributes:
        client: The process that runs; ``None`` if none does.
        ready_info: What it told when it had loaded TensorFlow.

    Signals:
        started: A process runs: its client, and whether it takes the place of one that died.
        gone: There is no process any more.
        ready: TensorFlow is loaded: ``Ready``.
        failed: No process could be started, or it could not load TensorFlow: why.
        died: A process died: its client, ``EngineDied``, and a sentence, which also says if none follows. Told before
            the next one is started.
        plugins_used: What became of third-party plugins in the process: ``PluginsUsed``.
        changed: ``ready_info`` did.

    Args:
        make_client: Makes a client whose process isn't started yet.
        is_busy: Tells whether the process does something that would be lost with it.
    """

    started = Signal(object, bool)
    gone = Signal()
    ready = Signal(object)
    failed = Signal(str)
    died = Signal(object, object, str)
    plugins_used = Signal(object)
    changed = Signal()
    _noticed = Signal(object, object)

    def __init__(self, make_client: Callable[[], EngineClient], is_busy: Callable[[], bool],
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.client: EngineClient | None = None
        self.ready_info: Ready | None = None
        self._make_client = make_client
        self._is_busy = is_busy
        self._closed = False
        self._deaths: list[float] = []
        self._plugins: tuple[str, ...] = ()
        self._threads: list[ConversationThread] = []
        self._renewal = QTimer(self)
        self._renewal.setInterval(RENEWAL)
        self._renewal.timeout.connect(self._renew_if_idle)
        self._noticed.connect(self._on_death)

    @property
    def threads(self) -> list[QThread]:
        """The threads that may still run."""
        return list(self._threads)

    def running(self) -> EngineClient | None:
        """Return the client, with a process started if none runs; ``None`` if it can't be, which was then said."""
        if self._closed:
            return None
        if self.client is None or not self.client.alive:
            self._deaths.clear()
            self._start()
        return self.client

    def use_plugins(self, keys: Sequence[str]) -> None:
        """Have third-party plugins loaded, by this process and every later one, before what is asked next."""
        new = tuple(key for key in keys if key not in self._plugins)
        self._plugins += new
        if new and self.client is not None:
            self._load_plugins(self.client, new)

    def renew(self) -> None:
        """Start a fresh process without plugins of others, at once or when it isn't busy any more."""
        self._plugins = ()
        self._renewal.start()
        self._renew_if_idle()

    def let_go(self) -> EngineClient | None:
        """Return the client, to be closed by the caller: no process is started any more, and no death is told."""
        self._closed = True
        client, self.client = self.client, None
        if client is not None:
            client.on_death = None
        return client

    @Slot()
    def _renew_if_idle(self) -> None:
        if self._closed or self.client is None:
            self._renewal.stop()
        elif not self._is_busy():
            self._renewal.stop()
            self.client.kill()

    def _start(self, after_a_death: bool = False) -> None:
        client = self._make_client()
        client.on_death = partial(self._noticed.emit, client)
        self._forget()
        try:
            client.start()
        except UserError as error:
            self.failed.emit(str(error))
            return
        self.client = client
        if self._plugins:
            self._load_plugins(client, self._plugins)
        self.started.emit(client, after_a_death)
        self._hear(ConversationThread(client, WarmUp()), self._on_warmed)

    def _forget(self) -> None:
        self.client = self.ready_info = None
        self.gone.emit()

    def _load_plugins(self, client: EngineClient, keys: tuple[str, ...]) -> None:
        try:
            asked = client.ask(UsePlugins(keys=keys))
        except UserError:  # the process has just died; the next one is given them all
            return
        self._hear(BegunThread(client, asked), self.plugins_used.emit)

    def _hear(self, thread: ConversationThread, told: Callable[[Event], None]) -> None:
        self._threads.append(thread)
        thread.event.connect(told)
        thread.finished.connect(self._on_finished)
        thread.start()

    @Slot(object)
    def _on_warmed(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready_info = event
                self.ready.emit(event)
                self.changed.emit()
            case Failed():
                self.failed.emit(event.message)

    @Slot(object, object)
    def _on_death(self, client: EngineClient, died: EngineDied) -> None:
        if self._closed:
            return
        now = time.monotonic()
        if not died.asked and died.building is None:  # a layer's doing isn't done again: the layer is refused
            self._deaths = [*(t for t in self._deaths if now - t < WITHIN), now]
        gives_up = len(self._deaths) >= DEATHS
        self.died.emit(client, died, _and_given_up(died) if gives_up else str(died))
        if client is not self.client:  # another was started before this was heard
            return
        self._forget()
        if not gives_up:
            self._start(after_a_death=True)
        self.changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            self._threads.remove(thread)
            retire(thread)


def _and_given_up(died: EngineDied) -> str:
    return tr("{what} This was the third time within half a minute, so it isn't started again until you press Train.",
              what=died)
