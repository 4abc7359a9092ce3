"""A series with its parts and a window; the plot comes as soon as the plotting library is loaded."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import SeriesPreview
from rnnstudio.studio.data.series_words import window_words
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, theme
from rnnstudio.studio.training.plotting import plot_loader

if TYPE_CHECKING:
    from rnnstudio.studio.data.series_plot import SeriesPlot

PLOT_MODULE = "rnnstudio.studio.data.series_plot"


class SeriesPage(QWidget):
    """Shows a series, once it is looked at.

    Attributes:
        plot: The plot, once there is one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: SeriesPreview | None = None
        self.plot: SeriesPlot | None = None
        self.window_words = WrapLabel()
        self.names = ElidedLabel()
        self.names.setProperty("role", "secondary")
        self.waiting = QLabel(tr("The plot is being made ready."))
        self.waiting.setProperty("role", "secondary")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._legend = QWidget()
        row = QHBoxLayout(self._legend)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        for kind, title in (("window", tr("what the model sees")), ("ahead", tr("what it predicts"))):
            label = QLabel(title)
            label.setProperty("role", "secondary")
            pair = QHBoxLayout()
            pair.setSpacing(SPACE_1)
            pair.addWidget(_Sample(kind))
            pair.addWidget(label)
            row.addLayout(pair)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self._column.setSpacing(SPACE_2)
        for widget in (self.names, self.waiting):
            self._column.addWidget(widget, 1 if widget is self.waiting else 0)
        self._column.addWidget(self._legend)
        self._column.addWidget(self.window_words)
        plot_loader().loaded.connect(self._make_plot)

    def show_series(self, series: SeriesPreview | None) -> None:
        """Show another series."""
        self._series = series
        if series is None:
            return
        self.names.setText(", ".join(series.names))
        self.names.setVisible(bool(series.names))
        self._legend.setVisible(series.window > 0)
        self.window_words.setText(window_words(series))
        self.window_words.setVisible(series.window > 0)
        if self.plot is not None:
            self.plot.show_series(series)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        loader = plot_loader()
        if loader.is_loaded:
            self._make_plot()
        else:
            loader.start()

    @Slot()
    def _make_plot(self) -> None:
        if self.plot is not None or not self.isVisible():
            return
        module = importlib.import_module(PLOT_MODULE)
        self.plot = cast("SeriesPlot", module.SeriesPlot())
        self._column.replaceWidget(self.waiting, self.plot)
        self.waiting.hide()
        self._column.setStretchFactor(self.plot, 1)
        if self._series is not None:
            self.plot.show_series(self._series)


class _Sample(QWidget):
    """A piece of what the plot draws."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(22, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        rect = QRectF(QPointF(1.5, 2.5), QPointF(self.width() - 1.5, self.height() - 2.5))
        if self._kind == "window":
            ground = QColor(colours.accent)
            ground.setAlphaF(0.16)
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(ground)
        else:
            painter.setPen(QPen(QColor(colours.warning), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(QBrush(QColor(colours.warning), Qt.BrushStyle.Dense6Pattern))
        painter.drawRect(rect)
        painter.end()
