"""Charts of one run or several, with all that a person can choose about them. It knows no training under way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.plots.exporting import ChartExport
from rnnstudio.studio.plots.look import Way
from rnnstudio.studio.plots.sight import Sight
from rnnstudio.studio.plots.work import Work
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import SPACE_1
from rnnstudio.studio.training.chart_bar import ChartBar
from rnnstudio.studio.training.chart_grid import BETWEEN, ChartGrid
from rnnstudio.studio.training.choices import Choices
from rnnstudio.studio.training.kinds import ChartKind
from rnnstudio.studio.training.legend import Entry, Legend
from rnnstudio.studio.training.looks import LOOKS, TITLES, Role, gauge_look, run_looks
from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.training.ways import Ways

if TYPE_CHECKING:
    from rnnstudio.studio.plots.chart import Chart
    from rnnstudio.studio.training.curves import Curves
    from rnnstudio.studio.training.run_lines import Source

_INTERVAL = 67
"""Milliseconds between two drawings: at most fifteen a second."""
_OWN_COLOURS = 2
"""Series colours that the run under watch takes, training and validation; those laid over it begin behind."""


class CurveBoard(QWidget):
    """Shows the curves of runs, which it reads from their folders.

    Attributes:
        ways: The buttons for the x axis, for the owner to place.
        export: Saves what the charts show.

    Signals:
        noticed: A ``Notice`` to be shown: of what was saved, or what can't be read.
        ready: Everything that was to be read is shown.
    """

    noticed = Signal(object)
    ready = Signal()

    def __init__(self, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = Choices(settings)
        self._own: Curves | None = None
        self._wanted: list[tuple[str, Path]] = []
        self._read: dict[Path, Curves] = {}
        self._drawing: list[str] = []
        self._again = False
        self.sight = Sight(self)
        self.legend, self.ways, self.bar = Legend(), Ways(), ChartBar()
        self.grid = ChartGrid(self.sight)
        self.export = ChartExport(self.grid.shown, self)
        self._work = Work(self)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self._draw_in_turn)
        if self._choices.smoothing is not None:
            self.bar.smoothing.setValue(self._choices.smoothing)
        self._compose()
        self._connect()

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.bar)
        column.addWidget(self.legend)
        column.addWidget(self.grid, 1)

    def _connect(self) -> None:
        self.ways.chosen.connect(self._switch)
        self.ways.follow_wanted.connect(self.sight.release)
        self.sight.changed.connect(self._offer_follow)
        self.sight.released.connect(self._offer_follow)
        self.bar.toggled.connect(self._toggle)
        self.bar.smoothing_changed.connect(self._smooth)
        self.grid.made.connect(self._chart_made)
        self.grid.scrolled.connect(self.start_over)
        self.export.noticed.connect(self.noticed)
        self._work.done.connect(self._on_read)
        self._work.failed.connect(self._on_unread)
        plot_loader().loaded.connect(self.start_over)

    @property
    def charts(self) -> list[Chart]:
        """The charts that are shown, in reading order."""
        return self.grid.shown()

    def chart(self, key: str) -> Chart | None:
        """Return the chart of a kind, such as "metric:loss", if it is there."""
        return self.grid.charts.get(key)

    def set_overlays(self, runs: Sequence[tuple[str, Path]]) -> None:
        """Lay the curves of other runs over what is shown.

        Args:
            runs: Name and folder of each; they are read in the background, and those read before not again.
        """
        self._wanted = list(runs)
        self._read = {path: self._read[path] for _, path in runs if path in self._read}
        for _, path in self._wanted:
            if path not in self._read:
                self._work.begin(path, lambda path=path: _read(path))  # type: ignore[misc]
        self.start_over()

    def sources(self) -> list[Source]:
        """Return the runs that are shown by now."""
        if self._own is None and not self._read:
            return []
        from rnnstudio.studio.training.run_lines import Source  # numpy, which no start of the window waits for

        own = [] if self._own is None else [Source(self._own, tr("this run") if self._wanted else "")]
        first = _OWN_COLOURS if own else 0
        return own + [Source(self._read[path], name, run_looks(index), gauge_look(index))
                      for index, (name, path) in enumerate(self._wanted, start=first) if path in self._read]

    def redraw(self) -> None:
        """Draw at once what is known by now."""
        while self._head():
            pass
        self._lay_out()
        for key in list(self._drawing):
            self._draw(key)
        self._drawing = []

    @Slot()
    def start_over(self) -> None:
        """Draw all charts as soon as there is time."""
        self._drawing = []
        self._redraw.start(0)

    @Slot()
    def _draw_in_turn(self) -> None:
        """Do one thing of a drawing, and go on only after the window has seen to everything else."""
        if not self.isVisible():
            return  # it starts over when it is shown
        is_headed = False
        if self._drawing:
            self._draw(self._drawing.pop(0))
        else:
            is_headed = self._head()
            if not is_headed:
                self._lay_out()
        if self._drawing or is_headed:
            self._redraw.start(BETWEEN)
        elif self._again:
            self._again = False
            self._redraw.start(_INTERVAL)

    def draw_soon(self) -> None:
        """Draw what has come, together with what comes until the next drawing is due."""
        if not self.isVisible():
            return
        if self._redraw.isActive():
            self._again = True
        else:
            self._redraw.start(_INTERVAL)

    def _head(self) -> bool:
        """Follow what there is to be shown with the buttons or, if they needn't change, the legend.

        Returns:
            Whether one of them is another now.
        """
        sources, way = self.sources(), self.ways.way
        kinds = self._kinds(sources)
        chosen = self._choices.chosen(kinds)
        self.bar.smoother.setVisible(way != "epoch" or any(kind.of == "gauge" for kind in chosen))
        return (self.bar.show_kinds(kinds, {kind.key for kind in chosen})
                or self.legend.show_entries(_legend(sources, chosen, way)))

    def _lay_out(self) -> None:
        """Follow what there is to be shown with the charts, and with how far the x axis goes."""
        sources, way = self.sources(), self.ways.way
        chosen = self._choices.chosen(self._kinds(sources))
        self.grid.show_kinds([kind.key for kind in chosen])
        first = 1.0 if way == "epoch" and not any(kind.of != "metric" for kind in chosen) else 0.0
        last = max((source.curves.reach(way) for source in sources), default=1.0)
        self.sight.least = {"step": 4.0, "epoch": 0.2, "time": 0.2}[way]
        self.sight.follow(first, max(last, first + 1.0))
        self._drawing = [kind.key for kind in chosen]

    def _draw(self, key: str) -> None:
        from rnnstudio.studio.training.run_lines import lines_of, words_of

        chart, sources, way = self.grid.charts.get(key), self.sources(), self.ways.way
        kind = next((kind for kind in self._kinds(sources) if kind.key == key), None)
        if chart is None or kind is None or not self.grid.is_in_sight(chart):
            return
        lines = [line for source in sources for line in lines_of(source, kind, way, self.bar.span)]
        if chart.title != kind.title:
            chart.set_title(kind.title)
        chart.show_lines(lines, way, words_of(sources[0], kind))

    @staticmethod
    def _kinds(sources: Sequence[Source]) -> list[ChartKind]:
        if not sources:
            return []
        from rnnstudio.studio.training.run_lines import kinds_of

        return kinds_of(sources)

    @Slot(str, bool)
    def _toggle(self, key: str, on: bool) -> None:
        self._choices.show(key, on)
        self.start_over()

    @Slot(object)
    def _chart_made(self, chart: Chart) -> None:
        chart.menu_wanted.connect(lambda place: self.export.open_menu(chart, place))
        chart.log_changed.connect(lambda on: self._choices.set_log(chart.key, on))
        chart.set_log(self._choices.is_log(chart.key))
        self.start_over()

    @Slot()
    def _smooth(self) -> None:
        self._choices.smoothing = self.bar.smoothing.value()
        self.start_over()

    @Slot()
    def _switch(self) -> None:
        self.sight.release()
        self.sight.point(None)
        self.start_over()

    @Slot()
    def _offer_follow(self) -> None:
        self.ways.follow.setVisible(any(chart.held for chart in self.charts))

    @Slot(object, object)
    def _on_read(self, path: Path, curves: Curves) -> None:
        if any(path == wanted for _, wanted in self._wanted):
            self._read[path] = curves
            self.start_over()
        if not self._work.running:
            self.ready.emit()

    @Slot(object, str)
    def _on_unread(self, _path: Path, reason: str) -> None:
        self.noticed.emit(Notice(text=reason, kind="error", topic="chart"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.start_over()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.start_over()


def _legend(sources: Sequence[Source], chosen: Sequence[ChartKind], way: Way) -> list[Entry]:
    """Return what the legend explains: each kind of curve of the only run, or each run."""
    if len(sources) > 1 or any(source.name for source in sources):
        return [(source.looks["validation"], source.name) for source in sources]
    smooth = way != "epoch" and any(kind.of == "metric" for kind in chosen)
    metric = any(kind.of == "metric" for kind in chosen)
    noisy = smooth or any(kind.of == "gauge" for kind in chosen)
    roles: dict[Role, bool] = {"batch": noisy, "smooth": noisy, "training": metric, "validation": metric,
                               "best": metric}
    return [(LOOKS[role], tr(TITLES[role])) for role, is_there in roles.items() if is_there]


def _read(path: Path) -> Curves:
    from rnnstudio.runs.curves import read_curves
    from rnnstudio.studio.training.curves import Curves

    return Curves.read(read_curves(path))
