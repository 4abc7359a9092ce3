"""New, Open, Save, Save as: what asks the person, and never loses work without asking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from rnnstudio.api import Template, UserError, tr
from rnnstudio.project.file import SUFFIX, load
from rnnstudio.runs.folder import PROJECT
from rnnstudio.runs.places import projects_folder
from rnnstudio.studio.workbench import Workbench


class FileActions:
    """The File menu's verbs for one window."""

    def __init__(self, workbench: Workbench, window: QWidget) -> None:
        self._bench = workbench
        self._window = window
        workbench.ask_where = self.save_as

    def new(self) -> None:
        """Begin an empty project."""
        if self.may_discard():
            self._bench.new()

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open project"), str(self._folder()), self._filter())
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a file."""
        if self.may_discard():
            self._bench.open(path)

    def open_template(self, template: Template) -> None:
        """Open a copy of a template."""
        if self.may_discard():
            self._bench.open_template(template)

    def open_run(self, run: Path) -> None:
        """Open the project of a run as a new one."""
        if self.may_discard():
            self._bench.open_run(run)

    def open_stack_of(self, run: Path) -> bool:
        """Have a project open whose stack is that of a run: the one that is, or the run's own. False if none is."""
        try:
            same = load(run / PROJECT).stack == self._bench.document.project.stack
        except UserError as error:
            self._bench.say(str(error), "error")
            return False
        return same or (self.may_discard() and self._bench.open_run(run))

    def open_dropped(self, urls: Sequence[QUrl]) -> None:
        """Open the first project among files dropped on the window."""
        for url in urls:
            if url.toLocalFile().endswith(SUFFIX):
                self.open(Path(url.toLocalFile()))
                return

    def save(self) -> bool:
        """Save to the project's file; ask for one if it has none. False if nothing was saved."""
        path = self._bench.document.path
        return self._bench.save(path) if path is not None else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save to it. False if nothing was saved."""
        document = self._bench.document
        proposed = document.path or self._folder() / f"{document.project.name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save project as"), str(proposed), self._filter())
        if not name:
            return False
        path = Path(name)
        if path.suffix != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        return self._bench.save(path, overwrite=True)  # the dialog has asked

    def may_discard(self) -> bool:
        """Ask about unsaved changes; True if the open project may go."""
        if self._bench.document.is_saved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Save the changes to “{name}”?", name=self._bench.document.project.name))
        box.setInformativeText(tr("What you don't save is lost."))
        save = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return self.save()
        if box.clickedButton() is not discard:
            return False
        self._bench.recorder.may_be_lost()
        return True

    def _folder(self) -> Path:
        path = self._bench.document.path
        folder = path.parent if path is not None else projects_folder()
        return folder if folder.is_dir() else Path.home()

    @staticmethod
    def _filter() -> str:
        return tr("RNN Studio projects") + f" (*{SUFFIX})"
