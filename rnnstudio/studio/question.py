"""A pane's own line to the engine: it asks, hears every event of the answer, and may stop it.

``EngineLink.question`` makes one. Whatever the engine can answer is reached this way, without a method of the link
for each kind of request.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import FINAL, Request
from rnnstudio.studio.errand import LatestErrand


class Question(QObject):
    """Requests of one kind, one at a time.

    Signals:
        told: Every event of the answer, the last one of ``FINAL``; ``Failed`` if the process died.
        changed: ``running`` did.

    Args:
        client: Returns the running engine, or ``None`` if it can't be started, which was then said.
        latest: What a request does while another is under way: replace it, or nothing.
    """

    told = Signal(object)
    changed = Signal()

    def __init__(self, client: Callable[[], EngineClient | None], latest: bool,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._client = client
        self._latest = latest
        self._errand = LatestErrand(self)
        self._errand.told.connect(self._on_told)

    @property
    def threads(self) -> list[QThread]:
        """The threads that may still run."""
        return list(self._errand.threads)

    def ask(self, request: Request) -> bool:
        """Put a request; False if the engine can't be started or another answer is still under way."""
        if self.running and not self._latest:
            return False
        client = self._client()
        if client is None:
            return False
        self._set_running(True)
        self._errand.begin(client, request)
        return True

    def stop(self) -> None:
        """Ask for the end; the answer then ends with ``Stopped`` or with what there is."""
        self._errand.stop()

    def _on_told(self, event: object) -> None:
        if isinstance(event, FINAL):
            self._set_running(False)
        self.told.emit(event)

    def _set_running(self, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()
