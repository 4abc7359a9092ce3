"""A chart: a title, a plot that can be zoomed, moved and read, and a menu. It knows lines, not what they are of.

It imports pyqtgraph; ``training.plotting`` imports it, when it is time to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.plots.crosshair import Crosshair, Reading
from rnnstudio.studio.plots.drawing import Frame
from rnnstudio.studio.plots.lines import Line, Piece
from rnnstudio.studio.plots.look import Way
from rnnstudio.studio.plots.plot import Plot
from rnnstudio.studio.plots.sight import Sight
from rnnstudio.studio.plots.ticks import place_words, reading
from rnnstudio.studio.theme import SPACE_1, TARGET_HEIGHT, icon, theme

_SPARE, _LEAST_FILLED = 0.08, 0.5
"""Share of the values' span left free above and below, and of the plot's height that the values fill at least."""
_DEEPEST = 1e-9
"""Share of its size that a value can be zoomed in to."""


class Chart(QWidget):
    """Lines under their title.

    Attributes:
        key: What the chart is of, for whoever made it.
        title: Its title.
        lines: What it shows.
        log: Whether the y axis is logarithmic.
        plot: The plot in it.

    Signals:
        log_changed: A person chose another scale of the y axis.
        menu_wanted: A person wants its menu, at a place on the screen.
    """

    log_changed = Signal(bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, sight: Sight | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self.lines: tuple[Line, ...] = ()
        self.way: Way = "step"
        self._heights: tuple[float, float] | None = None
        self._held = False
        self.sight = sight or Sight(self)
        self.plot = Plot(lambda: theme().colours)
        self.crosshair = Crosshair(self)
        self._compose()
        self.sight.changed.connect(self._sight_changed)
        self.sight.released.connect(self._release)
        self.sight.pointed.connect(self._show_cursor)
        self._connect()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _compose(self) -> None:
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self.log_button = QToolButton()
        self.log_button.setText(tr("log"))
        self.log_button.setCheckable(True)
        self.log_button.setToolTip(tr("Logarithmic scale") + " (L)")
        self.log_button.setAccessibleName(tr("Logarithmic scale"))
        self.menu_button = QToolButton()
        self.menu_button.setToolTip(tr("Copy, save and more"))
        self.menu_button.setAccessibleName(tr("Copy, save and more"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(self._title, 1)
        for button in (self.log_button, self.menu_button):
            button.setAutoRaise(True)
            button.setMinimumSize(TARGET_HEIGHT, TARGET_HEIGHT)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusProxy(self.plot)

    def _connect(self) -> None:
        plot = self.plot
        plot.zoomed.connect(self._zoom)
        plot.moved.connect(self._move)
        plot.home_wanted.connect(self.sight.release)
        plot.pointed.connect(self._point)
        plot.stepped.connect(self._step)
        plot.menu_wanted.connect(self.menu_wanted)
        plot.log_wanted.connect(self.log_button.click)
        plot.resized.connect(self._resized)
        self.log_button.clicked.connect(self._log_clicked)
        self.menu_button.clicked.connect(self._menu_clicked)

    @property
    def title(self) -> str:
        """What stands above the plot."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Write another title."""
        self._title.setText(title)
        self.plot.setAccessibleName(title)

    @property
    def log(self) -> bool:
        """Whether the y axis is logarithmic."""
        return self.log_button.isChecked()

    def set_log(self, log: bool) -> None:
        """Use a logarithmic y axis, or a plain one; what isn't above zero has no place on the former."""
        if log != self.log:
            self.log_button.setChecked(log)
            self._let_go()
            self.redraw()

    @property
    def frame_shown(self) -> Frame | None:
        """What part of the numbers is seen."""
        return self.plot.frame_shown

    def drawn(self, key: str) -> Piece | None:
        """Return the points drawn of a line, by its key; ``None`` if there is no such line."""
        return next((piece for line, piece in self.plot.canvas.drawn if line.key == key), None)

    @property
    def held(self) -> bool:
        """Whether a person has chosen what part is seen."""
        return self._held or self.sight.held

    def show_lines(self, lines: Sequence[Line], way: Way = "step", words: str = "") -> None:
        """Show lines as they are now.

        Args:
            lines: The lines; their numbers may grow later, which is shown at the next call.
            way: What the x axis counts.
            words: The chart in words, for a screen reader.
        """
        if way != self.way:
            self._let_go()
        self.lines, self.way = tuple(lines), way
        self.plot.setAccessibleDescription(words)
        self.redraw()

    def redraw(self) -> None:
        """Draw what the lines hold by now; cheap if that changes nothing of what is seen."""
        sight = self.sight
        if not self._held:
            self._fit_heights()
        low, high = self._heights or ((-1.0, 1.0) if self.log else (0.0, 1.0))
        self.plot.show_lines(Frame(left=sight.low, right=sight.high, low=low, high=high, log=self.log, way=self.way),
                             self.lines)
        if sight.cursor is not None:
            self._show_cursor()

    def _fit_heights(self) -> None:
        """Fit the range of values, in strides, so that the axis doesn't tremble with every batch."""
        found = [line.extremes(self.sight.low, self.sight.high, self.log) for line in self.lines]
        known = [pair for pair in found if pair is not None]
        if not known:
            self._heights = None
            return
        low, high = min(low for low, _ in known), max(high for _, high in known)
        if self.log:
            low, high = math.log10(low), math.log10(high)
        if self._heights is not None:
            below, above = self._heights
            if below <= low and high <= above and high - low > (above - below) * _LEAST_FILLED:
                return
        spare = (high - low) * _SPARE or (_SPARE if self.log else abs(high) * _LEAST_FILLED or 1.0)
        self._heights = low - spare, high + spare

    @Slot(float, float, float, bool, bool)
    def _zoom(self, factor: float, x: float, y: float, across: bool, upright: bool) -> None:
        if across:
            self.sight.zoom(factor, x)
        if upright and self._heights is not None:
            low, high = (y + (end - y) * factor for end in self._heights)
            if high - low > max(abs(low), abs(high), 1e-30) * _DEEPEST and high - low < 1e30:
                self._hold(low, high)

    @Slot(float, float)
    def _move(self, by_x: float, by_y: float) -> None:
        """Move along x; along y too if the heights are held or the mouse mostly went up or down."""
        self.sight.move(by_x)
        if not math.isnan(by_y) and self._heights is not None:
            self._hold(self._heights[0] + by_y, self._heights[1] + by_y)

    def _hold(self, low: float, high: float) -> None:
        self._heights, self._held = (low, high), True
        self.redraw()
        self.sight.changed.emit()

    def _let_go(self) -> None:
        self._heights, self._held = None, False

    @Slot()
    def _release(self) -> None:
        self._let_go()
        self.redraw()

    @Slot()
    def _sight_changed(self) -> None:
        if self.isVisible():
            self.redraw()

    @Slot()
    def _resized(self) -> None:
        self.crosshair.setGeometry(self.rect())  # its read-out may need the title's room
        self.crosshair.raise_()
        if self.sight.cursor is not None:
            self._show_cursor()

    @Slot(object)
    def _point(self, x: float | None) -> None:
        """Put the crosshair on the point nearest to the mouse."""
        places = [line.place(index) for line in self._read() for index in (line.nearest(x or 0.0),)
                  if index is not None]
        self.sight.point(min(places, key=lambda place: abs(place - (x or 0.0))) if x is not None and places else None)

    @Slot(int)
    def _step(self, by: int) -> None:
        """Put the crosshair on another point of the line that has most."""
        longest = max(self._read(), key=len, default=None)
        if longest is None or not len(longest):
            return
        cursor = self.sight.cursor
        if cursor is None:
            index = longest.nearest(self.sight.high if by < 0 else self.sight.low) or 0
        else:
            index = min(max((longest.nearest(cursor) or 0) + by, 0), len(longest) - 1)
        place = longest.place(index)
        if not self.sight.low <= place <= self.sight.high:
            self.sight.move(place - (self.sight.low + self.sight.high) / 2)
        self.sight.point(place)
        self.plot.setAccessibleDescription(self.crosshair.words())

    def _area(self) -> QRectF:
        """Return where the lines are, in the chart's pixels."""
        return self.plot.area.translated(QPointF(self.plot.pos()))

    def _read(self) -> list[Line]:
        return [line for line in self.lines if line.is_read]

    @Slot()
    def _show_cursor(self) -> None:
        cursor, frame = self.sight.cursor, self.plot.frame_shown
        if cursor is None or frame is None or not self.isVisible():
            self.crosshair.vanish()
            return
        area = self._area()
        readings = [self._reading(line, cursor, frame) for line in self._read()]
        x = float(frame.x(area, np.array([cursor]))[0])
        self.crosshair.show_at(x, area, place_words(self.way, cursor), tuple(each for each in readings if each))

    def _reading(self, line: Line, cursor: float, frame: Frame) -> Reading | None:
        index = line.nearest(cursor)
        if index is None or not line.reaches(cursor):
            return None
        value, area = float(line.y[index]), self._area()
        return Reading(line.name, line.look, reading(value), float(frame.x(area, np.array([line.place(index)]))[0]),
                       float(frame.y(area, np.array([value]))[0]))

    @Slot()
    def _log_clicked(self) -> None:
        self._let_go()
        self.redraw()
        self.log_changed.emit(self.log)

    @Slot()
    def _menu_clicked(self) -> None:
        self.menu_wanted.emit(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    @Slot()
    def _restyle(self) -> None:
        self.menu_button.setIcon(icon("ellipsis", "secondary"))
        self.plot.restyle()
        self.crosshair.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 96)

    def sizeHint(self) -> QSize:
        return QSize(560, 220)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "plot"):
            self._restyle()
