"""The Help menu."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

import rnnstudio
from rnnstudio.api import tr
from rnnstudio.runs.places import log_folder
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.menus.show_folder import show_folder


class HelpMenu(Menu):
    """Help, and what the program is.

    Signals:
        shortcuts_wanted: Show all keys.
    """

    shortcuts_wanted = Signal()

    def __init__(self, link: EngineLink, layer_help: QAction, parent: QWidget) -> None:
        super().__init__(tr("&Help"), parent)
        self._link = link
        self._window = parent
        self.entry(tr("Keyboard shortcuts"), self.shortcuts_wanted.emit, "F1", tr("All keys, to search"))
        self.addAction(layer_help)
        self.addSeparator()
        self.entry(tr("Open the log folder"), lambda: show_folder(log_folder()))
        self.entry(tr("About RNN Studio"), self._about)

    def _about(self) -> None:
        ready = self._link.ready_info
        engine = tr("TensorFlow {tensorflow}, Keras {keras}, {device}", tensorflow=ready.tensorflow,
                    keras=ready.keras, device=ready.device) if ready is not None else tr("The engine is loading.")
        QMessageBox.about(self._window, tr("About RNN Studio"), "\n".join((
            f"RNN Studio {rnnstudio.__version__}",
            tr("Build a recurrent network by hand, watch it learn, see what it learned."), "", engine,
            tr("Apache License 2.0. Icons: Lucide, ISC."))))
