"""Places charts: as large as there is room, side by side where that is better, and with a scroll bar beyond."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from rnnstudio.studio.plots.sight import Sight
from rnnstudio.studio.theme import SPACE_2, SPACE_4
from rnnstudio.studio.training.plotting import plot_loader

if TYPE_CHECKING:
    from rnnstudio.studio.plots.chart import Chart

LEAST_WIDTH, LEAST_HEIGHT = 260, 176
"""Pixels of a chart below which another arrangement, or scrolling, is better."""
LOWEST = 104
"""Height of a chart, in pixels, where not even one of that height has room."""
BETWEEN = 15
"""Milliseconds between the making of a chart, its placing, its drawing and the next one: the window paints all that
is due at once, so they must not fall due together."""
FIRST = ("metric:loss", "metric:accuracy")
"""Charts that are made before they are wanted."""


class ChartGrid(QScrollArea):
    """Holds charts, each made when it is first wanted and the window has time.

    Attributes:
        charts: The charts there are, by their key, shown or not.

    Signals:
        made: A chart that is new.
        scrolled: Other charts may be in sight.
    """

    made = Signal(object)
    scrolled = Signal()

    def __init__(self, sight: Sight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight = sight
        self.charts: dict[str, Chart] = {}
        self._keys: list[str] = []
        self._new: Chart | None = None
        self._making = QTimer(self)
        self._making.setSingleShot(True)
        self._making.timeout.connect(self._step)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_2)
        self.setWidget(page)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.scrolled.emit())
        plot_loader().loaded.connect(self._make_chart)
        self._make_soon()

    def shown(self) -> list[Chart]:
        """Return the charts that are shown, in reading order."""
        return [self.charts[key] for key in self._keys if key in self.charts]

    def is_in_sight(self, chart: Chart) -> bool:
        """Tell whether a part of a chart isn't scrolled away."""
        place = chart.mapTo(self.viewport(), QPoint(0, 0))
        return self.viewport().rect().intersects(QRect(place, chart.size()))

    def show_kinds(self, keys: Sequence[str]) -> None:
        """Show charts, in this order; those that there aren't yet come soon."""
        if list(keys) != self._keys:
            self._keys = list(keys)
            self._arrange()
            self._make_soon()

    @Slot()
    def _make_soon(self) -> None:
        if plot_loader().is_loaded and not self._making.isActive() and self._next_key():
            self._making.start(BETWEEN)

    def _next_key(self) -> str:
        """Return the key of the next chart to be made, or ""."""
        wanted = [key for key in self._keys if key not in self.charts]
        ahead = [key for key in FIRST if key not in self.charts] if not self._keys else []
        return next(iter((*wanted, *ahead)), "")

    @Slot()
    def _step(self) -> None:
        """Make a chart, or place the one just made: both at once would hold the window up for too long."""
        if self._new is None:
            self._make_chart()
        else:
            chart, self._new = self._new, None
            self._arrange()
            self.made.emit(chart)
            self._make_soon()

    @Slot()
    def _make_chart(self) -> None:
        key = self._next_key()
        if not key or self._new is not None:
            return
        chart = plot_loader().new_chart(self._sight)
        chart.key = key
        self.charts[key] = chart
        chart.hide()
        chart.setParent(self.widget())
        self._new = chart
        self._making.start(BETWEEN)

    def _arrange(self) -> None:
        shown = self.shown()
        for chart in self.charts.values():
            self._grid.removeWidget(chart)
            chart.setVisible(chart in shown)
        columns = columns_for(len(shown), self.viewport().width(), self.viewport().height())
        for index, chart in enumerate(shown):
            chart.setMinimumHeight(max(LOWEST, min(LEAST_HEIGHT, self.viewport().height())))
            last = index == len(shown) - 1
            span = columns - index % columns if last else 1
            self._grid.addWidget(chart, index // columns, index % columns, 1, span)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def columns_for(count: int, width: int, height: int) -> int:
    """Return how many charts stand side by side.

    One below the other as long as all are in sight, two where there is no height but width for that, or where both
    would scroll.
    """
    if count < 2 or width < 2 * LEAST_WIDTH:
        return 1
    return 1 if count * (LEAST_HEIGHT + SPACE_2) <= height + SPACE_2 else 2
