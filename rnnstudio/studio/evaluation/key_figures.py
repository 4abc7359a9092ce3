"""The figures that say most: a name above, a number below, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rnnstudio.runs.evaluation import Evaluation
from rnnstudio.studio.evaluation.wording import key_figures
from rnnstudio.studio.theme import SPACE_4

MOST = 6


class KeyFigures(QWidget):
    """Figures of an evaluation, each explained in its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(0)
        self._pairs = [(QLabel(), QLabel()) for _ in range(MOST)]
        for column, (name, value) in enumerate(self._pairs):
            name.setProperty("role", "secondary")
            value.setProperty("role", "heading")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, 0, column)
            grid.addWidget(value, 1, column)
        grid.setColumnStretch(MOST, 1)

    def show_evaluation(self, found: Evaluation) -> None:
        """Show the figures of another evaluation."""
        shown = key_figures(found)[:MOST]
        for index, (name, value) in enumerate(self._pairs):
            for label in (name, value):
                label.setVisible(index < len(shown))
            if index < len(shown):
                title, words, meaning = shown[index]
                name.setText(title)
                value.setText(words)
                value.setAccessibleName(f"{title}: {words}")
                for label in (name, value):
                    label.setToolTip(meaning)
