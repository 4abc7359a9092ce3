"""The way to the start page and back; the page itself is made when it is first shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.home import AT_START
from rnnstudio.studio.workbench import Workbench

if TYPE_CHECKING:
    from rnnstudio.studio.home.page import HomePage


class Entrance(QObject):
    """Shows the start page over the work until something is opened or the person goes back.

    Signals:
        entered: The page is shown.
        left: The work is shown again.
    """

    entered = Signal()
    left = Signal()

    def __init__(self, bench: Workbench, files: FileActions, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._bench = bench
        self._files = files
        self._pages = pages
        self._page: HomePage | None = None
        bench.document.project_changed.connect(self.leave)

    @property
    def is_shown(self) -> bool:
        """Whether the start page is in sight."""
        return self._page is not None and self._pages.currentWidget() is self._page

    @property
    def is_wished_at_start(self) -> bool:
        """Whether the program is to start with it."""
        return self._bench.settings.flag(AT_START)

    @property
    def page(self) -> HomePage:
        """The start page, made when it is first asked for."""
        if self._page is None:
            from rnnstudio.studio.home.page import HomePage

            page = self._page = HomePage(self._bench)
            page.template_chosen.connect(self._files.open_template)
            page.file_chosen.connect(self._open)
            page.new_wanted.connect(self._files.new)
            page.open_wanted.connect(self._files.ask_open)
            page.left.connect(self.leave)
            self._pages.addWidget(page)
        return self._page

    @Slot()
    def enter(self) -> None:
        """Show the start page."""
        if not self.is_shown:
            self._pages.setCurrentWidget(self.page)
            self.entered.emit()

    @Slot()
    def leave(self) -> None:
        """Show the work."""
        if self.is_shown:
            self._pages.setCurrentIndex(0)
            self.left.emit()

    @Slot()
    def toggle(self) -> None:
        """Go there, or back."""
        if self.is_shown:
            self.leave()
        else:
            self.enter()

    @Slot(object)
    def _open(self, path: Path) -> None:
        self._files.open(path)
