"""What is measured: a check box for each metric that the task has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from rnnstudio.api import Task, tr
from rnnstudio.project.training_settings import METRICS, TrainingSettings
from rnnstudio.studio.forms.labels import ElidedLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_3
from rnnstudio.studio.training.settings_part import PARAMETERS

ALL_TASKS: tuple[Task, ...] = ("binary", "regression", "next_token")
"""Tasks that together have every metric but the top five classes."""


class MetricsChoice(QWidget):
    """Check boxes, each with what it means beside it.

    Signals:
        edited: The name of a setting, ``measure_…``, and whether it is on.
    """

    edited = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._labels: dict[str, ElidedLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnStretch(1, 1)

    def show_settings(self, settings: TrainingSettings, task: Task | None) -> None:
        """Show what is measured.

        Args:
            settings: What is chosen.
            task: What is predicted; ``None`` while that isn't known, which shows all metrics.
        """
        wanted = [f"measure_{metric}" for metric in metrics_of(task)]
        for name in wanted:
            if name not in self.boxes:
                self._add(name)
            self.boxes[name].setChecked(getattr(settings, name))
        for name, box in self.boxes.items():
            box.setVisible(name in wanted)
            self._labels[name].setVisible(name in wanted)

    def _add(self, name: str) -> None:
        parameter = PARAMETERS[name]
        box = QCheckBox(tr(parameter.title))
        box.setToolTip(tr(parameter.doc))
        box.setAccessibleDescription(tr(parameter.doc))
        box.clicked.connect(lambda on: self.edited.emit(name, on))
        label = ElidedLabel(tr(parameter.doc), "secondary")
        line = len(self.boxes)
        self._grid.addWidget(box, line, 0)
        self._grid.addWidget(label, line, 1)
        self.boxes[name], self._labels[name] = box, label


def metrics_of(task: Task | None) -> tuple[str, ...]:
    """Return the metrics that a task has, or with ``None`` those of all tasks."""
    if task is not None:
        return METRICS[task]
    return tuple(dict.fromkeys(metric for one in ALL_TASKS for metric in METRICS[one]))
