"""The File menu: where a project comes from and where it goes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rnnstudio.api import Template, tr
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.menus.menu import STANDARD, Menu
from rnnstudio.studio.workbench import Workbench


class FileMenu(Menu):
    """New, open, save, export, quit.

    Signals:
        home_wanted: Show the start page, or leave it.
        export_wanted: Write the word vectors.
        quit_wanted: Close the window.
    """

    home_wanted = Signal()
    export_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, bench: Workbench, files: FileActions, parent: QWidget) -> None:
        super().__init__(tr("&File"), parent)
        self._bench = bench
        self._files = files
        self.home = self.entry(tr("Start page"), self.home_wanted.emit, "Alt+Home",
                               tr("Recent projects and templates"))
        self.entry(tr("New"), files.new, STANDARD.New, tr("Begin an empty project"))
        self.entry(tr("New window"), bench.open_window, "Ctrl+Shift+N", tr("Work on another project beside this one"))
        self.templates = self.below(tr("New from template"))
        self._listed: list[Template] = []
        self._fill_templates()
        bench.document.registry_changed.connect(self._fill_templates)
        self.entry(tr("Open…"), files.ask_open, STANDARD.Open)
        self._recent = self.below(tr("Open recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self._unsaved = self.below(tr("Unsaved work"))
        self._unsaved.aboutToShow.connect(self._fill_unsaved)
        self.addSeparator()
        self.entry(tr("Save"), files.save, STANDARD.Save)
        self.entry(tr("Save as…"), files.save_as, "Ctrl+Shift+S")
        self.addSeparator()
        self.export = self.entry(tr("Export vectors"), self.export_wanted.emit,
                                 "Ctrl+Shift+E",  # Ctrl+E is a text field's own
                                 tr("Write the words' vectors for the Embedding Projector"))
        self.addSeparator()
        self.entry(tr("Quit"), self.quit_wanted.emit, STANDARD.Quit)

    def _fill_templates(self) -> None:
        templates = list(self._bench.registry.templates.values())
        if templates == self._listed:
            return
        self._listed = templates
        self.templates.clear()
        for template in templates:
            self.templates.entry(tr(template.title),
                                 lambda template=template: self._files.open_template(template),  # type: ignore[misc]
                                 tip=tr(template.teaches))

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._bench.settings.recent:
            self._recent.entry(path.stem, lambda path=path: self._files.open(path),  # type: ignore[misc]
                               tip=str(path))
        _say_if_empty(self._recent, tr("No project was saved yet"))

    def _fill_unsaved(self) -> None:
        self._unsaved.clear()
        for entry in self._bench.recovery.kept():
            self._unsaved.entry(f"{entry.name} ({entry.when})",
                                lambda entry=entry: self._bench.recovery.restore(entry),  # type: ignore[misc]
                                tip=tr("Bring back what was not saved"))
        _say_if_empty(self._unsaved, tr("All work was saved"))


def _say_if_empty(menu: Menu, text: str) -> None:
    if menu.isEmpty():
        menu.addAction(text).setEnabled(False)
