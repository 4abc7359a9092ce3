"""Trains a project into a run folder, telling what happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.engine import device, memory, pretrained, saving, snapshots, state, tidy
from rnnstudio.engine.about_run import data_origin, layer_facts
from rnnstudio.engine.arithmetic import repeatable
from rnnstudio.engine.batches import batch_sizes, class_weights, training_batches, validation_batches
from rnnstudio.engine.beginning import answers_of, borrow, built, metrics_of
from rnnstudio.engine.checkpoints import Best, Checkpoints
from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import describe_stack
from rnnstudio.engine.encoded import token_counts
from rnnstudio.engine.failures import diverged, explained
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.fingerprint import fingerprint
from rnnstudio.engine.gauges import NAMES, Gauges
from rnnstudio.engine.judging import Rules
from rnnstudio.engine.pace import Pace
from rnnstudio.engine.prepare import Prepared, prepare
from rnnstudio.engine.ragged import Array
from rnnstudio.engine.reading import Told
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.schedules import Rate
from rnnstudio.engine.stack import Step
from rnnstudio.engine.unsound import first_unsound
from rnnstudio.project import edits, file
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.project.words import left_out
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import RunEvent, RunFinished, RunStarted, Stage
from rnnstudio.runs.resuming import Position
from rnnstudio.runs.standing import Hold

if TYPE_CHECKING:
    import keras

    from rnnstudio.engine.watch import Watch

_MOST_PROBLEMS = 3
_PAUSE = 0.3


def _ignore(event: RunEvent) -> None:
    pass


def _not_filmed(epoch: int) -> None:
    pass


def train(project: Project, registry: Registry, runs: Path, *, folder: Path | None = None,
          weights: Path | None = None, on_event: Callable[[RunEvent], None] = _ignore,
          control: Control | None = None) -> RunFinished:
    """Train a project from the start, into a new folder.

    The seed decides initial weights, dropout and the order of examples: on the same machine the same project gives
    the same model. Every training batch is told, at most 15 times a second and when an epoch ends. Whatever
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
    return _carried_out(_Run(project, registry, prepared, recorder, on_event, control, model, steps), began)


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
        _Run(project, registry, prepared, recorder, on_event, control, model, steps, position, arrays), began)


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


def _carried_out(run: _Run, began: float) -> RunFinished:
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


