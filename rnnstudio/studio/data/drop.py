"""Files dropped onto the Data pane: whichever source reads them is chosen and set to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.project.model import ComponentRef
from rnnstudio.studio.data.sources import first_readable
from rnnstudio.studio.document import Document
from rnnstudio.studio.drop_veil import DropVeil, project_among


class FileDrops:
    """Answers a widget's drags. What no source reads is left to the window, which opens projects."""

    def __init__(self, widget: QWidget, document: Document, choose: Callable[[ComponentRef], None]) -> None:
        self._document = document
        self._choose = choose
        self.veil = DropVeil(widget)

    def enter(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        """Say what would happen, if something would."""
        urls = event.mimeData().urls()
        ref = self.ref_for(urls)
        if ref is None:
            event.ignore()
            return
        source = self._document.registry.sources[ref.type]
        name = next(Path(url.toLocalFile()).name for url in urls if url.isLocalFile())
        self.veil.say(tr("Drop to read “{name}” as: {source}", name=name, source=tr(source.info.title)), True)
        event.acceptProposedAction()

    def leave(self, event: QDragLeaveEvent) -> None:
        """Say no more."""
        self.veil.hide()

    def drop(self, event: QDropEvent) -> None:
        """Choose the source."""
        self.veil.hide()
        ref = self.ref_for(event.mimeData().urls())
        if ref is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self._choose(ref)

    def ref_for(self, urls: Sequence[QUrl]) -> ComponentRef | None:
        """Return the source for what is dragged; ``None`` for a project file or what no source reads."""
        if project_among(urls) is not None:
            return None
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        return first_readable(paths, self._document.registry.sources, self._document.folder)
