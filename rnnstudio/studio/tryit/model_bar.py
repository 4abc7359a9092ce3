"""Says which model is asked, and lets another of the run be chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from rnnstudio.api import tr
from rnnstudio.project.trial import Which
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT

Choice = tuple[Path, Which]


class ModelBar(QWidget):
    """A line above the pages.

    Signals:
        chosen: Another model.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        self.about = ElidedLabel(role="secondary", mode=Qt.TextElideMode.ElideMiddle)
        self.combo = ComboBox()
        self.combo.setMinimumHeight(TARGET_HEIGHT)
        self.combo.setMinimumWidth(184)
        self.combo.setAccessibleName(tr("Model to ask"))
        label = QLabel(tr("Model"))
        label.setBuddy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(label)
        row.addWidget(self.combo)
        row.addWidget(self.about, 1)
        self.combo.activated.connect(self._activated)

    @property
    def choice(self) -> Choice | None:
        """The run whose model is asked, and which of its two."""
        index = self.combo.currentIndex()
        return self._choices[index] if 0 <= index < len(self._choices) else None

    def offer(self, run: Path | None, live: Path | None) -> None:
        """Offer the models of a run and of a training under way; the choice stays where it can.

        Args:
            run: A run that ended.
            live: The run that is under way.
        """
        before = self.choice
        offered: list[tuple[str, Choice]] = []
        if run is not None:
            offered += [(tr("Best epoch"), (run, "best")), (tr("Last epoch"), (run, "last"))]
        if live is not None and live != run:
            offered.append((tr("Training under way"), (live, "last")))
        choices = [choice for _, choice in offered]
        if choices == self._choices:
            return
        self._choices = choices
        self.combo.clear()
        self.combo.addItems([name for name, _ in offered])
        kept = next((index for index, choice in enumerate(choices) if choice == before), None)
        if kept is None and before is not None:  # the training that was asked has ended: its last model stands
            kept = next((index for index, choice in enumerate(choices) if choice[0] == before[0]), None)
        self.combo.setCurrentIndex(kept or 0)
        if self.choice != before:
            self._activated()

    @Slot()
    def _activated(self) -> None:
        self.about.setText("")
        self.chosen.emit()

    def say(self, text: str) -> None:
        """Say which model it is."""
        self.about.setText(text)
