"""The evaluation under way and the last result; it outlives the window, which may be built anew."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import (
    Evaluate,
    Evaluated,
    ExamplesShown,
    Failed,
    Progressed,
    ShowExamples,
    Stopped,
)
from rnnstudio.runs.evaluation import Evaluation, JudgedPart
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.question import Question

PAGE = 50
"""Examples asked for at a time."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be judged, and by what."""

    run: Path | None = None
    part: JudgedPart = "validation"
    file: str = ""
    which: Literal["best", "last"] = "best"
    skip_unknown: bool = False


class Link(Protocol):
    """What gives lines to the engine."""

    def question(self, latest: bool = False) -> Question:
        """Return one."""


class EvaluationState(QObject):
    """What the Evaluation pane shows.

    Attributes:
        choice: What is chosen.
        evaluation: The last result, or ``None``.
        progress: What the evaluation under way is at.
        message: Why the last one came to nothing: kind and sentence; "" if it didn't.

    Signals:
        changed: Choice, progress or message did.
        result_changed: There is another result.
        examples_told: ``ExamplesPage`` that was asked for.
        examples_failed: Why there are none.
    """

    changed = Signal()
    result_changed = Signal()
    examples_told = Signal(object)
    examples_failed = Signal(str)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.evaluation: Evaluation | None = None
        self.progress = Progressed(text="")
        self.message: tuple[Kind, str] = ("info", "")
        self._offered: Path | None = None
        self._judging, self._showing = link.question(), link.question(latest=True)
        self._judging.told.connect(self._on_judged)
        self._judging.changed.connect(self.changed)
        self._showing.told.connect(self._on_shown)

    @property
    def running(self) -> bool:
        """Whether an evaluation is under way."""
        return self._judging.running

    def choose(self, **changes: object) -> None:
        """Choose something else."""
        chosen = msgspec.structs.replace(self.choice, **changes)
        if chosen != self.choice:
            self.choice = chosen
            self.changed.emit()

    def offer(self, run: Path) -> None:
        """Choose a run; being told the same one again changes nothing, whatever was chosen meanwhile."""
        if run != self._offered:
            self._offered = run
            self.choose(run=run)

    def begin(self, folder: Path | None) -> None:
        """Have what is chosen evaluated; nothing happens while an evaluation is under way.

        Args:
            folder: Where the run's relative paths start.
        """
        choice = self.choice
        if choice.run is None or self.running:
            return
        self.message, self.progress = ("info", ""), Progressed(text="")
        self._judging.ask(Evaluate(
            run=str(choice.run), part=choice.part, data=choice.file if choice.part == "file" else "",
            which=choice.which, skip_unknown=choice.skip_unknown, folder=str(folder) if folder is not None else None))
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Ask the evaluation under way to end."""
        self._judging.stop()

    def ask_examples(self, true: int = -1, predicted: int = -1, label: int = -1, first: int = 0) -> None:
        """Ask for examples behind the result; only the newest question is answered."""
        if self.evaluation is not None:
            self._showing.ask(ShowExamples(evaluation=self.evaluation.id, true=true, predicted=predicted, label=label,
                                           first=first, count=PAGE))

    @Slot(object)
    def _on_judged(self, event: object) -> None:
        match event:
            case Progressed():
                self.progress = event
            case Evaluated():
                self.evaluation = event.evaluation
                self.result_changed.emit()
            case Failed():
                self.message = ("error", event.message)
            case Stopped():
                self.message = ("info", tr("Stopped. What is shown is of an earlier evaluation.")
                                if self.evaluation is not None else tr("Stopped before there was a result."))
            case _:
                return
        self.changed.emit()

    @Slot(object)
    def _on_shown(self, event: object) -> None:
        if isinstance(event, ExamplesShown):
            self.examples_told.emit(event.page)
        elif isinstance(event, Failed):
            self.examples_failed.emit(event.message)
