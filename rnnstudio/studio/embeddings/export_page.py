"""The page of the Words pane that writes a run's word vectors for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped
from rnnstudio.project.model import ComponentRef
from rnnstudio.runs.folder import RunInfo
from rnnstudio.studio.chooser import ComponentChooser, fresh_ref, with_parameter, without_parameter
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.result import ExportResult
from rnnstudio.studio.embeddings.target import TargetField
from rnnstudio.studio.embeddings.wording import run_words
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT

Choice = tuple[str, str]
"""What is chosen, as the engine knows it, and what a person sees."""
_WIDEST = 320


class Export(Protocol):
    """Asks the engine to write the vectors of a run."""

    def __call__(self, run: Path, exporter: ComponentRef, target: Path, *, layer: str = "",
                 which: str = "best") -> None: ...


class ExportPage(QWidget):
    """Exports from one run at a time, the one it was last given; folder and button stay in sight below what scrolls.

    Args:
        document: For its registry.
        export: Asks the engine to write a run's vectors with an exporter into a folder.
        stop: Asks it to stop that.
    """

    def __init__(self, document: Document, export: Export, stop: Callable[[], None] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exporters = document.registry.exporters
        self._export = export
        self._stop_export = stop
        self._run: Path | None = None
        self._target = Path()
        self._busy = False
        self._ref = next((fresh_ref(exporter) for exporter in self._exporters.values()), None)
        self.about = QLabel()
        self.about.setProperty("role", "secondary")
        self.about.setWordWrap(True)
        self.layer = _choices(tr("Embedding"))
        self.which = _choices(tr("Vectors of"))
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
        self.offer((), ())
        self._show_ref()
        self._show_busy(False)

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        heading = QLabel(tr("Export word vectors"))
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self.about)
        column.addSpacing(SPACE_2)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(SPACE_3)
        self._form.setVerticalSpacing(SPACE_2)
        self._form.addRow(tr("Embedding"), self.layer)
        self._form.addRow(tr("Vectors of"), self.which)
        column.addLayout(self._form)
        column.addWidget(QLabel(tr("Format")))
        column.addWidget(self.chooser)
        column.addSpacing(SPACE_2)
        column.addWidget(self.result)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFrameShape(QFrame.Shape.HLine)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(line)
        whole.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        foot.setSpacing(SPACE_2)
        where = QHBoxLayout()
        where.setSpacing(SPACE_3)
        where.addWidget(QLabel(tr("Folder to export to")))
        where.addWidget(self.target, 1)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.button)
        row.addWidget(self.stop)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        foot.addLayout(where)
        foot.addLayout(row)
        return foot

    def _connect(self) -> None:
        self.button.clicked.connect(self.export_now)
        self.stop.clicked.connect(self._ask_to_stop)
        self.target.changed.connect(self._show_ready)
        self.chooser.chosen.connect(self._choose)
        self.chooser.edited.connect(self._edit)
        self.chooser.reset.connect(self._reset)

    @property
    def exporting(self) -> bool:
        """True from the button until the engine's answer."""
        return self._busy

    def set_run(self, run: Path | None, info: RunInfo | None = None) -> None:
        """Export from this run from now on, or from none; its embeddings and moments are yet to be offered."""
        self._run = run
        self.about.setText(run_words(run, info) if run is not None and info is not None else "")
        self.offer((), ())
        self._propose()
        if not self._busy:
            self.result.clear()
            self._show_ref()
        self._show_ready()

    def offer(self, layers: Sequence[Choice], moments: Sequence[Choice]) -> None:
        """Let a person choose among the run's embeddings and its moments, such as its best and its last model.

        What was chosen stays chosen if it is still there; what leaves no choice isn't shown.
        """
        for combo, choices in ((self.layer, layers), (self.which, moments)):
            before = combo.currentData()
            combo.clear()
            for chosen, title in choices:
                combo.addItem(title, chosen)
            combo.setCurrentIndex(max(combo.findData(before), 0) if choices else -1)
            self._form.setRowVisible(combo, len(choices) > 1)

    def choose(self, layer: str | None = None, which: str | None = None) -> None:
        """Choose an embedding or a moment among those offered, as where another page shows it."""
        for combo, chosen in ((self.layer, layer), (self.which, which)):
            if chosen is not None and (place := combo.findData(chosen)) >= 0:
                combo.setCurrentIndex(place)

    @Slot()
    def export_now(self) -> None:
        """Write the vectors of the run with what is chosen; nothing happens if there is none, or one is under way."""
        target = self.target.target
        if self._run is None or self._ref is None or target is None or self._busy:
            return
        self._target = target
        self.result.clear()
        self._show_busy(True)
        self._export(self._run, self._ref, target, layer=self.layer.currentData() or "",
                     which=self.which.currentData() or "best")

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
                self._bring.start(0)

    @Slot(str)
    def lost(self, message: str) -> None:
        """The export under way failed."""
        if self._busy:
            self._show_busy(False)
            self.result.say("error", message)
            self._bring.start(0)

    @Slot()
    def _bring_result(self) -> None:
        """Scroll to what came of the export, once it has its place."""
        self._scroll.ensureWidgetVisible(self.result, 0, SPACE_4)

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


def _choices(name: str) -> ComboBox:
    combo = ComboBox()
    combo.setAccessibleName(name)
    combo.setMinimumHeight(TARGET_HEIGHT)
    combo.setMaximumWidth(_WIDEST)
    return combo
