"""Many texts at once: from a file to a table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.trial import FileReport
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3
from rnnstudio.studio.tryit.wording import report_words

_PATTERNS = "*.txt *.csv *.tsv *.jsonl *.ndjson *.json *.txt.gz *.csv.gz *.tsv.gz *.jsonl.gz"


class FileSection(Disclosure):
    """Chooses a file of texts and where its predictions go.

    Signals:
        wanted: The file, the table to write, and the column's name or "".
        stop_wanted: Stop was pressed.
    """

    wanted = Signal(str, str, str)
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        page = QWidget()
        super().__init__(tr("Many texts at once"), page, parent=parent)
        self._proposed = ""
        self.about = WrapLabel(tr("From a file to a CSV table with label and probabilities. Of a .txt file each line "
                                  "is a text; of CSV, TSV and JSON Lines the column of texts is found."),
                               "secondary")
        self.file = _path_edit(tr("File of texts"))
        self.target = _path_edit(tr("Table to write"))
        self.column = QLineEdit()
        self.column.setPlaceholderText(tr("Found by itself"))
        self.column.setAccessibleName(tr("Column"))
        self.column.setMaximumWidth(240)
        self.choose_file = QPushButton(tr("Choose"))
        self.choose_file.setAccessibleName(tr("Choose the file of texts"))
        self.choose_target = QPushButton(tr("Choose"))
        self.choose_target.setAccessibleName(tr("Choose the table to write"))
        self.predict = QPushButton(tr("Predict all"))
        self.stop = QPushButton(tr("Stop"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.doing = QLabel()
        self.doing.setProperty("role", "secondary")
        self.result = Statement()
        self._compose(page)
        self.file.textChanged.connect(self._file_changed)
        self.target.textChanged.connect(self._show_ready)
        self.choose_file.clicked.connect(self._choose_file)
        self.choose_target.clicked.connect(self._choose_target)
        self.predict.clicked.connect(self._ask)
        self.stop.clicked.connect(lambda: self.stop_wanted.emit())
        self.result.hide()
        self.set_running(False)

    def _compose(self, page: QWidget) -> None:
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        rows = ((tr("File of texts"), self.file, self.choose_file), (tr("Column"), self.column, None),
                (tr("Table to write"), self.target, self.choose_target))
        for line, (name, field, button) in enumerate(rows):
            label = QLabel(name)
            label.setBuddy(field)
            grid.addWidget(label, line, 0)
            grid.addWidget(field, line, 1, 1, 1)
            if button is not None:
                grid.addWidget(button, line, 2)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_3)
        buttons.addWidget(self.predict)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.progress, 1)
        buttons.addWidget(self.doing)
        buttons.addStretch(1)
        column.addWidget(self.about)
        column.addLayout(grid)
        column.addLayout(buttons)
        column.addWidget(self.result)

    def set_running(self, running: bool, doing: str = "") -> None:
        """Show that a file is being predicted, and what it is at."""
        self.progress.setVisible(running)
        self.stop.setVisible(running)
        self.doing.setVisible(running)
        self.doing.setText(doing)
        self._running = running
        if running:
            self.result.hide()
        self._show_ready()

    def show_report(self, report: FileReport) -> None:
        """Say what came of it."""
        self.set_running(False)
        self.say("warning" if report.bad else "success", report_words(report))

    def say(self, kind: Kind, text: str) -> None:
        """Say something instead."""
        self.set_running(False)
        self.result.say(kind, text)
        self.result.show()

    @Slot()
    def _ask(self) -> None:
        self.wanted.emit(self.file.text().strip(), self.target.text().strip(), self.column.text().strip())

    @Slot(str)
    def _file_changed(self, text: str) -> None:
        """Propose a table beside the file; what a person wrote stays."""
        if self.target.text() in ("", self._proposed):
            path = Path(text.strip())
            stem = path.name.split(".")[0]
            self._proposed = str(path.with_name(f"{stem}_predictions.csv")) if stem else ""
            self.target.setText(self._proposed)
        self._show_ready()

    @Slot()
    def _show_ready(self) -> None:
        self.predict.setEnabled(not self._running and bool(self.file.text().strip() and self.target.text().strip()))

    @Slot()
    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("File of texts"), self.file.text(),
                                                f"{tr('Texts')} ({_PATTERNS});;{tr('All files')} (*)")
        if chosen:
            self.file.setText(chosen)

    @Slot()
    def _choose_target(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Table to write"), self.target.text(), "CSV (*.csv)")
        if chosen:
            self.target.setText(chosen)


def _path_edit(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.textChanged.connect(made.setToolTip)
    made.setCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
    return made
