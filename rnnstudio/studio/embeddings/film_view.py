"""The film itself: the map of a moment, the player below it, and beside it what a word was near to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.bar_list import Bar, BarList
from rnnstudio.studio.embeddings.film_player import FilmPlayer
from rnnstudio.studio.embeddings.film_table import COUNT, NeighbourTable
from rnnstudio.studio.embeddings.naming import percent, plain, quoted, value_words
from rnnstudio.studio.embeddings.tool_page import ToolPage, teaching, title
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.scatter import Numbers, Scatter
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, TARGET_HEIGHT
from rnnstudio.vectors.film import most_moved, neighbours

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.film_reading import Reel

PANEL = 320
_MOVED = 12
_ROOM = 1.1
"""How much farther points may go than when the room for them was chosen."""


class FilmView(QWidget):
    """Shows a reel; a longer one of the same words goes on where it was.

    Attributes:
        word: The row of the word that is followed, or ``None``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reel: Reel | None = None
        self._extent = 0.0
        self.word: int | None = None
        self.scatter = Scatter()
        self.scatter.setMinimumHeight(120)
        self.player = FilmPlayer()
        self.sides = ComboBox()
        self.sides.addItem(tr("In a plane"), 2)
        self.sides.addItem(tr("In space"), 3)
        self.sides.setAccessibleName(tr("How the words are laid out"))
        self.sides.setToolTip(tr("The two or three directions in which the words of all epochs lie furthest apart"))
        self.sides.setMinimumHeight(TARGET_HEIGHT)
        self.about = ElidedLabel(role="secondary")
        self.field = WordField(tr("Word to follow"))
        self.field.setPlaceholderText(tr("Follow a word"))
        self.teaching = teaching(tr(
            "Each point is a word; what is learned of it moves it. Words that are used alike come together. Click a "
            "word, or type it above, to follow it: its nearest neighbours are listed epoch by epoch, new ones in "
            "bold."))
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.table = NeighbourTable()
        self.moved = BarList(tr("Words that moved most"))
        self._compose()
        self._connect()

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self.sides)
        top.addWidget(self.about, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, SPACE_3, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(top)
        column.addWidget(self.scatter, 1)
        column.addWidget(self.player)
        left.setMinimumWidth(240)
        self.panel = ToolPage()
        self.panel.setViewportMargins(SPACE_3, 0, 0, 0)
        self.panel.fill(self.field, self.teaching, self.heading, self.table, title(tr("Words that moved most")),
                        self.moved)
        self.panel.setMinimumWidth(220)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setSizes([600, PANEL])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _connect(self) -> None:
        self.player.moved.connect(self._show_moment)
        self.player.arrived.connect(self._show_frame)
        self.sides.activated.connect(lambda: self._lay_out())
        self.scatter.clicked.connect(self.follow)
        self.field.chosen.connect(lambda: self.follow(next(iter(self.field.rows), -1)))
        self.field.cleared.connect(lambda: self.follow(-1))
        self.table.word_chosen.connect(self.follow)
        self.table.epoch_chosen.connect(lambda place: self.player.go_to(float(place)))
        self.moved.chosen.connect(lambda place: self.follow(self._most_moved()[place]))

    def show_reel(self, reel: Reel, planned: int = 0) -> None:
        """Show a film.

        Args:
            reel: The film.
            planned: Epochs that the training is to have.
        """
        before, self._reel = self._reel, reel
        goes_on = before is not None and before.frames.words == reel.frames.words
        if not goes_on:
            self.word = None
            self.player.pause()
            self.player.show_epochs((), 0)
        self.player.show_epochs(reel.frames.epochs.tolist(), planned)
        self.field.set_space(reel.space)
        self.table.neighbours.show((), (), [], [])
        self._lay_out(goes_on)
        self._show_moved()
        self.follow(self.word if self.word is not None else -1)

    @property
    def dimensions(self) -> int:
        """2 or 3."""
        return int(self.sides.currentData())

    def _lay_out(self, goes_on: bool = False) -> None:
        """Put all points where they are now; the frame that takes most room decides how far off they are seen.

        A film that goes on is seen from where it was, until its points leave that room.
        """
        reel = self._reel
        if reel is None:
            return
        look = reel.views[self.dimensions]
        extents = np.abs(look.positions).max(axis=(1, 2))
        widest = int(extents.argmax())
        if not goes_on or self.scatter.dimensions != self.dimensions or extents[widest] > _ROOM * self._extent:
            self._extent = float(extents[widest])
            names = [plain(word) for word in reel.frames.words]
            self.scatter.set_points(look.positions[widest], names, -np.arange(len(names), dtype=np.float64))
        self.scatter.set_colours(Numbers(reel.moved, tr("distance moved")) if len(reel.frames) > 1 else None)
        self.about.setText(tr("{count} words · {share} of what sets them apart is seen · {name}",
                              name=reel.frames.name, count=number(len(reel.frames.words)),
                              share=percent(sum(look.share))))
        self._show_moment(self.player.place)
        self._mark()

    @Slot(float)
    def _show_moment(self, place: float) -> None:
        if self._reel is None:
            return
        positions = self._reel.views[self.dimensions].positions
        first = min(int(place), len(positions) - 1)
        part = place - first
        shown = positions[first]
        if part > 0 and first + 1 < len(positions):
            shown = shown + (positions[first + 1] - shown) * np.float32(part)
        self.scatter.move_points(shown)

    @Slot(int)
    def _show_frame(self, place: int) -> None:
        self.table.show_epoch(place)
        self._mark()

    @Slot(int)
    def follow(self, row: int) -> None:
        """Follow a word; -1 for none."""
        reel = self._reel
        if reel is None:
            return
        self.word = row if 0 <= row < len(reel.frames.words) else None
        followed = self.word is not None
        self.teaching.setVisible(not followed)
        self.heading.setVisible(followed)
        self.table.setVisible(followed)
        if self.word is not None:
            word = reel.frames.words[self.word]
            epochs = reel.frames.epochs.tolist()
            rows, cosines = neighbours(reel.frames, self.word, COUNT)
            self.heading.setText(tr("Nearest to {word}", word=quoted(word)))
            self.field.show_words(word)
            self.table.neighbours.show(reel.frames.words, epochs, rows.tolist(), cosines.tolist())
            self.table.show_epoch(self.player.frame)
        self._mark()

    def _mark(self) -> None:
        marks = {}
        if self.word is not None and self.player.frame < len(self.table.neighbours.rows):
            marks = dict.fromkeys(self.table.neighbours.rows[self.player.frame], "near")
            marks[self.word] = "chosen"
        self.scatter.set_marked(marks)

    def _most_moved(self) -> list[int]:
        return most_moved(self._reel.aligned, _MOVED).tolist() if self._reel is not None else []

    def _show_moved(self) -> None:
        reel = self._reel
        if reel is None or len(reel.frames) < 2:
            self.moved.show_bars(())
            return
        most = float(reel.moved.max()) or 1.0
        self.moved.show_bars([
            Bar(plain(reel.frames.words[row]), value_words(float(reel.moved[row])), float(reel.moved[row]) / most)
            for row in self._most_moved()])
