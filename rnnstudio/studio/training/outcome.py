"""What a run came to, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QSpinBox, QVBoxLayout, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import LOG
from rnnstudio.runs.standing import Standing, standing
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1
from rnnstudio.studio.training.state import TrainingState

MOST_EPOCHS = 9999


class OutcomeCard(QWidget):
    """Shown once a run ended: its summary with the next two steps, or why it failed.

    Signals:
        words_requested: "Look at its words" was pressed.
        export_requested: "Export vectors" was pressed.
        go_on_requested: "Go on", or "Train more"; carries the run and how many epochs more than were planned.
    """

    words_requested = Signal()
    export_requested = Signal()
    go_on_requested = Signal(object, int)

    def __init__(self, state: TrainingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.words = QPushButton(tr("Look at its words"))
        self.words.clicked.connect(lambda: self.words_requested.emit())
        self.export = QPushButton(tr("Export vectors"))
        for button in (self.words, self.export):
            button.setProperty("kind", "primary")
        self.export.clicked.connect(lambda: self.export_requested.emit())
        self.folder = QPushButton(tr("Open the run's folder"))
        self.folder.clicked.connect(self._open_folder)
        self.go_on = QPushButton()
        self.go_on.clicked.connect(self._go_on)
        self.more = QSpinBox()
        self.more.setRange(1, MOST_EPOCHS)
        self.more.setSuffix(tr(" epochs"))
        self.more.setMaximumWidth(128)
        self.more.lineEdit().setTextMargins(SPACE_1, 0, 0, 0)
        self.more.setAccessibleName(tr("How many more epochs"))
        self.statement = Statement("success", "", (self.words, self.export, self.go_on, self.more, self.folder))
        self._standing: Standing | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.statement)
        self.show_state()

    def show_state(self) -> None:
        """Follow the state: hidden unless a run ended."""
        state = self._state
        if state.phase != "ended":
            self.hide()
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
        self._offer_to_go_on()
        self.show()  # last: each widget that comes up in sight has all layouts around it reckoned anew

    def _offer_to_go_on(self) -> None:
        """Offer what the run's folder allows: the epochs that are left, or more of them."""
        before, self._standing = self._standing, self._look()
        told = self._standing
        possible = told is not None and told.can_go_on
        more = told is not None and self._needs_more(told)
        self.go_on.setVisible(possible)
        self.more.setVisible(possible and more)
        self.go_on.setText(tr("Train on") if more else tr("Go on"))
        self.go_on.setToolTip(tr("More epochs, from where it ended") if more else tr(
            "The epochs that are left, from where it stopped"))
        if before is None and told is not None:
            self.more.setValue(max(1, told.planned))

    def _look(self) -> Standing | None:
        if self._state.run is None:
            return None
        try:
            return standing(self._state.run)
        except UserError:
            return None

    def _needs_more(self, told: Standing) -> bool:
        return told.done or self._state.outcome == "early"

    def _go_on(self) -> None:
        run, told = self._state.run, self._standing
        if run is not None and told is not None:
            self.go_on_requested.emit(run, self.more.value() if self._needs_more(told) else 0)

    def _open_folder(self) -> None:
        if self._state.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._state.run)))
