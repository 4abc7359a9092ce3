"""The Training pane: how to train, then the live curves and what the run came to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.document import Document
from rnnstudio.studio.figure_row import FigureRow
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4
from rnnstudio.studio.training.board import ChartBoard
from rnnstudio.studio.training.figures import figures
from rnnstudio.studio.training.outcome import OutcomeCard
from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.training.settings import TrainingSettingsForm
from rnnstudio.studio.training.state import TrainingState

LOAD_AFTER = 300
"""Milliseconds after the pane is first shown until the plotting library is loaded, in the background."""
OUTCOME_AFTER = 60
"""Milliseconds after the end of a run until its summary comes: it makes the plots smaller, which costs a repaint of
both, on top of what the end of a run repaints anyway."""


class TrainingPane(QWidget):
    """Shows a ``TrainingState`` and edits the training settings.

    Signals:
        train_requested: "Train" was pressed.
        words_requested: "Look at its words" was pressed.
        export_requested: "Export vectors" was pressed.
        go_on_requested: The run is to go on; carries it, and how many epochs more than were planned.
        noticed: A ``Notice`` about the charts.
    """

    train_requested = Signal()
    words_requested = Signal()
    export_requested = Signal()
    go_on_requested = Signal(object, int)
    noticed = Signal(object)

    def __init__(self, document: Document, state: TrainingState, settings: Settings | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        untrained = state.curves is None and not state.active
        self.settings = Disclosure(tr("Training settings"), TrainingSettingsForm(document), is_open=untrained)
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.empty = EmptyPane("chart-line", "", "", self.train)
        self.board = ChartBoard(state, settings)
        self.board.noticed.connect(self.noticed)
        self.settings.put_beside(self.board.ways)
        self.figures = FigureRow()
        self._laid_over = False
        self.alone = QPushButton(tr("Show this training alone"))
        self.alone.setToolTip(tr("Take the curves of other runs away"))
        self.alone.clicked.connect(lambda: self.lay_over([]))
        self.alone.hide()
        self.line = QLabel()
        self.line.setProperty("role", "secondary")
        self.outcome = OutcomeCard(state, self)
        self.outcome.words_requested.connect(self.words_requested)
        self.outcome.export_requested.connect(self.export_requested)
        self.outcome.go_on_requested.connect(self.go_on_requested)
        self._card = QTimer(self)
        self._card.setSingleShot(True)
        self._card.timeout.connect(self.outcome.show_state)
        self._compose()
        self._was_active = state.active
        state.changed.connect(self._state_changed)
        self._state_changed()

    def _compose(self) -> None:
        run = QWidget()
        below = QVBoxLayout(run)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_3)
        below.addWidget(self.board, 1)
        below.addWidget(self.figures)
        last = QHBoxLayout()
        last.addWidget(self.line)
        last.addStretch(1)
        last.addWidget(self.alone)
        below.addLayout(last)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(run)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addWidget(self.settings)
        column.addWidget(self.stack, 1)
        column.addWidget(self.outcome)

    @Slot()
    def _state_changed(self) -> None:
        state = self._state
        if state.active and not self._was_active:
            self.settings.set_open(False)
            plot_loader().start()
        self._was_active = state.active
        self.figures.show_figures(figures(state))
        self.line.setText(state.speed_words())
        self._show_empty(state)
        if state.phase == "ended" and not self._card.isActive():
            self._card.start(OUTCOME_AFTER)
        elif state.phase != "ended":
            self._card.stop()
            self.outcome.show_state()

    def lay_over(self, runs: Sequence[tuple[str, Path]]) -> None:
        """Show the curves of other runs too, with or without a training; none takes them away.

        Args:
            runs: Name and folder of each.
        """
        self._laid_over = bool(runs)
        self.alone.setVisible(self._laid_over)
        if runs:
            self.settings.set_open(False)
            plot_loader().start()
        self.board.set_overlays(runs)
        self._show_empty(self._state)

    def _show_empty(self, state: TrainingState) -> None:
        """Until the first batch, say what is being done, or what will be here.

        Each widget that comes up has all layouts around it reckoned anew, so the page comes last, with what is on it.
        """
        has_curves = state.curves is not None or self._laid_over
        self.figures.setVisible(state.curves is not None)
        self.board.ways.setVisible(has_curves)
        self.stack.setCurrentIndex(1 if has_curves else 0)
        self.train.setVisible(not state.active)
        if state.active:
            self.empty.say(state.headline(), tr("The curves begin with the first batch."))
        else:
            self.empty.say(tr("Nothing trained yet"), tr(
                "Loss and accuracy will be drawn here, batch by batch, while the model learns."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(LOAD_AFTER, plot_loader().start)
