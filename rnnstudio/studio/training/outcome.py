"""What a run came to, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.runs.folder import LOG
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.training.state import TrainingState


class OutcomeCard(QWidget):
    """Shown once a run ended: its summary with the next two steps, or why it failed.

    Signals:
        words_requested: "Look at its words" was pressed.
        export_requested: "Export vectors" was pressed.
    """

    words_requested = Signal()
    export_requested = Signal()

    def __init__(self, state: TrainingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.words = QPushButton(tr("Look at its words"))
        self.words.clicked.connect(lambda: self.words_requested.emit())
        self.export = QPushButton(tr("Export vectors"))
        self.export.clicked.connect(lambda: self.export_requested.emit())
        self.folder = QPushButton(tr("Open the run's folder"))
        self.folder.clicked.connect(self._open_folder)
        self.statement = Statement("success", "", (self.words, self.export, self.folder))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.statement)
        self.show_state()

    def show_state(self) -> None:
        """Follow the state: hidden unless a run ended."""
        state = self._state
        self.setVisible(state.phase == "ended")
        if state.phase != "ended":
            return
        failed = state.outcome == "failed"
        text = state.summary()
        if failed and state.run is not None and not state.engine_died:
            text = tr("{reason} What led to it is in {file} in the run's folder.", reason=text, file=LOG)
        if text != self.statement.text:
            self.statement.say("error" if failed else "success" if state.kept else "info", text)
        self.words.setVisible(state.kept and state.has_words)
        self.export.setVisible(state.kept and state.has_words)
        self.folder.setVisible(failed and state.run is not None)

    def _open_folder(self) -> None:
        if self._state.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._state.run)))
