"""Loads what the panes are made from before somebody looks at them: a first look then waits for no import."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Slot

from rnnstudio.api import parameters
from rnnstudio.registry import Registry

MODULES = (
    "studio.data.settings_page", "studio.data.facts", "studio.data.row_delegate", "studio.data.rows_page",
    "studio.data.figures_page", "studio.data.pane",
    "studio.tryit.attention_section", "studio.tryit.text_page", "studio.tryit.written_view",
    "studio.tryit.write_page", "studio.tryit.pane",
    "studio.runs.removing", "studio.runs.actions", "studio.runs.comparison", "studio.runs.page", "studio.runs.pane",
    "studio.evaluation.example_list", "studio.evaluation.results", "studio.evaluation.pane",
    "studio.embeddings.words_state", "studio.embeddings.pane",
    "registry.installing", "studio.plugins.entry", "studio.plugins.pane",
    "studio.training.settings", "studio.training.board", "studio.training.pane",
)
"""Each with what it needs that those before it don't: a few milliseconds."""
_APART_MS = 25
"""Between two of them the window sees to all that has come up."""


class Ahead(QObject):
    """Loads one module after the other, in turns of the window's thread, and looks at what the sources' forms hold.

    A thread of its own would be no help: PySide makes classes of Qt at each import.
    """

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sources = [source for source in registry.sources.values() if registry.is_ours(source.info.id)]
        self._steps: list[Callable[[], object]] = [
            *(partial(import_module, f"rnnstudio.{module}") for module in MODULES),
            *(partial(parameters, source) for source in sources)]
        self._timer = QTimer(self)
        self._timer.setInterval(_APART_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_done(self) -> bool:
        """True once all is there."""
        return not self._steps

    @Slot()
    def begin(self) -> None:
        """Begin to load."""
        self._timer.start()

    @Slot()
    def _step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
        else:
            self._timer.stop()
            gc.freeze()  # thousands of objects that stay: no need to go through them again and again
