"""The Data pane: settings at the left, at the right what the network will see of the data. Narrow, one at a time."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rnnstudio.studio.data.drop import FileDrops
from rnnstudio.studio.data.settings_page import SettingsPage
from rnnstudio.studio.data.sight import DataInSight
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.document import Document

WIDE = 660
"""From this width on, settings stand beside what the network will see."""
_NARROWEST, _WIDEST, _SHARE = 284, 336, 0.4
"""Width of the settings beside it, at least and at most, and as a share of the pane's."""


class DataPane(QWidget):
    """Edits a document's data settings and shows a ``PreviewState``."""

    def __init__(self, document: Document, state: PreviewState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state if state is not None else PreviewState(document, parent=self)
        self.settings = SettingsPage(document)
        self.sight = DataInSight(document, self.state, self.settings)
        self.source, self.origin = self.settings.source, self.settings.origin
        self.encoder, self.no_text = self.settings.encoder, self.settings.no_text
        self.task, self.split = self.settings.task, self.settings.split
        self.facts = self.sight.facts
        self._drops = FileDrops(self, document, lambda ref: self.settings.edits.use("source", ref))
        self.setAcceptDrops(True)
        self._line = QFrame()
        self._line.setProperty("role", "line")
        self._line.setFrameShape(QFrame.Shape.VLine)
        self._beside = QWidget()
        self._beside_column = QVBoxLayout(self._beside)
        self._beside_column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._beside)
        row.addWidget(self._line)
        row.addWidget(self.sight, 1)
        self._wide: bool | None = None
        self.state.changed.connect(self._show)
        self._fit()
        self._show()

    @property
    def is_wide(self) -> bool:
        """Whether settings stand beside what the network will see."""
        return bool(self._wide)

    @Slot()
    def _show(self) -> None:
        self.settings.show_profile(self.state.profile)
        self.settings.show_look(self.state.look)

    def _fit(self) -> None:
        wide = self.width() >= WIDE
        if wide:
            self._beside.setFixedWidth(round(min(_WIDEST, max(_NARROWEST, self.width() * _SHARE))))
        if wide == self._wide:
            return
        self._wide = wide
        if wide:
            self.sight.take_settings_out()
            self._beside_column.addWidget(self.settings)
            self.settings.show()
        else:
            self.sight.put_settings_in()
        self._beside.setVisible(wide)
        self._line.setVisible(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.state.set_in_sight(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.state.set_in_sight(self, False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drops.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drops.drop(event)


