"""Where a model that learned the next token writes: the beginning, how it is to write, and the text as it grows."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import defaults, parameters, tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.trial import WritingSettings, WrittenToken
from rnnstudio.project.words import number
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.forms import ParameterForm, WrapLabel
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4
from rnnstudio.studio.tryit.examples_row import ExamplesRow
from rnnstudio.studio.tryit.written_view import WrittenView

_BEGINNING = 24
"""Characters of an example that are taken as a beginning."""


class WritePage(QScrollArea):
    """Asks for a text and shows it.

    Attributes:
        prompt: How the text begins.
        form: Length, temperature and so on.
        view: The text.

    Signals:
        asked: The beginning, the ids written before, and the ``WritingSettings``.
        stop_wanted: Stop was pressed.
    """

    asked = Signal(str, object, object)
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = WritingSettings()
        self._running = False
        self._prompt = ""
        self.prompt = QPlainTextEdit()
        self.prompt.setPlaceholderText(tr("How the text is to begin"))
        self.prompt.setAccessibleName(tr("Beginning of the text"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(54)
        self.examples = ExamplesRow()
        self.form = ParameterForm(parameters(WritingSettings))
        self.form.set_values({})
        for name in ("top_k", "top_p"):
            self.form.set_placeholder(name, tr("all tokens"))
        self.how = Disclosure(tr("How it writes"), self.form, is_open=True)
        self.write = QPushButton(tr("Write"))
        self.write.setProperty("kind", "primary")
        self.go_on = QPushButton(tr("Go on"))
        self.stop = QPushButton(tr("Stop"))
        self.note = WrapLabel(role="secondary")
        self.statement = Statement()
        self.view = WrittenView()
        self._compose()
        self.form.edited.connect(self._edit)
        self.form.reset.connect(self._reset)
        self.examples.picked.connect(self._pick)
        self.write.clicked.connect(self.begin)
        self.go_on.clicked.connect(self.continue_writing)
        self.stop.clicked.connect(lambda: self.stop_wanted.emit())
        for keys, button in (("Ctrl+Return", self.write), ("Escape", self.stop)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        self.write.setToolTip(tr("Write a text (Ctrl+Return)"))
        self.stop.setToolTip(tr("Stop writing (Escape)"))
        self.statement.hide()
        self._show_state()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        for button in (self.write, self.stop, self.go_on):
            row.addWidget(button)
        row.addWidget(self.note, 1)
        column.addWidget(self.prompt)
        column.addWidget(self.examples)
        column.addLayout(row)
        column.addWidget(self.statement)
        column.addWidget(self.view, 1)
        column.addWidget(self.how)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    @property
    def settings(self) -> WritingSettings:
        """How it is to write."""
        return self._settings

    @property
    def running(self) -> bool:
        """True while the model writes."""
        return self._running

    def clear(self) -> None:
        """Show no text."""
        self.view.begin("")
        self.statement.hide()
        self.note.setText("")
        self._show_state()

    @Slot()
    def begin(self) -> None:
        """Have a new text written."""
        if not self._running:
            self._prompt = self.prompt.toPlainText()
            self.view.begin(self._prompt)
            self._ask(())

    @Slot()
    def continue_writing(self) -> None:
        """Have it go on behind what is written."""
        if not self._running and self.view.tokens:
            self._ask(tuple(token.id for token in self.view.tokens))

    def _ask(self, after: tuple[int, ...]) -> None:
        self.statement.hide()
        self.note.setText("")
        self._running = True
        self._show_state()
        self.asked.emit(self._prompt, after, self._settings)

    def add(self, tokens: tuple[WrittenToken, ...], unknown: int) -> None:
        """Add tokens that were written."""
        if unknown:
            self.note.setText(tr("Tokens of the beginning that the model doesn't know: {count}",
                                 count=number(unknown)))
        self.view.add(tokens)

    def ended(self, by_itself: bool, stopped: bool) -> None:
        """The model writes no more."""
        self._running = False
        if by_itself:
            self.note.setText(tr("The model ended the text here."))
        elif stopped:
            self.note.setText(tr("Stopped."))
        self._show_state()

    def say(self, kind: Kind, text: str) -> None:
        """Say why there is no text."""
        self._running = False
        self.statement.say(kind, text)
        self.statement.show()
        self._show_state()

    def _show_state(self) -> None:
        self.write.setEnabled(not self._running)
        self.stop.setEnabled(self._running)
        self.go_on.setEnabled(not self._running and bool(self.view.tokens))

    @Slot(object)
    def _pick(self, row: PreviewRow) -> None:
        """Take the first words of an example as the beginning."""
        text = row.text.lstrip()[:_BEGINNING]
        cut = text.rfind(" ")
        self.prompt.setPlainText(text[:cut] if cut > 4 else text[:6] if not text.isascii() else text)
        self.begin()

    @Slot(str, object)
    def _edit(self, name: str, value: Any) -> None:
        self._settings = msgspec.structs.replace(self._settings, **{name: value})
        self.form.set_values(msgspec.structs.asdict(self._settings))

    @Slot(str)
    def _reset(self, name: str) -> None:
        self._edit(name, defaults(WritingSettings)[name])
