"""The form of the training settings."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnstudio.api import defaults, parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.model import TrainingSettings
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ParameterForm

_TITLES = {parameter.name: parameter.title for parameter in parameters(TrainingSettings)}


class TrainingSettingsForm(QWidget):
    """Edits a document's training settings; typing in one field is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.form = ParameterForm(parameters(TrainingSettings))
        self.form.edited.connect(self._edit)
        self.form.reset.connect(self._reset)
        self.form.gesture_ended.connect(document.end_gesture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        document.project_changed.connect(self._show)
        self._show()

    @Slot(str, object)
    def _edit(self, name: str, value: Any) -> None:
        self._document.do(tr("Set {parameter}", parameter=tr(_TITLES[name]).lower()),
                          edits.set_training(self._document.project, name, value), merge=f"training.{name}")

    @Slot(str)
    def _reset(self, name: str) -> None:
        self._document.do(tr("Reset {parameter}", parameter=tr(_TITLES[name]).lower()),
                          edits.set_training(self._document.project, name, defaults(TrainingSettings)[name]))

    @Slot()
    def _show(self) -> None:
        self.form.set_values(msgspec.structs.asdict(self._document.project.training))
