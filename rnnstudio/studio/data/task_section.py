"""What is to be predicted: what the data suggests, or a task that the person chose, with its settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnstudio.api import LearningTask, tr
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.preview import DataProfile
from rnnstudio.studio.chooser import ComponentChooser
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_2

SUGGESTED = ""
"""Stands in the list for the task that the data suggests."""


class TaskSection(QWidget):
    """Chooses the task; every choice is told, none is kept.

    Signals:
        chosen: The id of a task, or "" for what the data suggests.
        edited: A parameter of the task and its new value.
        reset: A parameter to have its default again.
        gesture_ended: The edits before and after this are two steps.
    """

    chosen = Signal(str)
    edited = Signal(str, object)
    reset = Signal(str)
    gesture_ended = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._proposed = ""
        self.chooser = ComponentChooser(tr("Task"), document.registry.tasks,
                                        first=(tr("Suggested by the data"), SUGGESTED))
        self.truncated = WrapLabel(tr("The window is where back-propagation through time is truncated: the model "
                                      "can't learn from what stands further back."), role="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.chooser)
        column.addWidget(self.truncated)
        self.chooser.chosen.connect(self.chosen)
        self.chooser.edited.connect(self.edited)
        self.chooser.reset.connect(self.reset)
        self.chooser.gesture_ended.connect(self.gesture_ended)

    def show_ref(self, ref: ComponentRef | None) -> None:
        """Show the task in the project."""
        self.chooser.show_ref(ref if ref is not None else ComponentRef(type=SUGGESTED))
        self._show_window(ref)

    def show_profile(self, profile: DataProfile | None) -> None:
        """Say which task the data suggests."""
        kind: Any = profile.task if profile is not None else None
        if kind is None and self._document.facts is not None:
            kind = self._document.facts.task
        tasks = self._document.registry.tasks
        found = tasks.get(profile.proposed) if profile is not None else None
        if found is None and self._document.project.data.task is None:
            found = next((task for task in tasks.values() if task.info.kind == kind), None)
        self._proposed = found.info.id if found is not None else ""
        self.chooser.set_first(tr("Suggested: {task}", task=tr(found.info.title)) if found is not None else
                               tr("Suggested by the data"))
        self._show_window(self._document.project.data.task)

    def _show_window(self, ref: ComponentRef | None) -> None:
        task = self._document.registry.tasks.get(ref.type if ref is not None else self._proposed)
        self.truncated.setVisible(task is not None and cuts_windows(task))


def cuts_windows(task: type[LearningTask]) -> bool:
    """Tell whether a task is one on the sequences themselves."""
    return task.info.kind in ("forecasting", "next_token")
