"""Which runs are shown: words, state, starred ones."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.runs.arranging import Filter, StateChoice
from rnnstudio.studio.theme import SPACE_2, SPACE_3, TARGET_HEIGHT, icon, theme

_AFTER = 120
"""Milliseconds after the last key."""


class FilterBar(QWidget):
    """Makes a ``Filter``.

    Signals:
        changed: Another one is wanted.
        back_wanted: The page is to give way to the table.
        open_wanted: The table is to give way to the page.
    """

    changed = Signal()
    back_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QToolButton()
        self.back.setText(tr("All runs"))
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back.setMinimumHeight(TARGET_HEIGHT)
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        self.open = QPushButton()
        self.open.clicked.connect(self.open_wanted)
        self.open.hide()
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find runs"))
        self.field.setAccessibleName(tr("Find runs"))
        self.field.setClearButtonEnabled(True)
        self.state = QComboBox()
        self.state.setAccessibleName(tr("State"))
        choices: tuple[tuple[StateChoice, str], ...] = (
            ("all", tr("All states")), ("ended", tr("Ended")), ("running", tr("Running")),
            ("interrupted", tr("Interrupted")), ("failed", tr("Failed or damaged")))
        for choice, title in choices:
            self.state.addItem(title, choice)
        self.starred = QToolButton()
        self.starred.setCheckable(True)
        self.starred.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
        self.starred.setToolTip(tr("Starred runs only"))
        self.starred.setAccessibleName(tr("Starred runs only"))
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self._timer = QTimer(self, singleShot=True, interval=_AFTER)
        self._timer.timeout.connect(self.changed)
        self.field.textChanged.connect(self._timer.start)
        self.state.currentIndexChanged.connect(self.changed)
        self.starred.toggled.connect(self.changed)
        self._compose()
        theme().changed.connect(self._restyle)
        self.starred.toggled.connect(self._restyle)
        self._restyle()

    def _compose(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(self.back)
        row.addWidget(self.field, 3)
        row.addWidget(self.state)
        row.addWidget(self.starred)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(self.open)

    @property
    def wanted(self) -> Filter:
        """What is asked for."""
        return Filter(words=self.field.text(), state=self.state.currentData(), starred=self.starred.isChecked())

    def show_count(self, shown: int, of: int) -> None:
        """Say how many runs are shown."""
        if shown != of:
            self.count.setText(tr("{shown} of {count} runs", shown=number(shown), count=number(of)))
        else:
            self.count.setText(tr("1 run") if of == 1 else tr("{count} runs", count=number(of)))

    def set_turns(self, turns: bool, away: bool, selected: int) -> None:
        """Have the buttons that lead from the table to the page and back.

        Args:
            turns: Whether table and page take turns; else there are no such buttons.
            away: Whether the table is away; then the fields are too.
            selected: How many runs are selected.
        """
        away = turns and away
        self.back.setVisible(away)
        self.open.setVisible(turns and not away and selected > 0)
        self.open.setText(tr("Show the run") if selected == 1 else tr("Compare"))
        for widget in (self.field, self.state, self.starred, self.count):
            widget.setVisible(not away)

    def _restyle(self) -> None:
        self.back.setIcon(icon("arrow-left"))
        on = self.starred.isChecked()
        self.starred.setIcon(icon("star-filled", "warning") if on else icon("star", "secondary"))
