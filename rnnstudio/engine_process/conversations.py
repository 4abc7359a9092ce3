"""What the server does with requests: a thread for each conversation, one final event for each, whatever happens.

Knows nothing of pipes and nothing of TensorFlow: it is given an ``Engine`` to ask and a function that sends.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent import futures
from typing import Protocol

from rnnstudio.api import Cancelled, DataFacts, ExportReport, Look, UserError, tr
from rnnstudio.api.errors import words_of
from rnnstudio.engine_process.messages import (
    Constructing,
    DataDescribed,
    Describe,
    Download,
    Downloaded,
    Event,
    Export,
    Exported,
    ExportProgress,
    Failed,
    GoOn,
    Looked,
    Pause,
    PluginsUsed,
    Preview,
    Profiled,
    Progressed,
    Question,
    Ready,
    Request,
    Resume,
    RowsPreviewed,
    StackDescribed,
    StackSketched,
    Stop,
    Stopped,
    Train,
    UsePlugins,
    WarmUp,
    singly,
)
from rnnstudio.engine_process.paced import Paced
from rnnstudio.project.preview import DataPreview, DataProfile
from rnnstudio.project.report import Building, StackReport
from rnnstudio.runs.events import RunEvent, RunFinished, RunStarted, Stage

Say = Callable[[Event], None]
Progress = Callable[[str, float | None], None]
PLUGINS = 10.0
"""Seconds at most that other requests wait for plugins to be loaded."""
PAUSE = 0.1
"""Seconds between two words on progress."""


class Control(Protocol):
    """How a conversation is stopped. ``rnnstudio.engine.control.Control`` is one."""

    def stop(self) -> None:
        """Ask for the end."""

    def pause(self) -> None:
        """Ask it to hold."""

    def resume(self) -> None:
        """Let it go on."""

    @property
    def stopped(self) -> bool:
        """Whether it was asked for."""


class Engine(Protocol):
    """What the server asks of the engine. Each may raise ``UserError``, and ``Cancelled`` once stopped."""

    def control(self) -> Control:
        """Return the control of a new conversation."""

    def watched(self, tell: Callable[[Building | None], None]) -> None:
        """Have each third party's layer told of whose code is about to run, and ``None`` when it is back."""

    def use_plugins(self, request: UsePlugins) -> PluginsUsed:
        """Load third-party plugins, without TensorFlow."""

    def load(self) -> Ready:
        """Load TensorFlow. Called once, and again only if it failed."""

    def describe_data(self, request: Describe, control: Control) -> DataFacts:
        """Return what the data decides, without TensorFlow."""

    def explain_data(self, request: Describe, error: UserError) -> StackReport:
        """Return the report that says what is wrong with the data, without TensorFlow."""

    def describe_stack(self, request: Describe, facts: DataFacts) -> StackReport:
        """Return shapes and problems. TensorFlow is loaded."""

    def try_repairs(self, request: Describe, facts: DataFacts, report: StackReport, control: Control) -> StackReport:
        """Return the report with what each repair leads to. TensorFlow is loaded."""

    def cover(self, request: Describe, facts: DataFacts, report: StackReport, told: Callable[[StackReport], None],
              control: Control) -> StackReport:
        """Return the report with what the files of word vectors come to that layers start from; reads them."""

    def answer(self, request: Question, say: Say, control: Control) -> Event:
        """Answer a question, its last event returned, those before it said. TensorFlow is loaded."""

    def first_look(self, request: Preview, control: Control) -> Look:
        """Return what a glance at the data shows, without TensorFlow."""

    def first_rows(self, request: Preview, control: Control) -> DataPreview:
        """Return the first rows as they stand, without TensorFlow."""

    def profile(self, request: Preview, preview: DataPreview, progress: Progress,
                control: Control) -> tuple[DataPreview, DataProfile]:
        """Return the rows as the network gets them, and figures over all data, without TensorFlow."""

    def download(self, request: Download, progress: Progress, control: Control) -> None:
        """Fetch what the data source lacks."""

    def train(self, request: Train | GoOn, on_event: Callable[[RunEvent], None], control: Control) -> RunFinished:
        """Train. TensorFlow is loaded."""

    def export(self, request: Export, progress: Callable[[float], None], control: Control) -> ExportReport:
        """Write a run's vectors, without TensorFlow."""


