"""The plot of a sequence that is cut into windows: its parts shaded, one window and what it predicts drawn in.

It imports pyqtgraph, so it is imported once ``training.plotting`` has loaded that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import SeriesPreview
from rnnstudio.studio.data.series_words import horizon, series_words, window_start
from rnnstudio.studio.data.wording import part_words
from rnnstudio.studio.plots.canvas import WholeAxis
from rnnstudio.studio.theme import SECONDARY_SIZE, theme

_AXIS_WIDTH = 52
_BAND = 0.12
"""Share of the plot's height that is left above the curve for the names of parts and window."""


class SeriesPlot(QWidget):
    """Draws a ``SeriesPreview``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: SeriesPreview | None = None
        self._plot: Any = pg.PlotWidget(axisItems={"bottom": WholeAxis("bottom")}, background=None, enableMenu=False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._plot.getAxis("left").setWidth(_AXIS_WIDTH)
        self._plot.getAxis("bottom").setLabel(tr("step"))
        self._plot.setAccessibleName(tr("Series"))
        for side in ("left", "bottom"):
            self._plot.getAxis(side).enableAutoSIPrefix(False)
            self._plot.getAxis(side).setStyle(tickLength=0, autoExpandTextSpace=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._draw)

    def show_series(self, series: SeriesPreview) -> None:
        """Draw another series."""
        self._series = series
        self._plot.setAccessibleDescription(series_words(series))
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(400, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def _draw(self) -> None:
        self._plot.clear()
        self._dress()
        series = self._series
        if series is None or not series.steps:
            return
        values = np.array(series.values, dtype=float)
        low, high = _range(values)
        top = high + (high - low) * _BAND
        self._draw_parts(series, low, top)
        for feature in range(values.shape[1]):
            curve = self._plot.plot(np.array(series.steps), values[:, feature], connect="finite", antialias=True)
            curve.setPen(theme().series_pen(feature, 1.5))
            curve.setZValue(5)
        self._draw_window(series, low, high)
        self._plot.setXRange(0, max(series.total, 2), padding=0.01)
        self._plot.setYRange(low, top + (high - low) * _BAND, padding=0)

    def _draw_parts(self, series: SeriesPreview, low: float, top: float) -> None:
        """Shade what is kept aside, each part in another pattern, and name all parts."""
        colours = theme().colours
        patterns = {"validation": Qt.BrushStyle.BDiagPattern, "test": Qt.BrushStyle.FDiagPattern}
        for name, first, behind in series.parts:
            if name in patterns:
                shade = pg.LinearRegionItem((first, behind), movable=False, pen=QPen(QColor(colours.border)),
                                            brush=QBrush(QColor(colours.border), patterns[name]))
                shade.setZValue(1)
                self._plot.addItem(shade)
            self._name(part_words(name), (first + behind) / 2, top, colours.secondary)

    def _draw_window(self, series: SeriesPreview, low: float, high: float) -> None:
        """Draw a window in a frame, and behind it the steps that are predicted in a dashed one."""
        if not series.window:
            return
        colours, first = theme().colours, window_start(series)
        begin, end = horizon(series, first)
        soft = QColor(colours.accent)
        soft.setAlphaF(0.16)
        pen = QPen(QColor(colours.accent), 1.5)
        pen.setCosmetic(True)
        self._frame(QRectF(first, low, series.window, high - low), pen, QBrush(soft), 3)
        dashed = QPen(QColor(colours.warning), 1.5, Qt.PenStyle.DashLine)
        dashed.setCosmetic(True)
        self._frame(QRectF(begin, low, max(end - begin, 0.5), high - low), dashed,
                    QBrush(QColor(colours.warning), Qt.BrushStyle.Dense6Pattern), 4)

    def _frame(self, rect: QRectF, pen: QPen, brush: QBrush, height: int) -> None:
        item = pg.QtWidgets.QGraphicsRectItem(rect)
        item.setPen(pen)
        item.setBrush(brush)
        item.setZValue(height)
        self._plot.addItem(item)

    def _name(self, words: str, x: float, y: float, colour: str) -> None:
        item = pg.TextItem(words, color=QColor(colour), anchor=(0.5, 0.5))
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        item.setFont(font)
        item.setPos(x, y)
        item.setZValue(6)
        self._plot.addItem(item)

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


def _range(values: Any) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    spare = (high - low) * 0.05 or 1.0
    return low - spare, high + spare
