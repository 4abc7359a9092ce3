"""What the tools beside the map are made of: a column that scrolls, and the sentence that says what a tool is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_2, SPACE_3


class ToolPage(QScrollArea):
    """A column of widgets, as wide as there is room and as high as it likes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, SPACE_2, SPACE_3, SPACE_3)
        self._column.setSpacing(SPACE_2)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def fill(self, *parts: QWidget | QLayout, last: QWidget | None = None) -> None:
        """Put parts below one another, once.

        Args:
            *parts: At their own height.
            last: Takes the room that is left.
        """
        for part in parts:
            if isinstance(part, QLayout):
                self._column.addLayout(part)
            else:
                self._column.addWidget(part)
        if last is not None:
            self._column.addWidget(last, 1000)
        self._column.addStretch(1)  # for as long as the last one is hidden


def teaching(text: str) -> WrapLabel:
    """Return a label that says what a tool shows."""
    return WrapLabel(text, "secondary")


def title(text: str) -> QLabel:
    """Return the heading of a part of a tool."""
    label = QLabel(text)
    label.setProperty("role", "secondary")
    return label
