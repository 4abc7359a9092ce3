"""A text that a model writes, growing token by token; each tells how likely it was."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.project.trial import WrittenToken
from rnnstudio.studio.theme import theme
from rnnstudio.studio.tryit.wording import token_words


class WrittenView(QPlainTextEdit):
    """The beginning in a paler colour, behind it what was written; read only, to select and copy.

    Attributes:
        tokens: What was written.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens: list[WrittenToken] = []
        self._prompt = ""
        self._ends: list[int] = []
        self.setReadOnly(True)
        self.setPlaceholderText(tr("What the model writes stands here. Point at a token to see what else it could "
                                   "have been."))
        self.setAccessibleName(tr("What the model writes"))
        self.setMinimumHeight(140)
        self.setTabChangesFocus(True)
        theme().changed.connect(self._redraw)

    def begin(self, prompt: str) -> None:
        """Begin a text."""
        self._prompt = prompt
        self.tokens, self._ends = [], []
        self._redraw()

    def add(self, tokens: tuple[WrittenToken, ...]) -> None:
        """Add tokens, and follow them down unless a person scrolled up."""
        if not tokens:
            return
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        self.tokens += tokens
        end = self._ends[-1] if self._ends else _units(self._prompt)
        for token in tokens:
            end += _units(token.text)
            self._ends.append(end)
        self._insert("".join(token.text for token in tokens), theme().colours.text)
        if follows:
            bar.setValue(bar.maximum())

    @property
    def text(self) -> str:
        """Beginning and what was written."""
        return self._prompt + "".join(token.text for token in self.tokens)

    def token_at(self, point: QPoint) -> WrittenToken | None:
        """Return the token at a point of the viewport."""
        cursor = self.cursorForPosition(point)
        place = cursor.position()
        if self.cursorRect(cursor).x() > point.x():  # the gap between two characters that is nearest lies behind it
            place -= 1
        if place < _units(self._prompt):
            return None
        index = bisect_right(self._ends, place)
        return self.tokens[index] if index < len(self.tokens) else None

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            token = self.token_at(event.pos())
            QToolTip.showText(event.globalPos(), token_words(token) if token is not None else "", self)
            return True
        return super().viewportEvent(event)

    def _redraw(self) -> None:
        self.clear()
        self._insert(self._prompt, theme().colours.secondary)
        self._insert("".join(token.text for token in self.tokens), theme().colours.text)

    def _insert(self, text: str, colour: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        looks = QTextCharFormat()
        looks.setForeground(QColor(colour))
        cursor.insertText(text, looks)


def _units(text: str) -> int:
    """Return a text's length as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
