"""The Evaluation pane: a run's model judged by examples it wasn't trained on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.data.reading_bar import ProgressLine
from rnnstudio.studio.document import Document
from rnnstudio.studio.drop_veil import DropVeil, project_among
from rnnstudio.studio.evaluation.controls import Controls
from rnnstudio.studio.evaluation.results import Results
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.place import tab_in_turn
from rnnstudio.studio.statement import EmptyPane, Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4

_TURN_MS = 60
"""Milliseconds between two turns in which what an evaluation came to gets its place."""


class EvaluationPane(QWidget):
    """Shows an ``EvaluationState``.

    Args:
        document: Its folder is where a run's relative paths start.
        state: What is shown.

    Signals:
        train_requested: "Train" was pressed, for want of a run.
    """

    train_requested = Signal()

    def __init__(self, document: Document, state: EvaluationState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.state = state
        self.controls = Controls(state)
        self.line = ProgressLine()
        self.line.stop.clicked.connect(state.stop)
        self.statement = Statement("error", "")
        self._results: Results | None = None
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.no_run = EmptyPane("scale", tr("No run yet"), tr(
            "Train a model first. How well it does on examples that it hasn't seen is measured here, with what it "
            "mistakes for what."), self.train)
        self.no_result = EmptyPane("scale", tr("Not evaluated yet"), tr(
            "Press Evaluate: the model is judged by examples that it wasn't trained on."))
        self._veil = DropVeil(self)
        self.setAcceptDrops(True)
        self._compose()
        self.controls.evaluate_requested.connect(self.evaluate)
        state.changed.connect(self._show)
        self._show()

    def _compose(self) -> None:
        self.stack = QStackedWidget()
        for page in (self.no_run, self.no_result):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        for widget in (self.controls, self.line, self.statement):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)

    @property
    def results(self) -> Results:
        """What the evaluation came to; made while the first one is under way."""
        made = self._made_results()
        self._put_results()
        return made

    @Slot()
    def _make_results(self) -> None:
        """Make them in one turn of the window and put them into it in another: both at once hold it up."""
        self._made_results()
        QTimer.singleShot(_TURN_MS, self, self._put_results)

    def _made_results(self) -> Results:
        if self._results is None:
            self._results = Results(self.state)
        return self._results

    @Slot()
    def _put_results(self) -> None:
        if self._results is not None and self.stack.indexOf(self._results) < 0:
            self.stack.addWidget(self._results)
            tab_in_turn(self.stack)

    def set_run(self, run: Path) -> None:
        """Choose a run; being told the same one again changes nothing."""
        self.state.offer(run)

    @property
    def has_run(self) -> bool:
        """Whether there is a run to judge."""
        return self.state.choice.run is not None

    def choose_run(self, run: Path) -> None:
        """Choose a run, whatever was chosen before."""
        self.state.choose(run=run)

    @Slot()
    def evaluate(self) -> None:
        """Have the model judged."""
        self.state.begin(self._document.folder)

    @Slot()
    def _show(self) -> None:
        state = self.state
        self.controls.setVisible(state.choice.run is not None)
        self.line.setVisible(state.running)
        if state.running:
            if self._results is None:
                QTimer.singleShot(_TURN_MS, self, self._make_results)
            self.line.say(state.progress, tr("The model is being judged."))
        kind, message = state.message
        self.statement.setVisible(bool(message) and not state.running)
        if message:
            self.statement.say(kind, message)
        if state.choice.run is None:
            self.stack.setCurrentWidget(self.no_run)
        else:
            self.stack.setCurrentWidget(self.no_result if state.evaluation is None else self.results)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.controls.list_runs()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        path = self._dropped(event)
        if path is None:
            event.ignore()
            return
        self._veil.say(tr("Drop to judge the model by “{name}”", name=path.name), True)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        path = self._dropped(event)
        if path is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.state.choose(part="file", file=str(path))

    def _dropped(self, event: QDropEvent) -> Path | None:
        """Return the file that is dragged; ``None`` for a project, which the window opens, or without a run."""
        urls = event.mimeData().urls()
        if self.state.choice.run is None or project_among(urls) is not None:
            return None
        return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)
