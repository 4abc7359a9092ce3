"""What would suit the data better, a sentence each, with the button that does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.project.changes import apply
from rnnstudio.project.model import Project
from rnnstudio.project.preview import Suggestion
from rnnstudio.project.words import sentence
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_2, SPACE_3, theme

BESIDE_FROM = 400
"""From this width on, the button stands beside the sentence."""


class AdviceBox(QFrame):
    """A sentence and its button, side by side where there is room."""

    def __init__(self, message: str, button: QPushButton | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setProperty("kind", "info")
        self.setAccessibleName(message)
        self._icon = QLabel()
        self._icon.setFixedSize(16, 20)
        self.text = WrapLabel(message)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(SPACE_2)
        self._words.addWidget(self.text, 1)
        if button is not None:
            self._words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._words.setDirection(QBoxLayout.Direction.LeftToRight if self.width() >= BESIDE_FROM else
                                 QBoxLayout.Direction.TopToBottom)

    @Slot()
    def _restyle(self) -> None:
        self._icon.setPixmap(theme().pixmap("lightbulb", 16, "accent", self.devicePixelRatioF()))


class AdviceList(QWidget):
    """Shows suggestions; pressing a button is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: tuple[Suggestion, ...] = ()
        self.boxes: list[AdviceBox] = []
        self.buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self.hide()

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show those that would change something."""
        shown = tuple(one for one in suggestions if not one.changes or self._changed(one) is not None)
        if shown == self._shown:
            return
        self._shown = shown
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes, self.buttons = [], []
        for one in shown:
            button = self._button(one) if one.changes and one.title else None
            if button is not None:
                self.buttons.append(button)
            self.boxes.append(AdviceBox(sentence(one.message), button))
            self._column.addWidget(self.boxes[-1])
        self.setVisible(bool(shown))

    def _button(self, suggestion: Suggestion) -> QPushButton:
        button = QPushButton(suggestion.title)
        button.setAccessibleDescription(suggestion.message)
        button.clicked.connect(lambda: self._apply(suggestion))
        return button

    def _apply(self, suggestion: Suggestion) -> None:
        changed = self._changed(suggestion)
        if changed is not None:
            self._document.do(suggestion.title, *changed)

    def _changed(self, suggestion: Suggestion) -> tuple[Project, tuple[str, ...]] | None:
        """Return the project with a suggestion followed, or ``None`` if it changes nothing or is out of date."""
        try:
            project, touched = apply(self._document.project, suggestion.changes)
        except (KeyError, ValueError):
            return None
        return (project, touched or self._document.selection) if project != self._document.project else None
