"""The plot of a forecast against the truth. Drag to move along the series, turn the wheel to see more or less of it.

It imports pyqtgraph, so it is imported once ``training.plotting`` has loaded that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.trial import SeriesForecast
from rnnstudio.studio.plots.canvas import WholeAxis
from rnnstudio.studio.theme import SECONDARY_SIZE, theme
from rnnstudio.studio.tryit.curve_sample import curve_pen
from rnnstudio.studio.tryit.wording import forecast_words

_AXIS_WIDTH = 56
_BEFORE = 0.12
"""Share of the width that shows what came before the part that judges."""


class ForecastPlot(QWidget):
    """Draws a ``SeriesForecast``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: SeriesForecast | None = None
        self._plot: Any = pg.PlotWidget(axisItems={"bottom": WholeAxis("bottom")}, background=None, enableMenu=False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=True, y=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.getAxis("left").setWidth(_AXIS_WIDTH)
        self._plot.getAxis("bottom").setLabel(tr("step"))
        self._plot.setAccessibleName(tr("Forecast"))
        for side in ("left", "bottom"):
            self._plot.getAxis(side).enableAutoSIPrefix(False)
            self._plot.getAxis(side).setStyle(tickLength=0, autoExpandTextSpace=False)
        self._plot.showGrid(x=False, y=True, alpha=0.35)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._draw)

    def show_forecast(self, told: SeriesForecast) -> None:
        """Draw another forecast; the stretch in sight stays as long as it is the same series."""
        before = self._told
        self._told = told
        self._plot.setAccessibleDescription(forecast_words(told))
        self._draw()
        if before is None or (before.series, before.name, before.total) != (told.series, told.name, told.total):
            self._show_judged(told)

    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def _show_judged(self, told: SeriesForecast) -> None:
        last = told.beyond_steps[-1] if told.beyond_steps else told.total
        first = max(told.steps[0] if told.steps else 0,
                    min(told.judged_from, told.total) - _BEFORE * (last - told.judged_from))
        self._plot.setXRange(first, last, padding=0.02)

    def _draw(self) -> None:
        self._plot.clear()
        self._dress()
        told = self._told
        if told is None:
            return
        if told.judged_from < told.total:
            colours = theme().colours
            shade = pg.LinearRegionItem((told.judged_from, told.total - 1), movable=False,
                                        pen=QPen(QColor(colours.border)),
                                        brush=QBrush(QColor(colours.border), Qt.BrushStyle.BDiagPattern))
            shade.setZValue(1)
            self._plot.addItem(shade)
        self._curve("truth", told.steps, told.truth, 5)
        self._curve("told", told.told_steps, told.told, 6)
        if told.beyond_steps and told.truth:  # joined to the last value that is known
            self._curve("beyond", (told.total - 1, *told.beyond_steps), (told.truth[-1], *told.beyond), 7)
        values = np.array([*told.truth, *told.told, *told.beyond], float)
        finite = values[np.isfinite(values)]
        if len(finite):
            low, high = float(finite.min()), float(finite.max())
            spare = (high - low) * 0.06 or 1.0
            self._plot.setYRange(low - spare, high + spare, padding=0)
        self._plot.getViewBox().setLimits(xMin=-0.02 * told.total,
                                          xMax=told.total * 1.02 + len(told.beyond_steps) + 1)

    def _curve(self, style: str, x: tuple[int, ...], y: tuple[float, ...], height: int) -> None:
        curve = self._plot.plot(np.array(x, float), np.array(y, float), connect="finite", antialias=True)
        curve.setPen(curve_pen(style))
        curve.setZValue(height)
        curve.setClipToView(True)

    def _dress(self) -> None:
        palette = theme().colours
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QPen(QColor(palette.border)))
            axis.setTextPen(QPen(QColor(palette.secondary)))
            axis.setTickFont(font)
            axis.setLabel(axis.labelText or None, **{"color": palette.secondary, "font-size": f"{SECONDARY_SIZE}px"})
        self._plot.resetCachedContent()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_plot"):
            self._draw()
