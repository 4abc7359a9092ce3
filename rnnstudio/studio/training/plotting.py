"""Loads the plotting library between the window's other work, so that neither a start nor a first plot waits for it.

pyqtgraph with numpy takes a quarter of a second to import. It must not happen in a thread of its own: pyqtgraph
defines hundreds of Qt classes, PySide looks at every import, and a window at work beside that was seen to crash,
though rarely. So it happens in the window's thread, and again and again the window sees to whatever has come up.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import os
import sys
import time
from typing import TYPE_CHECKING, Any, cast

import shiboken6
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from types import ModuleType

    from rnnstudio.studio.plots.chart import Chart
    from rnnstudio.studio.plots.sight import Sight

CHART_MODULE = "rnnstudio.studio.plots.chart"
_BESIDES = ("rnnstudio.studio.training.curves", "rnnstudio.studio.training.run_lines")
"""What a training needs of them from its first event on."""
_BREATH = 0.006
"""Seconds of importing after which the window gets its turn."""
_TURN_MS = 20

_loader: PlotLoader | None = None


class PlotLoader(QObject):
    """Imports the module of the charts, once.

    Signals:
        loaded: ``new_chart`` can be called; emitted once, in the window's thread.
    """

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._module: ModuleType | None = None
        self._begun = False

    @property
    def is_loaded(self) -> bool:
        """True once charts can be made."""
        return self._module is not None

    def start(self) -> None:
        """Begin to load, unless that was done."""
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._import)

    def new_chart(self, sight: Sight | None = None) -> Chart:
        """Make a chart, loading at once what isn't loaded yet."""
        if self._module is None:
            self._module = _load()
        return cast("Chart", self._module.Chart(sight))

    @Slot()
    def _import(self) -> None:
        breather = _Breather()
        sys.meta_path.insert(0, breather)
        try:
            breather.touch_qt()
            self._module = _load()
        finally:
            sys.meta_path.remove(breather)
        self.loaded.emit()


class _Breather(importlib.abc.MetaPathFinder):
    """Finds no module, but lets the window have its turn whenever one is looked for.

    What the window imports in such a turn it imports without another one: half a module is of no use to who asks.
    """

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._has_given = False

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        self._breathe()

    def touch_qt(self) -> None:
        """Have PySide make all classes of its modules, one by one: pyqtgraph copies them in one go, for 70 ms."""
        for module in (QtCore, QtGui, QtWidgets):
            for name in dir(module):
                getattr(module, name, None)
                self._breathe()

    def _breathe(self) -> None:
        """Let the window have its turn if the last was long ago."""
        if self._has_given or time.perf_counter() - self._last <= _BREATH:
            return
        self._has_given = True
        try:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
        finally:
            self._has_given = False
        self._last = time.perf_counter()


def _load() -> ModuleType:
    """Import the module of the charts.

    Thousands of objects come with it and stay. Going through all of them would hold the window up for 30 to 60 ms, so
    the collector is kept from it, now and later.
    """
    if CHART_MODULE in sys.modules:
        return importlib.import_module(CHART_MODULE)
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    gc.disable()
    try:
        module = importlib.import_module(CHART_MODULE)
        for name in _BESIDES:
            importlib.import_module(name)
        return module
    finally:
        gc.freeze()
        gc.enable()


def plot_loader() -> PlotLoader:
    """Return the application's loader, made at the first call."""
    global _loader
    if _loader is None or not shiboken6.isValid(_loader):
        _loader = PlotLoader(QApplication.instance())
    return _loader
