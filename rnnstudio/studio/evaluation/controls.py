"""What is judged by what, in one line, with a second one for a person's file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.places import runs_folder as default_runs
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.forms.manners import ComboBox, LineEdit
from rnnstudio.studio.theme import SPACE_2, Switch

MOST_RUNS = 30
NARROW = 560
"""Width, in pixels, below which the choices take two lines."""
PARTS: tuple[Literal["validation", "test", "file"], ...] = ("validation", "test", "file")
MODELS: tuple[Literal["best", "last"], ...] = ("best", "last")


class Controls(QWidget):
    """Edits a state's choice.

    Signals:
        evaluate_requested: "Evaluate" was pressed.
    """

    evaluate_requested = Signal()

    def __init__(self, state: EvaluationState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._runs: list[Path] = []
        self.run = ComboBox()
        self.run.setAccessibleName(tr("Run to evaluate"))
        self.run.setToolTip(tr("The run to evaluate"))
        self.part = ComboBox()
        self.part.addItems([tr("Validation examples"), tr("Test examples"), tr("A file")])
        self.part.setMinimumContentsLength(14)
        self.part.setAccessibleName(tr("Judge it by"))
        self.part.setToolTip(tr("What to judge it by"))
        self.which = ComboBox()
        self.which.addItems([tr("Best model"), tr("Last model")])
        self.which.setAccessibleName(tr("Model"))
        self.which.setToolTip(tr("The model of the best epoch, or the one at the end"))
        self.button = QPushButton(tr("Evaluate"))
        self.button.setProperty("kind", "primary")
        self.path = LineEdit()
        self.path.setAccessibleName(tr("File to judge by"))
        self.path.setPlaceholderText(tr("A file with the columns of the run's data; drop one here"))
        self.browse = QPushButton(tr("Choose"))
        self.skip = Switch()
        self.skip.setText(tr("Leave out labels that the run doesn't know"))
        self._file = QWidget()
        row = QHBoxLayout(self._file)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        for widget, stretch in ((self.path, 1), (self.browse, 0), (self.skip, 0)):
            row.addWidget(widget, stretch)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_2)
        self._narrow: bool | None = None
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self.run.activated.connect(lambda place: self._state.choose(run=self._runs[place]))
        self.part.activated.connect(lambda place: self._state.choose(part=PARTS[place]))
        self.which.activated.connect(lambda place: self._state.choose(which=MODELS[place]))
        self.path.textChanged.connect(lambda text: self._state.choose(file=text.strip()))
        self.skip.toggled.connect(lambda on: self._state.choose(skip_unknown=on))
        self.button.clicked.connect(self.evaluate_requested)
        self.browse.clicked.connect(self._browse)
        self._state.changed.connect(self.show_state)
        self.show_state()

    def list_runs(self) -> None:
        """Offer the newest runs that have a model, and the chosen one."""
        chosen = self._state.choice.run
        found = list(newest_runs(chosen.parent if chosen is not None else default_runs()))
        if chosen is not None and chosen not in found:
            found.insert(0, chosen)
        if found != self._runs:
            self._runs = found
            self.run.clear()
            for path in found:
                self.run.addItem(run_title(path))
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """Show what is chosen."""
        choice = self._state.choice
        if choice.run is not None and choice.run not in self._runs:
            self._runs.insert(0, choice.run)
            self.run.insertItem(0, run_title(choice.run))
        self.run.setCurrentIndex(self._runs.index(choice.run) if choice.run in self._runs else -1)
        self.part.setCurrentIndex(PARTS.index(choice.part))
        self.which.setCurrentIndex(MODELS.index(choice.which))
        if self.path.text().strip() != choice.file:
            self.path.setText(choice.file)
        self.skip.setChecked(choice.skip_unknown)
        self._file.setVisible(choice.part == "file")
        ready = choice.run is not None and (choice.part != "file" or bool(choice.file))
        self.button.setEnabled(ready and not self._state.running)

    @Slot()
    def _browse(self) -> None:
        start = self._state.choice.file or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, tr("File to judge by"), start)
        if chosen:
            self._state.choose(file=chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        narrow = 0 < self.width() < NARROW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        grid = self._grid
        for widget in (self.run, self.part, self.which, self.button, self._file):
            grid.removeWidget(widget)
        if narrow:
            grid.addWidget(self.run, 0, 0, 1, 3)
            for column, widget in enumerate((self.part, self.which, self.button)):
                grid.addWidget(widget, 1, column)
        else:
            for column, widget in enumerate((self.run, self.part, self.which, self.button)):
                grid.addWidget(widget, 0, column)
        for column, stretch in enumerate((1, 1, 0, 0) if narrow else (3, 1, 1, 0)):
            grid.setColumnStretch(column, stretch)
        grid.addWidget(self._file, 2, 0, 1, 4)


def newest_runs(runs: Path) -> list[Path]:
    """Return the newest runs that have a model; their names begin with the date."""
    try:
        folders = sorted((path for path in runs.iterdir() if (path / runs_folder.INFO).is_file()),
                         key=lambda path: path.name, reverse=True)
    except OSError:
        return []
    with_model = (path for path in folders if any((path / name).is_file() for name in (
        runs_folder.BEST, runs_folder.LAST)))
    return [path for path, _ in zip(with_model, range(MOST_RUNS), strict=False)]


def run_title(run: Path) -> str:
    """Return a run's project and time: "Surnames · 2026-11-27 05:03"."""
    try:
        name = runs_folder.read_info(run).name
    except UserError:
        return run.name
    date, _, clock = run.name[:19].partition("_")
    return f"{name} · {date} {clock[:5].replace('-', ':')}" if date and clock else f"{name} · {run.name}"
