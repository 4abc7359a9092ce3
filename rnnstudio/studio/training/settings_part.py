"""A part of the training settings' form: some settings, with the titles and defaults of the present choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnstudio.api import Parameter, defaults, mark, parameters, tr
from rnnstudio.project.training_settings import OPTIMIZERS, SCHEDULES, TrainingSettings
from rnnstudio.studio.forms import ParameterForm

PARAMETERS = {parameter.name: parameter for parameter in parameters(TrainingSettings)}

_EPOCHS = {
    "stepwise": (mark("Falls every"), mark("Epochs between one fall of the rate and the next.")),
    "exponential": (mark("Falls within"), mark("Epochs in which the rate falls once by the factor, evenly.")),
    "cosine": (mark("Lowest after"), mark("Epochs until the rate is at its lowest; empty for all of them.")),
    "plateau": (mark("Falls after"), mark("Epochs without a lower validation loss after which the rate falls.")),
}
"""What ``rate_epochs`` means, by schedule."""
_TITLES = ("Batch size", "Learning rate", "First accumulator", "Warm-up batches", "Clip gradients at",
           "Stop early after", "Best epoch by", "Mixed precision", "Repeat to the bit")
"""Labels that may be the widest, all in line."""
_GAP = 4


class SettingsPart(QWidget):
    """A form of some settings; it is made anew when what is asked for changes.

    Signals:
        edited: A setting's name and its new value, as it stands in the project.
        reset: The name of a setting to have its default again.
        gesture_ended: The edits before and after this are two steps.
    """

    edited = Signal(str, object)
    reset = Signal(str)
    gesture_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form: ParameterForm | None = None
        self._parameters: tuple[Parameter, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_settings(self, asked: tuple[Parameter, ...], values: Mapping[str, Any],
                      hidden: frozenset[str] = frozenset()) -> None:
        """Show some settings.

        Args:
            asked: What to ask for.
            values: As they stand in the project; ``None`` is shown as the parameter's default.
            hidden: Those of them that have no effect now.
        """
        if asked != self._parameters or self.form is None:
            self._parameters = asked
            self._make()
        assert self.form is not None
        self.form.set_values({parameter.name: parameter.default if values[parameter.name] is None
                              else values[parameter.name] for parameter in asked})
        for parameter in asked:
            if not parameter.folded:
                self.form.row(parameter.name).set_visible(parameter.name not in hidden)
        self.setVisible(len(hidden) < len(asked))

    def _make(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = ParameterForm(self._parameters)
        self.form.edited.connect(self._edit)
        self.form.reset.connect(self.reset)
        self.form.gesture_ended.connect(self.gesture_ended)
        self._column.addWidget(self.form)
        self.form.align_labels(max(self.fontMetrics().horizontalAdvance(tr(title)) + _GAP
                                   for title in (*_TITLES, *(title for title, _ in _EPOCHS.values()))))

    def _edit(self, name: str, value: Any) -> None:
        parameter = next(parameter for parameter in self._parameters if parameter.name == name)
        is_default = defaults(TrainingSettings)[name] is None and value == parameter.default
        self.edited.emit(name, None if is_default else value)


def plain(*names: str) -> tuple[Parameter, ...]:
    """Return settings as they are, none of them folded."""
    return tuple(msgspec.structs.replace(PARAMETERS[name], folded=False) for name in names)


def of_optimizer(settings: TrainingSettings) -> tuple[Parameter, ...]:
    """Return what the chosen optimizer has, with its own defaults."""
    return tuple(_with_default(name, default) for name, default in OPTIMIZERS[settings.optimizer].items())


def of_schedule(settings: TrainingSettings) -> tuple[Parameter, ...]:
    """Return what the chosen schedule has, with its own defaults and in its own words."""
    found = []
    for name, default in SCHEDULES[settings.schedule].items():
        parameter = _with_default(name, default)
        if name == "rate_epochs":
            title, doc = _EPOCHS[settings.schedule]
            parameter = msgspec.structs.replace(parameter, title=title, doc=doc)
        found.append(parameter)
    return tuple(found)


def judging(measured: tuple[str, ...]) -> tuple[Parameter, ...]:
    """Return the choice of what judges, among what is measured."""
    (parameter,) = plain("judged_by")
    return (msgspec.structs.replace(parameter, choices=("loss", *measured)),)


def _with_default(name: str, default: Any) -> Parameter:
    return msgspec.structs.replace(PARAMETERS[name], default=default, nullable=default is None)
