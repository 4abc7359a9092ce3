"""What would suit the data better, a sentence each, with the button that does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rnnstudio.project.changes import apply
from rnnstudio.project.model import Project
from rnnstudio.project.preview import Suggestion
from rnnstudio.studio.document import Document
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2


class AdviceList(QWidget):
    """Shows suggestions; pressing a button is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: tuple[Suggestion, ...] = ()
        self.statements: list[Statement] = []
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
        for statement in self.statements:
            self._column.removeWidget(statement)
            statement.hide()
            statement.deleteLater()
        self.statements, self.buttons = [], []
        for one in shown:
            buttons = (self._button(one),) if one.changes and one.title else ()
            self.buttons.extend(buttons)
            self.statements.append(Statement("info", one.message, buttons))
            self._column.addWidget(self.statements[-1])
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
