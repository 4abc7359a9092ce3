"""Rows that can't be used: what is done with them, and which there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project import edits
from rnnstudio.project.preview import BadRows
from rnnstudio.project.words import number, stopped_at
from rnnstudio.studio.data.wording import listed
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2

NAMED = 5
"""Rows of a kind that are named."""


class BadRowsChoice(QWidget):
    """Stop at such a row, or skip it; each choice is a step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.stop = QRadioButton(tr("Stop at the first"))
        self.skip = QRadioButton(tr("Skip and count them"))
        self.stop.setAccessibleDescription(tr("Rows that can't be used"))
        self.skip.setAccessibleDescription(tr("Rows that can't be used"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stop)
        column.addWidget(self.skip)
        self.stop.clicked.connect(lambda: self._choose("stop"))
        self.skip.clicked.connect(lambda: self._choose("skip"))
        document.project_changed.connect(self._show)
        self._show()

    def _choose(self, choice: Literal["stop", "skip"]) -> None:
        label = tr("Stop at rows that can't be used") if choice == "stop" else tr("Skip rows that can't be used")
        self._document.do(label, edits.set_bad_rows(self._document.project, choice))

    @Slot()
    def _show(self) -> None:
        skips = self._document.project.data.bad_rows == "skip"
        self.skip.setChecked(skips)
        self.stop.setChecked(not skips)


class BadRowsList(QWidget):
    """A reason and its count, and below it the first rows that it is true of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[WrapLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)

    def show_rows(self, bad: Sequence[BadRows]) -> None:
        """Show other rows."""
        while len(self._lines) < 2 * len(bad):
            pair = QVBoxLayout()
            pair.setSpacing(SPACE_1)
            for role in ("", "secondary"):
                label = WrapLabel(role=role)
                self._lines.append(label)
                pair.addWidget(label)
            self._column.addLayout(pair)
        for index, label in enumerate(self._lines):
            label.setVisible(index < 2 * len(bad))
            if label.isVisibleTo(self):
                of = bad[index // 2]
                label.setText(places_words(of) if index % 2 else
                              tr("{rows}: {reason}", rows=rows_words(of.count), reason=of.reason))

    def texts(self) -> list[str]:
        """Return what is shown."""
        return [label.text() for label in self._lines if not label.isHidden()]


def rows_words(count: int) -> str:
    """Return a number of rows: "1 row", "312 rows"."""
    return tr("1 row") if count == 1 else tr("{count} rows", count=number(count))


def is_of_a_row(message: str) -> bool:
    """Tell whether an error is about one row, which could be skipped: it is said as ``stopped_at`` says it."""
    pattern = re.escape(stopped_at("ROW")).replace("ROW", ".+")
    return re.fullmatch(pattern, message, re.DOTALL) is not None


def places_words(bad: BadRows) -> str:
    """Say where rows are: "reviews.csv, lines 3, 17, 20 and 112 more"."""
    named = bad.first[:NAMED]
    places = listed([number(row.line) for row in named if row.line], bad.count)
    if not places:
        return ""
    where = tr("line {places}", places=places) if bad.count == 1 else tr("lines {places}", places=places)
    file = next((row.where for row in named if row.where), "")
    return f"{file}, {where}" if file else where
