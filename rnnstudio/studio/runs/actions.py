"""What the Runs pane does with runs by itself: name, star, notes, folder, card, trash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.cards.page import SUFFIX, write_card
from rnnstudio.registry import Registry
from rnnstudio.runs.own import change_own
from rnnstudio.studio.menus.show_folder import show_folder
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.runs.removing import delete
from rnnstudio.studio.runs.rows import RunRow


class RunActions(QObject):
    """Acts on run folders.

    Signals:
        noticed: A ``Notice`` to show.
        changed: Something on disk is different by now.
    """

    noticed = Signal(object)
    changed = Signal()

    def __init__(self, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent)
        self._registry = registry
        self._window = parent

    def change(self, run: Path, *, name: str | None = None, starred: bool | None = None,
               notes: str | None = None) -> bool:
        """Keep a name, a star or notes; False if they can't be written, which is said."""
        try:
            change_own(run, name=name, starred=starred, notes=notes)
        except UserError as error:
            self.complain(str(error))
            return False
        finally:
            self.changed.emit()
        return True

    def open_folder(self, run: Path) -> None:
        """Show a run's files."""
        if run.is_dir():
            show_folder(run)
        else:
            self.complain(tr("{path} is no longer there.", path=run))
            self.changed.emit()

    def export_card(self, row: RunRow) -> None:
        """Ask for a file and write a run's card to it."""
        proposed = str(Path.home() / f"{row.path.name}{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save the run card as"), proposed,
                                              tr("Web pages") + f" (*{SUFFIX})")
        if not name:
            return
        target = Path(name) if Path(name).suffix else Path(name + SUFFIX)
        try:
            write_card(row.path, target, self._registry)
        except UserError as error:
            self.complain(str(error))
            return
        self.noticed.emit(Notice(text=tr("The card is in {file}", file=target), kind="success", topic="runs",
                                 actions=((tr("Open folder"), lambda: show_folder(target.parent)),)))

    def delete(self, rows: Sequence[RunRow]) -> None:
        """Move runs to the trash; those that are under way stay."""
        running = [row for row in rows if row.entry.standing == "running"]
        doomed = [row.path for row in rows if row.entry.standing != "running"]
        if doomed:
            self.noticed.emit(delete(doomed, self._brought_back))
            self.changed.emit()
        elif running:
            self.complain(tr("“{name}” is still running; stop it first.", name=running[0].entry.name))

    def _brought_back(self, problem: str) -> None:
        if problem:
            self.complain(problem)
        self.changed.emit()

    def complain(self, text: str) -> None:
        """Say what is wrong."""
        self.noticed.emit(Notice(text=text, kind="error", topic="runs"))
