"""The View menu: what is in sight, in which colours, in which language."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from rnnstudio.api import tr
from rnnstudio.api.text import LANGUAGES, language, use_language
from rnnstudio.studio.menus.menu import Menu
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme


class ViewMenu(Menu):
    """Panes, help, looks, language.

    Signals:
        layers_wanted: Go to the palette.
        stack_wanted: Go to the stack.
        pane_wanted: Bring a pane to the front. Carries its place among the tabs.
        help_toggled: Show or hide the layers' help.
        language_chosen: Another language is in use; build the window anew.
    """

    layers_wanted = Signal()
    stack_wanted = Signal()
    pane_wanted = Signal(int)
    help_toggled = Signal(bool)
    language_chosen = Signal()

    def __init__(self, tabs: QTabWidget, settings: Settings, parent: QWidget) -> None:
        super().__init__(tr("&View"), parent)
        self._settings = settings
        self.entry(tr("Find a layer"), self.layers_wanted.emit, "Ctrl+L", tr("Search the layers that can be added"))
        self.entry(tr("Go to the stack"), self.stack_wanted.emit, "Ctrl+G")
        self.addSeparator()
        for index in range(tabs.count()):
            self.entry(tabs.tabText(index), lambda index=index: self.pane_wanted.emit(index),  # type: ignore[misc]
                       f"Ctrl+{index + 1}")
        self.addSeparator()
        self.help = self.switch(tr("Layer help"), self.help_toggled.emit, "Shift+F1",
                                tr("What the selected layer computes, costs and is for"))
        self.addSeparator()
        self.below(tr("Looks")).choices(
            {"system": tr("Like the system"), "light": tr("Light"), "dark": tr("Dark")},
            settings.text("look", "system"), self._choose_look)
        self.below(tr("Language")).choices(dict(LANGUAGES), language(), self.choose_language)

    def _choose_look(self, look: str) -> None:
        self._settings.put("look", look)
        theme().choose(look)

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        if code != language():
            self._settings.put("language", code)
            use_language(code)
            self.language_chosen.emit()