class _Run:
    """One training, from the folder on."""

    def __init__(self, project: Project, registry: Registry, prepared: Prepared, recorder: Recorder,
                 on_event: Callable[[RunEvent], None], control: Control, model: keras.Model, steps: list[Step],
                 start: Position | None = None, arrays: state.Arrays | None = None) -> None:
        self.recorder = recorder
        self.on_event = on_event
        self._project = project
        self._registry = registry
        self._prepared = prepared
        self._control = control
        self._model = model
        self._steps = steps
        self._start = start or Position()
        self._arrays = arrays
        self._warnings: tuple[str, ...] = ()

    def result(self, began: float) -> RunFinished:
        """Train, write everything and say how it ended."""
        settings = self._project.training
        with self.recorder.listening(), repeatable(settings.deterministic):
            if settings.mixed_precision and not device.half_precision_helps():
                self.recorder.log(tr("half precision is left out: there is no GPU that it would be faster on"))
            if self._arrays is None:
                self._write_data()
            self._warnings = tuple(saving.mend(self._steps, self._registry))
            for sentence in self._warnings:
                self.recorder.log(sentence)
            film = self._filmed()
            watch, checkpoints = self._watched(film)
            reason = self._fit(watch, checkpoints)
            self._stage(tr("Writing the model"))
            checkpoints.finish()
        self.recorder.finish(reason)
        seconds = self.recorder.info.seconds if self._start.step else time.perf_counter() - began
        return RunFinished(run=str(self.recorder.path), reason=reason, epochs=watch.epochs,
                           best_epoch=watch.best_epoch, metrics=watch.metrics, seconds=seconds)

    def _write_data(self) -> None:
        for bad in self._prepared.encoded.bad:
            self.recorder.log(left_out(bad))
        if self._prepared.encoder is not None:
            with blamed_on(self._registry.encoder(self._project.data.encoder), self._registry):
                self.recorder.vocabulary(self._prepared.encoder, token_counts(self._prepared.encoded))

    def _stage(self, text: str) -> None:
        self.recorder.log(text)
        self.on_event(Stage(text=text))

    def _weights(self) -> Array | None:
        """Return what an example of each class counts, if classes are to be balanced and there are some."""
        facts, part = self._prepared.facts, self._prepared.training
        if self._project.training.class_weights == "none" or not facts.classes or part.strata is None:
            return None
        return class_weights(part, int(part.strata.max()) + 1)

    def _filmed(self) -> snapshots.Snapshots | None:
        """Return what films the vectors of words, with the frame of where training begins taken."""
        film = snapshots.begin(
            self.recorder.path, self._steps, self._prepared.encoded, self._project.training.film_words,
            epoch=self._start.epoch, anew=self._arrays is None)
        if film is not None and not self._start.batch:
            film.take(self._start.epoch)
        return film

    def _watched(self, film: snapshots.Snapshots | None) -> tuple[Watch, Checkpoints]:
        """Return what watches the training and what keeps it."""
        from rnnstudio.engine.watch import Watch

        settings, data, start = self._project.training, self._prepared, self._start

        def keep(best: Best, weights: Any) -> bool:
            arrays = state.capture(self._model)
            if not state.is_sound(arrays):
                return False
            if best == "beside":
                arrays[state.BEST] = weights
            if film is not None:
                film.settle()
            state.write(self.recorder.path, watch.position(best, self.recorder.settle()), arrays)
            return True

        best_weights = None
        if start.best == "beside" and self._arrays is not None:
            best_weights = self._arrays[state.BEST]
        elif start.best == "current":
            best_weights = self._model.get_weights()
        checkpoints = Checkpoints(
            self._model, self.recorder.path, interval=60 * settings.checkpoint_minutes, keep=keep,
            nbytes=sum(weight.nbytes for weight in self._model.get_weights()), best=start.best, weights=best_weights)
        metrics, sizes = metrics_of(data, self._project), batch_sizes(len(data.training), settings.batch_size)
        rate = Rate(settings, len(sizes))
        watch = Watch(
            metrics=metrics, sizes=sizes, answers=answers_of(data), rules=Rules(settings, metrics, rate),
            gauges=Gauges(self._model, rate, metrics),
            pace=Pace(settings.epochs, len(data.training), len(data.validation), start.epoch),
            recorder=self.recorder, checkpoints=checkpoints, film=film.take if film is not None else _not_filmed,
            on_event=self.on_event, control=self._control,
            diverged=lambda where, batch: self._diverged(where, watch.epochs, batch, checkpoints), start=start,
            arrays=self._arrays)
        return watch, checkpoints

    def _diverged(self, where: str, epoch: int, batch: int, checkpoints: Checkpoints) -> UserError:
        """Say where the loss stopped being a number, and in which layer that begins, if that can be found."""
        settings, began = self._project.training, None
        self._stage(tr("Looking for the layer in which it began"))
        with suppress(Exception):  # whatever a plugin's layer does now, the sentence is to be said
            model, steps = built(self._project, self._registry, self._prepared)
            checkpoints.lend_best(model)
            before = max(0, batch - 2)  # weights that one batch has spoilt show in the loss of the next
            began = first_unsound(model, steps, training_batches(
                self._prepared.training, settings.batch_size, settings.seed, epoch + 1, self._weights(),
                first_epoch=epoch, first_batch=before).dataset.take(2))
        return diverged(where, self._steps, self._registry, began)

    def _fit(self, watch: Watch, checkpoints: Checkpoints) -> Literal["completed", "early", "stopped"]:
        from rnnstudio.engine.watch import Interrupted

        settings, data = self._project.training, self._prepared
        self.on_event(RunStarted(
            run=str(self.recorder.path), epochs=settings.epochs,
            batches=len(batch_sizes(len(data.training), settings.batch_size)),
            metrics=metrics_of(data, self._project),
            device=self.recorder.info.device, facts=data.facts, gauges=NAMES, first_step=self._start.step,
            first_epoch=self._start.epoch, left_out=tuple(left_out(bad) for bad in data.encoded.bad),
            warnings=self._warnings))
        if not watch.is_over:
            self._stage(tr("Preparing the first batch"))
        memory.give_back()
        try:
            self._fit_epochs(watch)
        except Interrupted as interrupted:
            tidy.hold(interrupted)
            watch.tell(time.perf_counter())
            return "stopped"
        except (Exception, SystemExit) as error:
            with suppress(UserError):
                watch.tell(time.perf_counter())
            with suppress(Exception):  # what is said is why it ended, not what its rescue failed for
                checkpoints.rescue()
            known = explained(error, self._steps, self._registry)
            if known is None:
                raise
            raise known from error
        return "early" if watch.is_over and watch.epochs < settings.epochs else "completed"

    def _fit_epochs(self, watch: Watch) -> None:
        """Train what is left: of an epoch that was begun, then all others."""
        from rnnstudio.engine.watch import Callbacks

        settings, data, start = self._project.training, self._prepared, self._start
        validation = validation_batches(data.validation, settings.batch_size).dataset
        callbacks = Callbacks([watch], add_history=True, model=self._model)

        def fit(epoch: int, batch: int, epochs: int) -> None:
            training = training_batches(data.training, settings.batch_size, settings.seed, settings.epochs,
                                        self._weights(), first_epoch=epoch, first_batch=batch)
            self._model.fit(
                training.dataset, initial_epoch=epoch, epochs=epochs, steps_per_epoch=len(training.sizes) - batch,
                validation_data=validation, callbacks=callbacks, shuffle=False, verbose=0)

        if start.batch == len(batch_sizes(len(data.training), settings.batch_size)):  # only its validation is left
            callbacks.on_train_begin()
            callbacks.on_epoch_begin(start.epoch)
            judged = self._model.evaluate(validation, callbacks=callbacks, return_dict=True, verbose=0)
            callbacks.on_epoch_end(start.epoch, {
                **start.running, **{f"val_{name}": value for name, value in judged.items()}})
        elif start.batch:
            self._model.evaluate(validation.take(1), verbose=0)  # builds the metrics, whose means are to be put back
            fit(start.epoch, start.batch, start.epoch + 1)
        if not watch.is_over and watch.epochs < settings.epochs:
            fit(watch.epochs, 0, settings.epochs)
