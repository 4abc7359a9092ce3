"""The Edit menu: back and forth, and what can be done to the selected layers."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.studio.builder.actions import BuilderActions
from rnnstudio.studio.document import Document
from rnnstudio.studio.menus.menu import STANDARD, Menu


class EditMenu(Menu):
    """Undo and redo, named by their step, and the builder's actions on layers."""

    def __init__(self, document: Document, actions: BuilderActions, parent: QWidget) -> None:
        super().__init__(tr("&Edit"), parent)
        self._document = document
        self._at_work = True
        self.undo = self.entry(tr("Undo"), document.undo, STANDARD.Undo)
        self.redo = self.entry(tr("Redo"), document.redo)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.take((None, actions.cut, actions.copy, actions.paste, actions.duplicate, actions.delete, None,
                   actions.select_all, actions.rename, actions.toggle))
        document.project_changed.connect(self.refresh)
        self.refresh()

    def set_at_work(self, at_work: bool) -> None:
        """Allow undo and redo only where their effect is in sight."""
        self._at_work = at_work
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Name and enable undo and redo."""
        undo, redo = self._document.undo_label, self._document.redo_label
        self.undo.setText(tr("Undo: {step}", step=undo) if undo else tr("Undo"))
        self.redo.setText(tr("Redo: {step}", step=redo) if redo else tr("Redo"))
        self.undo.setEnabled(bool(undo) and self._at_work)
        self.redo.setEnabled(bool(redo) and self._at_work)