class Loading:
    """TensorFlow's loading: begun by whoever needs it first, awaited by all, and again only after a failure."""

    def __init__(self, load: Callable[[], Ready]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._future: futures.Future[Ready] | None = None

    @property
    def is_done(self) -> bool:
        """True once it is loaded."""
        future = self._future
        return future is not None and future.done() and future.exception() is None

    def wait(self, control: Control) -> Ready:
        """Return when it is loaded.

        Raises:
            Cancelled: If the conversation is stopped meanwhile; the loading goes on.
        """
        future = self.begin()
        while not future.done():
            if control.stopped:
                raise Cancelled
            futures.wait([future], timeout=0.05)
        return future.result()

    def begin(self) -> futures.Future[Ready]:
        """Have it loaded, if it isn't yet; returns at once."""
        with self._lock:
            future = self._future
            if future is None or (future.done() and future.exception() is not None):
                future = self._future = futures.Future()
                threading.Thread(target=self._fulfil, args=(future,), name="loading", daemon=True).start()
            return future

    def _fulfil(self, future: futures.Future[Ready]) -> None:
        try:
            future.set_result(self._load())
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            future.set_exception(error)


class Conversations:
    """The open conversations.

    Args:
        engine: Whom to ask.
        send: Sends an event in a conversation; called from many threads.
    """

    def __init__(self, engine: Engine, send: Callable[[int, Event], None]) -> None:
        self._engine = engine
        self._send = send
        self._loading = Loading(engine.load)
        self._training = threading.Lock()
        self._controls: dict[int, Control] = {}
        engine.watched(lambda building: send(0, Constructing(building=building)))

    def take(self, number: int, request: Request) -> None:
        """Begin a conversation, or stop one; returns at once. Called from one thread only."""
        if isinstance(request, Stop | Pause | Resume):
            open_control = self._controls.get(number)
            if open_control is not None:
                _obey(request, open_control)
            return
        control = self._controls[number] = self._engine.control()
        thread = threading.Thread(target=self._hold, args=(number, request, control), name=f"conversation {number}",
                                  daemon=True)
        thread.start()
        if isinstance(request, UsePlugins):
            thread.join(PLUGINS)  # what is asked next is to find them

    def _hold(self, number: int, request: Request, control: Control) -> None:
        run = ""

        def say(event: Event) -> None:
            nonlocal run
            for told in singly(event):
                run = told.run if isinstance(told, RunStarted) else run
            self._send(number, event)

        try:
            say(self._answer(request, say, control))
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, SystemExit too
            self._send(number, ending(error, run))
        finally:
            self._controls.pop(number, None)

    def _answer(self, request: Request, say: Say, control: Control) -> Event:
        if control.stopped:
            return Stopped()
        match request:
            case WarmUp():
                return self._loading.wait(control)
            case UsePlugins():
                return self._engine.use_plugins(request)
            case Describe():
                return self._describe(request, say, control)
            case Train() | GoOn():
                return self._train(request, say, control)
            case Preview():
                return self._preview(request, say, control)
            case Download():
                self._engine.download(request, told(say), control)
                return Downloaded()
            case Export():
                report = self._engine.export(request, lambda done: say(ExportProgress(fraction=done)), control)
                return Exported(report=report)
            case Stop() | Pause() | Resume():  # said within a conversation; they begin none
                raise TypeError(request)
            case _:
                self._loading.wait(control)
                return self._engine.answer(request, say, control)

    def _describe(self, request: Describe, say: Say, control: Control) -> Event:
        try:
            facts = self._engine.describe_data(request, control)
        except UserError as error:
            return StackDescribed(report=self._engine.explain_data(request, error))
        say(DataDescribed(facts=facts))
        self._loading.wait(control)
        if control.stopped:
            return Stopped()
        report = self._engine.describe_stack(request, facts)
        if any(problem.repairs for problem in report.problems):
            say(StackSketched(report=report))
            report = self._engine.try_repairs(request, facts, report, control)
        report = self._engine.cover(request, facts, report, lambda known: say(StackSketched(report=known)), control)
        return StackDescribed(report=report)

    def _preview(self, request: Preview, say: Say, control: Control) -> Event:
        say(Looked(look=self._engine.first_look(request, control)))
        preview = self._engine.first_rows(request, control)
        say(RowsPreviewed(preview=preview))
        preview, profile = self._engine.profile(request, preview, told(say), control)
        say(RowsPreviewed(preview=preview))
        return Profiled(profile=profile)

    def _train(self, request: Train | GoOn, say: Say, control: Control) -> Event:
        if not self._training.acquire(blocking=False):
            return Failed(message=tr("A training is already under way; stop it, or wait until it has ended."))
        paced = Paced(say)
        try:
            self._make_ready(request, say, control)

            def tell(event: RunEvent) -> None:
                if not isinstance(event, RunFinished):  # said below, once another training may begin
                    paced.tell(event)

            return self._engine.train(request, tell, control)
        finally:
            paced.close()
            self._training.release()

    def _make_ready(self, request: Train | GoOn, say: Say, control: Control) -> None:
        """While TensorFlow is loading, read the data already, ready to stop; the engine keeps what was read."""
        if not self._loading.is_done:
            self._loading.begin()
            if isinstance(request, Train):
                say(Stage(text=tr("Reading the data")))
                self._engine.describe_data(Describe(project=request.project, folder=request.folder), control)
            say(Stage(text=tr("Loading TensorFlow")))
            self._loading.wait(control)


def _obey(request: Stop | Pause | Resume, control: Control) -> None:
    match request:
        case Stop():
            control.stop()
        case Pause():
            control.pause()
        case Resume():
            control.resume()


def told(say: Say) -> Progress:
    """Return what says progress, a few times a second."""
    last = 0.0

    def tell(text: str, fraction: float | None) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            say(Progressed(text=text, fraction=fraction))

    return tell


def ending(error: BaseException, run: str = "") -> Stopped | Failed:
    """Return the final event that says what was raised; faults of the program go to the log as well."""
    if isinstance(error, Cancelled):
        return Stopped()
    if isinstance(error, UserError):
        return Failed(message=_sendable(words_of(error)), run=run)
    trace = "".join(traceback.format_exception(error))
    print(trace, file=sys.stderr, flush=True)  # noqa: T201 - the log
    if isinstance(error, MemoryError):
        message = tr("Memory ran out. Use a smaller batch, a smaller vocabulary or smaller layers, or close other "
                     "programs.")
    else:
        words = words_of(error).strip().splitlines()
        what = f"{type(error).__name__}: {words[0][:300]}" if words else type(error).__name__
        message = tr("Something went wrong inside the engine: {error}", error=what)
    return Failed(message=_sendable(message), trace=_sendable(trace), run=run)


def _sendable(text: str) -> str:
    """Replace what UTF-8 can't hold, such as the stray bytes of a file's name."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
