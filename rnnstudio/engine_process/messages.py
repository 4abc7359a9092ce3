"""What window and engine process say to each other: msgpack of tagged structs, each in a numbered conversation.

A conversation is one request and its events, a training's in at most 30 messages a second; the last event is one of
``FINAL``. ``Stop`` may be said in a conversation at any time. The frame on the pipe is a 4-byte big-endian length and
the bytes of an envelope.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from rnnstudio.api import DataFacts, ExportReport, Look
from rnnstudio.engine_process.trial_messages import TRIAL_FINAL, TrialEvent, TrialQuestion
from rnnstudio.engine_process.word_messages import WORD_FINAL, WordEvent, WordQuestion
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.preview import DataPreview, DataProfile
from rnnstudio.project.report import Building, StackReport
from rnnstudio.registry import PluginReport, Refused
from rnnstudio.runs.evaluation import Evaluation, ExamplesPage, JudgedPart
from rnnstudio.runs.events import Continued, EpochEnded, Paused, Progress, RunEvent, RunFinished, RunStarted, Stage


class WarmUp(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Load TensorFlow now. Answered by ``Ready``."""


class Describe(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What does the data decide, and which shapes has the stack?

    Answered by ``DataDescribed``, perhaps ``StackSketched``, and ``StackDescribed``.

    Attributes:
        project: The project.
        folder: Where its relative paths start.
        refused: Layers that are not to be built as they are; the report says why.
    """

    project: Project
    folder: str | None = None
    refused: tuple[Refused, ...] = ()


class UsePlugins(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Load third-party plugins, which passed their trial, before what is asked next. Answered by ``PluginsUsed``.

    Attributes:
        keys: What ``rnnstudio.registry`` calls them, in order.
    """

    keys: tuple[str, ...]


class Train(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Train the project into a new folder below ``runs``. Answered by the events of a run.

    Attributes:
        project: The project.
        runs: Where the run's folder is made.
        folder: Where the project's relative paths start.
        weights: A run whose weights to begin with instead of new ones; its layers must have the same shapes.
        refused: As for ``Describe``; a project with such a layer isn't trained.
    """

    project: Project
    runs: str
    folder: str | None = None
    weights: str | None = None
    refused: tuple[Refused, ...] = ()


class GoOn(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go on with a run that was interrupted or stopped, or with one that has ended. Answered by the events of a run.

    Attributes:
        run: The run's folder.
        more_epochs: Epochs to train beyond those planned.
        refused: As for ``Train``.
    """

    run: str
    more_epochs: int = 0
    refused: tuple[Refused, ...] = ()


class Export(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Write a run's word vectors with an exporter. Answered by ``ExportProgress`` and ``Exported``.

    Attributes:
        run: The run's folder.
        exporter: Which exporter, with its parameters.
        target: The folder to write into.
        layer: Node id of the embedding; "" for the first.
        which: The vectors of which moment: "best", "last", "checkpoint", or the number of an epoch.
        folder: Where the run's relative paths start, if the run doesn't know.
    """

    run: str
    exporter: ComponentRef
    target: str
    layer: str = ""
    which: str = "best"
    folder: str | None = None


class Summarize(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Write Keras' summary of the project's model, unless a layer in it is refused. Answered by ``Summarized``."""

    project: Project
    folder: str | None = None
    refused: tuple[Refused, ...] = ()


class Evaluate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Judge a run's model. Answered by ``Progressed`` and ``Evaluated``.

    Attributes:
        run: The run's folder.
        part: What to judge it by.
        data: A person's file, if it is judged by one.
        which: The model of the best epoch, or the one at the end.
        skip_unknown: Whether examples of a file are left out whose labels the run doesn't know.
        folder: Where the run's relative paths start.
    """

    run: str
    part: JudgedPart = "validation"
    data: str = ""
    which: Literal["best", "last"] = "best"
    skip_unknown: bool = False
    folder: str | None = None


class ShowExamples(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Show examples behind an evaluation's figures. Answered by ``ExamplesShown``.

    Attributes:
        evaluation: Its id.
        true: The class they have, -1 for any. With a label, 1 or 0: whether they have it.
        predicted: The class they were given, likewise.
        label: The label in question, where an example has several.
        first: Where to begin.
        count: How many at most.
    """

    evaluation: str
    true: int = -1
    predicted: int = -1
    label: int = -1
    first: int = 0
    count: int = 50


class Preview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Show the data: the first rows, then figures over all of it.

    Answered by ``Looked``, ``RowsPreviewed``, once or twice, perhaps ``Progressed``, and ``Profiled``.

    Attributes:
        project: The project; only its data settings count.
        folder: Where its relative paths start.
        rows: How many rows to show.
    """

    project: Project
    folder: str | None = None
    rows: int = 100


class Download(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Fetch what the project's data source needs from the network, because the user asked for it.

    Answered by ``Progressed`` and ``Downloaded``.
    """

    project: Project
    folder: str | None = None


class Pause(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Hold the training of the conversation after the batch under way. Answered by ``Paused``."""


class Resume(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a training that holds go on. Answered by ``Continued``."""


class Stop(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """End the conversation soon and keep what it made."""


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """TensorFlow is loaded."""

    tensorflow: str
    keras: str
    device: str
    seconds: float


class Constructing(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Which third party's layer has its code run just now, ``None`` when it is back; said in conversation 0."""

    building: Building | None = None


class PluginsUsed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What became of the plugins in the engine."""

    reports: tuple[PluginReport, ...]


class DataDescribed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the data decides; comes before TensorFlow is even loaded."""

    facts: DataFacts


class StackSketched(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Shapes, counts and problems, before the repairs were tried; told only where there are repairs to try."""

    report: StackReport


class StackDescribed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Shapes, counts and problems, with what each repair leads to."""

    report: StackReport


class RunEvents(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Several events of a run that came within a thirtieth of a second, in order."""

    events: tuple[RunEvent, ...]


class Looked(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a glance at the data shows."""

    look: Look


class RowsPreviewed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first rows of the data."""

    preview: DataPreview


class Progressed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What long work is at: a sentence, and the share done, 0 to 1, or ``None`` where that isn't known."""

    text: str
    fraction: float | None = None


class Profiled(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Figures over all of the data."""

    profile: DataProfile


class Downloaded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the data source needs is on this machine now."""


class ExportProgress(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Share of the export that is done, 0 to 1."""

    fraction: float


class Exported(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The files are written and were read back."""

    report: ExportReport


class Summarized(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Keras' summary, a table in plain text."""

    text: str


class Evaluated(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How the model does."""

    evaluation: Evaluation


class ExamplesShown(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Examples behind a figure."""

    page: ExamplesPage


class Stopped(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The conversation was stopped before it had a result to keep."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The request could not be carried out.

    Attributes:
        message: One sentence for the person at the screen.
        trace: For the log; empty where the input is at fault.
        run: The run's folder, if one was begun.
    """

    message: str
    trace: str = ""
    run: str = ""


Question = Summarize | Evaluate | ShowExamples | TrialQuestion | WordQuestion
"""A request whose answer concerns nobody but who asks: see ``answers``."""
Request = (WarmUp | UsePlugins | Describe | Preview | Download | Train | GoOn | Export | Pause | Resume | Stop
           | Question)
Event = (Ready | Constructing | PluginsUsed
         | DataDescribed | StackSketched | StackDescribed | Summarized | Looked | RowsPreviewed | Progressed
         | Profiled | Downloaded | Stage | RunStarted | Progress | Paused | Continued
         | EpochEnded | RunFinished | RunEvents | ExportProgress | Exported | Evaluated | ExamplesShown | TrialEvent
         | WordEvent | Stopped | Failed)
FINAL = (Ready, PluginsUsed, StackDescribed, Summarized, Profiled, Downloaded, RunFinished, Exported, Evaluated,
         ExamplesShown, *TRIAL_FINAL, *WORD_FINAL, Stopped, Failed)


def singly(event: object) -> tuple[object, ...]:
    """Return the events that a message carries: itself, or those of ``RunEvents``."""
    return event.events if isinstance(event, RunEvents) else (event,)


class RequestEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """A request in its conversation, and the language that the sentences of the answer are to be in."""

    conversation: int
    request: Request
    language: str = "en"


class EventEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """An event in its conversation."""

    conversation: int
    event: Event
