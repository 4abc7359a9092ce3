"""One plugin in the Plugins pane."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.registry import PluginReport
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.plugins.wording import about_words, adds_words, milliseconds, sentence, state_words
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, theme

_TRACE_HEIGHT = 180


class PluginEntry(QFrame):
    """Name, origin, what it adds, how long it took; and what is wrong with it, with the trace to pass on."""

    def __init__(self, report: PluginReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setAccessibleName(f"{report.name}: {state_words(report)}")
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self.problems = [Statement("error", sentence(problem)) for problem in report.problems]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, SPACE_3)
        column.setSpacing(SPACE_1)
        column.addLayout(self._title_row())
        for text in (about_words(report), adds_words(report)):
            if text:
                column.addWidget(_text(text, "secondary" if text == about_words(report) else ""))
        for statement in self.problems:
            column.addSpacing(SPACE_1)
            column.addWidget(statement)
        self.trace: Disclosure | None = None
        if report.trace:
            self.trace = Disclosure(tr("Details for its author"), _Trace(report.trace))
            column.addWidget(self.trace)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()

    def _title_row(self) -> QHBoxLayout:
        name = QLabel(self.report.name)
        name.setProperty("role", "heading")
        name.setTextFormat(Qt.TextFormat.PlainText)
        state = _text(f"{state_words(self.report)} · {milliseconds(self.report.seconds)}", "secondary")
        state.setWordWrap(False)
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(self._icon)
        row.addWidget(name, 1)
        row.addWidget(state)
        return row

    def _repaint_icon(self) -> None:
        name, role = ("puzzle", "secondary") if not self.report.problems else ("circle-x", "error")
        self._icon.setPixmap(theme().pixmap(name, 16, role, self.devicePixelRatioF()))


class _Trace(QWidget):
    """A trace that can be copied."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = QPlainTextEdit(text.rstrip())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Details for its author"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(12)
        self.text.setFont(font)
        self.text.setFixedHeight(_TRACE_HEIGHT)
        self.copy = QPushButton(tr("Copy"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.text)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
