"""The loop inside the engine process, and the only module here that imports ``engine``.

Started by ``client`` as ``python -m rnnstudio.engine_process.server``, never forked. Standard output belongs to the
protocol, so it is moved out of reach first: whatever a library, a plugin or C code prints goes to the log. When
standard input ends, the window is gone, and the process ends at once, whatever it is doing.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from rnnstudio.api import DataFacts, ExportContext, ExportReport, Look, UserError
from rnnstudio.api.text import language, use_language
from rnnstudio.engine import control as engine_control
from rnnstudio.engine import device, watched
from rnnstudio.engine_process.conversations import Control, Conversations, Engine, Progress, Say, ending
from rnnstudio.engine_process.frames import read_frame, write_frame
from rnnstudio.engine_process.messages import (
    Describe,
    Download,
    Event,
    EventEnvelope,
    Export,
    GoOn,
    PluginsUsed,
    Preview,
    Question,
    Ready,
    RequestEnvelope,
    Train,
    UsePlugins,
)
from rnnstudio.project.preview import DataPreview, DataProfile
from rnnstudio.project.report import Building, StackReport
from rnnstudio.registry import Registry
from rnnstudio.runs.events import RunEvent, RunFinished

STACK_BYTES = 16 << 20
"""Stack of each thread; macOS gives half a megabyte, too little for tracing a deep network."""
NICENESS = 5
"""How far the engine stands behind the window when both want the processor."""


class TensorFlowEngine:
    """The real engine, with our plugins from the start and others as it is told that they passed their trial.

    Modules that need numpy or pyarrow are imported when first asked, so that the first answer comes sooner.
    """

    def __init__(self) -> None:
        self.registry = Registry.ours()

    def control(self) -> Control:
        """See ``Engine``; so for all below."""
        return engine_control.Control()

    def watched(self, tell: Callable[[Building | None], None]) -> None:
        """Have each third party's layer told of whose code is about to run."""
        watched.tell_to(tell)

    def use_plugins(self, request: UsePlugins) -> PluginsUsed:
        """Load third-party plugins."""
        from rnnstudio.registry import loading

        loading.load_passed(self.registry, request.keys)
        return PluginsUsed(reports=tuple(report for report in self.registry.reports if report.key in request.keys))

    def load(self) -> Ready:
        """Load TensorFlow."""
        loaded = device.load()
        return Ready(tensorflow=loaded.tensorflow, keras=loaded.keras, device=loaded.device, seconds=loaded.seconds)

    def describe_data(self, request: Describe, control: Control) -> DataFacts:
        """Say what the data decides."""
        from rnnstudio.engine import describe

        return describe.describe_data(request.project, self.registry, folder=_path(request.folder),
                                      cancelled=lambda: control.stopped)

    def explain_data(self, request: Describe, error: UserError) -> StackReport:
        """Say what is wrong with the data."""
        from rnnstudio.engine import describe

        _, report = describe.check(request.project, self.registry.refusing(request.refused),
                                   folder=_path(request.folder))
        return report

    def describe_stack(self, request: Describe, facts: DataFacts) -> StackReport:
        """Say which shapes the stack has."""
        from rnnstudio.engine import describe

        return describe.describe_stack(request.project, self.registry.refusing(request.refused), facts,
                                       folder=_path(request.folder))

    def try_repairs(self, request: Describe, facts: DataFacts, report: StackReport, control: Control) -> StackReport:
        """Say what the repairs lead to."""
        from rnnstudio.engine import describe

        return describe.try_repairs(request.project, self.registry.refusing(request.refused), facts, report,
                                    folder=_path(request.folder),
                                    cancelled=lambda: control.stopped)

    def cover(self, request: Describe, facts: DataFacts, report: StackReport, told: Callable[[StackReport], None],
              control: Control) -> StackReport:
        """Say for how many words there are vectors."""
        from rnnstudio.engine import describe

        return describe.cover(request.project, self.registry.refusing(request.refused), facts, report,
                              folder=_path(request.folder), told=told, cancelled=lambda: control.stopped)

    def answer(self, request: Question, say: Say, control: Control) -> Event:
        """Answer a question."""
        from rnnstudio.engine_process import answers

        return answers.answer(request, self.registry, say, control)

    def first_look(self, request: Preview, control: Control) -> Look:
        """Return what a glance at the data shows."""
        from rnnstudio.engine import preview

        return preview.first_look(request.project.data, self.registry, folder=_path(request.folder),
                                  cancelled=lambda: control.stopped)

    def first_rows(self, request: Preview, control: Control) -> DataPreview:
        """Return the first rows."""
        from rnnstudio.engine import preview

        return preview.first_rows(request.project.data, self.registry, request.rows, folder=_path(request.folder),
                                  cancelled=lambda: control.stopped)

    def profile(self, request: Preview, preview: DataPreview, progress: Progress,
                control: Control) -> tuple[DataPreview, DataProfile]:
        """Return figures over all data."""
        from rnnstudio.engine import describe

        return describe.profile_data(request.project, self.registry, preview, folder=_path(request.folder),
                                     cancelled=lambda: control.stopped, progress=progress)

    def download(self, request: Download, progress: Progress, control: Control) -> None:
        """Fetch what the data source lacks."""
        from rnnstudio.engine import describe

        describe.download_data(request.project, self.registry, folder=_path(request.folder),
                               cancelled=lambda: control.stopped, progress=progress)

    def train(self, request: Train | GoOn, on_event: Callable[[RunEvent], None], control: Control) -> RunFinished:
        """Train."""
        from rnnstudio.engine import tidy, training

        held = cast(engine_control.Control, control)
        registry = self.registry.refusing(request.refused)
        if isinstance(request, GoOn):
            run = partial(training.go_on, Path(request.run), registry, more_epochs=request.more_epochs)
        else:
            run = partial(training.train, request.project, registry, Path(request.runs),
                          folder=_path(request.folder), weights=_path(request.weights))
        try:
            return run(on_event=on_event, control=held)
        finally:
            tidy.soon()

    def export(self, request: Export, progress: Callable[[float], None], control: Control) -> ExportReport:
        """Write a run's vectors."""
        from rnnstudio.engine import export

        context = ExportContext(progress=progress, cancelled=lambda: control.stopped)
        return export.export(Path(request.run), self.registry, request.exporter, Path(request.target), context,
                             layer=request.layer or None, which=request.which, folder=_path(request.folder))


