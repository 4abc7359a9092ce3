"""A sheet of all keys, beside the work: search it, leave it open, close it with Esc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.shortcuts import Group, Shortcut
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, icon, theme

WIDTH, HEIGHT = 760, 560


class ShortcutsSheet(QDialog):
    """Groups of keys in two columns; typing leaves those that match."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setModal(False)
        self.resize(WIDTH, HEIGHT)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find a shortcut, by what it does or by its key"))
        self.field.setAccessibleName(tr("Find a shortcut"))
        self.field.setClearButtonEnabled(True)
        self._magnifier = self.field.addAction(icon("search", "secondary"),
                                               QLineEdit.ActionPosition.LeadingPosition)
        self.nothing = QLabel(tr("No key does that."))
        self.nothing.setProperty("role", "secondary")
        self.nothing.hide()
        self.boxes = [_Box(group) for group in groups]
        holder = QWidget()
        holder.setProperty("role", "page")
        columns = QHBoxLayout(holder)
        columns.setContentsMargins(0, 0, SPACE_3, 0)
        columns.setSpacing(SPACE_5)
        for boxes in _halves(self.boxes):
            column = QVBoxLayout()
            column.setSpacing(SPACE_4)
            for box in boxes:
                column.addWidget(box)
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE_4, SPACE_4, SPACE_2, SPACE_4)
        rows.setSpacing(SPACE_3)
        rows.addWidget(self.field)
        rows.addWidget(self.nothing)
        rows.addWidget(area, 1)
        self.field.textChanged.connect(self.search)
        theme().changed.connect(self._restyle)

    def search(self, query: str) -> None:
        """Show only what matches."""
        words = query.casefold().split()
        found = [box.search(words) for box in self.boxes]
        self.nothing.setVisible(not any(found))

    def shown(self) -> list[Shortcut]:
        """Return what is listed now."""
        return [shortcut for box in self.boxes for shortcut in box.shown()]

    def _restyle(self) -> None:
        self._magnifier.setIcon(icon("search", "secondary"))


class _Box(QWidget):
    """A group: its heading and a line for each of its shortcuts."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        heading = QLabel(group.title)
        font = QFont(heading.font())
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(heading)
        self._title = group.title
        self._lines = [(shortcut, _line(shortcut)) for shortcut in group.shortcuts]
        for _, line in self._lines:
            column.addWidget(line)

    def search(self, words: Sequence[str]) -> bool:
        """Show the lines with all words in what they do or in their keys; False if there is none."""
        any_found = False
        for shortcut, line in self._lines:
            said = f"{self._title} {shortcut.title} {' '.join(shortcut.keys)}".casefold()
            found = all(word in said for word in words)
            line.setVisible(found)
            any_found = any_found or found
        self.setVisible(any_found)
        return any_found

    def shown(self) -> list[Shortcut]:
        """Return what is listed now."""
        return [shortcut for shortcut, line in self._lines if not line.isHidden()]


def _line(shortcut: Shortcut) -> QWidget:
    line = QWidget()
    title = QLabel(shortcut.title)
    title.setWordWrap(True)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    row.addWidget(title, 1)
    for key in shortcut.keys:
        row.addWidget(KeyCap(key), 0, Qt.AlignmentFlag.AlignVCenter)
    line.setAccessibleName(f"{shortcut.title}: {', '.join(shortcut.keys)}")
    return line


class KeyCap(QLabel):
    """A key as it is drawn on a keyboard."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        self.setFont(font)
        self.setContentsMargins(SPACE_2, 2, SPACE_2, 2)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().colours.outline), 1))
        painter.setBrush(QColor(theme().colours.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), SPACE_1, SPACE_1)
        painter.end()
        super().paintEvent(event)


def _halves(boxes: Sequence[_Box]) -> tuple[list[_Box], list[_Box]]:
    """Divide boxes into two columns of about the same height, in order."""
    weights = [len(box.shown()) + 2 for box in boxes]
    best = min(range(len(boxes) + 1), key=lambda cut: abs(sum(weights[:cut]) - sum(weights[cut:])))
    return list(boxes[:best]), list(boxes[best:])
