"""Trained models that stay loaded between two questions, the two used last."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rnnstudio.api import FittedEncoder, UserError, Window, tr
from rnnstudio.engine import device
from rnnstudio.engine.failures import explained
from rnnstudio.engine.kept import Kept
from rnnstudio.engine.objective import last_activation
from rnnstudio.engine.probabilities import Floats, probabilities
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.engine.trained import Trained, load_trained
from rnnstudio.project.trial import ModelAbout, Which
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.models import model_file

if TYPE_CHECKING:
    from rnnstudio.engine.attention import Weighing

R = TypeVar("R")
_LONGEST_PADDING = 64
"""Steps that a short example is padded to at most, for a stack that can't take it as it is."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A model ready to be asked.

    Attributes:
        trained: The model with all that belongs to it.
        which: Whose weights it has.
        registry: Knows whose the layers are.
        forward: From a padded batch to the model's outputs.
        activation: What the outputs passed through last.
        window: How the task cuts sequences; ``None`` for a task on labels.
    """

    trained: Trained
    which: Which
    registry: Registry
    forward: Callable[[Array], Array]
    activation: str
    window: Window | None

    @property
    def encoder(self) -> FittedEncoder:
        """The vocabulary, of a model for text."""
        assert self.trained.encoder is not None
        return self.trained.encoder

    def about(self) -> ModelAbout:
        """Say which model it is, as its run stands now."""
        trained = self.trained
        info = runs_folder.read_info(trained.run)
        running = info.state == "running"
        epoch = 0 if running else info.best_epoch if self.which == "best" else info.epochs
        return ModelAbout(
            run=str(trained.run), name=trained.project.name, which=self.which, epoch=epoch,
            written=_stamp(trained.run / _FILES[self.which])[0] / 1e9, training=running, task=trained.facts.task,
            window=self.window.steps if self.window else 0, ahead=self.window.ahead if self.window else 0)

    def outputs(self, inputs: Ragged) -> Floats:
        """Return the model's outputs for a batch, padded to its longest example as in training.

        Args:
            inputs: The examples of one batch.

        Returns:
            Shape (batch, outputs), or (batch, steps, outputs) for a task on every step.

        Raises:
            UserError: If a layer can't take examples like these.
        """
        return np.asarray(self.run(self.forward, inputs), np.float64)

    def run(self, forward: Callable[[Array], R], inputs: Ragged) -> R:
        """Return what a function makes of a batch, padded to its longest example as in training; see ``outputs``."""
        steps = self.trained.model.input_shape[1] or int(inputs.lengths.max())
        while True:
            try:
                return forward(padded(inputs, steps))
            except (Exception, SystemExit) as error:
                if steps < _LONGEST_PADDING and self.trained.model.input_shape[1] is None:
                    steps = min(2 * steps, _LONGEST_PADDING)  # as beside longer examples: a convolution needs room
                    continue
                known = explained(error, self.trained.steps, self.registry)
                if known is None:
                    raise
                raise known from error

    @functools.cached_property
    def weighing(self) -> Weighing:
        """The attentions of the model, traced once."""
        from rnnstudio.engine.attention import Weighing

        return Weighing(self.trained.model, self.trained.steps)

    def probabilities(self, inputs: Ragged) -> Floats:
        """Return the probability of each class for a batch, or the numbers that are predicted; see ``outputs``."""
        return probabilities(self.outputs(inputs), self.trained.facts.task, self.activation)


_FILES: dict[Which, str] = {"best": runs_folder.BEST, "last": runs_folder.LAST}
kept: Kept[Asked] = Kept(2, 2, lambda asked: 1)
"""The models asked last."""


def open_model(run: Path, registry: Registry, which: Which = "best",
               cancelled: Callable[[], bool] = lambda: False) -> Asked:
    """Return a run's model, ready to be asked; the second time at once, unless its file was written anew.

    Args:
        run: The run's folder, of a training under way too.
        registry: Resolves layers, encoder and task.
        which: The weights of the best epoch, or the latest.
        cancelled: Asked while another thread loads the same model.

    Raises:
        UserError: See ``load_trained``.
        Cancelled: If ``cancelled`` answers True.
    """
    run = run.absolute()
    info = runs_folder.read_info(run)
    if info.state == "running" and not any((run / name).is_file() for name in _FILES.values()):
        raise UserError(tr("{name} has no model yet: the training writes its first one after some seconds",
                           name=run.name))
    found: Which = "best" if model_file(run, which).name == runs_folder.BEST else "last"
    key = (run, found, _stamp(run / _FILES[found]))
    return kept.get(key, lambda told: _opened(run, registry, found), cancelled)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _opened(run: Path, registry: Registry, which: Which) -> Asked:
    device.load()
    trained = load_trained(run, registry, which)
    return Asked(trained=trained, which=which, registry=registry, forward=_forward(trained.model),
                 activation=last_activation([step.layer for step in trained.steps]),
                 window=_window(trained, registry))


def _window(trained: Trained, registry: Registry) -> Window | None:
    """Return how sequences were cut, without reading the data: a task on sequences is always named by a window."""
    from rnnstudio.api import Contents

    if trained.facts.task not in ("forecasting", "next_token"):
        return None
    contents = Contents(input=trained.facts.input, task=trained.facts.task, names=trained.facts.names,
                        features=trained.facts.features, vocabulary_size=trained.facts.vocabulary_size)
    ref = trained.project.data.task
    if ref is not None:
        return registry.task(ref).window(contents)
    fitting = (task for task in registry.tasks.values() if task.info.kind == trained.facts.task)
    component = next(fitting, None)
    return component().window(contents) if component is not None else None


def _forward(model: Any) -> Callable[[Array], Array]:
    """Return the model as one graph for batches of any size, traced once."""
    import tensorflow as tf

    signature = tf.TensorSpec([None, *model.input_shape[1:]], model.inputs[0].dtype)

    def call(batch: Any) -> Any:
        return model(batch, training=False)

    traced = tf.function(call, input_signature=[signature], autograph=False)
    kind = signature.dtype.as_numpy_dtype

    def forward(batch: Array) -> Array:
        found: Array = traced(tf.constant(batch.astype(kind, copy=False))).numpy()
        return found

    return forward


def padded(inputs: Ragged, steps: int) -> Array:
    """Return examples side by side, short ones filled up with zeros: (batch, steps), or (batch, steps, features)."""
    is_ids = inputs.flat.dtype == np.int32
    batch = np.zeros((len(inputs), steps) if is_ids else (len(inputs), steps, inputs.width), inputs.flat.dtype)
    for index in range(len(inputs)):
        row = inputs[index][:steps]
        batch[index, :len(row)] = row
    return batch
