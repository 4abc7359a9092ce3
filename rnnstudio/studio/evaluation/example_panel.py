"""The examples behind what is selected, some at a time."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import ExamplesPage
from rnnstudio.studio.evaluation.example_list import ExampleList
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2


class ExamplePanel(QWidget):
    """Asks a state for examples and lists them."""

    def __init__(self, state: EvaluationState, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._hint = hint
        self._asked: dict[str, int] = {}
        self._waiting = False
        self.heading = WrapLabel(hint, "secondary")
        self.list = ExampleList(tr("Examples"))
        self.more = QPushButton(tr("Show more"))
        self.more.clicked.connect(self._ask_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)
        column.setSpacing(SPACE_2)
        state.examples_told.connect(self._take)
        state.examples_failed.connect(self._lose)
        self.clear()

    def clear(self) -> None:
        """List nothing."""
        self._asked, self._waiting = {}, False
        self.heading.setText(self._hint)
        self.list.examples.show_examples((), False)
        self.more.hide()

    def ask(self, heading: str, **which: int) -> None:
        """List other examples: of ``true``, ``predicted``, ``label``."""
        self._asked, self._waiting = which, True
        self.heading.setText(heading)
        self.list.examples.show_examples((), False)
        self.more.hide()
        self._state.ask_examples(**which)

    @Slot()
    def _ask_more(self) -> None:
        self._waiting = True
        self._state.ask_examples(**self._asked, first=self.list.examples.rowCount())

    @Slot(object)
    def _take(self, page: ExamplesPage) -> None:
        if not self._waiting:
            return
        self._waiting = False
        if page.first == self.list.examples.rowCount():
            self.list.examples.append(page.examples)
        shown = self.list.examples.rowCount()
        self.more.setVisible(shown < page.total)
        self.more.setText(tr("Show more: {shown} of {total} are shown", shown=number(shown),
                             total=number(page.total)))

    @Slot(str)
    def _lose(self, message: str) -> None:
        if self._waiting:
            self._waiting = False
            self.heading.setText(message)
