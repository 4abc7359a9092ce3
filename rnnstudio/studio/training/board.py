"""The live plots of the training under way, drawn at most fifteen times a second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rnnstudio.studio.plots.work import Work
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.curve_board import CurveBoard
from rnnstudio.studio.training.state import TrainingState

if TYPE_CHECKING:
    from rnnstudio.runs.curves import RunCurves
    from rnnstudio.studio.training.curves import Curves


class ChartBoard(CurveBoard):
    """Follows a ``TrainingState``; of a run that goes on, it has the time before read from the run's folder."""

    def __init__(self, state: TrainingState, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._state = state
        self._past = Work(self)
        self._past.done.connect(self._take_past)
        self._past.failed.connect(self._on_unread)
        self._asked: Curves | None = None
        state.changed.connect(self._state_changed)
        self._state_changed()

    @Slot()
    def _state_changed(self) -> None:
        curves, run = self._state.curves, self._state.run
        if curves is not self._own:
            self._own = curves
            self.sight.release()
            self.export.name = run.name if run is not None else ""
        if curves is not None and curves.lacks_past and run is not None and curves is not self._asked:
            self._asked = curves
            self._past.begin((curves, run), lambda: _read_past(run))
        self.draw_soon()

    @Slot(object, object)
    def _take_past(self, key: tuple[Curves, Path], past: RunCurves) -> None:
        key[0].take_past(past)
        self.start_over()


def _read_past(run: Path) -> RunCurves:
    from rnnstudio.runs.curves import read_curves

    return read_curves(run)
