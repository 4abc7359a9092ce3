"""Trains a project into a run folder, telling what happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.engine import device, pretrained, state
from rnnstudio.engine.about_run import data_origin, layer_facts
from rnnstudio.engine.beginning import borrow, built, metrics_of
from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import describe_stack
from rnnstudio.engine.fingerprint import fingerprint
from rnnstudio.engine.prepare import Prepared, prepare
from rnnstudio.engine.reading import Told
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.running import Run
from rnnstudio.engine.stack import Step
from rnnstudio.project import edits, file
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import RunEvent, RunFinished, Stage
from rnnstudio.runs.resuming import Position
from rnnstudio.runs.standing import Hold

_MOST_PROBLEMS = 3
_PAUSE = 0.3


def _ignore(event: RunEvent) -> None:
    pass


def train(project: Project, registry: Registry, runs: Path, *, folder: Path | None = None,
          weights: Path | None = None, on_event: Callable[[RunEvent], None] = _ignore,
          control: Control | None = None) -> RunFinished:
    """Train a project from the start, into a new folder.

    The seed decides initial weights, dropout and the order of examples: on the same machine the same project gives
    the same model. Every training batch is told, at most 10 times a second and when an epoch ends. Whatever
    happens after the folder was made, it is left with what there is to keep, and with how it ended.

    Args:
        project: What to train.
        registry: Resolves its components.
        runs: Where the run's folder is made.
        folder: Where the project's relative paths start.
        weights: A run whose best weights to begin with; its layers must have the same shapes.
        on_event: Called in this thread with each event, the result last.
        control: Stops it from another thread, and lets it hold between two batches.

    Returns:
        How it ended, the same as the last event.

    Raises:
        UserError: Before a folder is made, if the data can't be read, the stack has errors or other weights don't
            fit; later if the loss is no number any more, a plugin's layer fails, or memory or disk are full.
        Cancelled: If stopped before there is anything to keep.
    """
    began = time.perf_counter()
    control = control or Control()
    prepared, engine, report = _ready(project, registry, folder, on_event, control, vectors=weights is None)
    borrowed = borrow(weights, registry) if weights is not None else None
    model, steps = built(project, registry, prepared, borrowed)
    said = _start_from_vectors(steps, prepared, folder, on_event, control) if borrowed is None else []
    if control.stopped:
        raise Cancelled
    recorder = Recorder.begin(
        runs, project, metrics_of(prepared, project), engine, facts=prepared.facts, fingerprint=fingerprint(prepared),
        data=data_origin(project, registry, prepared, folder), layers=layer_facts(project, report),
        weights=str(weights.absolute()) if weights is not None else "")
    for sentence in said:
        recorder.log(sentence)
    return _carried_out(Run(project, registry, prepared, recorder, on_event, control, model, steps), began)


def go_on(run: Path, registry: Registry, *, more_epochs: int = 0, on_event: Callable[[RunEvent], None] = _ignore,
          control: Control | None = None) -> RunFinished:
    """Go on with a run that was interrupted, stopped, or has ended, in its own folder.

    It goes on from its checkpoint: weights, the optimizer's state, dropout's random state, the place in the epoch and
    the means over it, the best weights, what early stopping and schedules have counted. On the same machine and
    processor the weights at the end are, bit for bit, those of a run that was never interrupted. What stands in the
    folder beyond the checkpoint is cut off first. A run without a checkpoint begins anew.

    Args:
        run: The run's folder.
        registry: Resolves the components of its project.
        more_epochs: Epochs to train beyond those planned.
        on_event: As for ``train``.
        control: As for ``train``.

    Returns:
        How it ended, the same as the last event.

    Raises:
        UserError: Before anything is changed, if it is no run, or one of an older version, if all its epochs are
            done, if it is being trained by another process, if its data has changed, or a plugin is missing; later as
            for ``train``.
        Cancelled: If stopped before it went on; the run is as it was.
    """
    began = time.perf_counter()
    control = control or Control()
    info = runs_folder.read_info(run)
    if not info.fingerprint:
        raise UserError(tr("{path} was trained by an older version, which kept nothing to go on from; train it "
                           "again, or begin a new run with its weights", path=run))
    hold = Hold(run)
    try:
        project = file.load(run / runs_folder.PROJECT, registry.check)
        project = edits.set_training(project, "epochs", project.training.epochs + more_epochs)
        found = state.read(run)
        position, arrays = found if found is not None else (Position(), None)
        if info.state == "completed" and position.epoch >= project.training.epochs:
            raise UserError(tr("all {count} epochs of {path} are done; say how many more", count=position.epoch,
                               path=run))
        folder = Path(info.data.folder) if info.data is not None and info.data.folder else None
        anew = arrays is None and not info.weights
        prepared, engine, _ = _ready(project, registry, folder, on_event, control, vectors=anew)
        if fingerprint(prepared) != info.fingerprint:
            raise UserError(tr("the data has changed since {path} was begun, so the run can't be gone on with; train "
                               "anew, with its weights if you like", path=run))
        borrowed = borrow(Path(info.weights), registry) if info.weights and arrays is None else None
        model, steps = built(project, registry, prepared, borrowed)
        if anew:
            _start_from_vectors(steps, prepared, folder, on_event, control)
        if arrays is not None:
            model.optimizer.build(model.trainable_variables)
            state.put_back(model, arrays, state.TRAINABLE, state.FROZEN, state.OPTIMIZER)
        if control.stopped:
            raise Cancelled
        if arrays is not None and info.state in ("early", "completed"):
            patient = _patient(position, project.training.early_stopping)
            if patient != position:  # it was to end: that it goes on must outlive the next interruption
                position = patient
                state.write(run, position, arrays)
        recorder = Recorder.again(run, project, metrics_of(prepared, project), engine, hold, position)
    except BaseException:
        hold.release()
        raise
    return _carried_out(
        Run(project, registry, prepared, recorder, on_event, control, model, steps, position, arrays), began)


def _patient(position: Position, patience: int | None) -> Position:
    """Let early stopping count anew if it has ended the run: going on is the user's wish."""
    judge = position.rules.get("judge", {})
    if patience is None or (judge.get("waited") or 0) < patience:
        return position
    return msgspec.structs.replace(position, rules={**position.rules, "judge": {**judge, "waited": 0}})


