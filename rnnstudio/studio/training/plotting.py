"""Loads the plotting library beside the window's work, so that neither its start nor its first plot waits for it.

pyqtgraph with numpy takes a quarter of a second to import. A plain thread does it once the window has been on screen
for a moment; a timer looks whether it is done, so nothing of Qt is touched from that thread.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from types import ModuleType

    from rnnstudio.studio.training.chart import Chart

CHART_MODULE = "rnnstudio.studio.training.chart"
_LOOK_EVERY = 20

_loader: PlotLoader | None = None


class PlotLoader(QObject):
    """Imports the module of the charts, once.

    Signals:
        loaded: ``new_chart`` can be called; emitted once, in the window's thread.
    """

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._module: ModuleType | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def is_loaded(self) -> bool:
        """True once charts can be made."""
        return self._module is not None

    def start(self) -> None:
        """Begin to load, unless that was done."""
        if self._thread is None and self._module is None:
            self._thread = threading.Thread(target=_load, name="plots")
            self._thread.start()
            self._timer.start()

    def new_chart(self, metric: str) -> Chart:
        """Make a chart of a metric, loading at once what isn't loaded yet."""
        if self._module is None:
            self._module = _load()
        return cast("Chart", self._module.Chart(metric))

    @Slot()
    def _look(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._timer.stop()
            self._thread = None
            self._module = _load()
            self.loaded.emit()


def _load() -> ModuleType:
    """Import the module of the charts.

    Thousands of objects come with it and stay. Going through all of them would hold the window up for 30 to 60 ms, in
    whichever thread it happened, so the collector is kept from it, now and later.
    """
    if CHART_MODULE in sys.modules:
        return importlib.import_module(CHART_MODULE)
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    gc.disable()
    try:
        return importlib.import_module(CHART_MODULE)
    finally:
        gc.freeze()
        gc.enable()


def plot_loader() -> PlotLoader:
    """Return the application's loader, made at the first call."""
    global _loader
    if _loader is None or not shiboken6.isValid(_loader):
        _loader = PlotLoader(QApplication.instance())
    return _loader
