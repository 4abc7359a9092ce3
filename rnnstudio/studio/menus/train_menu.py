"""The Train menu."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.menus.show_folder import show_folder
from rnnstudio.studio.workbench import Workbench


class TrainMenu(Menu):
    """Train and stop, and where the runs are."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(tr("&Train"), parent)
        self._training = bench.training
        self.train = self.entry(tr("Train"), bench.train, "F5", tr("Train this model on this data"))
        self.stop = self.entry(tr("Stop"), bench.stop, "Shift+F5")
        self.addSeparator()
        self.entry(tr("Open the runs folder"), lambda: show_folder(runs_folder()))
        self._training.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions by what is possible now."""
        self.train.setEnabled(not self._training.active)
        self.stop.setEnabled(self._training.active)
        stopping = self._training.phase == "stopping"
        self.stop.setIconText(tr("Stop now") if stopping else tr("Stop"))
        self.stop.setToolTip(tr("End the engine at once; what was saved stays") if stopping
                             else tr("End the training and keep the model"))
