"""The form of the training settings: the few that matter first, the others in sections that say what they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import Task, defaults, tr
from rnnstudio.project import edits
from rnnstudio.project.rate_words import rate_words
from rnnstudio.project.training_settings import METRICS, OPTIMIZERS, TrainingSettings
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms.labels import ElidedLabel
from rnnstudio.studio.theme import SPACE_2
from rnnstudio.studio.training import settings_words
from rnnstudio.studio.training.metrics_choice import MetricsChoice
from rnnstudio.studio.training.settings_part import (
    PARAMETERS,
    SettingsPart,
    judging,
    of_optimizer,
    of_schedule,
    plain,
)

LEAST_HEIGHT = 150
"""Pixels that are left of the form where there is little room; the rest scrolls."""

_BASIC = plain("epochs", "batch_size", "optimizer")
_SCHEDULE = plain("schedule")
_WARM_UP = plain("warm_up")
_STOPPING = plain("early_stopping", "early_stopping_change")
_CLIPPING = plain("gradient_clip", "clip_by")
_REST = plain("class_weights", "seed", "film_words", "deterministic", "mixed_precision")


class Section(Disclosure):
    """Settings that are folded away, with what they come to beside the heading. Made when it is first opened."""

    def __init__(self, title: str, make: Callable[[], list[QWidget]]) -> None:
        self._make: Callable[[], list[QWidget]] | None = make
        self.summary = ElidedLabel(role="secondary")
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, SPACE_2)
        self._column.setSpacing(SPACE_2)
        super().__init__(title, self._content)
        self._top.setStretch(1, 0)
        self._top.addWidget(self.summary, 1)

    @property
    def is_made(self) -> bool:
        """True once it was opened."""
        return self._make is None

    def make(self) -> None:
        """Fill it, if that hasn't been done."""
        if self._make is not None:
            for widget in self._make():
                self._column.addWidget(widget)
            self._make = None


class TrainingSettingsForm(QScrollArea):
    """Edits a document's training settings; typing in one field is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: tuple[TrainingSettings, Task | None] | None = None
        self.basic, self.optimizer = self._part(), self._part()
        self.schedule, self.rate, self.warm_up = self._part(), self._part(), self._part()
        self.stopping, self.judged, self.clipping = self._part(), self._part(), self._part()
        self.metrics = MetricsChoice()
        self.metrics.edited.connect(self._edit)
        self.rest = self._part()
        self.rate_section = Section(tr("Learning rate over time"), lambda: [self.schedule, self.rate, self.warm_up])
        self.limits = Section(tr("Early stopping and clipping"), lambda: [self.stopping, self.judged, self.clipping])
        self.measuring = Section(tr("Metrics"), lambda: [self.metrics])
        self.others = Section(tr("Classes, seed, precision"), lambda: [self.rest])
        self.sections = (self.rate_section, self.limits, self.measuring, self.others)
        self._compose()
        document.project_changed.connect(self._show)
        document.report_changed.connect(self._show)
        self._show()

    def _part(self) -> SettingsPart:
        part = SettingsPart()
        part.edited.connect(self._edit)
        part.reset.connect(self._reset)
        part.gesture_ended.connect(self._document.end_gesture)
        return part

    def _compose(self) -> None:
        self._page = QWidget()
        self._page.setProperty("role", "page")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.basic)
        column.addWidget(self.optimizer)
        for section in self.sections:
            section.button.toggled.connect(self._opened)
            column.addWidget(section)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._page)

    def sizeHint(self) -> QSize:
        return self._page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._page.minimumSizeHint().width(), min(LEAST_HEIGHT, self._page.sizeHint().height()))

    @property
    def task(self) -> Task | None:
        """What the data has to predict; ``None`` while that isn't known."""
        return self._document.facts.task if self._document.facts is not None else None

    @Slot(str, object)
    def _edit(self, name: str, value: Any) -> None:
        project = edits.set_training(self._document.project, name, value)
        if name == "optimizer":
            before = self._document.project.training
            if before.learning_rate == OPTIMIZERS[before.optimizer]["learning_rate"]:
                project = edits.set_training(project, "learning_rate", OPTIMIZERS[value]["learning_rate"])
        self._document.do(tr("Set {parameter}", parameter=_title(name)), project, merge=f"training.{name}")

    @Slot(str)
    def _reset(self, name: str) -> None:
        value = defaults(TrainingSettings)[name]
        if name == "learning_rate":
            value = OPTIMIZERS[self._document.project.training.optimizer][name]
        self._document.do(tr("Reset {parameter}", parameter=_title(name)),
                          edits.set_training(self._document.project, name, value))

    @Slot(bool)
    def _opened(self, is_open: bool) -> None:
        if is_open:
            for section in self.sections:
                if section.is_open:
                    section.make()
            self._shown = None
            self._show()
        self.updateGeometry()

    @Slot()
    def _show(self) -> None:
        settings, task = self._document.project.training, self.task
        if self._shown == (settings, task):
            return
        self._shown = settings, task
        values = msgspec.structs.asdict(settings)
        self.basic.show_settings(_BASIC, values)
        self.optimizer.show_settings(of_optimizer(settings), values)
        self.rate_section.summary.setText(rate_words(settings))
        self.limits.summary.setText(settings_words.limits(settings))
        self.measuring.summary.setText(settings_words.measured(settings, task))
        self.others.summary.setText(settings_words.others(settings))
        if self.rate_section.is_made:
            self._show_rate(settings, values)
        if self.limits.is_made:
            self._show_limits(settings, values, task)
        if self.measuring.is_made:
            self.metrics.show_settings(settings, task)
        if self.others.is_made:
            self.rest.show_settings(_REST, values)
        self.updateGeometry()

    def _show_rate(self, settings: TrainingSettings, values: dict[str, Any]) -> None:
        self.schedule.show_settings(_SCHEDULE, values)
        self.rate.show_settings(of_schedule(settings), values)
        if settings.schedule == "cosine" and self.rate.form is not None:
            self.rate.form.set_placeholder("rate_epochs", tr("all"))
        self.warm_up.show_settings(_WARM_UP, values)

    def _show_limits(self, settings: TrainingSettings, values: dict[str, Any], task: Task | None) -> None:
        off = settings.early_stopping is None
        self.stopping.show_settings(_STOPPING, values, frozenset({"early_stopping_change"} if off else ()))
        measured = settings.metrics(task) if task is not None else tuple(
            name for names in METRICS.values() for name in names)
        self.judged.show_settings(judging(tuple(dict.fromkeys(measured))), values)
        self.clipping.show_settings(_CLIPPING, values,
                                    frozenset({"clip_by"} if settings.gradient_clip is None else ()))


def _title(name: str) -> str:
    return tr(PARAMETERS[name].title).lower()
