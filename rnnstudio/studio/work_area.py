"""The working area: palette, stack, and at the right the panes above the inspector."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QTabWidget, QWidget

from rnnstudio.studio.builder.inspector import Inspector
from rnnstudio.studio.builder.palette import Palette
from rnnstudio.studio.builder.pane import BuilderPane
from rnnstudio.studio.document import Document
from rnnstudio.studio.help_place import HelpPlace
from rnnstudio.studio.settings import Settings

COMPACT_BELOW = 1200
"""Width, in pixels, below which the palette folds to icons and help takes the place of panes and inspector."""
PALETTE_WIDTH = 208
BUILDER_WIDTH = 344
"""Widths, in pixels, that palette and stack start with."""
ACROSS, WORK, TAB = "window/across", "window/work", "window/tab"


class WorkArea(QSplitter):
    """Arranges the parts and remembers their sizes.

    Attributes:
        help: Where a layer's help stands.
    """

    def __init__(self, document: Document, palette: Palette, builder: BuilderPane, inspector: Inspector,
                 tabs: QTabWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._palette = palette
        self._builder = builder
        self._tabs = tabs
        builder.setMinimumWidth(280)
        scroll = self._inspector = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inspector)
        scroll.setMinimumHeight(190)
        self._work = QSplitter(Qt.Orientation.Vertical)
        self._work.addWidget(tabs)
        self._work.addWidget(scroll)
        self._work.setSizes([520, 300])
        self._work.setStretchFactor(0, 0)
        self._work.setStretchFactor(1, 1)  # a small window takes from the inspector first, which scrolls
        self.help = HelpPlace(document, self._work)
        for widget in (palette, builder, self.help):
            self.addWidget(widget)
        for splitter in (self._work, self):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self.setSizes([PALETTE_WIDTH, BUILDER_WIDTH, 1440 - PALETTE_WIDTH - BUILDER_WIDTH])
        for index, stretch in enumerate((0, 0, 1)):
            self.setStretchFactor(index, stretch)

    def enlarge(self, enlarged: bool) -> None:
        """Give the pane in front all the room, or show palette, stack and inspector beside it again."""
        for widget in (self._palette, self._builder, self._inspector):
            widget.setVisible(not enlarged)

    def fit(self, width: int) -> None:
        """Take the form that a window's width has room for."""
        compact = width < COMPACT_BELOW
        self.help.set_narrow(compact)
        if compact == self._palette.compact:
            return
        _, builder, work = self.sizes()
        room = sum(self.sizes())
        self._palette.set_compact(compact)
        palette = self._palette.maximumWidth() if compact else PALETTE_WIDTH
        builder = builder if builder + work > palette else BUILDER_WIDTH
        self.setSizes([palette, builder, room - palette - builder])

    def restore(self, settings: Settings) -> None:
        """Have the sizes and the pane of the last session."""
        for key, splitter in ((ACROSS, self), (WORK, self._work)):
            state = settings.blob(key)
            if state is not None:
                splitter.restoreState(state)
        self._tabs.setCurrentIndex(int(settings.text(TAB, "1") or 1))
        self.help.restore(settings)

    def remember(self, settings: Settings) -> None:
        """Keep sizes and the last pane for the next start."""
        settings.put(ACROSS, self.saveState())
        settings.put(WORK, self._work.saveState())
        settings.put(TAB, str(self._tabs.currentIndex()))
        self.help.remember(settings)
