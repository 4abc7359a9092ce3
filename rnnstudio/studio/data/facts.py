"""What the engine said of the data: facts in a line or two, and what is wrong."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Problem
from rnnstudio.project.words import sentence
from rnnstudio.studio.data.sources import files_of
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.data.wording import facts_rows
from rnnstudio.studio.document import Document
from rnnstudio.studio.notice import kind_of
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, theme

_TOGETHER = 24
"""Characters up to which words stay in one line."""


class FactsView(QWidget):
    """Follows a document's facts and the problems of its data."""

    def __init__(self, document: Document, state: PreviewState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = state
        self._rows: list[tuple[str, str]] = []
        self._described = document.project.data
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.RichText)
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.waiting = QLabel(tr("The data is being read."))
        self.waiting.setProperty("role", "secondary")
        self.generated = Statement("warning", tr("These examples are made up by the program: how well a model does "
                                                 "on them says nothing about real data."))
        self._problems: list[Statement] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(self.waiting)
        self._column.addWidget(self.line)
        self._column.addWidget(self.generated)
        document.report_changed.connect(self._on_report)
        document.project_changed.connect(self._show)
        theme().changed.connect(self._write)
        if state is not None:
            state.changed.connect(self._show)
        self._show()

    def texts(self) -> list[str]:
        """Return what is shown, a line for each fact and problem."""
        lines = [f"{name}: {value}" for name, value in self._rows]
        return [*lines, *(statement.text for statement in self._problems if not statement.isHidden())]

    @Slot()
    def _on_report(self) -> None:
        self._described = self._document.project.data
        self._show()

    @Slot()
    def _show(self) -> None:
        facts = self._document.facts if self._is_of_these_files else None
        # of other settings than those described, nothing is known to be wrong yet
        problems = data_problems(self._document) if self._document.project.data == self._described else []
        self._rows = facts_rows(facts) if facts is not None else []
        self._write()
        self._show_problems(problems)
        told = self._state is not None and self._state.phase != "idle"  # the bar below says what it is at
        self.waiting.setVisible(facts is None and not problems and not told)
        self.generated.setVisible(facts is not None and facts.generated)

    @property
    def _is_of_these_files(self) -> bool:
        """Whether what was described is the data that is chosen now, with whatever settings."""
        now, then = self._document.project.data.source, self._described.source
        source = self._document.registry.sources.get(now.type)
        return now is then or files_of(source, now) == files_of(source, then)

    @Slot()
    def _write(self) -> None:
        """Write names and values one behind the other; a pair stays in one line where it can."""
        secondary = theme().colours.secondary
        pairs = [f'<span style="color:{secondary}">{_together(name)}</span>&nbsp;{_together(value)}'
                 for name, value in self._rows]
        self.line.setText("&nbsp;&nbsp;&nbsp; ".join(pairs))
        self.line.setAccessibleName("; ".join(f"{name}: {value}" for name, value in self._rows))
        self.line.setVisible(bool(pairs))

    def _show_problems(self, problems: list[Problem]) -> None:
        failed = self._state.message if self._state is not None and self._state.phase == "failed" else ""
        problems = [problem for problem in problems if problem.message != failed]  # it is said with what to do
        while len(self._problems) < len(problems):
            statement = Statement()
            self._problems.append(statement)
            self._column.addWidget(statement)
        for index, statement in enumerate(self._problems):
            statement.setVisible(index < len(problems))
            if index < len(problems):
                statement.say(kind_of(problems[index].severity), sentence(problems[index].message))


def _together(words: str) -> str:
    """Return words, for rich text, that are not divided between lines unless they are many."""
    if len(words) > _TOGETHER:
        return escape(words)
    return "&#8288;".join("&nbsp;" if letter == " " else escape(letter) for letter in words)


def data_problems(document: Document) -> list[Problem]:
    """Return the problems that belong to no layer and are not about the stack or the training settings."""
    elsewhere = ("$.stack", "$.training")
    return [problem for problem in document.problems(None)
            if problem.kind != "empty" and not problem.path.startswith(elsewhere)]
