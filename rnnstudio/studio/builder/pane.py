"""The builder: heading, what the data is, the stack, how large the model is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.model import Project
from rnnstudio.project.report import Problem, worst
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.actions import BuilderActions
from rnnstudio.studio.builder.epoch_pace import Measured, cost, epoch_words
from rnnstudio.studio.builder.facts_line import facts_line, model_line
from rnnstudio.studio.builder.stack_view import StackView
from rnnstudio.studio.builder.suggestions import Suggestion, suggestions
from rnnstudio.studio.document import Document
from rnnstudio.studio.notice import Notice, NoticeBar, kind_of
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5


class EmptyStack(QWidget):
    """What the stack says while there is no layer in it; it lies on the list, which takes the drops."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self.document = document
        self.words = QLabel(tr("Drag a layer here,\nor press Enter on one in the list."))
        self.words.setProperty("role", "secondary")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        column.setSpacing(SPACE_3)
        column.addStretch(1)
        column.addWidget(self.words)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(SPACE_2)
        self.intro = QLabel(tr("or begin with a whole stack around"))
        self.intro.setProperty("role", "secondary")
        column.addWidget(self.intro, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._buttons)
        column.addStretch(2)
        self._shown: list[Suggestion] = []
        self.buttons: list[QPushButton] = []
        document.report_changed.connect(self._suggest)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._suggest()

    @Slot()
    def _suggest(self) -> None:
        """Offer what fits the data, where it is in sight."""
        if not self.isVisible():
            return
        found = suggestions(self.document.registry, self.document.facts)
        if found == self._shown:
            return
        for button in self.buttons:
            self._buttons.removeWidget(button)
            button.deleteLater()
        self._shown, self.buttons = found, []
        for suggestion in found:
            button = QPushButton(suggestion.short_title)
            button.setToolTip(suggestion.title)
            button.setAccessibleDescription(suggestion.title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, suggestion=suggestion: self._begin(suggestion))
            self._buttons.addWidget(button)
            self.buttons.append(button)
        self.intro.setVisible(bool(found))

    def _begin(self, suggestion: Suggestion) -> None:
        project, made = suggestion.applied(self.document.project)
        self.document.do(tr("Begin with {layers}", layers=suggestion.title), project, made[-1:])


class BuilderPane(QWidget):
    """The stack with what belongs to it.

    Attributes:
        actions: What can be done to the selected layers.

    Signals:
        inspect_requested: Edit a layer's parameters. Carries its id.
    """

    inspect_requested = Signal(str)
    actions: BuilderActions  # type: ignore[assignment]

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setProperty("role", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = QLabel(tr("Model"))
        self.heading.setProperty("role", "heading")
        self._measured: Measured | None = None
        self.input_line = _line()
        self.size_line = _line()
        self.notice = NoticeBar()
        self.view = StackView(document)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.empty = EmptyStack(document, self.view.viewport())
        self.actions = self.view.commands
        self._compose()
        self.view.inspect_requested.connect(self.inspect_requested)
        document.project_changed.connect(self._project_changed)
        document.report_changed.connect(self._report_changed)
        document.registry_changed.connect(self._project_changed)
        self._project_changed()
        self._report_changed()

    def _compose(self) -> None:
        over = QVBoxLayout(self.view.viewport())
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_1)
        for widget in (self.heading, self.input_line):
            column.addWidget(_inset(widget))
        column.addWidget(self.notice)
        column.addWidget(self.view, 1)
        column.addWidget(_inset(self.size_line, SPACE_1, SPACE_2))

    @Slot()
    def _project_changed(self) -> None:
        self.empty.setVisible(not self.document.project.stack)
        self._describe()

    @Slot()
    def _report_changed(self) -> None:
        self._describe()
        problems = tuple(found for found in self.document.problems(None)
                         if found.kind != "empty" or self.document.project.stack)  # the empty list says so itself
        if problems:
            self.notice.show_notice(self._notice_of(problems))
        else:
            self.notice.dismiss()

    def _describe(self) -> None:
        self.input_line.setText(facts_line(self.document.facts))
        project, report = self.document.project, self.document.report
        epoch = epoch_words(project, report, self._measured)
        self.size_line.setText(" · ".join(part for part in (model_line(project, report), epoch) if part))
        self.size_line.setToolTip(tr(
            "An epoch's time is measured while you train; for an edited model it is estimated from the parameters "
            "and the time steps they work on.") if epoch else "")

    @Slot(object, float)
    def set_measured(self, project: Project, seconds_per_epoch: float) -> None:
        """Take in how long an epoch of a project took."""
        report = self.document.report
        if report is not None and project.stack == self.document.project.stack:
            self._measured = Measured(project, seconds_per_epoch, cost(report))
            self._describe()

    def _notice_of(self, problems: tuple[Problem, ...]) -> Notice:
        mends = tuple((repair.title, lambda repair=repair: steps.repair(self.document, repair))
                      for problem in problems for repair in problem.repairs)
        return Notice(text="\n".join(problem.message for problem in problems), kind=kind_of(worst(problems)),
                      actions=mends)


def _line() -> QLabel:
    label = QLabel()
    label.setProperty("role", "secondary")
    label.setMinimumWidth(1)
    label.setWordWrap(True)
    return label


def _inset(widget: QWidget, above: int = 0, below: int = 0) -> QWidget:
    """Return a widget with the margin that the cards have."""
    holder = QWidget()
    row = QVBoxLayout(holder)
    row.setContentsMargins(SPACE_3, above, SPACE_3, below)
    row.addWidget(widget)
    return holder
