"""Finds the layer in which numbers stop being numbers, once a training has diverged.

The weights are spoilt by then, so a model like it, with weights from before, is given the batches in question.
A layer whose output isn't finite though what went into it is, spoils the loss; else the layer whose gradients aren't
finite though the gradient that came back to it is, spoils the weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rnnstudio.engine.stack import Step

if TYPE_CHECKING:
    import keras


class Unsound(NamedTuple):
    """Where it begins: the layer, and whether its output or its gradient is first not finite."""

    step: Step
    what: Literal["output", "gradient"]


def first_unsound(model: keras.Model, steps: list[Step], batches: Iterable[Any]) -> Unsound | None:
    """Return where numbers stop being numbers, or ``None`` if that doesn't show.

    Args:
        model: A compiled model whose weights are numbers. It is not changed, but for the random state of dropout.
        steps: Its stack.
        batches: Inputs and answers, as for ``fit``.
    """
    import keras
    import tensorflow as tf

    @tf.function  # type: ignore[untyped-decorator]
    def finite(inputs: Any, answers: Any, weights: Any) -> tuple[Any, Any, Any]:
        """Tell whether each layer's output, the gradient by it, and those by its weights are finite."""
        outputs: list[Any] = []
        with tf.GradientTape() as tape:
            flowing = inputs
            for step in steps:
                flowing = step.layer(flowing, training=True) if _knows_training(step.layer) else step.layer(flowing)
                tape.watch(flowing)
                outputs.append(flowing)
            loss = model.compute_loss(x=inputs, y=answers, y_pred=flowing, sample_weight=weights)
        by_outputs, by_weights = tape.gradient(loss, (outputs, [
            [weight.value for weight in step.layer.trainable_weights] for step in steps]))
        return (tf.stack([_finite([output]) for output in outputs]),
                tf.stack([_finite([gradient]) for gradient in by_outputs]),
                tf.stack([_finite(gradients) for gradients in by_weights]))

    for batch in batches:
        inputs, answers, weights = keras.utils.unpack_x_y_sample_weight(batch)
        if not bool(_finite([inputs])):
            continue
        found = _first(steps, *(told.numpy().tolist() for told in finite(inputs, answers, weights)))
        if found is not None:
            return found
    return None


def _first(steps: list[Step], outputs: list[bool], by_outputs: list[bool], by_weights: list[bool]) -> Unsound | None:
    """Return the first layer, forwards or else backwards, that is given numbers and gives none."""
    if not all(outputs):
        return Unsound(steps[outputs.index(False)], "output")
    for number in range(len(steps) - 1, -1, -1):
        if not by_outputs[number]:  # of the last one only: the loss itself has no gradient
            return None
        if not by_weights[number] or (number and not by_outputs[number - 1]):
            return Unsound(steps[number], "gradient")
    return None


def _finite(tensors: list[Any]) -> Any:
    """Return a tensor that tells whether all numbers are finite; what isn't there, or is no fraction, is."""
    import tensorflow as tf

    values = [getattr(tensor, "values", tensor) for tensor in tensors if tensor is not None]
    told = [tf.reduce_all(tf.math.is_finite(value)) for value in values if value.dtype.is_floating]
    return tf.reduce_all(tf.stack(told)) if told else tf.constant(True)


def _knows_training(layer: Any) -> bool:
    return bool(getattr(layer, "_call_has_training_arg", False))
