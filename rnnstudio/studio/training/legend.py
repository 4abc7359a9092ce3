"""What each kind of curve means, in one line above the plots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.theme import SPACE_1, SPACE_3, theme
from rnnstudio.studio.training.looks import LOOKS, Role, edge, ground, pen

BY_BATCH: tuple[Role, ...] = ("batch", "smooth", "training", "validation", "best")
BY_EPOCH: tuple[Role, ...] = ("training", "validation", "best")

_DIAMOND = ((0, -1), (0.8, 0), (0, 1), (-0.8, 0))


class Legend(QWidget):
    """A sample and a name for each kind of curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        self._entries: dict[Role, QWidget] = {}
        for role in BY_BATCH:
            entry = self._entries[role] = QWidget()
            pair = QHBoxLayout(entry)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(SPACE_1)
            name = QLabel(tr(LOOKS[role].title))
            name.setProperty("role", "secondary")
            pair.addWidget(_Sample(role))
            pair.addWidget(name)
            row.addWidget(entry)
        row.addStretch(1)

    def show_roles(self, roles: tuple[Role, ...]) -> None:
        """Show only some entries."""
        for role, entry in self._entries.items():
            entry.setVisible(role in roles)


class _Sample(QWidget):
    """A short piece of a line with its marker."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(16 if not LOOKS[self._role].width else 28, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[self._role]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        if look.width:
            painter.setPen(pen(self._role))
            painter.drawLine(QPointF(1, middle.y()), QPointF(self.width() - 1, middle.y()))
        if look.marker:
            painter.setPen(edge(self._role))
            painter.setBrush(ground(self._role))
            size = min(look.marker_size, 12) / 2
            if look.marker == "o":
                painter.drawEllipse(middle, size, size)
            else:
                painter.drawPolygon(QPolygonF([middle + QPointF(x * size, y * size) for x, y in _DIAMOND]))
        painter.end()

