"""What is being installed or removed, what pip prints, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.plugins.installer import Installer
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3

_HEIGHT = 160


class InstallBox(QWidget):
    """Shown from the first installation on.

    Signals:
        succeeded: Something was installed or removed.
        spoke: It says something that was asked for, and is to be seen.
    """

    succeeded = Signal()
    spoke = Signal()

    def __init__(self, installer: Installer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._installer = installer
        self.statement = Statement("info")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(installer.stop)
        self.output = QPlainTextEdit()
        self.output.setReadOnly(True)
        self.output.setTabChangesFocus(True)
        self.output.setAccessibleName(tr("Output"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(12)
        self.output.setFont(font)
        self.output.setFixedHeight(_HEIGHT)
        self.details = Disclosure(tr("Output"), self.output)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(self.progress, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.statement, self._row, self.details):
            column.addWidget(widget)
        self._row.hide()
        self.details.hide()
        self.hide()
        installer.printed.connect(self._print)
        installer.ended.connect(self._ended)
        installer.changed.connect(self._show_running)

    def begin(self, command: tuple[str, ...], doing: str, done: str) -> None:
        """Run pip, and say what for."""
        if self._installer.running:
            return
        self.output.setPlainText("pip " + " ".join(command[3:]) + "\n")
        self.details.set_open(False)
        self.details.show()
        self.statement.say("info", doing)
        self.show()
        self.spoke.emit()
        self._installer.run(command, done)

    def refuse(self, sentence: str) -> None:
        """Say why something isn't even tried."""
        self.statement.say("error", sentence[:1].upper() + sentence[1:])
        self.details.hide()
        self.show()
        self.spoke.emit()

    def _print(self, text: str) -> None:
        self.output.moveCursor(QTextCursor.MoveOperation.End)
        self.output.insertPlainText(text)
        self.output.moveCursor(QTextCursor.MoveOperation.End)

    def _ended(self, well: bool, sentence: str) -> None:
        self.statement.say("success" if well else "error", sentence)
        self.details.set_open(not well)
        if well:
            self.succeeded.emit()

    def _show_running(self) -> None:
        self._row.setVisible(self._installer.running)
