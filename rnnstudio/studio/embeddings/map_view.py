"""The map itself: lays the state's words out, colours them, has those stand out that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number, sentence
from rnnstudio.studio.embeddings.colouring import Colour, Coloured, coloured
from rnnstudio.studio.embeddings.layout import Layout, Wish, lay_out
from rnnstudio.studio.embeddings.naming import quoted
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork, Task
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.scatter import Classes, Numbers, Scatter
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1

if TYPE_CHECKING:
    from rnnstudio.vectors.space import Rows


class MapView(QWidget):
    """Shows rows of the state's space as points.

    Attributes:
        running: Whether words are being laid out.

    Signals:
        clicked: A word was clicked, by its row; -1 for none.
        selected: Words were drawn around: their rows, int64.
        running_changed: ``running`` did.
        progressed: The share done of laying them out.
        laid_out: They lie otherwise by now.
    """

    clicked = Signal(int)
    selected = Signal(object)
    running_changed = Signal()
    progressed = Signal(float)
    laid_out = Signal()

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._wish: Wish | None = None
        self._colour: Colour = "none"
        self._layout: Layout | None = None
        self._points: dict[int, int] = {}
        self._marks: Sequence[int] = ()
        self.scatter = Scatter()
        self.scatter.setMinimumHeight(120)
        self.show_missing = QPushButton(tr("Show it too"))
        self.show_missing.clicked.connect(self._add_missing)
        self.statement = Statement("warning", "", (self.show_missing,))
        self.about = ElidedLabel(role="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.statement)
        column.addWidget(self.scatter, 1)
        column.addWidget(self.about)
        self.statement.hide()
        self.setMinimumWidth(200)
        self._laying, self._colouring = LatestWork(self), LatestWork(self)
        self._laying.failed.connect(self._not_laid_out)
        self._laying.progressed.connect(self._on_progress)
        self._laying.changed.connect(self.running_changed)
        self._colouring.failed.connect(lambda reason: self.scatter.set_colours(None))
        self.scatter.clicked.connect(lambda point: self.clicked.emit(self._row(point)))
        self.scatter.selected.connect(self._selected)

    @property
    def running(self) -> bool:
        """Whether words are being laid out."""
        return self._laying.running

    @property
    def rows(self) -> Rows | None:
        """The words that are shown."""
        return self._layout.rows if self._layout is not None else None

    def close_work(self) -> None:
        """End what is under way."""
        self._laying.close()
        self._colouring.close()

    def clear(self) -> None:
        """Show no words."""
        self.stop()
        self._colouring.stop()
        self._layout, self._points, self._wish = None, {}, None
        self.scatter.set_points((), ())
        self.about.setText("")
        self.statement.hide()

    def lay_out(self, wish: Wish) -> None:
        """Lay the state's words out, beside the window's thread."""
        space = self._state.space
        if space is None:
            return
        self._wish = wish
        self.statement.hide()
        self._laying.begin(lambda task: lay_out(space, wish, task), self._show_layout)

    @Slot()
    def stop(self) -> None:
        """Leave the words as they came to lie so far."""
        self._laying.stop()

    def _show_layout(self, layout: Layout) -> None:
        before, self._layout = self._layout, layout
        self._points = {row: point for point, row in enumerate(layout.rows.tolist())}
        same = before is not None and before.positions.shape == layout.positions.shape and bool(
            (before.rows == layout.rows).all()) and before.names == layout.names
        if same and before is not None:
            self.scatter.move_points(layout.positions)
            if before.method != layout.method or not self.scatter.is_held:
                self.scatter.show_all()
        else:
            self.scatter.set_points(layout.positions, layout.names, layout.priority)
            self._colour_points()
        self.about.setText(layout.about)
        self.mark(self._marks)
        self.laid_out.emit()

    @Slot(float, object)
    def _on_progress(self, fraction: float, interim: Any) -> None:
        self.progressed.emit(fraction)
        if isinstance(interim, Layout):
            self._show_layout(interim)

    @Slot(str)
    def _not_laid_out(self, reason: str) -> None:
        self.show_missing.hide()
        self.statement.say("warning", sentence(reason))
        self.statement.show()

    def colour_by(self, colour: Colour) -> None:
        """Have the colours mean something else."""
        self._colour = colour
        self._colour_points()

    def _colour_points(self) -> None:
        state, layout, colour = self._state, self._layout, self._colour
        space = state.space
        if space is None or layout is None:
            return
        rows, classes, association = layout.rows, state.classes, state.association

        def look(task: Task) -> Coloured | None:
            task.check()
            return coloured(colour, space, rows, classes, association)

        self._colouring.begin(look, lambda found: self._take_colours(rows, found))

    def _take_colours(self, rows: Rows, found: Coloured | None) -> None:
        if self._layout is None or len(self._layout.rows) != len(rows):
            return
        if found is None:
            self.scatter.set_colours(None)
        elif found.kinds is not None:
            self.scatter.set_colours(Classes(found.kinds, found.names))
        elif found.numbers is not None:
            self.scatter.set_colours(Numbers(found.numbers, found.title))

    def mark(self, rows: Sequence[int]) -> None:
        """Have words stand out; say so where the one looked at isn't shown."""
        self._marks = rows
        state = self._state
        if self._layout is None:
            return
        self.scatter.set_marked({self._points[row]: "chosen" if row == state.word else "near"
                                 for row in rows if row in self._points})
        if state.word is not None and state.space is not None and state.word not in self._points:
            word = quoted(state.space.words[state.word])
            sound = state.word not in state.space.broken
            self.show_missing.setVisible(sound)
            self.statement.say("info", tr("{word} isn't among the {count} words shown.", word=word,
                                          count=number(len(self._points))) if sound else
                               tr("{word} has no place on the map: its vector holds NaN or infinity.", word=word))
            self.statement.show()
        else:
            self.statement.hide()

    @Slot()
    def _add_missing(self) -> None:
        if self._wish is not None and self._state.word is not None:
            self.lay_out(self._wish.with_extra(self._state.word))

    def centre_on(self, row: int) -> None:
        """Show a word in the middle, if it is shown."""
        if row in self._points:
            self.scatter.centre_on(self._points[row])

    def select(self, rows: Sequence[int]) -> None:
        """Have words look selected."""
        self.scatter.set_selection([self._points[row] for row in rows if row in self._points])

    def _row(self, point: int) -> int:
        return int(self._layout.rows[point]) if self._layout is not None and point >= 0 else -1

    @Slot(object)
    def _selected(self, points: Any) -> None:
        if self._layout is not None:
            self.selected.emit(self._layout.rows[points])
