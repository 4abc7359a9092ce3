"""Offers to go on with what a killed program, a power cut or a closed window left unfinished."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QThread, Signal, Slot

from rnnstudio.api import UserError, tr
from rnnstudio.api.text import language
from rnnstudio.project.words import number
from rnnstudio.runs.folder import read_info
from rnnstudio.runs.places import runs_folder
from rnnstudio.runs.standing import Standing, interrupted_runs, remove_unborn, standing
from rnnstudio.studio.errand import keep
from rnnstudio.studio.notice import Notice

if TYPE_CHECKING:
    from rnnstudio.studio.workbench import Workbench

TOPIC = "unfinished"
PASSED_OVER = "runs/passed_over"
MOST_PASSED_OVER = 50


class _Search(QThread):
    """Looks through the runs folder, which may be large, or on a network."""

    found = Signal(object)

    def run(self) -> None:
        """Look; runs in the thread."""
        folder = runs_folder()
        remove_unborn(folder)
        self.found.emit(interrupted_runs(folder))


class Unfinished(QObject):
    """Finds interrupted runs when the window is on screen, and offers the latest."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._search: _Search | None = None

    @Slot()
    def look(self) -> None:
        """Look for interrupted runs; returns at once."""
        if self._search is None:
            self._search = _Search()
            self._search.found.connect(self._on_found)
            self._search.start()

    def actions_for(self, run: Path | None) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return the button of a notice that a run was lost: to go on with it, if that is possible."""
        try:
            if run is None or not standing(run).can_go_on:
                return ()
        except UserError:
            return ()
        return ((tr("Go on"), partial(self._bench.go_on, run)),)

    def close(self) -> None:
        """End with the program."""
        if self._search is not None and not self._search.wait(1000):
            keep(self._search)

    @Slot(object)
    def _on_found(self, runs: list[tuple[Path, Standing]]) -> None:
        passed_over = set(self._bench.settings.texts(PASSED_OVER))
        offered = [(run, told) for run, told in runs if run.name not in passed_over]
        if not offered or self._bench.link.training:
            return
        run, told = offered[0]
        text = sentence(run, told)
        if len(offered) > 1:
            text += " " + tr("Other runs that were interrupted: {count}; they are in Runs.", count=len(offered) - 1)
        self._bench.noticed.emit(Notice(text=text, topic=TOPIC, stays=True, actions=(
            (tr("Go on"), partial(self._bench.go_on, run)),
            (tr("Leave it"), partial(self._pass_over, [entry[0] for entry in offered])))))

    def _pass_over(self, runs: list[Path]) -> None:
        """Offer these no more; they can still be gone on with from the Runs pane."""
        known = [*(run.name for run in runs), *self._bench.settings.texts(PASSED_OVER)]
        self._bench.settings.put_texts(PASSED_OVER, known[:MOST_PASSED_OVER])
        self._bench.withdrawn.emit(TOPIC)


def sentence(run: Path, told: Standing) -> str:
    """Say what was interrupted, where and when."""
    try:
        name = read_info(run).name
    except UserError:
        name = run.name
    if not told.saved:
        return tr("The training of “{name}” was interrupted before anything was kept; it would begin anew.",
                  name=name)
    saved = QDateTime.fromSecsSinceEpoch(int(told.saved))
    return tr("The training of “{name}” was interrupted in epoch {epoch} of {epochs}, {time}. It can go on from "
              "there as if nothing had happened.", name=name, epoch=number(min(told.epoch + 1, told.planned)),
              epochs=number(told.planned), time=QLocale(language()).toString(saved, QLocale.FormatType.ShortFormat))
