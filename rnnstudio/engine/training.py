"""Trains a project into a run folder, telling what happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.engine import device
from rnnstudio.engine.about_run import data_origin, layer_facts
from rnnstudio.engine.arithmetic import repeatable
from rnnstudio.engine.batches import class_weights, training_batches, validation_batches
from rnnstudio.engine.checkpoints import Checkpoints
from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import describe_stack
from rnnstudio.engine.encoded import token_counts
from rnnstudio.engine.failures import explained
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.gauges import NAMES, Gauges
from rnnstudio.engine.judging import Rules
from rnnstudio.engine.metrics import metric_names
from rnnstudio.engine.network import build_model
from rnnstudio.engine.objective import compile_model
from rnnstudio.engine.pace import Pace
from rnnstudio.engine.prepare import Prepared, prepare
from rnnstudio.engine.ragged import Array
from rnnstudio.engine.reading import Told
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.schedules import Rate
from rnnstudio.engine.stack import Step
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.project.words import left_out
from rnnstudio.registry import Registry
from rnnstudio.runs.events import RunEvent, RunFinished, RunStarted, Stage

if TYPE_CHECKING:
    import keras

    from rnnstudio.engine.watch import Watch

_MOST_PROBLEMS = 3
_PAUSE = 0.3


def _ignore(event: RunEvent) -> None:
    pass


def train(project: Project, registry: Registry, runs: Path, *, folder: Path | None = None,
          on_event: Callable[[RunEvent], None] = _ignore, control: Control | None = None) -> RunFinished:
    """Train a project from the start, into a new folder.

    The seed decides initial weights, dropout and the order of examples: on the same machine the same project gives
    the same model. Every training batch is told, at most 15 times a second and when an epoch ends. Whatever
    happens after the folder was made, it is left with what there is to keep, and with how it ended.

    Args:
        project: What to train.
        registry: Resolves its components.
        runs: Where the run's folder is made.
        folder: Where the project's relative paths start.
        on_event: Called in this thread with each event, the result last.
        control: Stops it from another thread.

    Returns:
        How it ended, the same as the last event.

    Raises:
        UserError: Before a folder is made, if the data can't be read or the stack has errors; later if the loss is no
            number any more, a plugin's layer fails, or memory or disk are full.
        Cancelled: If stopped before there is anything to keep.
    """
    began = time.perf_counter()
    control = control or Control()
    on_event(Stage(text=tr("Reading the data")))
    prepared = prepare(project.data, registry, folder=folder, cancelled=lambda: control.stopped,
                       progress=_stages(on_event))
    on_event(Stage(text=tr("Loading TensorFlow")))
    engine = device.load()
    report = describe_stack(project, registry, prepared.facts)
    _refuse(report)
    if control.stopped:
        raise Cancelled
    recorder = Recorder(runs, project, _metrics(prepared, project), engine, prepared.facts)
    try:
        recorder.about(data_origin(project, registry, prepared, folder), layer_facts(project, report))
        finished = _Run(project, registry, prepared, recorder, on_event, control).result(began)
    except BaseException as error:
        recorder.fail(error)
        raise
    on_event(finished)
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


def _metrics(prepared: Prepared, project: Project) -> tuple[str, ...]:
    return metric_names(prepared.facts.task, prepared.facts.outputs, project.training)


def _answers(prepared: Prepared) -> int:
    """Return how many answers to one example are right or wrong."""
    facts = prepared.facts
    if facts.task == "multilabel":
        return facts.outputs
    return (facts.steps or 0) if facts.per_step else 1


class _Run:
    """One training, from the folder on."""

    def __init__(self, project: Project, registry: Registry, prepared: Prepared, recorder: Recorder,
                 on_event: Callable[[RunEvent], None], control: Control) -> None:
        self._project = project
        self._registry = registry
        self._prepared = prepared
        self._recorder = recorder
        self._on_event = on_event
        self._control = control

    def result(self, began: float) -> RunFinished:
        """Train, write everything and say how it ended."""
        with self._recorder.listening(), repeatable(self._project.training.deterministic):
            for bad in self._prepared.encoded.bad:
                self._recorder.log(left_out(bad))
            if self._prepared.encoder is not None:
                with blamed_on(self._registry.encoder(self._project.data.encoder), self._registry):
                    self._recorder.vocabulary(self._prepared.encoder, token_counts(self._prepared.encoded))
            self._stage(tr("Building the network"))
            model, steps = self._model()
            checkpoints = Checkpoints(model, self._recorder.path)
            reason, watch = self._fit(model, steps, checkpoints)
            self._stage(tr("Writing the model"))
            checkpoints.finish()
        self._recorder.finish(reason)
        return RunFinished(run=str(self._recorder.path), reason=reason, epochs=watch.epochs,
                           best_epoch=watch.best_epoch, metrics=watch.metrics, seconds=time.perf_counter() - began)

    def _stage(self, text: str) -> None:
        self._recorder.log(text)
        self._on_event(Stage(text=text))

    def _model(self) -> tuple[keras.Model, list[Step]]:
        if self._project.training.mixed_precision and not device.half_precision_helps():
            self._recorder.log(tr("half precision is left out: there is no GPU that it would be faster on"))
        model, steps = build_model(self._project, self._registry, self._prepared.facts)
        compile_model(model, [step.layer for step in steps], self._prepared.facts.task, self._project.training)
        return model, steps

    def _weights(self) -> Array | None:
        """Return what an example of each class counts, if classes are to be balanced and there are some."""
        facts, part = self._prepared.facts, self._prepared.training
        if self._project.training.class_weights == "none" or not facts.classes or part.strata is None:
            return None
        return class_weights(part, int(part.strata.max()) + 1)

    def _fit(self, model: keras.Model, steps: list[Step],
             checkpoints: Checkpoints) -> tuple[Literal["completed", "early", "stopped"], Watch]:
        from rnnstudio.engine.watch import Interrupted, Watch

        settings, data = self._project.training, self._prepared
        training = training_batches(
            data.training, settings.batch_size, settings.seed, settings.epochs, self._weights())
        validation = validation_batches(data.validation, settings.batch_size)
        metrics = _metrics(data, self._project)
        rate = Rate(settings, len(training.sizes))
        watch = Watch(
            metrics=metrics, sizes=training.sizes, answers=_answers(data), rules=Rules(settings, metrics, rate),
            gauges=Gauges(model, rate),
            pace=Pace(settings.epochs, len(data.training), len(data.validation)), recorder=self._recorder,
            checkpoints=checkpoints, on_event=self._on_event, control=self._control)
        self._on_event(RunStarted(
            run=str(self._recorder.path), epochs=settings.epochs, batches=len(training.sizes), metrics=metrics,
            device=self._recorder.info.device, facts=data.facts, gauges=NAMES,
            left_out=tuple(left_out(bad) for bad in data.encoded.bad)))
        self._stage(tr("Preparing the first batch"))
        try:
            model.fit(training.dataset, epochs=settings.epochs, steps_per_epoch=len(training.sizes),
                      validation_data=validation.dataset, callbacks=[watch], shuffle=False, verbose=0)
        except Interrupted:
            watch.tell(time.perf_counter())
            return "stopped", watch
        except Exception as error:
            with suppress(UserError):
                watch.tell(time.perf_counter())
                checkpoints.rescue()
            known = explained(error, steps, self._registry)
            if known is None:
                raise
            raise known from error
        return ("early" if watch.early and watch.epochs < settings.epochs else "completed"), watch
