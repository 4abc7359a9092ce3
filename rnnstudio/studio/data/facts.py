"""What the engine said of the data: facts, or what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Problem
from rnnstudio.studio.data.wording import facts_rows
from rnnstudio.studio.document import Document
from rnnstudio.studio.notice import kind_of
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_4


class FactsView(QWidget):
    """Follows a document's facts and the problems of its data."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnStretch(1, 1)
        self._cells: list[tuple[QLabel, QLabel]] = []
        self.waiting = QLabel(tr("The data is being read."))
        self.waiting.setProperty("role", "secondary")
        self.generated = Statement("warning", tr("These examples are made up by the program: how well a model does "
                                                 "on them says nothing about real data."))
        self._problems: list[Statement] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(self.waiting)
        self._column.addLayout(self._grid)
        self._column.addWidget(self.generated)
        document.report_changed.connect(self._show)
        self._show()

    def texts(self) -> list[str]:
        """Return what is shown, a line for each fact and problem."""
        lines = [f"{name.text()}: {value.text()}" for name, value in self._cells if not name.isHidden()]
        return [*lines, *(statement.text for statement in self._problems if not statement.isHidden())]

    @Slot()
    def _show(self) -> None:
        facts = self._document.facts
        problems = data_problems(self._document)
        self._show_rows(facts_rows(facts) if facts is not None else [])
        self._show_problems(problems)
        self.waiting.setVisible(facts is None and not problems)
        self.generated.setVisible(facts is not None and facts.generated)

    def _show_rows(self, rows: list[tuple[str, str]]) -> None:
        while len(self._cells) < len(rows):
            name, value = QLabel(), QLabel()
            name.setProperty("role", "secondary")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, len(self._cells), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, len(self._cells), 1)
            self._cells.append((name, value))
        for index, (name, value) in enumerate(self._cells):
            name.setVisible(index < len(rows))
            value.setVisible(index < len(rows))
            if index < len(rows):
                name.setText(rows[index][0])
                value.setText(rows[index][1])
                value.setAccessibleName(": ".join(rows[index]))

    def _show_problems(self, problems: list[Problem]) -> None:
        while len(self._problems) < len(problems):
            statement = Statement()
            self._problems.append(statement)
            self._column.addWidget(statement)
        for index, statement in enumerate(self._problems):
            statement.setVisible(index < len(problems))
            if index < len(problems):
                statement.say(kind_of(problems[index].severity), problems[index].message)


def data_problems(document: Document) -> list[Problem]:
    """Return the problems that belong to no layer and are not about the stack or the training settings."""
    elsewhere = ("$.stack", "$.training")
    return [problem for problem in document.problems(None) if not problem.path.startswith(elsewhere)]
