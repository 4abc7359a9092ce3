"""The last finished epoch in figures: a name above, a number below, side by side like a table of one row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.theme import SPACE_4
from rnnstudio.studio.training.state import TrainingState
from rnnstudio.studio.training.wording import in_sentence, metric_name, value_words

MOST = 6


class Figures(QWidget):
    """Epoch, metrics and best epoch of a ``TrainingState``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(0)
        self._pairs = [(QLabel(), QLabel()) for _ in range(MOST)]
        for column, (name, value) in enumerate(self._pairs):
            name.setProperty("role", "secondary")
            value.setProperty("role", "heading")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, 0, column)
            grid.addWidget(value, 1, column)
        grid.setColumnStretch(MOST, 1)

    def show_state(self, state: TrainingState) -> None:
        """Show the figures of the last finished epoch; dashes before there is one."""
        shown = figures(state)[:MOST]
        for index, (name, value) in enumerate(self._pairs):
            visible = index < len(shown)
            name.setVisible(visible)
            value.setVisible(visible)
            if visible:
                name.setText(shown[index][0])
                value.setText(shown[index][1])
                value.setAccessibleName(f"{shown[index][0]}: {shown[index][1]}")


def figures(state: TrainingState) -> list[tuple[str, str]]:
    """Return names and values, in reading order: epochs, each metric on both parts, the best epoch."""
    done = state.curves.finished_epochs if state.curves is not None else 0
    shown = [(tr("Epochs"), tr("{done} of {planned}", done=number(done), planned=number(state.epochs)))]
    names = list(state.curves.metrics[:2]) if state.curves is not None else []
    for metric in names:
        for name in (metric, f"val_{metric}"):
            value = state.metrics.get(name)
            if value is None and name != metric and state.metrics:
                continue
            bare = metric_name(metric)
            title = bare if name == metric else tr("Val. {metric}", metric=in_sentence(bare))
            shown.append((title, "–" if value is None else value_words(value)))
    shown.append((tr("Best epoch"), number(state.best_epoch) if state.best_epoch else "–"))
    return shown
