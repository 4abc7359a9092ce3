"""What the window works on, without a widget: the document, the engine, the training under way.

The window shows it and may be thrown away and built anew (another language) while a training goes on here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QProcess, Signal, Slot

from rnnstudio.api import DataFacts, Template, UserError, tr
from rnnstudio.cards.facts import date_words
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped, singly
from rnnstudio.project import edits
from rnnstudio.project.file import load
from rnnstudio.project.journal import Reading
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.origin import Origin
from rnnstudio.project.report import StackReport
from rnnstudio.registry import Registry
from rnnstudio.registry.choice import SWITCHES
from rnnstudio.runs.events import Paused
from rnnstudio.runs.folder import PROJECT, read_info
from rnnstudio.runs.places import config_folder, runs_folder
from rnnstudio.studio import file_notices
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.document import Document
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.file_lock import FileClaim
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.plugins.state import PluginsState
from rnnstudio.studio.recorder import KEPT, SUFFIX, Recorder
from rnnstudio.studio.recovery import Recovery
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme
from rnnstudio.studio.training.state import TrainingState
from rnnstudio.studio.training.unfinished import Unfinished

FIRST_TEMPLATE = "rnnstudio.movie_reviews"


class Workbench(QObject):
    """Joins document and engine: every edit is described, Train trains, what happens becomes a notice.

    Signals:
        noticed: A ``Notice`` to show.
        withdrawn: The topic of notices that no longer hold.
        training_started: Train was accepted.
        export_event: What an export under way tells.
    """

    noticed = Signal(object)
    withdrawn = Signal(str)
    training_started = Signal()
    export_event = Signal(object)

    def __init__(self, registry: Registry, link: EngineLink, settings: Settings,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.registry = registry
        theme().use_icons(registry.extras.icons)
        self.settings = settings
        self.link = link
        self.document = Document(registry, parent=self)
        self.ask_where: Callable[[], object] | None = None
        """Asks for a file and saves to it; the window's, while there is one."""
        self.recorder = Recorder(self.document, self)
        self.recovery = Recovery(self)
        self._claim = FileClaim()
        self.plugins = PluginsState(registry, link, lambda: config_folder() / SWITCHES, self)
        self.training = TrainingState(self)
        self.unfinished = Unfinished(self)
        self.preview = PreviewState(self.document, link, self)
        self.evaluation = EvaluationState(link, self)
        self.plugins.registry_changed.connect(self._on_registry_changed)
        self.document.project_changed.connect(self.describe)
        self.preview.downloaded.connect(self.describe)
        link.facts.connect(self._on_facts)
        link.report.connect(self._on_report)
        link.run_event.connect(self._on_run_event)
        link.export_event.connect(self._on_export_event)
        link.engine_lost.connect(self._on_engine_lost)
        self.recorder.failed.connect(self._on_journal_failed)
        self.recorder.recovered.connect(self._on_journal_recovered)

    def open_first(self, path: Path | None) -> None:
        """Open what a start shows: the file or unsaved work asked for, else "Movie reviews"."""
        if path is not None and (self.recovery.open(path) if path.suffix in (SUFFIX, KEPT) else self.open(path)):
            return
        template = self.registry.templates.get(FIRST_TEMPLATE)
        if template is not None:
            self.open_template(template)

    def open_window(self, path: Path | None = None) -> bool:
        """Start another window, a program of its own that outlives this one; False if that isn't possible."""
        files = [str(path.resolve())] if path is not None else []
        started, _ = QProcess.startDetached(sys.executable, ["-m", "rnnstudio", *files])
        if not started:
            self.say(tr("Another window could not be started: {program} can't be run.", program=sys.executable),
                     "error")
        return started

    def new(self) -> None:
        """Begin an empty project."""
        self._replace(Project(name=tr("Untitled")))

    def open(self, path: Path) -> bool:
        """Open a file; on failure say why and keep what is open."""
        origin = Origin.of(path)
        try:
            project = load(path, self.registry.check)
        except UserError as error:
            self.say(str(error), "error")
            return False
        self._replace(project, origin)
        self.settings.add_recent(path.resolve())
        return True

    def bring_back(self, journal: Path, reading: Reading, lock: QLockFile) -> None:
        """Open what a journal holds, with all that was done and undone."""
        if reading.origin.on_disk() != "same":
            reading.history.mark_unsaved()  # the file that was saved is not there any more
        self._clear()
        self.document.restore(reading.history, reading.origin)
        self.recorder.adopt(journal, reading, lock)
        self._opened()

    def open_as_copy(self) -> None:
        """Leave the file to others: what is open goes on as a copy without a file."""
        document = self.document
        name = tr("{name} copy", name=document.project.name)
        if document.is_saved and not document.undo_label and not document.redo_label:
            self._replace(edits.rename_project(document.project, name), document.origin.copied())
            return
        document.go_on_as_copy(tr("Open as a copy"), name)
        self._claim.move_to(None)
        self.withdrawn.emit("shared")

    def open_template(self, template: Template) -> None:
        """Open a copy of a template, as a project without a file."""
        try:
            project = load(template.path, self.registry.check)
            self._replace(edits.rename_project(project, tr(template.title)))
        except UserError as error:
            self.say(str(error), "error")

    def open_run(self, run: Path) -> bool:
        """Open the project of a run as a new one without a file; on failure say why and keep what is open."""
        try:
            info, project = read_info(run), load(run / PROJECT, self.registry.check)
        except UserError as error:
            self.say(str(error), "error")
            return False
        name = tr("{name} (run of {date})", name=project.name, date=date_words(info.started))
        base = info.data.folder if info.data is not None else ""
        self._replace(edits.rename_project(project, name), Origin(base=base))
        return True

    def save(self, path: Path, overwrite: bool = False) -> bool:
        """Save to a file; on failure say why, and offer another place.

        Args:
            path: The file.
            overwrite: Save also over what another program has written there since the project was opened or saved.
        """
        target = path.resolve()
        found = self.document.origin.on_disk() if target == self.document.path else "same"
        if found == "changed" and not overwrite:
            self.noticed.emit(file_notices.changed(self, path))
            return False
        try:
            self.document.save(path)
        except UserError as error:
            self.noticed.emit(file_notices.not_saved(self, path, error))
            return False
        self.settings.add_recent(target)
        self.withdrawn.emit("file")
        if found == "gone":
            self.say(tr("“{file}” was no longer there; it was written anew.", file=path.name))
        self._claim_file()
        return True

    def close(self) -> None:
        """End with the program: nothing is left behind but what was not saved and not given up."""
        self.plugins.close()
        self.unfinished.close()
        self.recovery.close()
        self.recorder.close()
        self._claim.release()

    def train(self, weights: Path | None = None) -> None:
        """Start training, or say what keeps the project from it.

        Args:
            weights: A run whose weights to begin with instead of new ones.
        """
        if self.link.training:
            return
        report = self.document.report
        errors = [p for p in report.problems if p.severity == "error"] if report is not None else []
        if errors:
            first = errors[0]
            node = first.node
            actions = ((tr("Show"), lambda: self.document.select(node)),) if node is not None else ()
            self.noticed.emit(Notice(text=tr("This can't be trained yet: {problem}", problem=first.message),
                                     kind="error", actions=actions, topic="problem"))
            if node is not None:
                self.document.select(node)
            return
        self._training_begins()
        self.link.train(self.document.project, self.document.folder, runs_folder(), weights)
        self.training_started.emit()

    def go_on(self, run: Path, more_epochs: int = 0) -> None:
        """Go on with a run, by so many epochs more than planned; its own project is trained, not the one open."""
        if self.link.training:
            return
        self._training_begins()
        self.link.go_on(run, more_epochs)
        self.training_started.emit()

    def _training_begins(self) -> None:
        for topic in ("problem", "run", "welcome", "unfinished"):
            self.withdrawn.emit(topic)
        self.training.begin()

    def pause(self) -> None:
        """Have the training hold, or go on if it does."""
        if self.training.can_pause:
            self.training.pause_requested()
            self.link.pause()
        else:
            self.training.resume_requested()
            self.link.resume()

    def stop_now(self) -> None:
        """End the training at once, whatever it is doing; what its folder holds stays."""
        self.training.stop_requested()
        self.link.stop_now()

    def stop(self) -> None:
        """Ask the training to end and keep its model; asked again, end the engine process."""
        self.training.stop_requested()
        self.link.stop()

    def export(self, run: Path, exporter: ComponentRef, target: Path, *, layer: str = "",
               which: str = "best") -> None:
        """Write a run's word vectors."""
        self.link.export(run, exporter, target, layer=layer, which=which, folder=self.document.folder)

    def say(self, text: str, kind: str = "info", topic: str = "file") -> None:
        """Show a sentence in the notice bar."""
        self.noticed.emit(Notice(text=text, kind=kind, topic=topic))  # type: ignore[arg-type]

    def _replace(self, project: Project, origin: Origin | None = None) -> None:
        self._clear()
        self.document.replace(project, origin)
        self._opened()

    def _clear(self) -> None:
        for topic in ("problem", "file", "shared", "welcome"):
            self.withdrawn.emit(topic)
        self.document.set_report(None)

    def _opened(self) -> None:
        self.document.select(*(node.id for node in self.document.project.stack[:1]))
        self._claim.release()
        self._claim_file()

    def _claim_file(self) -> None:
        """Tell other windows that this one has the file open, and the person if another one has."""
        path = self.document.path
        known = path is not None and path == self._claim.path
        if self._claim.move_to(path):
            self.withdrawn.emit("shared")
        elif not known and path is not None:
            self.noticed.emit(file_notices.shared(self, path))

    @Slot(str)
    def _on_journal_failed(self, reason: str) -> None:
        self.noticed.emit(Notice(kind="warning", topic="journal", text=tr(
            "Your steps can't be kept safe against a crash just now: {reason}. Save now and then; it is tried again.",
            reason=reason)))

    @Slot()
    def _on_journal_recovered(self) -> None:
        self.withdrawn.emit("journal")

    @Slot()
    def describe(self) -> None:
        """Ask the engine for facts, shapes and problems, in the language in use."""
        self.link.describe(self.document.project, self.document.folder)

    @Slot()
    def _on_registry_changed(self) -> None:
        self.document.registry_changed.emit()
        self.describe()

    @Slot(object)
    def _on_facts(self, facts: DataFacts) -> None:
        self.document.set_facts(facts)

    @Slot(object)
    def _on_report(self, report: StackReport) -> None:
        self.document.set_report(report)
        if report.trainable:
            self.withdrawn.emit("problem")

    @Slot(object)
    def _on_run_event(self, event: object) -> None:
        self.training.take(event)
        if isinstance(event, Failed):
            self.noticed.emit(Notice(text=event.message, kind="error", topic="run"))
        for told in singly(event):
            if isinstance(told, Paused) and told.message:
                self.noticed.emit(Notice(text=told.message, kind="warning", topic="pause"))

    @Slot(object)
    def _on_export_event(self, event: Exported | ExportProgress | Failed | Stopped) -> None:
        self.export_event.emit(event)

    @Slot(str)
    def _on_engine_lost(self, message: str) -> None:
        if not self.link.training:  # else it is another process that is gone
            self.training.lost(message)
        actions = self.unfinished.actions_for(self.training.run if self.training.engine_died else None)
        self.noticed.emit(Notice(text=message, kind="error", topic="run", actions=actions))