def _ready(project: Project, registry: Registry, folder: Path | None, on_event: Callable[[RunEvent], None],
           control: Control, vectors: bool) -> tuple[Prepared, device.LoadedEngine, StackReport]:
    """Read the data and load TensorFlow; raise what keeps the project from training."""
    on_event(Stage(text=tr("Reading the data")))
    prepared = prepare(project.data, registry, folder=folder, cancelled=lambda: control.stopped,
                       progress=_stages(on_event))
    on_event(Stage(text=tr("Loading TensorFlow")))
    engine = device.load()
    report = describe_stack(project, registry, prepared.facts, folder=folder, vectors=vectors)
    _refuse(report)
    if control.stopped:
        raise Cancelled
    on_event(Stage(text=tr("Building the network")))
    return prepared, engine, report


def _start_from_vectors(steps: list[Step], prepared: Prepared, folder: Path | None,
                        on_event: Callable[[RunEvent], None], control: Control) -> list[str]:
    """Give layers the word vectors that they are to start from; return a sentence on each."""
    tell = _stages(on_event)
    said = pretrained.lend(steps, prepared, folder, tell=lambda text: tell(text, None),
                           cancelled=lambda: control.stopped)
    for sentence in said:
        on_event(Stage(text=sentence))
    return said


def _carried_out(run: Run, began: float) -> RunFinished:
    """Carry a training out; whatever happens, its folder says how it ended."""
    try:
        finished = run.result(began)
    except BaseException as error:
        run.recorder.fail(error)
        raise
    run.on_event(finished)
    return finished


def _stages(on_event: Callable[[RunEvent], None]) -> Told:
    """Return what turns progress into stages of a run, a few in a second."""
    told = 0.0

    def tell(text: str, share: float | None) -> None:
        nonlocal told
        if time.perf_counter() - told >= _PAUSE:
            told = time.perf_counter()
            on_event(Stage(text=text))

    return tell


def _refuse(report: StackReport) -> None:
    """Raise what keeps a project from training."""
    errors = [found.message for found in report.problems if found.severity == "error"]
    if errors:
        more = tr("; and {count} more", count=len(errors) - _MOST_PROBLEMS) if len(errors) > _MOST_PROBLEMS else ""
        raise UserError("; ".join(errors[:_MOST_PROBLEMS]) + more)
