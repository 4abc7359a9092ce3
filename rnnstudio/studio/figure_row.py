"""The figures that say most: a name above, a number below, side by side like a table of one row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rnnstudio.studio.theme import SPACE_4

MOST = 6


class FigureRow(QWidget):
    """Shows up to six names with their numbers."""

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

    def show_figures(self, shown: Sequence[tuple[str, str, str]]) -> None:
        """Show other figures: each a name, a number, and what it means, "" for nothing."""
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
