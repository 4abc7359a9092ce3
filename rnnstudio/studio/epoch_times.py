"""Tells the builder how long an epoch of its model took, while it is the model that was trained."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.project.model import Project
from rnnstudio.studio.workbench import Workbench


class EpochTimes(QObject):
    """Listens to a workbench's trainings.

    Signals:
        measured: The project that is trained, and the seconds that its last epoch took.
    """

    measured = Signal(object, float)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._project: Project | None = None
        self._told: tuple[int, float] | None = None
        bench.training_started.connect(self._started)
        bench.training.changed.connect(self._changed)

    @Slot()
    def _started(self) -> None:
        self._project, self._told = self._bench.document.project, None

    @Slot()
    def _changed(self) -> None:
        training = self._bench.training
        if self._project is None or training.epoch_seconds is None:
            return
        told = training.epoch, training.epoch_seconds
        if told != self._told:
            self._told = told
            self.measured.emit(self._project, training.epoch_seconds)
