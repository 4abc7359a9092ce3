"""What goes wrong while training, as a sentence where the cause is known: a table, like that of Keras' refusals."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from types import TracebackType

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.api.errors import words_of
from rnnstudio.engine.faults import brief
from rnnstudio.engine.stack import Step
from rnnstudio.engine.unsound import Unsound
from rnnstudio.project.words import size
from rnnstudio.registry import Registry


def explained(error: BaseException, steps: list[Step], registry: Registry) -> UserError | None:
    """Return what an error from building or training a model means, or ``None`` if it isn't known.

    Args:
        error: What was raised.
        steps: The model's stack.
        registry: Knows which plugin a layer came from.
    """
    if isinstance(error, UserError | Cancelled):
        return None
    text = f"{type(error).__name__}: {words_of(error)}"
    for pattern, sentence in _TABLE:
        found = re.search(pattern, text)
        if found is not None:
            return UserError(sentence(found, _named(text, steps)))
    return _plugin_fault(error, steps, registry) or _fault_at_a_node(text, steps, registry)


def diverged(where: str, steps: list[Step], registry: Registry, began: Unsound | None = None) -> UserError:
    """Return what is said when the loss is no number any more: where, what to try, and where it began if that shows.

    Args:
        where: Epoch and batch, in words.
        steps: The stack; by now most often all of its weights are no numbers either.
        registry: Knows which plugin a layer came from.
        began: Where it begins with weights that are numbers, if it does.
    """
    import numpy as np

    theirs = _of_others(began.step, registry) if began is not None else None
    if began is not None and theirs is not None:
        names = {"where": where, "layer": theirs.name, "plugin": registry.origin.get(theirs.node.type, "?")}
        return UserError(tr(
            "the loss is no number any more in {where}: it began in {layer}, of the plugin {plugin}, whose output is "
            "no number though its input is; take the layer out, or tell the plugin's author", **names)
            if began.what == "output" else tr(
            "the loss is no number any more in {where}: it began in {layer}, of the plugin {plugin}, whose gradient "
            "is no number; take the layer out, or tell the plugin's author", **names))

    lost = [step for step in steps if not all(np.isfinite(value).all() for value in step.layer.get_weights())]
    trained = [step for step in steps if step.layer.trainable_weights]
    if not lost:
        return UserError(tr("the loss is no number any more in {where}, though all weights still are: look for "
                            "missing or very large numbers in the data, or try a smaller learning rate", where=where))
    sentence = tr("the loss is no number any more in {where}: the steps were too large; try a smaller learning "
                  "rate, or clip gradients", where=where)
    if began is not None:
        sentence += "; " + tr("it began in {layer}", layer=began.step.name)
    elif len(lost) < len(trained):
        sentence += "; " + tr("it began in {layer}", layer=lost[-1].name)
    return UserError(sentence)


def of_others(steps: list[Step], registry: Registry) -> tuple[str, ...]:
    """Name each layer that a plugin by others brought, with the plugin: the first to suspect if the process ends."""
    return tuple(tr("{layer}, of the plugin {plugin}", layer=step.name,
                    plugin=registry.origin.get(step.node.type, "?"))
                 for step in _all(steps) if not registry.is_ours(step.node.type))


def _of_others(step: Step, registry: Registry) -> Step | None:
    """Return the third party's layer that a step is or holds."""
    return next((inner for inner in step.within() if not registry.is_ours(inner.node.type)), None)


def _named(text: str, steps: list[Step]) -> str:
    """Return the shown name of the layer that a TensorFlow message names by its node, or ""."""
    return next((step.name for step in _at(text, steps)), "")


def _at(text: str, steps: list[Step]) -> list[Step]:
    """Return the layers that a node is inside of, outer before inner."""
    return [step for step in _all(steps) if re.search(rf"(?<![\w.]){re.escape(step.keras_name)}(_\d+)?/", text)]


def _plugin_fault(error: BaseException, steps: list[Step], registry: Registry) -> UserError | None:
    """Find the innermost layer of a plugin's own class in whose code it was raised."""
    layers = {id(step.layer): step for step in _all(steps)}
    for frame in reversed(list(_frames(error.__traceback__))):
        step = layers.get(id(frame.tb_frame.f_locals.get("self")))
        if step is None or step.component is None or type(step.layer).__module__.partition(".")[0] == "keras":
            continue
        return UserError(tr("{layer}, of the plugin {plugin}, failed: {error}", layer=step.name,
                            plugin=registry.origin.get(step.component.info.id, "?"), error=brief(error)))
    return None


def _fault_at_a_node(text: str, steps: list[Step], registry: Registry) -> UserError | None:
    """Find the third party's layer in whose part of the graph TensorFlow failed; what it says last is the reason."""
    found = _NODE.search(text)
    at = _at(found[1], steps) if found is not None else []
    if found is None or not at or registry.is_ours(at[-1].node.type):
        return None
    step = at[-1]
    lines = text[:found.start()].strip().splitlines()
    return UserError(tr("{layer}, of the plugin {plugin}, failed: {error}", layer=step.name,
                        plugin=registry.origin.get(step.node.type, "?"), error=lines[-1].strip() if lines else "?"))


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _all(steps: list[Step]) -> list[Step]:
    return [inner for step in steps for inner in step.within()]


def _outside(found: re.Match[str], layer: str) -> str:
    return tr("{layer} has vectors for {count} tokens, but the data holds the id {id}; make it larger",
              layer=layer or tr("Embedding"), id=found[1], count=found[2])


def _memory(found: re.Match[str], layer: str) -> str:
    asked = _SHAPE.search(found.string)
    if asked is None:
        return tr("the memory is not enough for this model; choose smaller layers, a smaller batch size or shorter "
                  "texts")
    axes = [int(axis) for axis in asked[1].split(",") if axis]
    shape = " × ".join(f"{axis:,}" for axis in axes)
    needed = size(math.prod(axes) * _BYTES.get(asked[2] or "", 4))
    if layer:
        return tr("the memory is not enough: {layer} asked for {shape} numbers, {size}; choose a smaller {layer}, a "
                  "smaller batch size or shorter texts", layer=layer, shape=shape, size=needed)
    return tr("the memory is not enough: {shape} numbers were asked for, {size}; choose smaller layers, a smaller "
              "batch size or shorter texts", shape=shape, size=needed)


def _too_short(found: re.Match[str], layer: str) -> str:
    return tr("{layer}: an example is shorter than the window that slides over it; make the window smaller",
              layer=layer or tr("a layer"))


_NODE = re.compile(r"\[\[\{\{node ([^}]+)\}\}")
_SHAPE = re.compile(r"shape ?\[([\d, ]+)\](?: and type (\w+))?")
_BYTES = {"half": 2, "bfloat16": 2, "double": 8, "int64": 8, "int8": 1, "bool": 1}
_TABLE: tuple[tuple[str, Callable[[re.Match[str], str], str]], ...] = (
    (r"indices\[[\d,]+\] = (-?\d+) is not in \[0, (\d+)\)", _outside),
    (r"ResourceExhaustedError|^MemoryError|OOM when allocating|bad_alloc", _memory),
    (r"Computed output size would be negative", _too_short),
)
