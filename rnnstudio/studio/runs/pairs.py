"""Names and values below one another, under a heading; hidden while there are none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_4

NAME_WIDTH = 148


class Pairs(QWidget):
    """A small table of two columns. Labels are made once and used again."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[tuple[WrapLabel, WrapLabel]] = []
        self.heading = QLabel(heading)
        self.heading.setProperty("role", "heading")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnMinimumWidth(0, NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.heading)
        column.addLayout(self._grid)
        column.addStretch(1)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is shown."""
        return [(name.text(), value.text()) for name, value in self._labels if not value.isHidden()]

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show other pairs."""
        while len(self._labels) < len(rows):
            self._add()
        for place, (name, value) in enumerate(self._labels):
            shown = place < len(rows)
            name.setVisible(shown)
            value.setVisible(shown)
            name.setText(rows[place][0] if shown else "")
            value.setText(rows[place][1] if shown else "")
        self.setVisible(bool(rows))

    def _add(self) -> None:
        name, value = WrapLabel(role="secondary"), WrapLabel()
        name.setFixedWidth(NAME_WIDTH)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place = len(self._labels)
        self._grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, place, 1, Qt.AlignmentFlag.AlignTop)
        self._labels.append((name, value))
