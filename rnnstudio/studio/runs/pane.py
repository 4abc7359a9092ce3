"""The Runs pane: all runs in a table, the selected one's page below, two or more compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMetaMethod, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.registry import Registry
from rnnstudio.studio.runs.actions import RunActions
from rnnstudio.studio.runs.comparison import MOST, ComparisonPage
from rnnstudio.studio.runs.filter_bar import FilterBar
from rnnstudio.studio.runs.lines import names_apart
from rnnstudio.studio.runs.model import RunsModel
from rnnstudio.studio.runs.page import RunPage
from rnnstudio.studio.runs.reader import RunsReader
from rnnstudio.studio.runs.rows import RunRow
from rnnstudio.studio.runs.table import RunsTable
from rnnstudio.studio.runs.verbs import TITLES, Verb, makes_sense
from rnnstudio.studio.statement import EmptyPane

LOW = 430
"""Height in pixels below which table and page take turns."""


class RunsPane(QStackedWidget):
    """Shows the runs of a folder.

    A button for which the window has connected no signal isn't shown.

    Args:
        registry: Knows the titles of layers and settings.
        runs: Returns the folder.

    Signals:
        noticed: A ``Notice`` to show.
        train_requested: "Train" was pressed, for want of runs.
        words_requested: "Look at its words" was pressed for a run.
        export_requested: "Export vectors".
        try_requested: "Try it".
        evaluate_requested: "Evaluate".
        builder_requested: "Put back into the builder".
        weights_requested: "Continue from its weights".
        overlay_requested: "Lay over the live curves"; carries name and folder of each run.
        go_on_requested: "Go on", or "Train more epochs"; carries how many more than were planned.
    """

    noticed = Signal(object)
    train_requested = Signal()
    words_requested = Signal(object)
    export_requested = Signal(object)
    try_requested = Signal(object)
    evaluate_requested = Signal(object)
    builder_requested = Signal(object)
    weights_requested = Signal(object)
    overlay_requested = Signal(object)
    go_on_requested = Signal(object, int)

    def __init__(self, registry: Registry, runs: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._away = False
        self.deeds = RunActions(registry, self)
        self.reader = RunsReader(runs, registry, self)
        self.model = RunsModel(self._rename, self)
        self.table = RunsTable(self.model)
        self.bar = FilterBar()
        self.page = RunPage(registry, self._keep_notes)
        self.comparison = ComparisonPage(registry.component_class)
        self.hint = EmptyPane("history", tr("No run is selected"), tr(
            "Select a run to see its curves, settings and notes; select two or more to compare them."))
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.empty = EmptyPane("history", "", "", self.train)
        self._compose()
        self._connect()
        self._show_reading()

    def _compose(self) -> None:
        self.below = QStackedWidget()
        for page in (self.hint, self.page, self.comparison):
            self.below.addWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.below)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setSizes([180, 320])
        self.splitter.setStretchFactor(1, 1)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        self.addWidget(self.empty)
        self.addWidget(work)

    def _connect(self) -> None:
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.reader.changed.connect(self._show_reading)
        self.deeds.noticed.connect(self.noticed)
        self.deeds.changed.connect(self.reader.look)
        self.bar.changed.connect(self._filter)
        self.bar.back_wanted.connect(self._back)
        self.bar.open_wanted.connect(self._open)
        self.model.arranged.connect(self._arranged)
        self.table.chosen.connect(self._show_selected)
        self.table.opened.connect(self._open)
        self.table.star_toggled.connect(self._toggle_star)
        self.table.delete_wanted.connect(self.delete_selected)
        self.table.menu_wanted.connect(self._show_menu)
        self.page.asked.connect(self._do)
        self.comparison.overlay_wanted.connect(self.lay_over)
        self.page.star_wanted.connect(self._star_shown)
        self.page.rename_wanted.connect(self._rename_shown)

    @property
    def selected(self) -> list[RunRow]:
        """The selected runs."""
        return self.table.selected

    def show_run(self, run: Path) -> None:
        """Select a run, once it is there."""
        self.table.select([run])
        self.reader.look()

    def close_reader(self) -> None:
        """Keep what was typed and end the thread, before the window is thrown away."""
        self.page.notes.flush()
        self.reader.close()

    @Slot()
    def refresh(self) -> None:
        """Look for what has changed."""
        self.reader.look()

    @Slot()
    def _show_reading(self) -> None:
        rows = self.reader.rows
        if not rows:
            self._say_empty()
        had = bool(self.model.rows)
        self.model.set_rows(rows.values())
        self.setCurrentIndex(1 if rows else 0)
        if rows and not had and not self.selected and self.model.rows:
            readable = [row for row in self.model.rows if row.entry.info is not None]
            self.table.select([row.path for row in (readable or self.model.rows)[:1]])
        self._show_selected()

    def _say_empty(self) -> None:
        if self.reader.problem:
            self.empty.say(tr("The runs can’t be listed"), self.reader.problem)
        elif not self.reader.has_read:
            self.empty.say(tr("Reading the runs"), "")
        else:
            self.empty.say(tr("No runs yet"), tr(
                "Every training is kept here with its curves, settings and model, to be compared and used again."))
        self.train.setVisible(self.reader.has_read and not self.reader.problem)

    @Slot()
    def _filter(self) -> None:
        self.model.set_filter(self.bar.wanted)

    @Slot()
    def _arranged(self) -> None:
        self.bar.show_count(len(self.model.rows), len(self.reader.rows))

    @Slot()
    def _show_selected(self) -> None:
        rows = self.selected
        if len(rows) == 1:
            if rows[0] is not self.page.row:
                self.page.show_run(rows[0], self._connected())
            self.below.setCurrentWidget(self.page)
        else:
            self.page.notes.flush()
            if rows:
                self.comparison.show_runs(rows)
            self.below.setCurrentWidget(self.comparison if rows else self.hint)
        if not rows:
            self._away = False
        self._fit()

    def _connected(self) -> set[Verb]:
        """Return what the window, or the pane itself, can do."""
        signals = {"words": self.words_requested, "export": self.export_requested, "try": self.try_requested,
                   "evaluate": self.evaluate_requested, "builder": self.builder_requested,
                   "weights": self.weights_requested, "go_on": self.go_on_requested, "more": self.go_on_requested,
                   "overlay": self.overlay_requested}
        heard: set[Verb] = {"folder", "card", "delete"}
        for verb, signal in signals.items():
            if self.isSignalConnected(QMetaMethod.fromSignal(signal)):
                heard.add(verb)  # type: ignore[arg-type]
        return heard

    @Slot(str)
    def _do(self, verb: str) -> None:
        row = self.page.row
        if row is None:
            return
        match verb:
            case "go_on":
                self.go_on_requested.emit(row.path, 0)
            case "more":
                self.go_on_requested.emit(row.path, self.page.buttons.epochs.value)
            case "overlay":
                self.lay_over()
            case "folder":
                self.deeds.open_folder(row.path)
            case "card":
                self.page.notes.flush()
                self.deeds.export_card(row)
            case "delete":
                self.delete_selected()
            case _:
                getattr(self, f"{verb}_requested").emit(row.path)

    @Slot()
    def lay_over(self) -> None:
        """Have the curves of the selected runs laid over those of the training."""
        rows = self.selected[:MOST]
        names = names_apart(rows)
        self.overlay_requested.emit([(names[row.path], row.path) for row in rows])

    @Slot()
    def delete_selected(self) -> None:
        """Move the selected runs to the trash."""
        self.page.notes.flush()
        self.deeds.delete(self.selected)

    def _rename(self, run: Path, name: str) -> None:
        self.deeds.change(run, name=name)

    def _keep_notes(self, run: Path, notes: str) -> bool:
        return self.deeds.change(run, notes=notes)

    @Slot(object)
    def _toggle_star(self, run: Path) -> None:
        row = self.reader.rows.get(run)
        if row is not None:
            self.deeds.change(run, starred=not row.entry.own.starred)

    @Slot()
    def _star_shown(self) -> None:
        if self.page.row is not None:
            self._toggle_star(self.page.row.path)

    @Slot()
    def _rename_shown(self) -> None:
        self._back()
        self.table.rename()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        rows = self.selected
        if len(rows) == 1:
            menu.addAction(tr("Rename"), self.table.rename)
            heard = self._connected()
            for verb in makes_sense(rows[0]):
                if verb in heard and verb not in ("delete", "more"):
                    menu.addAction(tr(TITLES[verb]), partial(self._do, verb))
            menu.addSeparator()
        elif rows:
            menu.addAction(tr(TITLES["overlay"]), self.lay_over)
        menu.addAction(tr("Delete"), self.delete_selected)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    @Slot()
    def _open(self) -> None:
        self._away = bool(self.selected)
        self._fit()

    @Slot()
    def _back(self) -> None:
        self._away = False
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Show table and page below one another, or one of them where there is little height."""
        low = self.height() < LOW
        self.table.setVisible(not (low and self._away))
        self.below.setVisible(not low or self._away)
        self.bar.set_turns(low, self._away, len(self.selected))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reader.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.page.notes.flush()
        self.reader.watch(False)
