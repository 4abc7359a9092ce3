"""What an export came to: what was written, what was renamed, where it is, how to look at it."""

from __future__ import annotations

from pathlib import Path, PurePath

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import ExportReport, tr
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.embeddings.renamed import RenamedTable
from rnnstudio.studio.embeddings.tensorboards import TensorBoards
from rnnstudio.studio.embeddings.wording import PROJECTOR_CONFIG, projector_words, renamed_words, result_words
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2


class ExportResult(QWidget):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self.open = QPushButton(tr("Open folder"))
        self.open.clicked.connect(self._open_folder)
        self.boards = TensorBoards(self)
        self.boards.shown.connect(self._on_shown)
        self.boards.failed.connect(self._on_failed)
        self.board = QPushButton(tr("Open in TensorBoard"))
        self.board.setToolTip(tr("Start TensorBoard on this machine alone and show the vectors in its Projector"))
        self.board.clicked.connect(self._open_board)
        self.statement = Statement("success", "", (self.open, self.board))
        self.board_statement = Statement("info", "")
        self.notes = Statement("warning", "")
        self.how = QLabel()
        self.how.setProperty("role", "secondary")
        self.how.setWordWrap(True)
        self.how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = RenamedTable()
        self.renamed = Disclosure("", self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.statement, self.board_statement, self.notes, self.how, self.renamed):
            column.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def show_report(self, report: ExportReport, folder: Path) -> None:
        """Say what was written to a folder."""
        self._folder = folder
        self.boards.forget(folder)
        self.statement.say("success", result_words(report))
        self.open.show()
        self.board.setVisible(any(PurePath(file).name == PROJECTOR_CONFIG for file in report.files))
        self.board.setEnabled(True)
        self.board_statement.hide()
        self.notes.say("warning", "\n".join(report.notes))
        self.notes.setVisible(bool(report.notes))
        self.how.setText(projector_words(report.files))
        self.how.setVisible(bool(self.how.text()))
        self.table.show_renamed(report.renamed)
        self.renamed.set_title(renamed_words(len(report.renamed)).capitalize())
        self.renamed.set_open(False)
        self.renamed.setVisible(bool(report.renamed))
        self.show()

    def say(self, kind: Kind, text: str) -> None:
        """Say why there is nothing."""
        self.statement.say(kind, text)
        for widget in (self.open, self.board, self.board_statement, self.notes, self.how, self.renamed):
            widget.hide()
        self.show()

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    @Slot()
    def _open_board(self) -> None:
        self.board.setEnabled(False)
        self.board_statement.say("info", tr("TensorBoard is being started."))
        self.board_statement.show()
        self.boards.show(self._folder)

    @Slot(str)
    def _on_shown(self, address: str) -> None:
        self.board.setEnabled(True)
        self.board_statement.say("info", tr(
            "The browser shows it at {address}, on this machine alone, as long as this program runs.",
            address=address))

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self.board.setEnabled(True)
        self.board_statement.say("warning", reason)
        self.board_statement.show()
