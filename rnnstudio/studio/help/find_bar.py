"""Finds words in the page shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextBrowser, QToolButton, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.theme import SPACE_1, SPACE_2, TARGET_HEIGHT, icon, restyle, theme


class FindBar(QWidget):
    """A field and two buttons below the page. Enter goes on to the next place, Shift+Enter back.

    Signals:
        closed: It isn't needed any more.
    """

    closed = Signal()

    def __init__(self, view: QTextBrowser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this page"))
        self.field.setAccessibleName(tr("Find in this page"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._typed)
        self.previous = _button(tr("Previous place"))
        self.next = _button(tr("Next place"))
        self.close_button = _button(tr("Close"))
        self.previous.clicked.connect(self.find_previous)
        self.next.clicked.connect(self.find_next)
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, SPACE_1)
        row.setSpacing(SPACE_1)
        row.addWidget(self.field, 1)
        for button in (self.previous, self.next, self.close_button):
            row.addWidget(button)
        theme().changed.connect(self._restyle)
        self._restyle()

    def begin(self) -> None:
        """Show it, ready to be typed in."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def find_next(self) -> None:
        """Go to the next place, from the end on to the beginning."""
        self._find(QTextDocument.FindFlag(0), QTextCursor.MoveOperation.Start)

    @Slot()
    def find_previous(self) -> None:
        """Go to the place before, from the beginning on to the end."""
        self._find(QTextDocument.FindFlag.FindBackward, QTextCursor.MoveOperation.End)

    def _find(self, direction: QTextDocument.FindFlag, other_end: QTextCursor.MoveOperation) -> None:
        words = self.field.text()
        found = bool(words) and self._view.find(words, direction)
        if words and not found:
            before = self._view.textCursor()
            self._view.moveCursor(other_end)
            found = self._view.find(words, direction)
            if not found:
                self._view.setTextCursor(before)
        self._say(found or not words)

    @Slot()
    def _typed(self) -> None:
        """Look from the beginning of what is found already, so that typing on doesn't jump ahead."""
        cursor = self._view.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._view.setTextCursor(cursor)
        self.find_next()

    def _say(self, found: bool) -> None:
        self.field.setProperty("invalid", "false" if found else "true")
        self.field.setAccessibleDescription("" if found else tr("Not in this page"))
        self.field.setToolTip("" if found else tr("Not in this page"))
        restyle(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.find_previous if back else self.find_next)()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _restyle(self) -> None:
        for button, name in ((self.previous, "chevron-up"), (self.next, "chevron-down"), (self.close_button, "x")):
            button.setIcon(icon(name, "secondary"))


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
    return button
