"""One live plot: a metric on training and validation part, by batch or by epoch.

It imports pyqtgraph, as ``data.series_plot`` does; ``plotting`` imports it, when it is time to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsItem, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, theme
from rnnstudio.studio.training.curves import Curve, Curves, peaks
from rnnstudio.studio.training.looks import LOOKS, Role, edge, ground, pen
from rnnstudio.studio.training.wording import metric_name, part_name, value_words

_MOST_POINTS = 4096
"""Points of a line up to which each is drawn; of more, the peaks."""
_MARKERS_UP_TO = 200
"""Epochs up to which each has a marker."""
_AXIS_WIDTH = 52
_SPARE, _LEAST_FILLED = 0.08, 0.5
"""Share of the values' span left free above and below, and of the plot's height that the values fill at least."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis of whole numbers: batches or epochs."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        spacing = super().tickSpacing(low, high, size)
        return [level for level in spacing if level[0] >= 1] or [(1, 0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [number(round(value)) for value in values]


class Chart(QWidget):
    """A metric's curves under its name. It shows what ``show_curves`` was given last."""

    def __init__(self, metric: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plotted = metric
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._plot: Any = pg.PlotWidget(axisItems={"bottom": Axis("bottom")}, background=None, enableMenu=False)
        self._drawn: object = None
        self._heights = 0.0, 0.0
        self._lines = {role: self._line(role) for role in LOOKS}
        self._quieten()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_metric(metric)
        self._restyle()
        theme().changed.connect(self._restyle)

    def set_metric(self, metric: str) -> None:
        """Show another metric from now on."""
        self.plotted = metric
        self._title.setText(metric_name(metric))
        self._plot.setAccessibleName(metric_name(metric))

    def show_curves(self, curves: Curves, by_epoch: bool) -> None:
        """Draw the curves as they are now."""
        metric = self.plotted
        before, self._drawn = self._drawn, (curves, metric, by_epoch, curves.finished_epochs, curves.best_epoch)
        nothing = np.empty(0), np.empty(0)
        self._draw("batch", nothing if by_epoch else peaks(curves.batch(metric), _MOST_POINTS))
        self._draw("smooth", nothing if by_epoch else peaks(curves.smoothed(metric), _MOST_POINTS))
        if self._drawn != before:
            self._draw("training", curves.training(metric, by_epoch))
            self._draw("validation", curves.validation(metric, by_epoch))
            best = curves.best(metric, by_epoch)
            self._draw("best", nothing if best is None else (np.array([best[0]]), np.array([best[1]])))
            self._plot.setAccessibleDescription(self._in_words(curves))
        self._plot.setXRange(1.0 if by_epoch else 0.0, max(curves.reach(by_epoch), 2.0), padding=0.04)
        self._fit_heights()
        label = tr("epoch") if by_epoch else tr("step")
        if self._plot.getAxis("bottom").labelText != label:
            self._plot.getAxis("bottom").setLabel(label)

    def _fit_heights(self) -> None:
        """Fit the range of values, in strides: each change costs a new axis, more than all the curves."""
        found = [y[np.isfinite(y)] for y in (self.shown(role)[1] for role in LOOKS)]
        values = np.concatenate(found)
        if not len(values):
            return
        low, high = float(values.min()), float(values.max())
        height = self._heights[1] - self._heights[0]
        if self._heights[0] <= low and high <= self._heights[1] and high - low > height * _LEAST_FILLED:
            return
        spare = (high - low) * _SPARE or max(abs(high), 1.0) * _SPARE
        self._heights = low - spare, high + spare
        self._plot.setYRange(*self._heights, padding=0)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 150)

    def sizeHint(self) -> QSize:
        return QSize(560, 220)

    def shown(self, role: Role) -> Curve:
        """Return the points drawn for a role."""
        x, y = self._lines[role].getOriginalDataset()
        return (np.empty(0), np.empty(0)) if x is None else (x, y)

    def _line(self, role: Role) -> Any:
        line = self._plot.plot(connect="finite", antialias=role != "batch")  # noise needs no smooth edges
        line.setZValue(LOOKS[role].height)
        line.setDownsampling(auto=True, method="peak")
        line.setClipToView(True)
        line.curve.setSegmentedLineMode("on" if role == "smooth" else "auto")
        return line

    def _quieten(self) -> None:
        """Take away what invites to be clicked and means nothing here: buttons, panning."""
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._plot.showGrid(x=False, y=True, alpha=0.35)
        self._plot.getViewBox().setDefaultPadding(0.06)
        self._plot.enableAutoRange(x=False, y=False)
        self._plot.getAxis("left").setWidth(_AXIS_WIDTH)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setStyle(tickLength=0, autoExpandTextSpace=False, tickTextOffset=SPACE_1 + 2)

    def _draw(self, role: Role, curve: Curve) -> None:
        line, (x, y) = self._lines[role], curve
        if not len(x) and not len(self.shown(role)[0]):
            return
        marker = (LOOKS[role].marker or None) if len(x) <= _MARKERS_UP_TO else None
        if line.opts["symbol"] != marker:
            line.setSymbol(marker)
        line.setData(x, y)

    def _restyle(self) -> None:
        palette = theme().colours
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QPen(QColor(palette.border)))
            axis.setTextPen(QPen(QColor(palette.secondary)))
            axis.setTickFont(font)
            axis.setLabel(axis.labelText or None, **{"color": palette.secondary, "font-size": f"{SECONDARY_SIZE}px"})
        for role, line in self._lines.items():
            look = LOOKS[role]
            line.setPen(None if role == "best" else pen(role))
            if look.marker:
                line.setSymbolSize(look.marker_size)
                line.setSymbolPen(edge(role))
                line.setSymbolBrush(ground(role))
        self._plot.resetCachedContent()  # else the ground stays as it was

    def _in_words(self, curves: Curves) -> str:
        parts = []
        for name, (_, y) in ((self.plotted, curves.training(self.plotted)),
                             (f"val_{self.plotted}", curves.validation(self.plotted))):
            if len(y) and np.isfinite(y[-1]):
                parts.append(f"{part_name(name)}: {value_words(float(y[-1]))}")
        return ", ".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_lines"):
            self._restyle()
