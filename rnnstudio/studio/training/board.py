"""The live plots with their legend, drawn at most fifteen times a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.theme import SPACE_2
from rnnstudio.studio.training.legend import BY_BATCH, BY_EPOCH, Legend
from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.training.state import TrainingState

if TYPE_CHECKING:
    from rnnstudio.studio.training.chart import Chart

CHARTS = 2
BESIDE_BELOW, BESIDE_FROM = 400, 520
"""A board less high than this and at least so wide has its plots side by side."""

_LEAST_INTERVAL, _MOST_INTERVAL = 60, 500
_BETWEEN = 15
"""Milliseconds between two plots: the window paints all that is due at once, so they must not fall due together."""


class ChartBoard(QWidget):
    """Plots of the loss and of the metric beside it, by batch or by epoch.

    Attributes:
        charts: The plots there are by now.
        ways: The two buttons, for the owner to place.

    The charts are made one at a time when the window has nothing else to do, before they are needed.
    """

    def __init__(self, state: TrainingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.charts: list[Chart] = []
        self.legend = Legend()
        self.by_batch = QPushButton(tr("By batch"))
        self.by_epoch = QPushButton(tr("By epoch"))
        self._next = 0
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self._draw_in_turn)
        self._making = QTimer(self)
        self._making.setSingleShot(True)
        self._making.timeout.connect(self._make_chart)
        self._compose()
        state.changed.connect(self._state_changed)
        loader = plot_loader()
        loader.loaded.connect(self._make_chart)
        if loader.is_loaded:
            self._making.start(0)
        self._switch()

    def _compose(self) -> None:
        self.ways = QWidget()
        row = QHBoxLayout(self.ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(self)
        for button in (self.by_batch, self.by_epoch):
            button.setCheckable(True)
            button.setProperty("kind", "flat")
            group.addButton(button)
            row.addWidget(button)
        self.by_batch.setChecked(True)
        group.buttonToggled.connect(self._switch)
        self.plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.plots.setSpacing(SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.legend)
        column.addLayout(self.plots, 1)

    def redraw(self) -> None:
        """Draw at once what the state knows by now."""
        for index in range(len(self.charts)):
            self._draw(index)

    @Slot()
    def _draw_in_turn(self) -> None:
        """Draw one chart, and the next one only after the window has seen to everything else."""
        if self._next < len(self.charts):
            self._draw(self._next)
            self._next += 1
        if self._next < len(self.charts):
            self._redraw.start(_BETWEEN)
        else:
            self._next = 0

    def _draw(self, index: int) -> None:
        chart, curves = self.charts[index], self._state.curves
        shown = shown_metrics(curves.metrics) if curves is not None else ()
        if curves is None or index >= len(shown):
            chart.hide()
            return
        if chart.plotted != shown[index]:
            chart.set_metric(shown[index])
        chart.show_curves(curves, self.by_epoch.isChecked())
        chart.show()

    @Slot()
    def _state_changed(self) -> None:
        if not self._redraw.isActive() and self.isVisible():
            steps = self._state.curves.steps if self._state.curves is not None else 0
            self._redraw.start(min(_LEAST_INTERVAL + steps // 1000, _MOST_INTERVAL))

    def _start_over(self) -> None:
        self._next = 0
        self._redraw.start(0)

    @Slot()
    def _make_chart(self) -> None:
        if len(self.charts) >= CHARTS:
            return
        chart = plot_loader().new_chart("loss" if not self.charts else "accuracy")
        self.charts.append(chart)
        chart.hide()
        self.plots.addWidget(chart, 1)
        if len(self.charts) < CHARTS:
            self._making.start(0)
        self._start_over()

    @Slot()
    def _switch(self) -> None:
        self.legend.show_roles(BY_EPOCH if self.by_epoch.isChecked() else BY_BATCH)
        self._start_over()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.height() < BESIDE_BELOW and self.width() >= BESIDE_FROM
        self.plots.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start_over()


def shown_metrics(metrics: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics that are plotted: the loss, and accuracy or the first other one."""
    others = [name for name in metrics if name != "loss"]
    second = "accuracy" if "accuracy" in others else next(iter(others), None)
    return ("loss",) if second is None else ("loss", second)
