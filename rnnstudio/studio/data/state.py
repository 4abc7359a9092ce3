"""What is known of the project's data, and when to ask for it. It has no widgets: it outlives the window's language.

A preview is asked for while someone looks at it, a moment after the last change of the data settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rnnstudio.api import Look
from rnnstudio.api.text import language
from rnnstudio.engine_process.messages import Downloaded, Failed, Looked, Profiled, Progressed, RowsPreviewed, Stopped
from rnnstudio.project.model import DataSettings
from rnnstudio.project.preview import DataPreview, DataProfile
from rnnstudio.studio.document import Document

if TYPE_CHECKING:
    from rnnstudio.studio.engine_link import EngineLink

Phase = Literal["idle", "reading", "ready", "stopped", "failed"]
Asked = tuple[DataSettings, Path | None, str]
"""What decides the answer: the settings, where their paths start, the language of sentences."""
ASK_AFTER = 250
"""Milliseconds from the last edit until the data is read anew."""


class PreviewState(QObject):
    """The rows and figures last told, and what the reading is at.

    Attributes:
        preview: The first rows; those before stay until others come, unless they are of another source.
        profile: The figures over all of the data; likewise.
        look: What a glance at the data shows; likewise.
        phase: What the reading is at.
        progress: What it said last while it reads.
        message: Why it failed.
        downloading: Whether what the source needs is being fetched.
        download_progress: What the download said last.
        download_message: Why the download failed.

    Signals:
        changed: Any of these did.
        downloaded: What the source needs is there now.
    """

    changed = Signal()
    downloaded = Signal()

    def __init__(self, document: Document, link: EngineLink | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._link = link
        self.preview: DataPreview | None = None
        self.profile: DataProfile | None = None
        self.look = Look()
        self.phase: Phase = "idle"
        self.progress = Progressed(text="")
        self.message = ""
        self.downloading = False
        self.download_progress = Progressed(text="")
        self.download_message = ""
        self._viewers: set[int] = set()
        self._asked: Asked | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER)
        self._timer.timeout.connect(self._ask_if_new)
        document.project_changed.connect(self._on_project_changed)
        if link is not None:
            link.preview_event.connect(self.take)
            link.download_event.connect(self.take_download)
            link.engine_lost.connect(self._on_engine_lost)

    @property
    def is_new(self) -> bool:
        """Whether the data settings are others than those that were asked about."""
        return self._asked != self._wanted

    def set_in_sight(self, viewer: QObject, seen: bool) -> None:
        """Tell whether a viewer shows this now: what nobody looks at isn't read."""
        if seen:
            self._viewers.add(id(viewer))
            self._ask_if_new()
            return
        self._viewers.discard(id(viewer))
        if not self._viewers:
            self._timer.stop()

    @Slot()
    def ask(self) -> None:
        """Read the data now, whether or not anything changed."""
        self._timer.stop()
        if self._link is None:
            return
        self._asked = self._wanted
        self.phase, self.progress, self.message = "reading", Progressed(text=""), ""
        self.changed.emit()
        self._link.preview(self._document.project, self._document.folder)

    @Slot()
    def stop(self) -> None:
        """End the reading; what is there by now stays."""
        if self._link is not None and self.phase == "reading":
            self.phase = "stopped"
            self.changed.emit()
            self._link.stop_reading()

    @Slot()
    def download(self) -> None:
        """Fetch what the source needs from the network."""
        if self._link is not None and not self.downloading:
            self.downloading, self.download_progress, self.download_message = True, Progressed(text=""), ""
            self.changed.emit()
            self._link.download(self._document.project, self._document.folder)

    @Slot()
    def stop_download(self) -> None:
        """End the download."""
        if self._link is not None and self.downloading:
            self._link.stop_download()

    @Slot(object)
    def take(self, event: object) -> None:
        """Take in what the reading tells."""
        if self.phase != "reading":  # what was stopped may still have had something to say
            return
        match event:
            case Looked():
                self.look = event.look
            case RowsPreviewed():
                self.preview = event.preview
            case Progressed():
                self.progress = event
            case Profiled():
                self.profile = event.profile
                self.phase = "ready"
            case Failed():
                self.phase, self.message = "failed", event.message
            case Stopped():
                self.phase = "stopped"
            case _:
                return
        self.changed.emit()

    @Slot(object)
    def take_download(self, event: object) -> None:
        """Take in what the download tells; when it is there, the data is read."""
        match event:
            case Progressed():
                self.download_progress = event
            case Downloaded():
                self.downloading = False
                self.downloaded.emit()
                self.ask()
            case Failed():
                self.downloading, self.download_message = False, event.message
            case Stopped():
                self.downloading = False
            case _:
                return
        self.changed.emit()

    @property
    def _wanted(self) -> Asked:
        return self._document.project.data, self._document.folder, language()

    @Slot()
    def _ask_if_new(self) -> None:
        if self._viewers and self.is_new:
            self.ask()

    @Slot()
    def _on_project_changed(self) -> None:
        if not self.is_new:
            self._timer.stop()
            return
        if self._asked is not None and self._asked[0].source != self._document.project.data.source:
            self._forget()
        if self._viewers:
            self._timer.start()

    @Slot(str)
    def _on_engine_lost(self, message: str) -> None:
        """End the reading that no process is there to do; a download is in a process of its own to tell its end."""
        if self.phase == "reading":
            self.take(Failed(message=message))

    def _forget(self) -> None:
        """Other data: nothing that was told is true of it."""
        if self.phase == "reading" and self._link is not None:
            self._link.stop_preview()
        self.preview = self.profile = None
        self.look = Look()
        self.phase, self.message, self.download_message = "idle", "", ""
        self.changed.emit()
