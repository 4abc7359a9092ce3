"""The window's one way to the engine: owns its process and the threads that talk to it, and tells all as signals.

Every method returns at once. A process that dies is said once and replaced, unless it dies again and again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from rnnstudio.api import UserError, tr
from rnnstudio.engine_process.client import EngineClient, EngineDied
from rnnstudio.engine_process.messages import (
    FINAL,
    DataDescribed,
    Describe,
    Download,
    Event,
    Export,
    Failed,
    Preview,
    Ready,
    StackDescribed,
    StackSketched,
    Summarize,
    Train,
    WarmUp,
)
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.studio.describe_thread import DescribeThread
from rnnstudio.studio.errand import Errand, LatestErrand, keep, retire
from rnnstudio.studio.training.thread import ConversationThread
from rnnstudio.studio.training.under_way import TrainingUnderWay

DEATHS = 3
"""So many deaths ..."""
WITHIN = 30.0
"""... within so many seconds, and no new process is started until one is asked for."""


class EngineLink(QObject):
    """Owns the engine process.

    Signals:
        ready: TensorFlow is loaded: ``Ready``.
        facts: What the data of the newest project decides: ``DataFacts``, or ``None`` where it can't be read.
        report: What the stack of the newest project is: ``StackReport``. Where there are repairs it comes twice: at
            once, and with what each repair leads to.
        run_event: What the training tells. The last one is ``RunFinished``, ``Stopped`` or ``Failed``; if the process
            died there is none, and ``engine_lost`` says why.
        training_ended: The training is over, however it ended; with a sentence if the process ended with it.
        export_event: ``ExportProgress``, then ``Exported``, ``Stopped`` or ``Failed``.
        summary: ``Summarized`` or ``Failed``.
        preview_event: What the newest preview tells: ``RowsPreviewed``, ``Progressed``, and last ``Profiled``,
            ``Stopped`` or ``Failed``.
        download_event: ``Progressed``, then ``Downloaded``, ``Stopped`` or ``Failed``.
        engine_lost: The process died, could not be started or could not load TensorFlow: what happened.
        state_changed: ``training``, ``stopping``, ``exporting`` or ``ready_info`` did.
    """

    ready = Signal(object)
    facts = Signal(object)
    report = Signal(object)
    run_event = Signal(object)
    training_ended = Signal(str)
    export_event = Signal(object)
    summary = Signal(object)
    preview_event = Signal(object)
    download_event = Signal(object)
    engine_lost = Signal(str)
    state_changed = Signal()
    _died = Signal(object, object)

    def __init__(self, make_client: Callable[[], EngineClient], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready_info: Ready | None = None
        self._make_client = make_client
        self._client: EngineClient | None = None
        self._closed = False
        self._deaths: list[float] = []
        self._describing = DescribeThread()
        self._describing.event.connect(self._on_described)
        self._ticket = 0
        self._unanswered: Describe | None = None
        self._has_facts = False
        self._given_up = False
        self._asked_again = 0
        self._warming: list[ConversationThread] = []
        self._training = TrainingUnderWay(self)
        self._training.told.connect(self.run_event)
        self._training.ended.connect(self._on_training_ended)
        self._exporting = Errand(self)
        self._exporting.told.connect(self.export_event)
        self._exporting.ended.connect(self.state_changed)
        self._summarizing = Errand(self)
        self._summarizing.told.connect(self.summary)
        self._previewing = LatestErrand(self)
        self._waiting: Preview | None = None
        self._previewing.told.connect(self.preview_event)
        self._downloading = Errand(self)
        self._downloading.told.connect(self.download_event)
        self._died.connect(self._on_death)

    @property
    def training(self) -> bool:
        """Whether a training is under way."""
        return self._training.running

    @property
    def stopping(self) -> bool:
        """Whether the training under way was asked to stop."""
        return self._training.stopping

    @property
    def exporting(self) -> bool:
        """Whether an export is under way."""
        return self._exporting.running

    @Slot()
    def warm_up(self) -> None:
        """Start the process, if none runs, and have it load TensorFlow."""
        self._running_client()

    def describe(self, project: Project, folder: Path | None) -> None:
        """Have a project described; only the newest one's answer is told. Until a process runs it waits."""
        self._ticket += 1
        self._given_up = False
        self._unanswered = Describe(project=project, folder=_text(folder))
        if self._client is not None:
            self._ask_to_describe()

    def train(self, project: Project, folder: Path | None, runs: Path) -> None:
        """Train a project into a new folder below ``runs``; nothing happens while another training is under way."""
        if self.training or (client := self._running_client()) is None:
            return
        self._training.begin(client, Train(project=project, folder=_text(folder), runs=str(runs)))
        self.state_changed.emit()

    @Slot()
    def stop(self) -> None:
        """Ask the training to end and keep its model; asked again, end the process."""
        if self.training:
            self._training.stop()
            self.state_changed.emit()

    def export(self, run: Path, exporter: ComponentRef, target: Path) -> None:
        """Write a run's word vectors; nothing happens while another export is under way."""
        if self.exporting or (client := self._running_client()) is None:
            return
        self._exporting.begin(client, Export(run=str(run), exporter=exporter, target=str(target)))
        self.state_changed.emit()

    def summarize(self, project: Project, folder: Path | None) -> None:
        """Have Keras' summary written; nothing happens while another is."""
        if self._summarizing.running or (client := self._running_client()) is None:
            return
        self._summarizing.begin(client, Summarize(project=project, folder=_text(folder)))

    def preview(self, project: Project, folder: Path | None) -> None:
        """Have the data shown; a preview under way is given up for it. Until a process runs it waits."""
        request = Preview(project=project, folder=_text(folder))
        if self._given_up:
            self._given_up = False
            self._ask_to_describe()
        if self._client is not None:
            self._previewing.begin(self._client, request)
        else:
            self._waiting = request

    @Slot()
    def stop_preview(self) -> None:
        """Ask the preview to end."""
        self._waiting = None
        self._previewing.stop()

    @Slot()
    def stop_reading(self) -> None:
        """Ask the preview to end, and whatever else reads the data for the window, until a preview is wanted."""
        self.stop_preview()
        if self._unanswered is not None and not self._has_facts:
            self._ticket += 1
            self._given_up = True
            self._describing.give_up()

    def download(self, project: Project, folder: Path | None) -> None:
        """Have fetched what the data source lacks; nothing happens while another download is under way."""
        if not self._downloading.running and (client := self._running_client()) is not None:
            self._downloading.begin(client, Download(project=project, folder=_text(folder)))

    @Slot()
    def stop_download(self) -> None:
        """Ask the download to end."""
        self._downloading.stop()

    @Slot()
    def stop_export(self) -> None:
        """Ask the export to end."""
        self._exporting.stop()

    @Slot()
    def shutdown(self, timeout: float = 5.0) -> None:
        """End process and threads; a training is asked to keep its model first. This link is of no use after.

        Args:
            timeout: Seconds after which the process is killed.
        """
        if self._closed:
            return
        self._closed = True
        deadline = time.monotonic() + timeout
        client, self._client = self._client, None
        self._training.close(timeout * 0.6)
        if client is not None:
            client.on_death = None
            client.close(max(0.1, deadline - time.monotonic()))
        self._describing.close(1.0)
        self._training.give_up()
        for thread in (self._describing, *self._errand_threads(), *self._warming):
            if thread is not None and not thread.wait(1000):
                keep(thread)

    def _errand_threads(self) -> list[QThread | None]:
        errands = (self._exporting, self._summarizing, self._downloading)
        return [*(errand.thread_now for errand in errands), *self._previewing.threads]

    def _running_client(self) -> EngineClient | None:
        """Return the client, with a process started if none runs; ``None`` if it can't be, which was then said."""
        if self._closed:
            return None
        if self._client is None or not self._client.alive:
            self._deaths.clear()
            self._start()
        return self._client

    def _start(self) -> None:
        client = self._make_client()
        client.on_death = partial(self._died.emit, client)
        self._client = self.ready_info = None
        try:
            client.start()
        except UserError as error:
            self.engine_lost.emit(str(error))
            return
        self._client = client
        if not self._describing.isRunning():
            self._describing.start()
        thread = ConversationThread(client, WarmUp())
        self._warming.append(thread)
        thread.event.connect(self._on_warmed)
        thread.finished.connect(self._on_warming_finished)
        thread.start()
        if self._unanswered is not None and self._asked_again != self._ticket:
            self._ask_to_describe()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._previewing.begin(client, waiting)

    def _ask_to_describe(self) -> None:
        if self._client is not None and self._unanswered is not None:
            self._has_facts = False
            self._describing.ask(self._client, self._ticket, self._unanswered)

    @Slot(object)
    def _on_warmed(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready_info = event
                self.ready.emit(event)
                self.state_changed.emit()
            case Failed():
                self.engine_lost.emit(event.message)

    @Slot(int, object)
    def _on_described(self, ticket: int, event: Event) -> None:
        if ticket != self._ticket:
            return
        if isinstance(event, FINAL):
            self._unanswered = None
        match event:
            case DataDescribed():
                self._has_facts = True
                self.facts.emit(event.facts)
            case StackDescribed() | StackSketched():
                if not self._has_facts:
                    self.facts.emit(None)
                self.report.emit(event.report)
            case Failed():
                self.report.emit(StackReport(problems=(Problem(message=event.message),)))

    @Slot(object, object)
    def _on_death(self, client: EngineClient, died: EngineDied) -> None:
        if self._closed:
            return
        now = time.monotonic()
        if not died.asked:
            self._deaths = [*(t for t in self._deaths if now - t < WITHIN), now]
        gives_up = len(self._deaths) >= DEATHS
        was_training = self._training.lose(client)
        if not died.asked:
            self.engine_lost.emit(_and_given_up(died) if gives_up else str(died))
        if was_training:
            self._on_training_ended(str(died))
        if client is not self._client:  # another was started before this was heard
            return
        self._client = self.ready_info = None
        if not gives_up:
            self._start()
            self._asked_again = self._ticket  # if it was the question that killed it, it isn't put a third time
        self.state_changed.emit()

    @Slot(str)
    def _on_training_ended(self, words: str) -> None:
        self.state_changed.emit()
        self.training_ended.emit(words)

    @Slot()
    def _on_warming_finished(self) -> None:
        for thread in [thread for thread in self._warming if thread.isFinished()]:
            self._warming.remove(thread)
            retire(thread)


def _text(folder: Path | None) -> str | None:
    return str(folder) if folder is not None else None


def _and_given_up(died: EngineDied) -> str:
    return tr("{what} This was the third time within half a minute, so it isn't started again until you press Train.",
              what=died)
