"""What the reading of the data, or a download, is at: a sentence, a bar, Stop; or why it ended and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Progressed
from rnnstudio.project import edits
from rnnstudio.project.words import sentence
from rnnstudio.studio.data.bad_rows import is_of_a_row
from rnnstudio.studio.data.sources import can_download, lacking_path
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2

_WHOLE = 1000


class ProgressLine(QWidget):
    """A sentence, a bar and a Stop button in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ElidedLabel()
        self.text.setProperty("role", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = QPushButton(tr("Stop"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.text, 3)
        row.addWidget(self.bar, 2, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)

    def say(self, progress: Progressed, otherwise: str) -> None:
        """Show how far it is; ``otherwise`` is said as long as it has said nothing."""
        self.text.setText(progress.text or otherwise)
        self.bar.setAccessibleName(self.text.text())
        self.bar.setRange(0, _WHOLE if progress.fraction is not None else 0)
        if progress.fraction is not None:
            self.bar.setValue(round(progress.fraction * _WHOLE))


class ReadingBar(QWidget):
    """Follows a ``PreviewState``; takes no room when there is nothing to say."""

    def __init__(self, document: Document, state: PreviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = state
        self.line = ProgressLine()
        self.line.stop.clicked.connect(self._stop)
        self.again = QPushButton(tr("Read again"))
        self.again.clicked.connect(state.ask)
        self.fetch = QPushButton(tr("Download"))
        self.fetch.setToolTip(tr("Fetches what the data source needs from the network."))
        self.fetch.clicked.connect(state.download)
        self.skip = QPushButton(tr("Skip such rows"))
        self.skip.clicked.connect(self._skip)
        self.statement = Statement("error", "", (self.fetch, self.skip, self.again))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.line)
        column.addWidget(self.statement)
        state.changed.connect(self._show)
        document.project_changed.connect(self._show)
        self._show()

    @Slot()
    def _stop(self) -> None:
        if self._state.downloading:
            self._state.stop_download()
        else:
            self._state.stop()

    @Slot()
    def _skip(self) -> None:
        self._document.do(tr("Skip rows that can't be used"), edits.set_bad_rows(self._document.project, "skip"))

    @Slot()
    def _show(self) -> None:
        state = self._state
        reading = state.phase == "reading"
        self.line.setVisible(reading or state.downloading)
        if state.downloading:
            self.line.say(state.download_progress, tr("The data is being downloaded."))
        elif reading:
            self.line.say(state.progress, tr("The data is being read."))
        ended = not state.downloading and state.phase in ("failed", "stopped") and not self._to_choose
        self.statement.setVisible(ended)
        if ended:
            self._show_end()
        self.setVisible(not self.line.isHidden() or ended)

    @property
    def _to_choose(self) -> bool:
        """Whether a file is to be chosen first, which the pane offers."""
        ref = self._document.project.data.source
        return lacking_path(self._document.registry.sources.get(ref.type), ref.params) is not None

    def _show_end(self) -> None:
        state = self._state
        source = self._document.registry.sources.get(self._document.project.data.source.type)
        self.fetch.setVisible(state.phase == "failed" and can_download(source))
        self.skip.setVisible(state.phase == "failed" and self._document.project.data.bad_rows == "stop"
                             and is_of_a_row(state.message))
        if state.phase == "stopped":
            self.statement.say("info", tr("Stopped. What is shown was read before.") if state.preview is not None else
                               tr("Stopped before anything was read."))
        else:
            self.statement.say("error", sentence(state.download_message or state.message))
