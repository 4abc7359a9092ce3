"""Writes a run folder while the run goes on: see ``runs.folder`` for what is in one."""

from __future__ import annotations

import io
import logging
import os
import shutil
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from rnnstudio import __version__
from rnnstudio.api import FittedEncoder, UserError, tr
from rnnstudio.engine import tensorboard
from rnnstudio.engine.device import LoadedEngine
from rnnstudio.engine.faults import brief
from rnnstudio.engine.gauges import NAMES
from rnnstudio.engine.metrics import means
from rnnstudio.engine.tensorboard import EventFile
from rnnstudio.project import file
from rnnstudio.project.model import Project
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs import resuming
from rnnstudio.runs.events import BatchPoint, EpochEnded
from rnnstudio.runs.folder import RunInfo, State
from rnnstudio.runs.resuming import Position
from rnnstudio.runs.standing import Hold

_PAUSE = 1.0
"""Seconds between two writings of what needn't be on disk at once."""


class Recorder:
    """One run's folder. Everything in it is whole, or appended a line at a time.

    Made by ``begin`` or ``again``; ``close`` lets go of the folder.

    Args:
        path: The folder.
        info: What ``run.json`` is to say.
        metrics: Names of the training metrics, in the order of a point's values.
        hold: Keeps other processes out.
        seconds: Time trained before.

    Raises:
        UserError: From any method, if the disk is full or the place can't be written to.
    """

    def __init__(self, path: Path, info: RunInfo, metrics: tuple[str, ...], hold: Hold, seconds: float = 0.0) -> None:
        self.path = path
        self.info = info
        self._metrics = metrics
        self._by_batch = (*means(metrics), *NAMES)
        self._hold = hold
        self._started = time.perf_counter() - seconds
        self._written = 0.0
        self._points: list[BatchPoint] = []
        self._point_times: list[float] = []
        runs_folder.write_info(self.path, self.info)
        with disk(self.path):
            self._open()

    @classmethod
    def begin(cls, runs: Path, project: Project, metrics: tuple[str, ...], engine: LoadedEngine,
              **about: Any) -> Recorder:
        """Make a new folder.

        Args:
            runs: Where run folders are made.
            project: Its snapshot is written first, ``run.json`` next: a folder that has it is readable.
            metrics: As above.
            engine: Versions and device.
            about: Other fields of ``RunInfo``.
        """
        path = runs_folder.create(runs, project.name)
        hold = Hold(path)
        file.save(project, path / runs_folder.PROJECT)
        info = RunInfo(name=project.name, started=time.time(), device=engine.device, versions=_versions(engine),
                       planned=project.training.epochs, **about)
        made = cls(path, info, metrics, hold)
        made.log(tr("began on {device}; {versions}", device=engine.device, versions=_listed(info.versions)))
        return made

    @classmethod
    def again(cls, path: Path, project: Project, metrics: tuple[str, ...], engine: LoadedEngine, hold: Hold,
              position: Position) -> Recorder:
        """Open the folder of a run that goes on, cut back to where it goes on from.

        Args:
            path: The folder.
            project: Its snapshot, with as many epochs as are planned now.
            metrics: As above.
            engine: Versions and device of now.
            hold: The folder is held already.
            position: Where it goes on from.
        """
        resuming.tidy(path)
        resuming.cut_table(path / runs_folder.BATCHES, position.step)
        resuming.cut_table(path / runs_folder.EPOCHS, position.epoch)
        with disk(path):
            tensorboard.cut(path, path / runs_folder.TENSORBOARD, position.curves)
        if file.load(path / runs_folder.PROJECT) != project:
            file.save(project, path / runs_folder.PROJECT)
        info = msgspec.structs.replace(
            runs_folder.read_info(path), state="running", message="", epochs=position.epoch, metrics=position.metrics,
            best_epoch=position.best_epoch, seconds=position.seconds, device=engine.device,
            versions=_versions(engine), planned=project.training.epochs)
        made = cls(path, info, metrics, hold, position.seconds)
        made.log(tr("goes on after epoch {epoch}, batch {batch}, on {device}; {versions}", epoch=position.epoch,
                    batch=position.batch, device=engine.device, versions=_listed(info.versions)))
        return made

    def _open(self) -> None:
        self._log = (self.path / runs_folder.LOG).open("a", encoding="utf-8", newline="\n")
        self._batches = _table(self.path / runs_folder.BATCHES, ("step", *self._by_batch))
        self._epochs = _table(self.path / runs_folder.EPOCHS, (
            "epoch", "step", "seconds", *self._metrics, *(f"val_{name}" for name in self._metrics)))
        self._training_curves = EventFile(self.path / runs_folder.TENSORBOARD / "train")
        self._validation_curves = EventFile(self.path / runs_folder.TENSORBOARD / "validation")

    def settle(self) -> dict[str, int]:
        """Have all that was noted on disk, past the system's memory; return the lengths of the curves' files."""
        self._flush()
        with disk(self.path):
            for out in (self._batches, self._epochs):
                os.fsync(out.fileno())
            return tensorboard.lengths(self.path, self.path / runs_folder.TENSORBOARD)

    def paused(self, seconds: float) -> None:
        """Note that so much time passed without training."""
        self._started += seconds

    @property
    def seconds(self) -> float:
        """Duration so far."""
        return time.perf_counter() - self._started

    def vocabulary(self, encoder: FittedEncoder, counted: list[int]) -> None:
        """Write what the encoder needs to encode again, and its tokens.

        Args:
            encoder: The vocabulary.
            counted: How often each token stands in the training part; used where the encoder didn't count.
        """
        target = self.path / runs_folder.VOCABULARY
        with disk(target):
            shutil.rmtree(target, ignore_errors=True)  # of a run that was killed when it had hardly begun
            target.mkdir()
            encoder.save(target)
        counts = list(encoder.counts) or counted
        runs_folder.write_tokens(self.path, list(encoder.tokens), counts)

    def batches(self, points: Sequence[BatchPoint]) -> None:
        """Note training batches; they are written within about a second."""
        self._points += points
        self._point_times += [time.time()] * len(points)
        if time.perf_counter() - self._written > _PAUSE:
            self._flush()

    def epoch(self, ended: EpochEnded, best_epoch: int) -> None:
        """Write an epoch's line, and with it all batches noted so far."""
        row = [ended.epoch, ended.step, f"{ended.seconds:.3f}"]
        row += [_number(value) for value in ended.metrics.values()]
        with disk(self.path):
            self._epochs.write(",".join(map(str, row)) + "\n")
            self._epochs.flush()
            now = time.time()
            for name in self._metrics:
                self._training_curves.add(ended.epoch, {f"epoch_{name}": ended.metrics[name]}, now)
                self._validation_curves.add(ended.epoch, {f"epoch_{name}": ended.metrics[f"val_{name}"]}, now)
        self.info = msgspec.structs.replace(self.info, epochs=ended.epoch, metrics=ended.metrics,
                                            best_epoch=best_epoch, seconds=self.seconds)
        self.log(tr("epoch {epoch}: {metrics}", epoch=ended.epoch, metrics=", ".join(
            f"{name} {value:.4g}" for name, value in ended.metrics.items())))
        if time.perf_counter() - self._written > _PAUSE:
            self._flush()
            runs_folder.write_info(self.path, self.info)

    def _flush(self) -> None:
        with disk(self.path):
            for point, wall_time in zip(self._points, self._point_times, strict=True):
                values = (*point.values, *point.gauges)
                self._batches.write(f"{point.step},{','.join(map(_number, values))}\n")
                self._training_curves.add(point.step, {
                    f"batch_{name}": value for name, value in zip(self._by_batch, values, strict=True)}, wall_time)
            for out in (self._batches, self._log, self._training_curves, self._validation_curves):
                out.flush()
        self._points, self._point_times = [], []
        self._written = time.perf_counter()

    def finish(self, state: State) -> None:
        """Write the rest and how it ended."""
        self.log(tr("ended: {state}", state=state))
        self._flush()
        self.info = msgspec.structs.replace(self.info, state=state, seconds=self.seconds)
        runs_folder.write_info(self.path, self.info)
        self.close()

    def fail(self, error: BaseException) -> None:
        """Write as much of the rest as can be written, and why it ended. Raises nothing."""
        message = str(error) if isinstance(error, UserError) else brief(error)
        with suppress(UserError, OSError):
            self.log(tr("failed: {message}", message=message))
            if not isinstance(error, UserError):
                self.log("".join(traceback.format_exception(error)).rstrip())
            self._flush()
        self.info = msgspec.structs.replace(self.info, state="failed", seconds=self.seconds, message=message)
        with suppress(UserError):
            runs_folder.write_info(self.path, self.info)
        with suppress(OSError):
            self.close()

    def close(self) -> None:
        """Close all files."""
        with ExitStack() as stack:
            stack.callback(self._hold.release)
            for out in (self._batches, self._epochs, self._log, self._training_curves, self._validation_curves):
                stack.callback(out.close)

    def log(self, text: str) -> None:
        """Add a line to the log, with the time."""
        self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {text}\n")

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Add what Keras, TensorFlow and plugins warn of to the log meanwhile, instead of printing it."""
        handler = _LogHandler(self)
        logger = logging.getLogger()
        logger.addHandler(handler)
        try:
            with warnings.catch_warnings():
                warnings.showwarning = lambda message, category, *_, **__: self.log(f"{category.__name__}: {message}")
                yield
        finally:
            logger.removeHandler(handler)


class _LogHandler(logging.Handler):
    def __init__(self, recorder: Recorder) -> None:
        super().__init__(logging.WARNING)
        self._recorder = recorder

    def emit(self, record: logging.LogRecord) -> None:
        self._recorder.log(f"{record.levelname}: {record.getMessage()}")


def _table(path: Path, columns: tuple[str, ...]) -> io.TextIOWrapper:
    out = path.open("a", encoding="utf-8", newline="\n")
    if not out.tell():
        out.write(",".join(columns) + "\n")
    return out


def _versions(engine: LoadedEngine) -> dict[str, str]:
    return {"rnnstudio": __version__, "python": sys.version.split()[0], "tensorflow": engine.tensorflow,
            "keras": engine.keras, "numpy": np.__version__}


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _number(value: float) -> str:
    return f"{value:.7g}"


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn a full disk, or one that is gone, into a sentence."""
    import tensorflow as tf

    try:
        yield
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path,
                           reason=error.strerror or str(error))) from error
    except tf.errors.OpError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path, reason=error.message)) from error
