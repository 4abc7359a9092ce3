"""The open project: its undo history, its file, the selection, and what the engine last said of it.

Panes read ``document.project`` and change it only through ``do``; they redraw on the signals. Nobody else holds
state about the project, so there is nothing to keep in step.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rnnstudio.api import DataFacts
from rnnstudio.project import edits, file
from rnnstudio.project.history import History, Step
from rnnstudio.project.journal import Began, Copied, Did, GestureEnded, Redid, Saved, Undid, change_between
from rnnstudio.project.model import Project
from rnnstudio.project.origin import Origin
from rnnstudio.project.report import LayerReport, Problem, StackReport
from rnnstudio.registry import Registry


class Document(QObject):
    """One open project.

    Signals:
        project_changed: The project is another one: edited, undone, opened.
        selection_changed: Other layers are selected.
        registry_changed: Plugins were loaded or are gone: layers may be known that were not, and the reverse.
        report_changed: The engine described data or stack anew, or what it said no longer holds.
        file_changed: The file's name or the saved mark changed.
        stepped: What was just done, as the journal's ``Entry``; before the other signals, so that it is on record
            even if what follows fails.
    """

    project_changed = Signal()
    selection_changed = Signal()
    registry_changed = Signal()
    report_changed = Signal()
    file_changed = Signal()
    stepped = Signal(object)

    def __init__(self, registry: Registry, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.registry = registry
        self.origin = Origin()
        self.facts: DataFacts | None = None
        self.report: StackReport | None = None
        self._history = History(project or Project())
        self._selection: tuple[str, ...] = ()

    @property
    def project(self) -> Project:
        """The present project."""
        return self._history.project

    @property
    def path(self) -> Path | None:
        """The project's file."""
        return self.origin.path

    @property
    def history(self) -> History:
        """What was done and undone; to be read, and changed only through the document."""
        return self._history

    @property
    def is_saved(self) -> bool:
        """True if nothing would be lost by closing."""
        return self._history.is_saved

    @property
    def undo_label(self) -> str:
        """The name of the step undo takes back, or ""."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """The name of the step redo does again, or ""."""
        return self._history.redo_label

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of the selected layers."""
        return self._selection

    @property
    def folder(self) -> Path | None:
        """Where the project's relative paths start."""
        return self.origin.folder

    def select(self, *node_ids: str) -> None:
        """Select layers by id; those that aren't in the project are passed over."""
        known = {node.id for _, node in self.project.nodes()}
        chosen = tuple(node_id for node_id in node_ids if node_id in known)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit()

    def do(self, label: str, project: Project, select: tuple[str, ...] | None = None, merge: str = "") -> None:
        """Make an edit.

        Args:
            label: The step's name for the Edit menu, translated: "Add GRU".
            project: The edited project.
            select: What to select now; ``None`` leaves the selection as far as it still exists.
            merge: Joins edits of one gesture (typing in one field) into one step; see ``History.do``.
        """
        chosen = self._selection if select is None else select
        before = self.project
        if self._history.do(label, project, chosen, merge):
            self.stepped.emit(Did(label, change_between(before, self.project), chosen, merge))
            self._project_changed(chosen)

    def end_gesture(self) -> None:
        """Close the step under way, as when a field loses the focus."""
        if self._history.end_gesture():
            self.stepped.emit(GestureEnded())

    def undo(self) -> None:
        """Take the last step back."""
        self._walked(self._history.undo(), Undid())

    def redo(self) -> None:
        """Do the step undone last again."""
        self._walked(self._history.redo(), Redid())

    def replace(self, project: Project, origin: Origin | None = None) -> None:
        """Open another project; its history begins anew."""
        self.restore(History(project), origin or Origin())

    def restore(self, history: History, origin: Origin) -> None:
        """Open a project with the history that it had."""
        self._history = history
        self.origin = origin
        self.facts = None
        self.stepped.emit(Began(history.project, origin))
        self._project_changed(())

    def load(self, path: Path) -> None:
        """Open a file.

        Raises:
            UserError: If it can't be read; the open project stays.
        """
        origin = Origin.of(path)
        self.replace(file.load(path, self.registry.check), origin)

    def save(self, path: Path) -> None:
        """Write the project to a file, which becomes its file.

        Raises:
            UserError: If it can't be written.
        """
        file.save(self.project, path)
        self.origin = Origin.at(path, file.dumps(self.project))
        self._history.mark_saved()
        self.stepped.emit(Saved(self.origin))
        self.file_changed.emit()

    def go_on_as_copy(self, label: str, name: str) -> None:
        """Let go of the file; the project, renamed, is one that no file holds yet."""
        self.origin = self.origin.copied()
        self.stepped.emit(Copied(self.origin))
        self.do(label, edits.rename_project(self.project, name))
        self.file_changed.emit()

    def set_facts(self, facts: DataFacts | None) -> None:
        """Take in what the engine said of the data."""
        self.facts = facts
        self.report_changed.emit()

    def set_report(self, report: StackReport | None) -> None:
        """Take in what the engine said of the stack."""
        self.report = report
        self.report_changed.emit()

    def layer_report(self, node_id: str) -> LayerReport | None:
        """Return what the engine last said of a layer."""
        layers = self.report.layers if self.report is not None else ()
        return next((layer for layer in layers if layer.node == node_id), None)

    def problems(self, node_id: str | None) -> tuple[Problem, ...]:
        """Return the problems of a layer, or with ``None`` of the stack and data as a whole."""
        problems = self.report.problems if self.report is not None else ()
        return tuple(problem for problem in problems if problem.node == node_id)

    def _walked(self, step: Step | None, entry: Undid | Redid) -> None:
        if step is not None:
            self.stepped.emit(entry)
            self._project_changed(step.select)

    def _project_changed(self, select: tuple[str, ...]) -> None:
        self.project_changed.emit()
        self.file_changed.emit()
        known = {node.id for _, node in self.project.nodes()}
        self._selection = tuple(node_id for node_id in select if node_id in known)
        self.selection_changed.emit()
