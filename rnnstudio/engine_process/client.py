"""Starts the engine process, asks it, stops and kills it. Knows no Qt and no TensorFlow.

Nothing here waits without a limit, and a process that happens to be dead shows itself in two places only:
``EngineClient.ask`` and ``Conversation.next_event`` raise ``EngineDied``, whose sentence says what happened.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rnnstudio.api import tr
from rnnstudio.engine_process.child import Child, Conversation
from rnnstudio.engine_process.death import EngineDied
from rnnstudio.engine_process.messages import Request

__all__ = ["Conversation", "EngineClient", "EngineDied"]

COMMAND = (sys.executable, "-P", "-m", "rnnstudio.engine_process.server")
"""Starts the real engine; ``-P`` keeps a ``random.py`` in the current folder from being imported."""


class EngineClient:
    """The engine process, seen from the window's side.

    ``start`` and ``close`` belong to one thread; all else may be called from any.

    Args:
        log: Takes all that it prints; ``None`` leaves that on this program's standard error.
        command: What to run instead of the real engine, in tests.

    Attributes:
        on_death: Called with ``EngineDied`` once for each process that ended otherwise than by ``close``, from a
            thread of the client's, before its conversations are told.
    """

    def __init__(self, log: Path | None = None, command: Sequence[str] | None = None) -> None:
        self.log = log
        self.on_death: Callable[[EngineDied], None] | None = None
        self._command = tuple(command or COMMAND)
        self._child: Child | None = None

    def start(self) -> None:
        """Start the process if none runs.

        Raises:
            UserError: If it can't be started.
        """
        if not self.alive:
            self.close()
            self._child = Child(self._command, self.log, self._died)

    @property
    def pid(self) -> int | None:
        """The process's number, or ``None`` if none runs."""
        child = self._child
        return child.pid if child is not None and child.alive else None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.pid is not None

    def ask(self, request: Request) -> Conversation:
        """Begin a conversation; returns at once.

        Raises:
            EngineDied: If no process runs.
            UserError: If the request holds what can't be sent, such as a number beyond 64 bits in a parameter.
        """
        child = self._child
        if child is None:
            raise EngineDied(tr("The engine process isn't running."))
        return child.ask(request)

    def kill(self) -> None:
        """End the process now, whatever it is doing; returns at once."""
        if self._child is not None:
            self._child.kill()

    def close(self, timeout: float = 5.0) -> None:
        """End the process and leave nothing of it.

        Args:
            timeout: Seconds that it has to end by itself before it is killed.
        """
        child = self._child
        if child is not None:
            child.close(timeout)
            self._child = None

    def _died(self, died: EngineDied) -> None:
        callback = self.on_death
        if callback is not None:
            callback(died)
