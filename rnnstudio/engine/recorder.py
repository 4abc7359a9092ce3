"""Writes a run folder while the run goes on: see ``runs.folder`` for what is in one."""

from __future__ import annotations

import io
import logging
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec
import numpy as np

from rnnstudio import __version__
from rnnstudio.api import DataFacts, FittedEncoder, UserError, tr
from rnnstudio.engine.device import LoadedEngine
from rnnstudio.engine.faults import brief
from rnnstudio.engine.gauges import NAMES
from rnnstudio.engine.metrics import means
from rnnstudio.engine.tensorboard import EventFile
from rnnstudio.project import file
from rnnstudio.project.model import Project
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.about import DataOrigin, LayerFact
from rnnstudio.runs.events import BatchPoint, EpochEnded
from rnnstudio.runs.folder import RunInfo, State

_PAUSE = 1.0
"""Seconds between two writings of what needn't be on disk at once."""


class Recorder:
    """One run's folder. Everything in it is whole, or appended a line at a time.

    Args:
        runs: Where run folders are made.
        project: Its snapshot is written first.
        metrics: Names of the training metrics, in the order of a point's values.
        engine: Versions and device.
        facts: What the data decides.

    Raises:
        UserError: From any method, if the disk is full or the place can't be written to.
    """

    def __init__(self, runs: Path, project: Project, metrics: tuple[str, ...], engine: LoadedEngine,
                 facts: DataFacts) -> None:
        self.path = runs_folder.create(runs, project.name)
        self._metrics = metrics
        self._by_batch = (*means(metrics), *NAMES)
        self._started = time.perf_counter()
        self._written = 0.0
        self._points: list[BatchPoint] = []
        self._point_times: list[float] = []
        versions = {"rnnstudio": __version__, "python": sys.version.split()[0], "tensorflow": engine.tensorflow,
                    "keras": engine.keras, "numpy": np.__version__}
        self.info = RunInfo(name=project.name, started=time.time(), facts=facts, device=engine.device,
                            versions=versions)
        runs_folder.write_info(self.path, self.info)
        file.save(project, self.path / runs_folder.PROJECT)
        with _disk(self.path):
            self._open()
        self.log(tr("began on {device}; {versions}", device=engine.device,
                    versions=", ".join(f"{name} {version}" for name, version in versions.items())))

    def _open(self) -> None:
        self._log = (self.path / runs_folder.LOG).open("a", encoding="utf-8", newline="\n")
        self._batches = _table(self.path / runs_folder.BATCHES, ("step", *self._by_batch))
        self._epochs = _table(self.path / runs_folder.EPOCHS, (
            "epoch", "step", "seconds", *self._metrics, *(f"val_{name}" for name in self._metrics)))
        self._training_curves = EventFile(self.path / runs_folder.TENSORBOARD / "train")
        self._validation_curves = EventFile(self.path / runs_folder.TENSORBOARD / "validation")

    @property
    def seconds(self) -> float:
        """Duration so far."""
        return time.perf_counter() - self._started

    def about(self, data: DataOrigin, layers: tuple[LayerFact, ...]) -> None:
        """Write where the data came from and what the model is built of."""
        self.info = msgspec.structs.replace(self.info, data=data, layers=layers)
        runs_folder.write_info(self.path, self.info)

    def vocabulary(self, encoder: FittedEncoder, counted: list[int]) -> None:
        """Write what the encoder needs to encode again, and its tokens.

        Args:
            encoder: The vocabulary.
            counted: How often each token stands in the training part; used where the encoder didn't count.
        """
        target = self.path / runs_folder.VOCABULARY
        with _disk(target):
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
        with _disk(self.path):
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
        with _disk(self.path):
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
    out.write(",".join(columns) + "\n")
    return out


def _number(value: float) -> str:
    return f"{value:.7g}"


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Turn a full disk, or one that is gone, into a sentence."""
    import tensorflow as tf

    try:
        yield
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path,
                           reason=error.strerror or str(error))) from error
    except tf.errors.OpError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path, reason=error.message)) from error
