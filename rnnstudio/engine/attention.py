"""How the attentions of a trained model weigh the steps of an example.

A layer that has them says so by the trait "attention", and its Keras layer answers ``attention(inputs, mask)``; see
``rnnstudio.api.LayerInfo``. It is asked in the middle of the model's own run, wherever it stands, with what comes in
there.
"""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

from rnnstudio.api import tr
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.faults import brief
from rnnstudio.engine.problems import has_trait
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.engine.stack import Step
from rnnstudio.project.trial import Attention

_MOST_WEIGHTS = 4_000_000
"""Weights of one layer that are told: 16 MB, so of a text of 1,000 tokens up to four heads."""


class Weighing:
    """The attentions of a model, asked in one graph for batches of any size.

    Args:
        model: The Keras model.
        steps: Its stack.
    """

    def __init__(self, model: Any, steps: list[Step]) -> None:
        self.steps = [inner for step in steps for inner in step.within()
                      if has_trait(inner, "attention") and callable(getattr(inner.layer, "attention", None))]
        self.faults: dict[str, str] = {}
        self._model = model
        self._traced: Callable[[Any], Any] | None = None

    def __call__(self, batch: Array) -> dict[str, Array]:
        """Return the weights of each layer by its node, (batch, heads, rows, columns); one that failed has none."""
        import tensorflow as tf

        kind = self._model.inputs[0].dtype
        if self._traced is None:
            signature = tf.TensorSpec([None, *self._model.input_shape[1:]], kind)
            self._traced = tf.function(self._ask, input_signature=[signature], autograph=False)
        found = self._traced(tf.constant(batch, kind))
        return {node: weights.numpy() for node, weights in found.items()}

    def _ask(self, batch: Any) -> dict[str, Any]:
        """Run the model, each layer being asked where it is called; one called for each step apart has none."""
        found: dict[str, list[Any]] = {step.node.id: [] for step in self.steps}
        with ExitStack() as watched:
            for step in self.steps:
                watched.enter_context(_asking(step.layer, functools.partial(self._take, step, found[step.node.id])))
            self._model(batch, training=False)
        return {node: weights[0] for node, weights in found.items() if len(weights) == 1}

    def _take(self, step: Step, found: list[Any], inputs: Any, mask: Any) -> None:
        import tensorflow as tf

        try:
            found.append(_in_four_axes(tf.cast(step.layer.attention(inputs, mask), tf.float32)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's layer may raise anything
            self.faults[step.node.id] = brief(error)


@contextmanager
def _asking(layer: Any, take: Callable[[Any, Any], None]) -> Iterator[None]:
    """Have ``take`` told what a Keras layer is called with in this thread."""
    whole, here = layer.call, threading.get_ident()

    @functools.wraps(whole)
    def call(inputs: Any, *rest: Any, **named: Any) -> Any:
        if threading.get_ident() == here:
            take(inputs, named.get("mask"))
        return whole(inputs, *rest, **named)

    object.__setattr__(layer, "call", call)  # Keras' own would track it
    try:
        yield
    finally:
        object.__delattr__(layer, "call")


def _in_four_axes(weights: Any) -> Any:
    """Bring weights to (batch, heads, rows, columns)."""
    import tensorflow as tf

    rank = weights.shape.rank
    if rank == 3 and weights.shape[-1] == 1:
        weights, rank = weights[..., 0], 2
    if rank == 2:
        return weights[:, tf.newaxis, tf.newaxis]
    if rank == 3:
        return weights[:, tf.newaxis]
    if rank != 4:
        raise ValueError(f"attention() returned weights of {rank} axes, where 2, 3 or 4 are expected")
    return weights


def attentions(asked: Asked, seen: Ragged, first: int = 0) -> tuple[Attention, ...]:
    """Return how each attention of a model weighs the steps of an example, in the order of the stack.

    Args:
        asked: The model.
        seen: The one example, as the model sees it.
        first: Where it begins in the whole text.

    Returns:
        Nothing for a model without attention. A layer that fails is told with its fault.

    Raises:
        UserError: If the model can't take an example like this.
    """
    weighing = asked.weighing
    if not weighing.steps:
        return ()
    sent = 0

    def run(batch: Array) -> dict[str, Array]:
        nonlocal sent
        sent = batch.shape[1]
        return weighing(batch)

    found = asked.run(run, seen)
    return tuple(_told(step, found.get(step.node.id), weighing, sent, int(seen.lengths[0]), first)
                 for step in weighing.steps)


def _told(step: Step, weights: Array | None, weighing: Weighing, sent: int, steps: int, first: int) -> Attention:
    """Return an example's weights without those of its padding, unless the layer sees other steps than came in."""
    if weights is None:
        fault = weighing.faults.get(step.node.id, tr("it is called for each step by itself"))
        return Attention(node=step.node.id, layer=step.name, fault=fault)
    one = np.asarray(weights[0], np.float32)
    if not np.isfinite(one).all():
        return Attention(node=step.node.id, layer=step.name, fault=tr("its weights are no numbers"))
    are_tokens, padding = one.shape[2] == sent, 0.0
    if are_tokens:
        one = one[:, :steps] if one.shape[1] == sent else one
        padding = float(one[:, :, steps:].sum(axis=-1).mean())
        one = one[:, :, :steps]
    most = _MOST_WEIGHTS // one.shape[0] if one.shape[1] == 1 else math.isqrt(_MOST_WEIGHTS // one.shape[0])
    left_out = max(0, one.shape[2] - most)
    one = np.ascontiguousarray(one[:, :most, :most])
    return Attention(node=step.node.id, layer=step.name, heads=one.shape[0], rows=one.shape[1], columns=one.shape[2],
                     weights=one.tobytes(), first=first if are_tokens else None, padding=padding, left_out=left_out)
