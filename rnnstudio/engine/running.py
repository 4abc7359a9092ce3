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
from rnnstudio.engine.unsound import first_unsound
from rnnstudio.project.model import Project
from rnnstudio.project.words import left_out
from rnnstudio.registry import Registry
from rnnstudio.runs.events import RunEvent, RunFinished, RunStarted, Stage
from rnnstudio.runs.resuming import Position

if TYPE_CHECKING:
    import keras

    from rnnstudio.engine.watch import Watch


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
            warnings=self._warnings, others=of_others(self._steps, self._registry)))
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
