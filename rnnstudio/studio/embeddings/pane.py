"""The Words pane: exports the word vectors that the last run has learned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import UserError, tr
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped
from rnnstudio.project.model import ComponentRef
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.chooser import ComponentChooser, fresh_ref, with_parameter, without_parameter
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.result import ExportResult
from rnnstudio.studio.embeddings.target import TargetField
from rnnstudio.studio.embeddings.wording import has_words, run_words
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4

Export = Callable[[Path, ComponentRef, Path], None]


class WordsPane(QStackedWidget):
    """Exports from one run at a time, the one it was last given.

    Args:
        document: For its registry.
        export: Asks the engine to write a run's vectors with an exporter into a folder.
        stop: Asks it to stop that.

    Signals:
        train_requested: "Train" was pressed, for want of a run.
    """

    train_requested = Signal()

    def __init__(self, document: Document, export: Export, stop: Callable[[], None] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exporters = document.registry.exporters
        self._export = export
        self._stop_export = stop
        self._told: Path | None = None
        self._run: Path | None = None
        self._target = Path()
        self._busy = False
        self._ref = next((fresh_ref(exporter) for exporter in self._exporters.values()), None)
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.empty = EmptyPane("chart-scatter", tr("No word vectors yet"), tr(
            "Train a model with an Embedding layer first. What it has learned of each word can then be exported "
            "here."), self.train)
        self.about = QLabel()
        self.about.setProperty("role", "secondary")
        self.about.setWordWrap(True)
        self.chooser = ComponentChooser(tr("Format"), self._exporters)
        self.target = TargetField()
        self.button = QPushButton(tr("Export vectors"))
        self.button.setProperty("kind", "primary")
        self.stop = QPushButton(tr("Stop"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Export progress"))
        self.result = ExportResult()
        self._bring = QTimer(self)
        self._bring.setSingleShot(True)
        self._bring.timeout.connect(self._bring_result)
        self._compose()
        self._connect()
        self._show_ref()
        self._show_busy(False)

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addWidget(_heading(tr("Export word vectors")))
        column.addWidget(self.about)
        column.addSpacing(SPACE_2)
        column.addWidget(QLabel(tr("Format")))
        column.addWidget(self.chooser)
        column.addSpacing(SPACE_2)
        column.addWidget(QLabel(tr("Folder to export to")))
        column.addWidget(self.target)
        column.addSpacing(SPACE_2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.button)
        row.addWidget(self.stop)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(SPACE_2)
        column.addWidget(self.result)
        column.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setWidget(page)
        self.addWidget(self.empty)
        self.addWidget(self.page)

    def _connect(self) -> None:
        self.button.clicked.connect(self.export_now)
        self.stop.clicked.connect(self._ask_to_stop)
        self.target.changed.connect(self._show_ready)
        self.chooser.chosen.connect(self._choose)
        self.chooser.edited.connect(self._edit)
        self.chooser.reset.connect(self._reset)

    @property
    def has_run(self) -> bool:
        """True if there is a run whose word vectors can be exported."""
        return self._run is not None

    @property
    def exporting(self) -> bool:
        """True from the button until the engine's answer."""
        return self._busy

    def set_run(self, run: Path) -> None:
        """Export from this run from now on; being told the same run again changes nothing."""
        if run == self._told:
            return
        self._told = run
        try:
            info = read_info(run)
        except UserError as error:
            self.empty.say(tr("No word vectors yet"), str(error))
            return
        self._run = run if has_words(info) else None
        if self._run is None:
            self.empty.say(tr("No word vectors"), tr("The last run was trained on numbers, not on words, so it has "
                                                     "no word vectors."))
        self.about.setText(run_words(run, info))
        self._propose()
        if not self._busy:
            self.result.clear()
            self._show_ref()
        self.setCurrentIndex(0 if self._run is None else 1)
        self._show_ready()

    @Slot()
    def export_now(self) -> None:
        """Write the vectors of the run with what is chosen; nothing happens if there is none, or one is under way."""
        target = self.target.target
        if self._run is None or self._ref is None or target is None or self._busy:
            return
        self._target = target
        self.result.clear()
        self._show_busy(True)
        self._export(self._run, self._ref, target)

    @Slot(object)
    def take(self, event: object) -> None:
        """Take in what an export tells."""
        match event:
            case ExportProgress():
                self.progress.setRange(0, 1000)
                self.progress.setValue(round(event.fraction * 1000))
            case Exported():
                self._show_busy(False)
                self.result.show_report(event.report, self._target)
                self._bring.start(0)
            case Failed():
                self.lost(event.message)
            case Stopped():
                self._show_busy(False)
                self.result.say("info", tr("The export was stopped; nothing was written."))

    @Slot(str)
    def lost(self, message: str) -> None:
        """The export under way failed."""
        if self._busy:
            self._show_busy(False)
            self.result.say("error", message)

    @Slot()
    def _bring_result(self) -> None:
        """Scroll to what came of the export, once it has its place."""
        self.page.ensureWidgetVisible(self.result, 0, SPACE_4)

    @Slot()
    def _ask_to_stop(self) -> None:
        if self._stop_export is not None:
            self.stop.setEnabled(False)
            self._stop_export()

    def _show_busy(self, busy: bool) -> None:
        self._busy = busy
        self.progress.setRange(0, 0 if busy else 1000)
        self.progress.setVisible(busy)
        self.stop.setVisible(busy and self._stop_export is not None)
        self.stop.setEnabled(True)
        self._show_ready()

    @Slot()
    def _show_ready(self) -> None:
        ready = self._run is not None and self._ref is not None and self.target.target is not None
        self.button.setEnabled(ready and not self._busy)

    @Slot(str)
    def _choose(self, type_id: str) -> None:
        self._ref = fresh_ref(self._exporters[type_id])
        self._propose()
        self._show_ref()

    @Slot(str, object)
    def _edit(self, name: str, value: Any) -> None:
        if self._ref is not None:
            self._ref = with_parameter(self._exporters.get(self._ref.type), self._ref, name, value)
            self._show_ref()

    @Slot(str)
    def _reset(self, name: str) -> None:
        if self._ref is not None:
            self._ref = without_parameter(self._exporters.get(self._ref.type), self._ref, name)
            self._show_ref()

    def _show_ref(self) -> None:
        self.chooser.setVisible(self._ref is not None)
        if self._ref is not None:
            self.chooser.show_ref(self._ref)
        else:
            self.result.say("error", tr("No installed plugin can export word vectors."))

    def _propose(self) -> None:
        if self._run is not None and self._ref is not None:
            self.target.propose(self._run / self._ref.type.rsplit(".", 1)[-1])


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label
