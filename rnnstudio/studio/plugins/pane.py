"""The Plugins pane: what was loaded, how long it took, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.registry import Registry
from rnnstudio.studio.plugins.entry import PluginEntry
from rnnstudio.studio.plugins.wording import heading_words
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.theme import SPACE_3, SPACE_4


class PluginsPane(QScrollArea):
    """One entry for each plugin, those with problems first."""

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = [PluginEntry(report) for report in
                        sorted(registry.reports, key=lambda report: not report.problems)]
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(0)
        self.heading = QLabel(heading_words(registry.reports))
        self.heading.setProperty("role", "secondary")
        if self.entries:
            column.addWidget(self.heading)
            column.addSpacing(SPACE_3)
            for entry in self.entries:
                column.addWidget(_line())
                column.addWidget(entry)
            column.addStretch(1)
        else:
            column.addWidget(EmptyPane("puzzle", tr("No plugins"), tr(
                "Layers, data, encoders and exporters all come from plugins. Install RNN Studio anew to get its own "
                "back.")), 1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