def _path(folder: str | None) -> Path | None:
    return Path(folder) if folder is not None else None


def serve(make_engine: Callable[[], Engine]) -> None:
    """Answer requests from standard input on standard output until it ends, which ends the process.

    Args:
        make_engine: Makes the engine, on the main thread; requests that come meanwhile wait.
    """
    requests, events = _take_pipes()
    faulthandler.enable(1)  # the log; the engine holds back descriptor 2 while TensorFlow loads
    threading.stack_size(STACK_BYTES)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's to answer
    if sys.platform != "win32":
        os.nice(NICENESS)  # on Windows the client asks for it
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests, frames), name="requests", daemon=True).start()
    send = partial(_send, events, threading.Lock())
    try:
        conversations = Conversations(make_engine(), send)
        while True:
            _take(frames.get(), conversations, send)
    except BaseException:  # noqa: BLE001 - no way out may wait for the threads of a library
        traceback.print_exc()
        _end(1)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Move both pipes where no print and no input() of anyone can reach them, nor a child of ours inherit them."""
    requests = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, events


def _read(requests: BinaryIO, frames: queue.SimpleQueue[bytes]) -> None:
    """Pass requests on as they come; at the end of input end the process, in mid-training too."""
    try:
        while (frame := read_frame(requests)) is not None:
            frames.put(frame)
    finally:
        _end()


def _end(code: int = 0) -> None:
    with suppress(Exception):
        sys.stderr.flush()
    os._exit(code)


def _take(frame: bytes, conversations: Conversations, send: Callable[[int, Event], None]) -> None:
    try:
        envelope = msgspec.msgpack.decode(frame, type=RequestEnvelope)
    except (msgspec.MsgspecError, RecursionError) as error:
        number, *_ = msgspec.msgpack.decode(frame, type=list[msgspec.Raw])
        send(msgspec.msgpack.decode(number, type=int), ending(error))
    else:
        _speak(envelope.language)
        conversations.take(envelope.conversation, envelope.request)


def _speak(code: str) -> None:
    """Answer in the window's language, which may be switched at any time."""
    if code != language():
        with suppress(OSError, KeyError):  # a catalogue that is missing is no reason not to train
            use_language(code)


def _send(events: BinaryIO, lock: threading.Lock, number: int, event: Event) -> None:
    payload = msgspec.msgpack.encode(EventEnvelope(number, event))
    with lock:
        try:
            write_frame(events, payload)
        except OSError:  # nobody listens any more
            _end()


if __name__ == "__main__":
    serve(TensorFlowEngine)
