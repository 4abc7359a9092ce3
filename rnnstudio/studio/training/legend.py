"""What each kind of curve means, in a line or two above the plots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from rnnstudio.studio.flow import FlowLayout
from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.strokes import draw_sample
from rnnstudio.studio.theme import SPACE_1, SPACE_3, theme

Entry = tuple[Look, str]
"""A look and what it stands for."""

_LONGEST = 220
"""Pixels of a name, which is elided in the middle beyond."""


class Legend(QWidget):
    """A sample and a name for each kind of curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = FlowLayout(self, SPACE_3, 0)

    def show_entries(self, entries: Sequence[Entry]) -> bool:
        """Show these entries; return whether they are others than before."""
        if tuple(entries) == self.entries:
            return False
        self.entries = tuple(entries)
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for look, name in self.entries:
            self._row.addWidget(self._entry(look, name))
        self.updateGeometry()
        return True

    def _entry(self, look: Look, name: str) -> QWidget:
        entry, label = QWidget(), QLabel()
        pair = QHBoxLayout(entry)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(SPACE_1)
        label.setProperty("role", "secondary")
        label.setTextFormat(Qt.TextFormat.PlainText)
        shown = label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _LONGEST)
        label.setText(shown)
        if shown != name:
            label.setToolTip(name)
        pair.addWidget(_Sample(look))
        pair.addWidget(label)
        return entry


class _Sample(QWidget):
    """A short piece of a line with its marker."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(28 if self._look.width else 16, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_sample(painter, QRectF(self.rect()).adjusted(1, 0, -1, 0), self._look, theme().colours)
        painter.end()
