"""What an export came to: what was written, what was renamed, where it is, how to look at it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import ExportReport, tr
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.embeddings.renamed import RenamedTable
from rnnstudio.studio.embeddings.wording import projector_words, renamed_words, result_words
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
        self.statement = Statement("success", "", (self.open,))
        self.how = QLabel()
        self.how.setProperty("role", "secondary")
        self.how.setWordWrap(True)
        self.how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = RenamedTable()
        self.renamed = Disclosure("", self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.statement, self.how, self.renamed):
            column.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def show_report(self, report: ExportReport, folder: Path) -> None:
        """Say what was written to a folder."""
        self._folder = folder
        self.statement.say("success", result_words(report))
        self.open.show()
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
        for widget in (self.open, self.how, self.renamed):
            widget.hide()
        self.show()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
