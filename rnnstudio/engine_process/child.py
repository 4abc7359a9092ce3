"""One engine process from its start to its end: its pipes, the two threads at them, its conversations."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.api.text import language
from rnnstudio.engine_process.death import EngineDied, cause, open_log
from rnnstudio.engine_process.frames import BrokenFrame, read_frame, write_frame
from rnnstudio.engine_process.messages import (
    FINAL,
    Constructing,
    Event,
    EventEnvelope,
    Pause,
    Request,
    RequestEnvelope,
    Resume,
    Stop,
    singly,
)
from rnnstudio.engine_process.watchdog import Watchdog
from rnnstudio.project.words import suspected
from rnnstudio.runs.events import RunStarted

_DYING = 2.0
"""Seconds that a process has to end after it closed its pipe, or to be buried after it was killed."""


class Conversation:
    """One request and its events, read by one thread; all else may be called from another."""

    def __init__(self, number: int, child: Child) -> None:
        self.finished = False
        self.trains = False
        self.others: tuple[str, ...] = ()
        self._number = number
        self._child = child
        self._events: queue.SimpleQueue[Event | EngineDied] = queue.SimpleQueue()

    def next_event(self, timeout: float) -> Event | None:
        """Return the next event, or ``None`` if none came within ``timeout`` seconds or the last one was had.

        Raises:
            EngineDied: If the process is gone; all that it said before was returned.
        """
        if self.finished:
            return None
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            self._child.check()
            return None
        if isinstance(event, EngineDied):
            self._events.put(event)  # for whoever asks again
            raise EngineDied(str(event), asked=event.asked, building=event.building)
        self.finished = isinstance(event, FINAL)
        return event

    def stop(self) -> None:
        """Ask for its end; the last event says what was kept."""
        self._child.write(self._number, Stop())

    def pause(self) -> None:
        """Ask a training to hold."""
        self._child.write(self._number, Pause())

    def resume(self) -> None:
        """Let a training that holds go on."""
        self._child.write(self._number, Resume())

    def put(self, event: Event | EngineDied) -> None:
        """Take in what the process said; the child's to call."""
        self._events.put(event)


class Child:
    """A process that runs from the moment this is made.

    Args:
        command: What to run.
        log: Takes what it prints; ``None`` leaves that on our own standard error.
        on_death: Called once, from a thread of this object's, unless ``close`` ended it.

    Raises:
        UserError: If it can't be started.
    """

    def __init__(self, command: Sequence[str], log: Path | None, on_death: Callable[[EngineDied], None]) -> None:
        self.death: EngineDied | None = None
        self._on_death = on_death
        self._asked = self._closing = False
        self._lock = threading.Lock()
        self._buried = threading.Event()
        self._numbers = 0
        self._open: dict[int, Conversation] = {}
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._log, self._log_start = log, 0
        self._why = ""
        self._process = self._start(list(command))
        self._watchdog = Watchdog(self._process.pid, self._end, self._may_be_ended)
        self._threads = [threading.Thread(target=work, name=f"engine {name}", daemon=True)
                         for name, work in (("reader", self._read), ("writer", self._write))]
        for thread in self._threads:
            thread.start()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8:backslashreplace"}
        log = open_log(self._log) if self._log is not None else None
        if log is not None:
            self._log_start = log.seek(0, os.SEEK_END)
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                    env=environment, creationflags=flags)
        except OSError as error:
            raise UserError(tr("The engine process can't be started: {reason}",
                               reason=error.strerror or str(error))) from error
        finally:
            if log is not None:
                log.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as is known."""
        return self.death is None and self._process.poll() is None

    def ask(self, request: Request) -> Conversation:
        """Begin a conversation. See ``EngineClient.ask``."""
        with self._lock:
            if self.death is not None:
                raise EngineDied(str(self.death), asked=self.death.asked, building=self.death.building)
            self._numbers += 1
            conversation = Conversation(self._numbers, self)
            self.write(self._numbers, request)
            self._open[self._numbers] = conversation
        return conversation

    def write(self, number: int, request: Request) -> None:
        """Send a request; returns at once, also if the process is gone or doesn't read.

        Raises:
            UserError: If the request holds what can't be sent.
        """
        try:
            self._frames.put(msgspec.msgpack.encode(RequestEnvelope(number, request, language())))
        except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
            raise UserError(tr("The project holds something that can't be given to the engine: {reason}",
                               reason=error)) from error

    def check(self) -> None:
        """Notice a process that is dead while something else still holds its end of the pipe."""
        if self._process.poll() is not None and not self._buried.wait(_DYING):
            self._bury()

    def _end(self, why: str) -> None:
        self._why = why
        self._process.kill()

    def _may_be_ended(self) -> bool:
        """Tell whether no training has begun, which would end with the process."""
        with self._lock:
            return not any(conversation.trains for conversation in self._open.values())

    def kill(self) -> None:
        """End it now; returns at once."""
        if self._process.poll() is None:
            self._asked = True
            self._process.kill()

    def close(self, timeout: float) -> None:
        """Let it end by itself, and after ``timeout`` seconds kill it; nothing of it is left."""
        if self._process.poll() is None:
            self._asked = self._closing = True
        self._frames.put(None)
        self._wait_or_kill(timeout)
        self.check()
        for thread in (*self._threads, self._watchdog.thread):
            if thread is not threading.current_thread():
                thread.join(_DYING)

    def _wait_or_kill(self, timeout: float) -> None:
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_DYING)

    def _write(self) -> None:
        pipe = cast(BinaryIO, self._process.stdin)
        with suppress(OSError):
            while (payload := self._frames.get()) is not None:
                write_frame(pipe, payload)
        with suppress(OSError):
            pipe.close()

    def _read(self) -> None:
        pipe = cast(BinaryIO, self._process.stdout)
        with suppress(OSError, BrokenFrame, msgspec.MsgspecError), pipe:
            while (frame := read_frame(pipe)) is not None:
                self._deliver(msgspec.msgpack.decode(frame, type=EventEnvelope))
        self._wait_or_kill(_DYING)  # killed if it talks nonsense, or has closed its side and lives on
        self._bury()

    def _deliver(self, envelope: EventEnvelope) -> None:
        if isinstance(envelope.event, Constructing):
            self._watchdog.note(envelope.event.building)
            return
        with self._lock:
            final = isinstance(envelope.event, FINAL)
            conversation = (self._open.pop if final else self._open.get)(envelope.conversation, None)
        if conversation is not None:
            for event in singly(envelope.event):
                if isinstance(event, RunStarted):
                    conversation.trains, conversation.others = True, event.others
            conversation.put(envelope.event)

    def _bury(self) -> None:
        with self._lock:
            if self.death is not None:
                return
            self._watchdog.stop()
            building = self._watchdog.building if not self._asked else None
            words = (tr("The engine process was ended.") if self._asked
                     else self._why or cause(self._process.poll(), self._log, self._log_start))
            if building is not None:
                words += " " + tr("It was building {layer}, of the plugin {plugin}.", layer=building.layer,
                                  plugin=building.plugin)
            left, self._open = list(self._open.values()), {}
            if building is None and not self._asked:
                trained = [layer for conversation in left for layer in conversation.others]
                words = " ".join(filter(None, (words, suspected(trained))))
            died = self.death = EngineDied(words, asked=self._asked, building=building)
        self._frames.put(None)
        try:
            if not self._closing:
                self._on_death(died)
        finally:
            for conversation in left:
                conversation.put(died)
            self._buried.set()
