"""One plugin in the Plugins pane."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.registry import PluginReport
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.plugins.wording import (
    about_words,
    adds_words,
    is_loaded,
    sentence,
    short_time,
    state_words,
    whole_words,
)
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, theme

_TRACE_HEIGHT = 180
_COPIED = 1500
"""Milliseconds for which Copy says that it has."""


class PluginEntry(QFrame):
    """Name, origin, what it adds, how long it took; and what is wrong with it, with the trace to pass on.

    Args:
        report: What became of it.
        is_on: Whether it is switched on from the next load on.

    Signals:
        switched: It is to be switched: its key, and whether on.
        uninstall_wanted: Its distribution is to be uninstalled.
    """

    switched = Signal(str, bool)
    uninstall_wanted = Signal(str)

    def __init__(self, report: PluginReport, is_on: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.is_on = is_on
        self.setAccessibleName(f"{report.name}: {state_words(report)}")
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self.problems = [Statement("error", sentence(problem)) for problem in report.problems]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_3)
        column.setSpacing(SPACE_1)
        column.addWidget(_line())
        column.addSpacing(SPACE_3)
        column.addLayout(self._title_row())
        self.question: Statement | None = None
        self._asking = QVBoxLayout()
        self._asking.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._asking)
        for text in (about_words(report), report.path):
            if text:
                column.addWidget(_text(text, "secondary"))
        self.adds = _text(adds_words(report), "")
        if adds_words(report):
            if adds_words(report) != adds_words(report, whole=True):
                self.adds.setToolTip(f"<qt>{escape(adds_words(report, whole=True))}</qt>")  # rich text wraps
            column.addWidget(self.adds)
        for statement in self.problems:
            column.addSpacing(SPACE_1)
            column.addWidget(statement)
        for note in report.notes:
            column.addWidget(_text(sentence(note), "secondary"))
        self.trace: Disclosure | None = None
        if report.trace:
            self.trace = Disclosure(tr("Details for its author"), _Trace(whole_words(report)))
            column.addWidget(self.trace)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()

    def _title_row(self) -> QHBoxLayout:
        name = QLabel(self.report.name)
        name.setProperty("role", "heading")
        name.setTextFormat(Qt.TextFormat.PlainText)
        words = [state_words(self.report)]
        if self.report.seconds and is_loaded(self.report):
            words.append(short_time(self.report.seconds))
        state = _text(" · ".join(words), "secondary")
        state.setWordWrap(False)
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(self._icon)
        row.addWidget(name, 1)
        row.addWidget(state)
        self.switch: QCheckBox | None = None
        self.uninstall: QPushButton | None = None
        if not self.report.ours:
            self._add_verbs(row)
        return row

    def _add_verbs(self, row: QHBoxLayout) -> None:
        name = self.report.name
        row.addSpacing(SPACE_2)
        if self.report.distribution and not self.report.path:
            self.uninstall = QPushButton(tr("Uninstall"))
            self.uninstall.setAccessibleName(tr("Uninstall {name}", name=name))
            self.uninstall.clicked.connect(self._ask)
            row.addWidget(self.uninstall)
            row.addSpacing(SPACE_2)
        self.switch = QCheckBox(tr("On"))
        self.switch.setChecked(self.is_on)
        self.switch.setAccessibleName(tr("{name} is switched on", name=name))
        self.switch.toggled.connect(lambda on: self.switched.emit(self.report.key, on))
        row.addWidget(self.switch)

    def set_on(self, is_on: bool) -> None:
        """Show whether it is switched on from the next load on."""
        self.is_on = is_on
        if self.switch is not None:
            with QSignalBlocker(self.switch):
                self.switch.setChecked(is_on)

    def _ask(self) -> None:
        """Ask once more, in place: pip knows no way back, and the wheel may be gone."""
        if self.question is not None:
            return
        report = self.report
        self.confirm, self.keep = QPushButton(tr("Uninstall")), QPushButton(tr("Keep it"))
        self.confirm.setAccessibleName(tr("Uninstall {name}", name=report.name))
        self.question = Statement("warning", tr(
            "Uninstall {name}? Projects that use it keep its layers as they are, and need it again to be trained.",
            name=f"{report.distribution} {report.version}".strip()), (self.confirm, self.keep))
        self.confirm.clicked.connect(self._confirmed)
        self.keep.clicked.connect(self._withdraw)
        self._asking.addWidget(self.question)
        self._asking.setContentsMargins(0, SPACE_1, 0, SPACE_2)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirmed(self) -> None:
        self._withdraw()
        self.uninstall_wanted.emit(self.report.distribution)

    def _withdraw(self) -> None:
        question, self.question = self.question, None
        if question is not None and self.uninstall is not None:
            self.uninstall.setFocus(Qt.FocusReason.OtherFocusReason)
            self._asking.removeWidget(question)
            self._asking.setContentsMargins(0, 0, 0, 0)
            question.hide()
            question.deleteLater()

    def _repaint_icon(self) -> None:
        name, role = ("puzzle", "disabled" if self.report.off else "secondary")
        if self.report.problems:
            name, role = ("triangle-alert", "warning") if self.report.adds else ("circle-x", "error")
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
        self.copy.clicked.connect(self._copy)
        self._whole = text
        self._said = QTimer(self, singleShot=True, interval=_COPIED)
        self._said.timeout.connect(lambda: self.copy.setText(tr("Copy")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.text)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole)
        self.copy.setText(tr("Copied"))
        self._said.start()


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
