"""A run's notes: kept as they are typed, a moment after the last key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rnnstudio.api import tr

AFTER = 600
"""Milliseconds after the last key."""
LINES = 4


class NotesField(QPlainTextEdit):
    """Edits the notes of one run at a time.

    Args:
        keep: Called with the run and its notes; False if they couldn't be written, then they are tried again.
    """

    def __init__(self, keep: Callable[[Path, str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._run: Path | None = None
        self._kept = ""
        self.setPlaceholderText(tr("Notes on this run"))
        self.setAccessibleName(tr("Notes on this run"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 16)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._timer.start)

    def show_notes(self, run: Path | None, notes: str) -> None:
        """Show a run's notes. What is being typed about the same run stays, whatever its file says."""
        if run == self._run and (self.toPlainText() != self._kept or notes == self._kept):
            return
        self.flush()
        self._run, self._kept = run, notes
        self.setPlainText(notes)
        self._kept = self.toPlainText()  # line ends are all alike here

    @Slot()
    def flush(self) -> None:
        """Keep at once what was typed."""
        self._timer.stop()
        text = self.toPlainText()
        if self._run is not None and text != self._kept and self._keep(self._run, text):
            self._kept = text

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()
