"""A run's page: what it came to, what to do with it, its curves and all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.cards import facts
from rnnstudio.registry import Registry
from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.runs.buttons import VerbButtons
from rnnstudio.studio.runs.curve_plot import CurvePlot
from rnnstudio.studio.runs.lines import plots_of
from rnnstudio.studio.runs.notes import NotesField
from rnnstudio.studio.runs.pairs import Pairs
from rnnstudio.studio.runs.rows import RunRow, problem_words
from rnnstudio.studio.runs.verbs import Verb
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5, TARGET_HEIGHT, icon, theme

BESIDE_FROM = 620
"""Width in pixels from which plots, and facts, stand side by side."""
PLOTS = 2


class RunPage(QScrollArea):
    """Shows one run.

    Signals:
        asked: Something is to be done with it; carries the verb.
        star_wanted: The star was clicked.
        rename_wanted: The pencil was clicked.
    """

    asked = Signal(str)
    star_wanted = Signal()
    rename_wanted = Signal()

    def __init__(self, registry: Registry, keep_notes: Callable[[Path, str], bool],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self.row: RunRow | None = None
        self.star = _small_button(self.star_wanted.emit)
        self.pencil = _small_button(self.rename_wanted.emit, tr("Rename"))
        self.name = ElidedLabel(role="heading", mode=Qt.TextElideMode.ElideMiddle)
        self.model = WrapLabel(role="secondary")
        self.summary = WrapLabel()
        self.problem = Statement("warning")
        self.buttons = VerbButtons()
        self.buttons.asked.connect(self.asked)
        self.plots = [CurvePlot() for _ in range(PLOTS)]
        self.notes = NotesField(keep_notes)
        self.course, self.data = Pairs(tr("Training")), Pairs(tr("Data"))
        self.metrics, self.layers = Pairs(tr("Best epoch")), Pairs(tr("Layers"))
        self.settings, self.versions = Pairs(tr("Settings")), Pairs(tr("Versions"))
        self.more = Disclosure(tr("Settings and versions"), QWidget())
        self._compose()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.star)
        head.addWidget(self.name, 1)
        head.addWidget(self.pencil)
        column.addLayout(head)
        for widget in (self.summary, self.model, self.problem):
            column.addWidget(widget)
        column.addSpacing(SPACE_2)
        column.addWidget(self.buttons)
        column.addSpacing(SPACE_3)
        self._beside = [_row(self.plots), _row([_stacked([self.metrics, self.course]), _stacked([self.data])]),
                        _row([self.settings, self.versions])]
        column.addLayout(self._beside[0])
        column.addSpacing(SPACE_3)
        column.addWidget(self.notes)
        column.addSpacing(SPACE_3)
        column.addLayout(self._beside[1])
        column.addWidget(self.layers)
        self.more.content.setLayout(self._beside[2])
        column.addWidget(self.more)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def show_run(self, row: RunRow, offered: Collection[Verb]) -> None:
        """Show a run.

        Args:
            row: The run.
            offered: What somebody can do with it.
        """
        another = self.row is None or row.path != self.row.path
        self.row = row
        entry = row.entry
        self.name.setText(entry.name)
        self.summary.setText(facts.summary(entry) if entry.info is not None else "")
        self.summary.setVisible(entry.info is not None)
        self.model.setText(row.model)
        self.model.setVisible(bool(row.model))
        problem = problem_words(row)
        self.problem.setVisible(bool(problem))
        self.problem.say("error" if entry.standing == "failed" else "warning", problem)
        self.buttons.offer(row, offered)
        self._show_plots(row)
        self.notes.show_notes(row.path, entry.own.notes)
        self.metrics.show_rows([(facts.metric_title(one.name), facts.both_words(one))
                                for one in facts.metric_rows(entry)])
        self.course.show_rows(facts.course(entry, row.project))
        self.data.show_rows(facts.data_facts(entry))
        self.settings.show_rows([(setting.title, setting.words) for setting in row.settings.values()])
        self.layers.show_rows(facts.layer_pairs(self._registry, entry))
        self.versions.show_rows(facts.version_rows(entry))
        self.more.setVisible(entry.info is not None)
        self._restyle()
        if another:
            self.verticalScrollBar().setValue(0)

    def _show_plots(self, row: RunRow) -> None:
        found = plots_of(row)
        for place, plot in enumerate(self.plots):
            plot.setVisible(place < len(found))
            if place < len(found):
                plot.show_lines(*found[place])

    @Slot()
    def _restyle(self) -> None:
        starred = self.row is not None and self.row.entry.own.starred
        self.star.setIcon(icon("star-filled", "warning") if starred else icon("star", "secondary"))
        words = tr("Take the star away") if starred else tr("Mark with a star")
        self.star.setToolTip(words)
        self.star.setAccessibleName(words)
        self.pencil.setIcon(icon("pencil", "secondary"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.viewport().width() >= BESIDE_FROM
        for row in self._beside:
            row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)


def _small_button(act: Callable[[], object], words: str = "") -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda: act())
    return button


def _row(widgets: Collection[QWidget]) -> QBoxLayout:
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_5)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def _stacked(widgets: Collection[QWidget]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_3)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return box
