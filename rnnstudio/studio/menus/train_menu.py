"""The Train menu."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.menus.show_folder import show_folder
from rnnstudio.studio.training.notification import SETTING
from rnnstudio.studio.workbench import Workbench


class TrainMenu(Menu):
    """Train, hold and stop, and where the runs are."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(tr("&Train"), parent)
        self._training = bench.training
        self.train = self.entry(tr("Train"), bench.train, "F5", tr("Train this model on this data"))
        self.pause = self.entry(tr("Pause"), bench.pause, "F6")
        self.stop = self.entry(tr("Stop"), bench.stop, "Shift+F5")
        self.stop_now = self.entry(tr("Stop now"), bench.stop_now, "Ctrl+Shift+F5",
                                   tr("End the engine at once; what was saved stays"))
        self.addSeparator()
        self.notify = self.switch(tr("Tell me when a training ends"), lambda on: bench.settings.put(SETTING, on),
                                  tip=tr("A message on the desktop while another window is in front"))
        self.notify.setChecked(bench.settings.flag(SETTING, True))
        self.entry(tr("Open the runs folder"), lambda: show_folder(runs_folder()))
        self._training.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions by what is possible now."""
        active, phase = self._training.active, self._training.phase
        self.train.setEnabled(not active)
        self.stop.setEnabled(active)
        self.stop_now.setEnabled(active)
        holds = phase in ("pausing", "paused")
        self.pause.setText(tr("Resume") if holds else tr("Pause"))
        self.pause.setEnabled(holds or self._training.can_pause)
        self.pause.setToolTip(tr("Go on where it holds") if holds else tr(
            "Hold after this batch. You may even quit: the next start goes on from here"))
        stopping = phase == "stopping"
        self.stop.setIconText(tr("Stop now") if stopping else tr("Stop"))
        self.stop.setToolTip(tr("End the engine at once; what was saved stays") if stopping
                             else tr("End the training and keep the model"))
