"""A series with its parts and a window; the plot comes as soon as the plotting library is loaded."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import SeriesPreview
from rnnstudio.studio.data.series_words import window_words
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, theme
from rnnstudio.studio.training.plotting import plot_loader

if TYPE_CHECKING:
    from rnnstudio.studio.data.series_plot import SeriesPlot

PLOT_MODULE = "rnnstudio.studio.data.series_plot"
MOST_NAMES = 6
"""Features that are named; their colours and line styles repeat from there on."""


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
        self.names = _legend([])
        self.waiting = QLabel(tr("The plot is being made ready."))
        self.waiting.setProperty("role", "secondary")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._legend = _legend([(_Sample("window"), tr("what the model sees")),
                                (_Sample("ahead"), tr("what it predicts"))])
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
        names = _legend([(_Sample("line", index), name) for index, name in enumerate(series.names[:MOST_NAMES])])
        self._column.replaceWidget(self.names, names)
        self.names.hide()
        self.names.deleteLater()
        self.names = names
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


def _legend(entries: Sequence[tuple[QWidget, str]]) -> QWidget:
    """Return samples with their names, side by side."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_1)
    for sample, name in entries:
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "secondary")
        row.addWidget(sample)
        row.addWidget(label)
        row.addSpacing(SPACE_2)
    row.addStretch(1)
    return made


class _Sample(QWidget):
    """A piece of what the plot draws: a feature's line, a window, what it predicts."""

    def __init__(self, kind: str, index: int = 0) -> None:
        super().__init__()
        self._kind = kind
        self._index = index
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(22, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        rect = QRectF(QPointF(1.5, 2.5), QPointF(self.width() - 1.5, self.height() - 2.5))
        if self._kind == "line":
            painter.setPen(theme().series_pen(self._index, 1.5))
            painter.drawLine(QPointF(1, self.height() / 2), QPointF(self.width() - 1, self.height() / 2))
            painter.end()
            return
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
