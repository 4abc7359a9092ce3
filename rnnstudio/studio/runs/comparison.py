"""Two or more runs side by side: what differs in words, metrics with the best marked, curves over one another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.comparing import differences
from rnnstudio.project.describing import Find
from rnnstudio.project.metric_words import best_of, metric_name, value_words
from rnnstudio.project.words import duration, number
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.runs.curve_plot import CurvePlot
from rnnstudio.studio.runs.lines import names_apart, plots_together
from rnnstudio.studio.runs.page import BESIDE_FROM
from rnnstudio.studio.runs.rows import RunRow
from rnnstudio.studio.theme import SPACE_1, SPACE_3, SPACE_4, SPACE_5

MOST = 6
"""Runs that are compared at once: as many as there are line styles that can be told apart."""
PLOTS = 3
_NUMBER_WIDTH = 120


class ComparisonPage(QScrollArea):
    """Compares runs; the earliest is what the others are compared with.

    Signals:
        overlay_wanted: The runs are to be laid over the live curves.
    """

    overlay_wanted = Signal()

    def __init__(self, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.overlay = QPushButton(tr("Lay over the live curves"))
        self.overlay.setToolTip(tr("Show their curves in the Training pane, by batch, with zoom and values"))
        self.overlay.clicked.connect(lambda: self.overlay_wanted.emit())
        self.left_out = WrapLabel(role="secondary")
        self.words = QWidget()
        self.table = QWidget()
        self.plots = [CurvePlot() for _ in range(PLOTS)]
        self._compose()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        self._column.setSpacing(SPACE_3)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(SPACE_5)
        for plot in self.plots:
            self._beside.addWidget(plot, 1)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.overlay)
        self._column.addLayout(head)
        for widget in (self.left_out, self.words, self.table):
            self._column.addWidget(widget)
        self._column.addLayout(self._beside)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def show_runs(self, rows: Sequence[RunRow]) -> None:
        """Compare runs, the first ones if they are too many."""
        compared = sorted(rows[:MOST], key=lambda row: row.started)
        self.title.setText(tr("{count} runs compared", count=number(len(compared))))
        self.left_out.setText(tr("More are selected; the first {count} are compared.", count=MOST))
        self.left_out.setVisible(len(rows) > MOST)
        self.words = self._put(self.words, self._differences(compared))
        self.table = self._put(self.table, _metrics_table(compared))
        found = plots_together(compared)
        for place, plot in enumerate(self.plots):
            plot.setVisible(place < len(found))
            if place < len(found):
                plot.show_lines(*found[place])

    def _put(self, old: QWidget, new: QWidget) -> QWidget:
        self._column.replaceWidget(old, new)
        old.hide()
        old.deleteLater()
        return new

    def _differences(self, rows: Sequence[RunRow]) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        names = names_apart(rows)
        for row in rows[1:]:
            heading = WrapLabel(tr("From {before} to {after}:", before=names[rows[0].path], after=names[row.path]),
                                role="secondary")
            column.addWidget(heading)
            for sentence in difference_words(self._find, rows[0], row):
                column.addWidget(WrapLabel(f"•  {sentence}"))
            column.addSpacing(SPACE_1)
        return box

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.viewport().width() >= BESIDE_FROM
        self._beside.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)


def difference_words(find: Find, before: RunRow, after: RunRow) -> list[str]:
    """Return what makes one run another than the one before it."""
    if before.project is None or after.project is None:
        return [tr("The project of this run can’t be read.")]
    found = differences(find, before.project, after.project)
    data = [row.entry.info.data if row.entry.info is not None else None for row in (before, after)]
    if data[0] is not None and data[1] is not None and data[0].fingerprint != data[1].fingerprint:
        found.append(tr("the data is not the same"))
    return found or [tr("Layers and settings are the same.")]


def _metrics_table(rows: Sequence[RunRow]) -> QWidget:
    """Return the figures of each run in a column."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE_4)
    grid.setVerticalSpacing(SPACE_1)
    names = names_apart(rows)
    for place, row in enumerate(rows, start=1):
        name = ElidedLabel(names[row.path], role="heading", mode=Qt.TextElideMode.ElideMiddle)
        name.setMinimumWidth(_NUMBER_WIDTH)
        grid.addWidget(name, 0, place)
        grid.setColumnStretch(place, 1)
    for line, (title, values, best) in enumerate(figures(rows), start=1):
        label = WrapLabel(title, role="secondary")
        label.setMinimumWidth(_NUMBER_WIDTH)
        grid.addWidget(label, line, 0)
        for place, words in enumerate(values, start=1):
            cell = QLabel(tr("{value} · best", value=words) if place - 1 in best else words)
            cell.setTextFormat(Qt.TextFormat.PlainText)
            if place - 1 in best:
                cell.setProperty("role", "success")
            grid.addWidget(cell, line, place)
    return box


def figures(rows: Sequence[RunRow]) -> list[tuple[str, list[str], set[int]]]:
    """Return metrics and times: a title, each run's value in words, and which runs have the best one.

    Metrics are of the best epoch, of the validation part where there is one. Nothing is best if all are equal.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.entry.best if not name.startswith("val_")))
    found = []
    for name in names:
        values = {place: row.entry.best.get(f"val_{name}", row.entry.best.get(name, float("nan")))
                  for place, row in enumerate(rows)}
        best = best_of(name, values)
        found.append((metric_name(name), [value_words(value) if value == value else "–" for value in values.values()],
                      best if len(best) < len(rows) else set()))
    infos = [row.entry.info for row in rows]
    found.append((tr("Best epoch"), [number(info.best_epoch) if info is not None and info.best_epoch else "–"
                                     for info in infos], set()))
    found.append((tr("Epochs"), [number(info.epochs) if info is not None else "–" for info in infos], set()))
    found.append((tr("Duration"), [duration(info.seconds) if info is not None else "–" for info in infos], set()))
    found.append((tr("Parameters"), [number(sum(layer.parameters for layer in info.layers if not layer.depth))
                                     if info is not None and info.layers else "–" for info in infos], set()))
    return found
