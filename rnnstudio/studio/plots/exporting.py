"""The menu of a chart, and what it saves: pictures and tables, to files or to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.runs.places import projects_folder
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.plots.work import Work
from rnnstudio.studio.theme import icon

if TYPE_CHECKING:
    from rnnstudio.studio.plots.chart import Chart
    from rnnstudio.studio.plots.picture import Sheet

TOPIC = "chart"


class ChartExport(QObject):
    """Saves what charts show.

    Attributes:
        name: What files are called, beside the chart's title; a person may choose another name.

    Signals:
        noticed: A ``Notice`` of what was saved, or why it wasn't.
    """

    noticed = Signal(object)

    def __init__(self, charts: Callable[[], Sequence[Chart]], window: QWidget) -> None:
        super().__init__(window)
        self.name = ""
        self._charts = charts
        self._window = window
        self._folder: Path | None = None
        self._work = Work(self)
        self._work.done.connect(self._saved)
        self._work.failed.connect(self._not_saved)

    def open_menu(self, chart: Chart, place: QPoint) -> None:
        """Show a chart's menu at a place on the screen."""
        menu = self.menu(chart)
        menu.popup(place)

    def menu(self, chart: Chart) -> QMenu:
        """Return the menu of a chart; it goes when it is closed."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        everything = menu.addAction(icon("maximize"), tr("Show everything"), chart.sight.release)
        everything.setEnabled(chart.held)
        scale = menu.addAction(tr("Logarithmic scale"), chart.log_button.click)
        scale.setCheckable(True)
        scale.setChecked(chart.log)
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Copy as image"), lambda: self.copy([chart]))
        menu.addAction(icon("image"), tr("Save picture…"), lambda: self.ask_picture([chart]))
        menu.addAction(icon("table"), tr("Save values…"), lambda: self.ask_table([chart]))
        charts = list(self._charts())
        if len(charts) > 1:
            menu.addSeparator()
            menu.addAction(icon("image"), tr("Save picture of all charts…"), lambda: self.ask_picture(charts))
            menu.addAction(icon("table"), tr("Save values of all charts…"), lambda: self.ask_table(charts))
        return menu

    def copy(self, charts: Sequence[Chart]) -> None:
        """Put an image of charts on the clipboard."""
        from rnnstudio.studio.plots import picture  # only now: no start of the window waits for it

        QGuiApplication.clipboard().setImage(picture.image(sheets_of(charts)))
        self._say(tr("The chart is on the clipboard."), "success")

    def ask_picture(self, charts: Sequence[Chart]) -> None:
        """Ask for a file and write a picture of charts to it."""
        filters = (tr("Image") + " (*.png)", tr("Vector picture") + " (*.svg)")
        path = self._ask(charts, tr("Save picture"), ".png", filters)
        if path is not None:
            self.save_picture(charts, path)

    def save_picture(self, charts: Sequence[Chart], path: Path) -> None:
        """Write a picture of charts, as SVG if the file is called so, else as PNG."""
        from rnnstudio.studio.plots import picture

        try:
            picture.save(sheets_of(charts), path)
        except UserError as error:
            self._say(str(error), "error")
        else:
            self._saved(path)

    def ask_table(self, charts: Sequence[Chart]) -> None:
        """Ask for a file and write all values of charts to it."""
        path = self._ask(charts, tr("Save values"), ".csv", (tr("Table") + " (*.csv)",))
        if path is not None:
            self.save_table(charts, path)

    def save_table(self, charts: Sequence[Chart], path: Path) -> None:
        """Write all values of charts as comma-separated values; that they are saved is told later."""
        from rnnstudio.studio.plots.table import write_table

        columns = [(f"{chart.title}: {line.name}" if len(charts) > 1 else line.name, line)
                   for chart in charts for line in chart.lines if len(line)]
        way = charts[0].way if charts else "step"
        self._work.begin(path, lambda: write_table(path, columns, way))

    @Slot(object, object)
    def _saved(self, path: Path, _result: object = None) -> None:
        self._say(tr("Saved as {path}", path=path), "success")

    @Slot(object, str)
    def _not_saved(self, _path: Path, reason: str) -> None:
        self._say(reason, "error")

    def _ask(self, charts: Sequence[Chart], title: str, suffix: str, filters: tuple[str, ...]) -> Path | None:
        """Ask for a file; one without a known ending gets that of the kind chosen."""
        folder = self._folder or projects_folder()
        folder = folder if folder.is_dir() else Path.home()
        what = charts[0].title if len(charts) == 1 else tr("Charts")
        stem = _file_name(" – ".join(part for part in (self.name, what) if part))
        name, chosen = QFileDialog.getSaveFileName(self._window, title, str(folder / f"{stem}{suffix}"),
                                                   ";;".join(filters))
        if not name:
            return None
        wanted = chosen.rpartition("*")[2].rstrip(")") if chosen else suffix
        path = Path(name)
        self._folder = path.parent
        known = {each.rpartition("*")[2].rstrip(")") for each in filters}
        return path if path.suffix.lower() in known else path.with_name(path.name + (wanted or suffix))

    def _say(self, text: str, kind: str) -> None:
        self.noticed.emit(Notice(text=text, kind=kind, topic=TOPIC))  # type: ignore[arg-type]


def sheets_of(charts: Sequence[Chart]) -> list[Sheet]:
    """Return what charts show by now, to be pictured."""
    from rnnstudio.studio.plots.picture import Sheet

    return [Sheet(title=chart.title, frame=chart.frame_shown, lines=chart.lines)
            for chart in charts if chart.frame_shown is not None]


def _file_name(name: str) -> str:
    """Return a name without what a file's name can't hold."""
    return "".join("_" if letter in '/\\:*?"<>|' else letter for letter in name).strip() or "chart"
