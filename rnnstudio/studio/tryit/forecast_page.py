"""Where a series is forecast: the forecast against the truth, and behind the end."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, cast

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import defaults, parameters, tr
from rnnstudio.project.trial import ForecastSettings, SeriesForecast
from rnnstudio.project.words import number
from rnnstudio.studio.forms import ParameterForm, WrapLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT
from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.tryit.curve_sample import CurveSample
from rnnstudio.studio.tryit.wording import forecast_words

if TYPE_CHECKING:
    from rnnstudio.studio.tryit.forecast_plot import ForecastPlot

PLOT_MODULE = "rnnstudio.studio.tryit.forecast_plot"
MOST_SERIES = 200
"""Series that are offered."""


class ForecastPage(QScrollArea):
    """Asks for a forecast and draws it.

    Attributes:
        plot: The plot, once there is one.

    Signals:
        asked: The ``ForecastSettings``, the number of the series or ``None``, and the feature or "".
    """

    asked = Signal(object, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = ForecastSettings()
        self._told: SeriesForecast | None = None
        self._series: int | None = None
        self._feature = ""
        self.plot: ForecastPlot | None = None
        self.form = ParameterForm(parameters(ForecastSettings))
        self.form.set_values({})
        self.form.set_placeholder("ahead", tr("as the model predicts"))
        self.form.set_placeholder("beyond", tr("as many as it sees"))
        self.statement = Statement()
        self.statement.hide()
        self.words = WrapLabel()
        self.series = _combo(tr("Series"))
        self.feature = _combo(tr("Feature"))
        self.waiting = QLabel(tr("The forecast is being made."))
        self.waiting.setProperty("role", "secondary")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.setMinimumHeight(200)
        self._compose()
        self.form.edited.connect(self._edit)
        self.form.reset.connect(self._reset)
        self.series.activated.connect(self._choose)
        self.feature.activated.connect(self._choose)
        plot_loader().loaded.connect(self._make_plot)

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        self._column.setSpacing(SPACE_2)
        top = QHBoxLayout()
        top.setSpacing(SPACE_1)
        for style, name in (("truth", tr("truth")), ("told", tr("forecast")), ("beyond", tr("behind the end"))):
            label = QLabel(name)
            label.setProperty("role", "secondary")
            top.addWidget(CurveSample(style))
            top.addWidget(label)
            top.addSpacing(SPACE_2)
        top.addStretch(1)
        top.addWidget(self.series)
        top.addWidget(self.feature)
        self._column.addLayout(top)
        self._column.addWidget(self.statement)
        self._column.addWidget(self.waiting, 1)
        self._column.addWidget(self.words)
        self._column.addWidget(self.form)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def clear(self) -> None:
        """Be for another run."""
        self._told = None
        self._series, self._feature = None, ""
        self.words.setText("")
        self.statement.hide()
        self.series.hide()
        self.feature.hide()
        if self.plot is not None:
            self.plot.hide()
        self.waiting.show()

    @Slot()
    def ask(self) -> None:
        """Ask for the forecast with what is chosen."""
        self.asked.emit(self._settings, self._series, self._feature)

    def say(self, kind: Kind, text: str) -> None:
        """Say why there is no forecast."""
        self.statement.say(kind, text)
        self.statement.show()
        self.waiting.hide()

    def say_doing(self, text: str) -> None:
        """Say what is going on."""
        self.waiting.setText(text)

    def show_forecast(self, told: SeriesForecast) -> None:
        """Draw another forecast."""
        self._told = told
        self.statement.hide()
        words = forecast_words(told)
        if told.most_ahead and (self._settings.ahead or 0) > told.most_ahead:
            words += " " + tr("It can't be fed its own forecasts: it sees what it doesn't predict.")
        self.words.setText(words)
        _fill(self.series, [tr("Series {number}", number=number(index + 1))
                            for index in range(min(told.count, MOST_SERIES))], told.series)
        _fill(self.feature, list(told.features), told.features.index(told.name))
        self._draw()

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
        self.plot = cast("ForecastPlot", module.ForecastPlot())
        self._column.insertWidget(self._column.indexOf(self.waiting), self.plot, 1)
        self.plot.hide()
        self._draw()

    def _draw(self) -> None:
        if self.plot is not None and self._told is not None:
            self.waiting.hide()
            self.plot.show()
            self.plot.show_forecast(self._told)

    @Slot()
    def _choose(self) -> None:
        self._series = self.series.currentIndex() if self.series.count() > 1 else None
        self._feature = self.feature.currentText() if self.feature.count() > 1 else ""
        self.ask()

    @Slot(str, object)
    def _edit(self, name: str, value: Any) -> None:
        self._settings = msgspec.structs.replace(self._settings, **{name: value})
        self.form.set_values(msgspec.structs.asdict(self._settings))
        self.ask()

    @Slot(str)
    def _reset(self, name: str) -> None:
        self._edit(name, defaults(ForecastSettings)[name])


def _combo(name: str) -> ComboBox:
    made = ComboBox()
    made.setAccessibleName(name)
    made.setMinimumHeight(TARGET_HEIGHT)
    made.setMaximumWidth(200)
    made.hide()
    return made


def _fill(combo: ComboBox, names: list[str], chosen: int) -> None:
    """Offer other names where there is a choice."""
    if [combo.itemText(index) for index in range(combo.count())] != names:
        combo.clear()
        combo.addItems(names)
    combo.setCurrentIndex(chosen)
    combo.setVisible(len(names) > 1)
