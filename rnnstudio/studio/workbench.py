"""What the window works on, without a widget: the document, the engine, the training under way.

The window shows it and may be thrown away and built anew (another language) while a training goes on here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.api import DataFacts, Template, UserError, tr
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped
from rnnstudio.project import edits
from rnnstudio.project.file import load
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.report import StackReport
from rnnstudio.registry import Registry
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.document import Document
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.state import TrainingState

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
        self.settings = settings
        self.link = link
        self.document = Document(registry, parent=self)
        self.training = TrainingState(self)
        self.document.project_changed.connect(self.describe)
        link.facts.connect(self._on_facts)
        link.report.connect(self._on_report)
        link.run_event.connect(self._on_run_event)
        link.export_event.connect(self._on_export_event)
        link.engine_lost.connect(self._on_engine_lost)

    def open_first(self, path: Path | None) -> None:
        """Open what a start shows: the file asked for, else "Movie reviews"."""
        if path is not None and self.open(path):
            return
        template = self.registry.templates.get(FIRST_TEMPLATE)
        if template is not None:
            self.open_template(template)

    def new(self) -> None:
        """Begin an empty project."""
        self._replace(Project(name=tr("Untitled")), None)

    def open(self, path: Path) -> bool:
        """Open a file; on failure say why and keep what is open."""
        try:
            project = load(path, self.registry.check)
        except UserError as error:
            self.say(str(error), "error")
            return False
        self._replace(project, path.resolve())
        self.settings.add_recent(path.resolve())
        return True

    def open_template(self, template: Template) -> None:
        """Open a copy of a template, as a project without a file."""
        try:
            project = load(template.path, self.registry.check)
            self._replace(edits.rename_project(project, tr(template.title)), None)
        except UserError as error:
            self.say(str(error), "error")

    def save(self, path: Path) -> bool:
        """Save to a file; on failure say why."""
        try:
            self.document.save(path)
        except UserError as error:
            self.say(str(error), "error")
            return False
        self.settings.add_recent(path.resolve())
        self.withdrawn.emit("file")
        return True

    def train(self) -> None:
        """Start training, or say what keeps the project from it."""
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
        for topic in ("problem", "run", "welcome"):
            self.withdrawn.emit(topic)
        self.training.begin()
        self.link.train(self.document.project, self.document.folder, runs_folder())
        self.training_started.emit()

    def stop(self) -> None:
        """Ask the training to end and keep its model; asked again, end the engine process."""
        self.training.stop_requested()
        self.link.stop()

    def export(self, run: Path, exporter: ComponentRef, target: Path) -> None:
        """Write a run's word vectors."""
        self.link.export(run, exporter, target)

    def say(self, text: str, kind: str = "info", topic: str = "file") -> None:
        """Show a sentence in the notice bar."""
        self.noticed.emit(Notice(text=text, kind=kind, topic=topic))  # type: ignore[arg-type]

    def _replace(self, project: Project, path: Path | None) -> None:
        for topic in ("problem", "file", "welcome"):
            self.withdrawn.emit(topic)
        self.document.set_report(None)
        self.document.replace(project, path)
        self.document.select(*(node.id for node in project.stack[:1]))

    @Slot()
    def describe(self) -> None:
        """Ask the engine for facts, shapes and problems, in the language in use."""
        self.link.describe(self.document.project, self.document.folder)

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

    @Slot(object)
    def _on_export_event(self, event: Exported | ExportProgress | Failed | Stopped) -> None:
        self.export_event.emit(event)

    @Slot(str)
    def _on_engine_lost(self, message: str) -> None:
        self.training.lost(message)
        self.noticed.emit(Notice(text=message, kind="error", topic="run"))
