"""One training, from its folder on: what watches it, what keeps it, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from rnnstudio.api import UserError, tr
from rnnstudio.engine import device, memory, saving, snapshots, state, tidy
from rnnstudio.engine.arithmetic import repeatable
from rnnstudio.engine.batches import batch_sizes, class_weights, training_batches, validation_batches
from rnnstudio.engine.beginning import answers_of, built, metrics_of
from rnnstudio.engine.checkpoints import Best, Checkpoints
from rnnstudio.engine.control import Control
from rnnstudio.engine.encoded import token_counts
from rnnstudio.engine.failures import diverged, explained, of_others
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.gauges import NAMES, Gauges
from rnnstudio.engine.judging import Rules
from rnnstudio.engine.pace import Pace
from rnnstudio.engine.prepare import Prepared
from rnnstudio.engine.ragged import Array
from rnnstudio.engine.recorder import Recorder
from rnnstudio.engine.schedules import Rate
from rnnstudio.engine.stack import Step
from rnnstudio.engine.strides import Strides
from rnnstudio.engine.unsound import first_unsound
from rnnstudio.engine.watch import Interrupted, Watch
from rnnstudio.project.model import Project
from rnnstudio.project.words import left_out
from rnnstudio.registry import Registry
from rnnstudio.runs.events import RunEvent, RunFinished, RunStarted, Stage
from rnnstudio.runs.resuming import Position

if TYPE_CHECKING:
    import keras


def _not_filmed(epoch: int) -> None:
    pass


class Run:
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
            watch, checkpoints, strides = self._watched(film)
            reason = self._train(watch, checkpoints, strides)
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

    def _watched(self, film: snapshots.Snapshots | None) -> tuple[Watch, Checkpoints, Strides]:
        """Return what watches the training, what keeps it, and what carries it out."""
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
        strides = Strides(self._model, Gauges(self._model, rate, metrics).row)
        watch = Watch(
            self._model, metrics=metrics, sizes=sizes, answers=answers_of(data), rules=Rules(settings, metrics, rate),
            pace=Pace(settings.epochs, len(data.training), len(data.validation), start.epoch),
            recorder=self.recorder, checkpoints=checkpoints, film=film.take if film is not None else _not_filmed,
            on_event=self.on_event, control=self._control,
            diverged=lambda where, batch: self._diverged(where, watch.epochs, batch, checkpoints), start=start,
            arrays=self._arrays)
        return watch, checkpoints, strides

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

    def _train(self, watch: Watch, checkpoints: Checkpoints,
               strides: Strides) -> Literal["completed", "early", "stopped"]:
        settings, data = self._project.training, self._prepared
        self.on_event(RunStarted(
            run=str(self.recorder.path), epochs=settings.epochs,
            batches=len(batch_sizes(len(data.training), settings.batch_size)),
            metrics=metrics_of(data, self._project),
            device=self.recorder.info.device, facts=data.facts, gauges=NAMES, first_step=self._start.step,
            first_epoch=self._start.epoch, left_out=tuple(left_out(bad) for bad in data.encoded.bad),
            warnings=self._warnings, others=of_others(self._steps, self._registry)))
        if not watch.is_over:
            self._stage(tr("Preparing the first batch"))
        memory.give_back()
        try:
            self._train_epochs(watch, strides)
        except Interrupted as interrupted:
            tidy.hold(interrupted)
            watch.tell(time.perf_counter())
            return "stopped"
        except (Exception, SystemExit) as error:
            with suppress(UserError):
                watch.failed()
            with suppress(Exception):  # what is said is why it ended, not what its rescue failed for
                checkpoints.rescue()
            known = explained(error, self._steps, self._registry)
            if known is None:
                raise
            raise known from error
        return "early" if watch.is_over and watch.epochs < settings.epochs else "completed"

    def _train_epochs(self, watch: Watch, strides: Strides) -> None:
        """Train what is left: of an epoch that was begun, then all others."""
        settings, data, start = self._project.training, self._prepared, self._start
        validation = validation_batches(data.validation, settings.batch_size)
        epoch, batch = (start.epoch, start.batch) if watch.left else (start.epoch + 1, 0)
        batches = iter(training_batches(data.training, settings.batch_size, settings.seed, settings.epochs,
                                        self._weights(), first_epoch=epoch, first_batch=batch).dataset)
        if batch:
            strides.judge(iter(validation.dataset), 1)  # makes the metrics, whose means are to be put back
        judged = iter(validation.dataset.repeat())  # to begin anew each time takes as long as a small network's epoch
        while not watch.is_over and watch.epochs < settings.epochs:
            self._model.reset_metrics()
            watch.epoch_begins()
            while watch.left:
                watch.trained(strides.train(batches, watch.left))
            watch.validation_begins()
            watch.epoch_ended(_judged(self._model, strides, watch, judged, len(validation.sizes)))


def _judged(model: keras.Model, strides: Strides, watch: Watch, batches: Any, left: int) -> dict[str, float]:
    """Return what the metrics of the next batches come to."""
    model.reset_metrics()
    while left:
        watch.heed()
        left -= strides.judge(batches, left)
    watch.validation_ended()
    return {name: float(value) for name, value in model.get_metrics_result().items()}
