"""Shows a training in the terminal: a bar with the time left on a terminal, a line for each epoch anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from rnnstudio.api import tr
from rnnstudio.cli.answer import steady_console
from rnnstudio.project.words import duration
from rnnstudio.runs.events import EpochEnded, Progress, RunEvent, RunFinished, RunStarted, Stage


class TrainingDisplay:
    """Draws a run's events on stderr."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task(tr("Starting"), total=None, left="")
        self._batches = 0
        self._epochs = 0

    def show(self, event: RunEvent) -> None:
        """Draw one event."""
        match event:
            case Stage():
                self._bar.update(self._task, description=event.text)
                if not self._bar.console.is_terminal:
                    self.say(event.text)
            case RunStarted():
                self._batches, self._epochs = event.batches, event.epochs
                for sentence in (*event.left_out, *event.warnings):
                    self.say(tr("Warning") + ": " + sentence)
                self.say(tr("Training on {device}; epochs: {epochs}, batches in each: {batches}", device=event.device,
                            epochs=event.epochs, batches=event.batches))
                if event.first_step:
                    self.say(tr("Going on after epoch {epoch}, batch {batch}", epoch=event.first_epoch,
                                batch=event.first_step - event.first_epoch * event.batches))
                self._bar.update(self._task, total=event.epochs * event.batches, completed=event.first_step)
            case Progress():
                self._advance(event)
            case EpochEnded():
                self._bar.update(self._task, completed=event.epoch * self._batches)
                self.say(tr("Epoch {epoch} of {epochs}: {metrics} ({seconds} s)", epoch=event.epoch,
                            epochs=self._epochs, metrics=metrics_line(event.metrics),
                            seconds=f"{event.seconds:.1f}"))
            case RunFinished():
                self._bar.update(self._task, visible=False)

    def _advance(self, event: Progress) -> None:
        doing = tr("Validating") if event.validating else tr("Epoch {epoch} of {epochs}", epoch=event.epoch,
                                                             epochs=self._epochs)
        left = "" if event.seconds_left is None else tr("{time} left", time=duration(event.seconds_left))
        self._bar.update(self._task, completed=(event.epoch - 1) * self._batches + event.batch, description=doing,
                         left=left)

    def say(self, sentence: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def training_display() -> Iterator[TrainingDisplay]:
    """Give a display that is taken away at the end."""
    console = steady_console()
    with Bar(TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
             TextColumn("{task.fields[left]}", markup=False), console=console, transient=True,
             disable=not console.is_terminal) as bar:
        yield TrainingDisplay(bar)


def metrics_line(metrics: Mapping[str, float]) -> str:
    """Return metrics as text: "loss 0.4312, accuracy 0.8012"."""
    return ", ".join(f"{name} {value:.4g}" for name, value in metrics.items())
