"""A field for a word of the vocabulary, or several, that completes what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QStyledItemDelegate

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.naming import plain
from rnnstudio.studio.forms.manners import LineEdit
from rnnstudio.studio.theme import TARGET_HEIGHT, restyle, theme

if TYPE_CHECKING:
    from rnnstudio.vectors.space import WordSpace

MOST = 12
"""Words that are proposed."""
LIST_WIDTH = 176


class WordField(LineEdit):
    """Words typed by a person; the rows they are in the space it was last given.

    Args:
        name: What screen readers call it.
        several: Whether more than one word may be given, with spaces between.

    Signals:
        chosen: What is typed was confirmed, by Enter or from the list, and all of it is known.
        cleared: Nothing is typed any more.
    """

    chosen = Signal()
    cleared = Signal()

    def __init__(self, name: str, several: bool = False) -> None:
        super().__init__()
        self._space: WordSpace | None = None
        self._several = several
        self._proposed: list[int] = []
        self.setAccessibleName(name)
        self.setMinimumHeight(TARGET_HEIGHT)
        self.setMinimumWidth(56)
        self._names = QStringListModel(self)
        self._list = QCompleter(self._names, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MOST)
        self._list.setWidget(self)
        self._popup = QListView()
        self._list.setPopup(self._popup)
        self._popup.setItemDelegate(QStyledItemDelegate(self._popup))  # the default one ignores the style sheet
        self._popup.setProperty("role", "popup")
        theme().dress(self._popup)  # a window of its own, in no other
        self._popup.installEventFilter(self)
        self._list.activated.connect(self._take)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self.confirm)

    def set_space(self, space: WordSpace | None) -> None:
        """Complete the words of another space."""
        self._space = space
        self._complain("")

    @property
    def rows(self) -> list[int]:
        """The rows of the words that are typed; empty if one of them isn't known."""
        found = [self._row(word) for word in self._words()]
        return [row for row in found if row is not None] if None not in found else []

    def show_words(self, *words: str) -> None:
        """Show words as if they were typed and confirmed; nothing is emitted."""
        self.setText(" ".join(words))
        self._complain("")

    def confirm(self) -> None:
        """Take what is typed: the word it is, else the first that begins so; say so if there is none."""
        self._popup.hide()
        words = self._words()
        if not words or self._space is None:
            return
        if not self._several and self._row(words[0]) is None and self._proposed:
            self.setText(self._space.words[self._proposed[0]])
            words = self._words()
        unknown = [word for word in words if self._row(word) is None]
        if unknown:
            self._complain(tr("“{word}” is not among the {count} words of this run.", word=plain(unknown[0]),
                              count=number(len(self._space))))
            return
        self._complain("")
        self.chosen.emit()

    def _words(self) -> list[str]:
        text = self.text()
        if not self._several:
            return [text] if text and self._row(text) is not None else [text.strip()] if text.strip() else []
        return [word.strip(",，、") or word for word in text.split()]

    def _row(self, word: str) -> int | None:
        return self._space.row(word) if self._space is not None else None

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._complain("")
        if not text:
            self.cleared.emit()
        begun = text.rpartition(" ")[2] if self._several else text.strip() or text
        self._proposed = self._space.complete(begun, MOST) if self._space is not None and begun else []
        words = self._space.words if self._space is not None else ()
        self._names.setStringList([plain(words[row]) for row in self._proposed])
        if self._proposed and not (len(self._proposed) == 1 and words[self._proposed[0]] == begun):
            self._list.complete(QRect(0, 0, max(self.width(), LIST_WIDTH), self.height()))
            self._popup.setCurrentIndex(QModelIndex())  # Enter means what is typed until a key goes into it
        else:
            self._popup.hide()

    @Slot(str)
    def _take(self, name: str) -> None:
        """Put the proposal that was chosen where it was begun."""
        place = self._popup.currentIndex().row()
        names = self._names.stringList()
        place = place if 0 <= place < len(names) and names[place] == name else names.index(name)
        if self._space is None:
            return
        word = self._space.words[self._proposed[place]]
        before = self.text().rpartition(" ")[0] if self._several else ""
        self.setText(f"{before} {word}" if before else word)
        self.confirm()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter with nothing chosen in the list mean what is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._popup.currentIndex().isValid():
            self.confirm()
            return True
        return False

    def _complain(self, text: str) -> None:
        wrong = "true" if text else ""
        self.setToolTip(text)
        if (self.property("invalid") or "") != wrong:
            self.setProperty("invalid", wrong)
            restyle(self)
