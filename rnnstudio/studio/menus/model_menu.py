"""The Model menu: where layers stand, and the model as a picture and as text."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.studio.builder.actions import BuilderActions
from rnnstudio.studio.document import Document
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.model_output import ModelOutput


class ModelMenu(Menu):
    """Moves, wrappers, pictures and Keras' summary."""

    def __init__(self, document: Document, actions: BuilderActions, output: ModelOutput, parent: QWidget) -> None:
        super().__init__(tr("&Model"), parent)
        self._document = document
        self.take((actions.mend, None, actions.move_up, actions.move_down, None, actions.wrap, actions.take_out,
                   actions.fold_all, actions.unfold_all, None))
        self._output = (
            self.entry(tr("Copy picture"), output.copy_picture, "Ctrl+Shift+C",
                       tr("Copy the whole stack as an image")),
            self.entry(tr("Save picture of the model…"), output.save_picture,
                       tip=tr("Save the whole stack as SVG or PNG")),
            self.entry(tr("Copy Keras summary"), output.copy_summary,
                       tip=tr("Copy the table that Keras prints of the model")),
            self.entry(tr("Save Keras summary…"), output.save_summary,
                       tip=tr("Save the table that Keras prints of the model")))
        document.project_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Offer pictures and text of what there is."""
        for action in self._output:
            action.setEnabled(bool(self._document.project.stack))
