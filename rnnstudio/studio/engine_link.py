"""The window's one way to the engine: owns the threads that talk to its process, and tells all as signals.

Every method returns at once. ``engine_keeper`` starts the process; one that dies is said once and replaced, unless it
dies again and again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QThread, Signal, Slot

from rnnstudio.api import tr
from rnnstudio.engine_process.client import EngineClient, EngineDied
from rnnstudio.engine_process.messages import (
    Describe,
    Download,
    Export,
    GoOn,
    Preview,
    Ready,
    Summarize,
    Train,
)
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.report import Building
from rnnstudio.registry import Refused
from rnnstudio.studio.describing import Describing
from rnnstudio.studio.engine_keeper import EngineKeeper
from rnnstudio.studio.errand import LatestErrand, keep
from rnnstudio.studio.question import Question
from rnnstudio.studio.training.under_way import TrainingUnderWay


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
        plugins_used: What became of third-party plugins in the engine: ``PluginsUsed``.
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
    plugins_used = Signal(object)
    engine_lost = Signal(str)
    state_changed = Signal()

    def __init__(self, make_client: Callable[[], EngineClient], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._keeper = EngineKeeper(make_client, lambda: self.busy, self)
        self._keeper.started.connect(self._on_started)
        self._keeper.died.connect(self._on_death)
        self._keeper.ready.connect(self.ready)
        self._keeper.failed.connect(self.engine_lost)
        self._keeper.plugins_used.connect(self.plugins_used)
        self._keeper.changed.connect(self.state_changed)
        self._describing = Describing(self)
        self._describing.facts.connect(self.facts)
        self._describing.report.connect(self.report)
        self._keeper.gone.connect(self._describing.turn_away)
        self._training = TrainingUnderWay(self)
        self._training.told.connect(self.run_event)
        self._training.ended.connect(self._on_training_ended)
        self._questions: list[Question] = []
        self._exporting = self.question()
        self._exporting.told.connect(self.export_event)
        self._exporting.changed.connect(self.state_changed)
        self._summarizing = self.question()
        self._summarizing.told.connect(self.summary)
        self._downloading = self.question()
        self._downloading.told.connect(self.download_event)
        self._previewing = LatestErrand(self)
        self._previewing.told.connect(self.preview_event)
        self._waiting: Preview | None = None

    @property
    def ready_info(self) -> Ready | None:
        """What the process told when it had loaded TensorFlow; ``None`` before."""
        return self._keeper.ready_info

    @property
    def _client(self) -> EngineClient | None:
        return self._keeper.client

    @property
    def training(self) -> bool:
        """Whether a training is under way."""
        return self._training.running

    @property
    def stopping(self) -> bool:
        """Whether the training under way was asked to stop."""
        return self._training.stopping

    @property
    def busy(self) -> bool:
        """Whether the process does something that would be lost with it; a description isn't."""
        return self.training or bool(self._previewing.threads) or any(
            question.running for question in self._questions)

    @property
    def exporting(self) -> bool:
        """Whether an export is under way."""
        return self._exporting.running

    @Slot()
    def warm_up(self) -> None:
        """Start the process, if none runs, and have it load TensorFlow."""
        self._keeper.running()

    def use_plugins(self, keys: Sequence[str]) -> None:
        """Have the engine load third-party plugins, which passed their trial; every later process has them too.

        What is asked after this finds them.
        """
        self._keeper.use_plugins(keys)

    def renew(self) -> None:
        """Start a fresh process without plugins of others, at once or when what is under way has ended.

        Layers that were refused because they ended a process may be built again.
        """
        self._describing.refuse_nothing()
        self._keeper.renew()

    def describe(self, project: Project, folder: Path | None) -> None:
        """Have a project described; only the newest one's answer is told. Until a process runs it waits."""
        self._describing.want(Describe(project=project, folder=_text(folder)))

    def train(self, project: Project, folder: Path | None, runs: Path, weights: Path | None = None) -> None:
        """Train a project into a new folder below ``runs``; nothing happens while another training is under way.

        Args:
            project: The project.
            folder: Where its relative paths start.
            runs: Where the run's folder is made.
            weights: A run whose weights to begin with.
        """
        self._begin_training(Train(project=project, folder=_text(folder), runs=str(runs), weights=_text(weights)))

    def go_on(self, run: Path, more_epochs: int = 0) -> None:
        """Go on with a run, by so many epochs more than planned; nothing happens while a training is under way."""
        self._begin_training(GoOn(run=str(run), more_epochs=more_epochs))

    def _begin_training(self, request: Train | GoOn) -> None:
        if self.training or (client := self._keeper.running()) is None:
            return
        self._training.begin(client, msgspec.structs.replace(request, refused=self._describing.refused))
        self.state_changed.emit()

    @Slot()
    def pause(self) -> None:
        """Ask the training to hold."""
        self._training.pause()

    @Slot()
    def resume(self) -> None:
        """Let the training go on."""
        self._training.resume()

    @Slot()
    def stop_now(self) -> None:
        """End the engine process in mid-training."""
        if self.training:
            self._training.stop_now()
            self.state_changed.emit()

    @Slot()
    def stop(self) -> None:
        """Ask the training to end and keep its model; asked again, end the process."""
        if self.training:
            self._training.stop()
            self.state_changed.emit()

    def export(self, run: Path, exporter: ComponentRef, target: Path, *, layer: str = "", which: str = "best",
               folder: Path | None = None) -> None:
        """Write a run's word vectors; nothing happens while another export is under way.

        Args:
            run: The run's folder.
            exporter: Which exporter, with its parameters.
            target: The folder to write into.
            layer: Node id of the embedding; "" for the first.
            which: The vectors of which moment.
            folder: Where the run's relative paths start, if the run doesn't know.
        """
        self._exporting.ask(Export(run=str(run), exporter=exporter, target=str(target), layer=layer, which=which,
                                   folder=_text(folder)))

    def summarize(self, project: Project, folder: Path | None) -> None:
        """Have Keras' summary written; nothing happens while another is."""
        self._summarizing.ask(Summarize(project=project, folder=_text(folder), refused=self._describing.refused))

    def preview(self, project: Project, folder: Path | None) -> None:
        """Have the data shown; a preview under way is given up for it. Until a process runs it waits."""
        request = Preview(project=project, folder=_text(folder))
        self._describing.take_up_reading()
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
        self._describing.give_up_reading()

    def download(self, project: Project, folder: Path | None) -> None:
        """Have fetched what the data source lacks; nothing happens while another download is under way."""
        self._downloading.ask(Download(project=project, folder=_text(folder)))

    @Slot()
    def stop_download(self) -> None:
        """Ask the download to end."""
        self._downloading.stop()

    def question(self, latest: bool = False) -> Question:
        """Return a line to the engine for a pane's own requests, for as long as this link lives.

        Args:
            latest: Whether a request replaces the one under way, or waits for the pane to ask again.
        """
        question = Question(self._keeper.running, latest, self)
        self._questions.append(question)
        return question

    @Slot()
    def stop_export(self) -> None:
        """Ask the export to end."""
        self._exporting.stop()

    @Slot()
    def shutdown(self, timeout: float = 5.0) -> None:
        """End process and threads; a training is made to keep what it needs first. This link is of no use after.

        Args:
            timeout: Seconds after which the process is killed.
        """
        if self._closed:
            return
        self._closed = True
        deadline = time.monotonic() + timeout
        client = self._keeper.let_go()
        self._training.close(timeout * 0.6)
        if client is not None:
            client.close(max(0.1, deadline - time.monotonic()))
        self._describing.thread_now.close(1.0)
        self._training.give_up()
        for thread in (self._describing.thread_now, *self._errand_threads(), *self._keeper.threads):
            if not thread.wait(1000):
                keep(thread)

    def _errand_threads(self) -> list[QThread]:
        return [*self._previewing.threads, *(thread for question in self._questions for thread in question.threads)]

    @Slot(object, bool)
    def _on_started(self, client: EngineClient, after_a_death: bool) -> None:
        self._describing.turn_to(client, after_a_death)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._previewing.begin(client, waiting)

    @Slot(object, object, str)
    def _on_death(self, client: EngineClient, died: EngineDied, words: str) -> None:
        if died.building is not None:
            self._describing.refuse(refused_for(died.building, died))
        was_training = self._training.lose(client)
        if not died.asked:
            self.engine_lost.emit(words)
        if was_training:
            self._on_training_ended(str(died))

    @Slot(str)
    def _on_training_ended(self, words: str) -> None:
        self.state_changed.emit()
        self.training_ended.emit(words)


def refused_for(building: Building, died: EngineDied) -> Refused:
    """Return what keeps a layer that ended the engine from being built again as it is."""
    return Refused(type=building.type, version=building.version, params=building.params, message=tr(
        "{layer} is not built again until you change it, or press Reload in the Plugins pane: {what}",
        layer=building.layer, what=died))


def _text(folder: Path | None) -> str | None:
    return str(folder) if folder is not None else None
