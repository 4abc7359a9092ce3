"""A layer's problem in words, with a button for each repair."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Problem
from rnnstudio.studio.builder.card_painter import SIGNS
from rnnstudio.studio.builder.repair_words import leads_to, tip
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.notice import kind_of
from rnnstudio.studio.theme import SPACE_2, SPACE_3, theme


class ProblemBox(QFrame):
    """One problem.

    Signals:
        repair_wanted: The ``Repair`` whose button was pressed.
    """

    repair_wanted = Signal(object)

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setProperty("role", "notice")
        self.setProperty("kind", kind_of(problem.severity))
        self._icon = QLabel()
        self.text = WrapLabel(problem.message)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName({
            "error": tr("Error: {message}", message=problem.message),
            "warning": tr("Warning: {message}", message=problem.message),
            "advice": tr("Advice: {message}", message=problem.message),
            "note": problem.message}[problem.severity])
        self.buttons = [self._button(index) for index in range(len(problem.repairs))]
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE_2)
        words.addWidget(self.text)
        for button, repair in zip(self.buttons, problem.repairs, strict=True):
            line = QHBoxLayout()
            line.setSpacing(SPACE_2)
            line.addWidget(button)
            line.addWidget(ElidedLabel(leads_to(repair), role="secondary"), 1)
            words.addLayout(line)
        row.addLayout(words, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _button(self, index: int) -> QPushButton:
        repair = self.problem.repairs[index]
        button = QPushButton(repair.title)
        button.setToolTip(tip(repair))
        button.clicked.connect(lambda: self.repair_wanted.emit(repair))
        return button

    @Slot()
    def _restyle(self) -> None:
        picture, role = SIGNS[self.problem.severity]
        self._icon.setPixmap(theme().pixmap(picture, 16, role, self.devicePixelRatioF()))
