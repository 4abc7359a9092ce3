"""The buttons of a run's page, those that make sense for the run and that somebody listens to."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from rnnstudio.api import Parameter, tr
from rnnstudio.studio.flow import FlowLayout
from rnnstudio.studio.forms import NumberSpin
from rnnstudio.studio.runs.rows import RunRow
from rnnstudio.studio.runs.verbs import TIPS, TITLES, Verb, makes_sense
from rnnstudio.studio.theme import SPACE_1, restyle

MORE_EPOCHS = 5
_MAIN: tuple[Verb, ...] = ("words", "export")
_LEADING: tuple[Verb, ...] = (*_MAIN, "go_on", "try", "evaluate", "builder")
"""What may stand out as the next thing to do."""


class VerbButtons(QWidget):
    """A button for each verb, in rows.

    Attributes:
        epochs: How many epochs "Train more epochs" means.

    Signals:
        asked: A button was pressed; carries its verb.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Verb, QPushButton] = {}
        self.epochs = NumberSpin(Parameter(name="epochs", title=tr("Epochs"), kind="int", default=MORE_EPOCHS,
                                           minimum=1, maximum=100_000, step=1))
        self.epochs.set_value(MORE_EPOCHS)
        self.epochs.setAccessibleName(tr("How many epochs more"))
        self.epochs.setFixedWidth(76)
        self._flow = FlowLayout(self)
        for verb, title in TITLES.items():
            button = self.buttons[verb] = QPushButton(tr(title))
            button.setToolTip(tr(TIPS[verb]))
            button.clicked.connect(partial(self.asked.emit, verb))
            self._flow.addWidget(self._with_epochs(button) if verb == "more" else button)
        self.buttons["delete"].setProperty("kind", "danger")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _with_epochs(self, button: QPushButton) -> QWidget:
        self._more = QWidget()
        row = QHBoxLayout(self._more)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addWidget(self.epochs)
        row.addWidget(button)
        return self._more

    def offer(self, row: RunRow, connected: Collection[Verb]) -> None:
        """Show what can be done with a run."""
        sensible = [verb for verb in makes_sense(row) if verb in connected]
        first = "go_on" if "go_on" in sensible else next(iter(sensible), None)
        for verb, button in self.buttons.items():
            (self._more if verb == "more" else button).setVisible(verb in sensible)
            if verb != "delete":
                leads = first in _LEADING and (verb == first or (verb in _MAIN and first in _MAIN))
                kind = "primary" if leads else None
                if button.property("kind") != kind:
                    button.setProperty("kind", kind)
                    restyle(button)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(320, self._flow.heightForWidth(max(self.width(), 320)))
