"""The window's menus; what an action does lives in the pane or workbench that it calls."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow, QTabWidget

from rnnstudio.api import tr
from rnnstudio.studio.builder.actions import BuilderActions
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.menus.edit_menu import EditMenu
from rnnstudio.studio.menus.file_menu import FileMenu
from rnnstudio.studio.menus.help_menu import HelpMenu
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.menus.model_menu import ModelMenu
from rnnstudio.studio.menus.train_menu import TrainMenu
from rnnstudio.studio.menus.view_menu import ViewMenu
from rnnstudio.studio.model_output import ModelOutput
from rnnstudio.studio.shortcuts import Group, of_window
from rnnstudio.studio.workbench import Workbench

__all__ = ["Menu", "Menus"]


class Menus:
    """Makes the menus of a window, in order."""

    def __init__(self, window: QMainWindow, bench: Workbench, files: FileActions, actions: BuilderActions,
                 tabs: QTabWidget, output: ModelOutput) -> None:
        self._actions = actions
        self.file = FileMenu(bench, files, window)
        self.edit = EditMenu(bench.document, actions, window)
        self.model = ModelMenu(bench.document, actions, output, window)
        self.training = TrainMenu(bench, window)
        self.view = ViewMenu(tabs, bench.settings, window)
        self.help = HelpMenu(bench.link, self.view.help, window)
        self.undo, self.redo = self.edit.undo, self.edit.redo
        self.train, self.pause, self.stop = self.training.train, self.training.pause, self.training.stop
        self.export = self.file.export
        for menu in self.all():
            window.menuBar().addMenu(menu)

    def all(self) -> tuple[Menu, ...]:
        """Return them in the order of the menu bar."""
        return self.file, self.edit, self.model, self.training, self.view, self.help

    def set_at_work(self, at_work: bool) -> None:
        """Say whether the model is in sight, or the start page."""
        self.edit.set_at_work(at_work)

    def shortcuts(self) -> list[Group]:
        """Return all keys of the window, by menu."""
        names = {self.undo: tr("Undo"), self.redo: tr("Redo"), self._actions.mend: tr("Do the first repair offered"),
                 self._actions.toggle: tr("Switch layers off or on"),
                 self.pause: tr("Pause or resume")}
        return of_window(self.all(), self._actions.all(), self._actions.keys(), names)
