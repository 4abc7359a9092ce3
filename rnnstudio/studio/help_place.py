"""Where a layer's help stands: beside panes and inspector, or in their place where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from rnnstudio.studio.document import Document
from rnnstudio.studio.settings import Settings

if TYPE_CHECKING:
    from rnnstudio.studio.help.panel import HelpPanel

OPEN, SIZES = "help/open", "help/sizes"
"""The settings: whether it was open, and the divider's place."""
HELP_WIDTH = 380


class HelpPlace(QSplitter):
    """Panes and inspector, and beside them the help panel, which is made when it is first opened.

    Signals:
        toggled: It was opened or closed.
    """

    toggled = Signal(bool)

    def __init__(self, document: Document, work: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._document = document
        self._work = work
        self._panel: HelpPanel | None = None
        self._narrow = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(work)

    @property
    def is_open(self) -> bool:
        """Whether help is shown."""
        return self._panel is not None and not self._panel.isHidden()

    @property
    def panel(self) -> HelpPanel:
        """The help panel, made when it is first asked for."""
        if self._panel is None:
            from rnnstudio.studio.help.panel import HelpPanel

            self._panel = HelpPanel(self._document)
            self._panel.hide()
            self._panel.closed.connect(self._closed)
            self.addWidget(self._panel)
            self.setStretchFactor(0, 1)
            self.setStretchFactor(1, 0)
            self.setSizes([max(self.width() - HELP_WIDTH, 1), HELP_WIDTH])
        return self._panel

    @Slot(bool)
    def set_open(self, is_open: bool) -> None:
        """Show or hide help."""
        if is_open != self.is_open:
            self.panel.setVisible(is_open)
            self._arrange()
            self.toggled.emit(is_open)

    @Slot(str)
    def show_layer(self, type_id: str) -> None:
        """Open the page of a type of layer."""
        self.set_open(True)
        self.panel.show_layer(type_id)

    def set_narrow(self, narrow: bool) -> None:
        """Say whether there is room for work and help side by side."""
        self._narrow = narrow
        self._arrange()

    def restore(self, settings: Settings) -> None:
        """Be as at the end of the last session."""
        if settings.flag(OPEN):
            self.set_open(True)
        state = settings.blob(SIZES)
        if state is not None and self._panel is not None:
            self.restoreState(state)

    def remember(self, settings: Settings) -> None:
        """Keep whether it is open, and how wide."""
        settings.put(OPEN, self.is_open)
        if self._panel is not None and not self._narrow:
            settings.put(SIZES, self.saveState())

    def _arrange(self) -> None:
        self._work.setVisible(not (self._narrow and self.is_open))

    @Slot()
    def _closed(self) -> None:
        """The panel has hidden itself."""
        self._arrange()
        self.toggled.emit(False)

    def make_way(self) -> None:
        """Close where help has the place of a pane that was asked for."""
        if self._narrow:
            self.set_open(False)
