"""A trained model run over examples, batch by batch, each batch told with the numbers of its examples.

Batches are the ones that validation has in training, so that a loss is the same here and there. Of data larger than
memory they are made of some thousand neighbours at a time, read as they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnstudio.api import DataFacts, Task
from rnnstudio.engine.batches import validation_size
from rnnstudio.engine.failures import explained
from rnnstudio.engine.objective import PROBABILITIES, compile_model, last_activation
from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Array, Ints, Ragged
from rnnstudio.engine.stack import input_dtype, input_shape
from rnnstudio.engine.streaming import is_streamed
from rnnstudio.engine.trained import Trained
from rnnstudio.registry import Registry

_NEIGHBOURS = 64
"""Batches that are sorted by length together, of data larger than memory."""
_MOST_OUTPUT = 128 * 2**20
"""Bytes that a batch's outputs may take."""
Numbers = npt.NDArray[Any]


class Forward:
    """A model ready to be judged.

    Args:
        trained: The model.
        registry: Knows whose layers fail.
    """

    def __init__(self, trained: Trained, registry: Registry) -> None:
        self._trained = trained
        self._registry = registry
        layers = [step.layer for step in trained.steps]
        compile_model(trained.model, layers, trained.facts.task, trained.project.training)
        self._judge = _judge(trained, last_activation(layers))

    def batches(self, part: Part) -> Iterator[tuple[Ints, tuple[Numbers, ...]]]:
        """Yield the places of each batch's examples and what the model makes of them.

        Yields:
            The places, and after the loss of each example or token:
            for one of two classes the probability of the second, (batch,);
            for one of several the class, its probability, and that of the true one, each (batch,);
            for several labels the probability of each, (batch, labels);
            for the next token the token, its probability, and that of the true one, each (batch, steps);
            for numbers these, (batch, outputs).

        Raises:
            UserError: If a layer fails or the memory is not enough.
        """
        for rows in _orders(part, self._size(part)):
            try:
                made = self._judge(padded(part.inputs, rows), wanted(part, rows))
            except (Exception, SystemExit) as error:
                known = explained(error, self._trained.steps, self._registry)
                if known is None:
                    raise
                raise known from error
            yield rows, tuple(tensor.numpy() for tensor in made)

    def _size(self, part: Part) -> int:
        size = validation_size(self._trained.project.training.batch_size)
        if self._trained.facts.task != "next_token":
            return size
        one = 12 * int(part.inputs.lengths.max(initial=1)) * self._trained.facts.outputs
        return max(1, min(size, _MOST_OUTPUT // one))


def _orders(part: Part, size: int) -> Iterator[Ints]:
    """Yield the examples of each batch, of like length."""
    lengths = part.inputs.lengths
    block = size * _NEIGHBOURS if is_streamed(part) else max(len(part), 1)
    for first in range(0, len(part), block):
        order = first + np.argsort(lengths[first:first + block], kind="stable")
        for begin in range(0, len(order), size):
            yield order[begin:begin + size]


def padded(inputs: Ragged, rows: Ints) -> Array:
    """Return some sequences padded to the longest of them, (batch, steps) or (batch, steps, features)."""
    starts, lengths, width = inputs.starts[rows], inputs.lengths[rows], inputs.width
    places = np.arange(int(lengths.max()) * width)[np.newaxis]
    found = inputs.flat[np.minimum(starts[:, np.newaxis] + places, max(len(inputs.flat) - 1, 0))]
    found[places >= (lengths * width)[:, np.newaxis]] = 0
    shaped: Array = found if inputs.flat.dtype == np.int32 else found.reshape(len(rows), -1, width)
    return shaped


def wanted(part: Part, rows: Ints) -> Numbers:
    """Return what the model is to give for some examples."""
    if part.labels is not None:
        return part.labels[rows]
    window, width = part.window, part.inputs.width
    assert window is not None
    steps = np.arange(window.first, window.first + window.ahead)
    if part.inputs.flat.dtype == np.int32:
        places = steps
    else:
        places = (steps[:, np.newaxis] * width + np.array(window.features or range(width))).ravel()
    found: Numbers = part.inputs.flat[part.inputs.starts[rows][:, np.newaxis] + places]
    return found


def _judge(trained: Trained, activation: str) -> Any:
    """Return the function from inputs and targets to what ``Forward.batches`` tells; traced once for all lengths."""
    import tensorflow as tf

    facts, model = trained.facts, trained.model
    is_probability = activation in PROBABILITIES[facts.task]

    def judge(inputs: Any, targets: Any) -> tuple[Any, ...]:
        outputs = model(inputs, training=False)
        if outputs.dtype != tf.float32:
            outputs = tf.cast(outputs, tf.float32)
        lost = tf.cast(model.loss.call(targets, outputs), tf.float32)
        return lost, *_told(facts.task, outputs, targets, is_probability, activation == "softmax")

    return tf.function(judge, input_signature=[
        tf.TensorSpec(input_shape(facts), input_dtype(facts)), _target_spec(facts)], jit_compile=False)


def _target_spec(facts: DataFacts) -> Any:
    import tensorflow as tf

    match facts.task:
        case "multiclass":
            return tf.TensorSpec((None,), "int32")
        case "next_token":
            return tf.TensorSpec((None, None), "int32")
        case _:
            return tf.TensorSpec((None, facts.outputs), "float32")


def _told(task: Task, outputs: Any, targets: Any, is_probability: bool, adds_up: bool) -> tuple[Any, ...]:
    import tensorflow as tf

    match task:
        case "binary":
            return (tf.reshape(outputs if is_probability else tf.sigmoid(outputs), [-1]),)
        case "multilabel":
            return (outputs if is_probability else tf.sigmoid(outputs),)
        case "multiclass" | "next_token":
            chances = outputs if is_probability else tf.nn.softmax(outputs)
            if is_probability and not adds_up:
                chances /= tf.maximum(tf.reduce_sum(chances, axis=-1, keepdims=True), 1e-7)
            given = tf.argmax(outputs, axis=-1, output_type=tf.int32)
            truth = tf.gather(chances, targets, axis=-1, batch_dims=targets.shape.rank)
            return given, tf.reduce_max(chances, axis=-1), truth
        case _:
            return (outputs,)
