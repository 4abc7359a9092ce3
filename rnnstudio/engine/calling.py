"""Calling layers on symbolic inputs, with a memory: a layer that was called like this before isn't called again.

A description walks the stack layer by layer. What goes from one layer to the next is told by shape, type and whether
a mask comes along, so that no layer hangs on the one before it, and an edit costs only the layers that it changes.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from functools import cache
from typing import Any

import msgspec

from rnnstudio.api import DataFacts, Layer, parameters
from rnnstudio.engine.kept import stamp
from rnnstudio.engine.stack import Flow, Step, build
from rnnstudio.engine.watched import watched
from rnnstudio.project.report import Shape
from rnnstudio.registry import Registry

REMEMBERED = 1024
"""Calls that are kept; a layer without weights takes a few kilobytes."""


@dataclasses.dataclass(frozen=True)
class Inner:
    """What is known of a layer inside a wrapper."""

    input: Shape | None
    output: Shape | None
    count: int


@dataclasses.dataclass
class Called:
    """What became of a layer.

    Attributes:
        layer: The Keras layer; never trained, for it may stand for several nodes.
        output: What comes out of it; ``None`` if it could not be called.
        error: Why not.
        count: Numbers that it learns or keeps.
        inner: Of the layers inside it, outer before inner.
    """

    layer: Any
    output: Flow | None = None
    error: BaseException | None = None
    count: int = 0
    inner: tuple[Inner, ...] = ()


class Memory:
    """Remembers calls. To be used by one thread at a time."""

    def __init__(self) -> None:
        self._calls: OrderedDict[Any, Called] = OrderedDict()

    def clear(self) -> None:
        """Forget everything."""
        self._calls.clear()

    def call(self, step: Step, flow: Flow, facts: DataFacts, registry: Registry, is_last: bool) -> Called:
        """Build a step's layer and call it, or remember what came of it.

        Raises:
            UserError: If ``build()`` raises.
        """
        key = (_key(step), flow, facts, is_last)
        found = self._calls.get(key)
        if found is None:
            build(step, facts, registry, 0, is_last)
            with watched(step, registry, inner=True):
                found = _call(step, flow)
            if found.error is None:  # what went wrong may go right next time
                self._calls[key] = found
            if len(self._calls) > REMEMBERED:
                self._calls.popitem(last=False)
        else:
            self._calls.move_to_end(key)
        step.layer, step.input = found.layer, flow
        return found


@cache
def _names_files(layer: type[Layer]) -> bool:
    return any(parameter.path is not None for parameter in parameters(layer))


def _key(step: Step) -> Any:
    """Return all that a layer's build depends on, the facts and its name aside; of a file, when it was written."""
    assert step.component is not None
    files = stamp(step.component, None) if _names_files(type(step.component)) else ()
    return (type(step.component), msgspec.msgpack.encode(step.component), files,
            tuple(_key(child) for child in step.children))


def _call(step: Step, flow: Flow) -> Called:
    import keras

    layer = step.layer
    with keras.StatelessScope(initialize_variables=False):
        try:
            output = layer(flow.tensor())
            if not hasattr(output, "shape"):
                raise TypeError(f"it returns a {type(output).__name__}, where one tensor is expected")
            told = Flow.of(output)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's layer may raise anything, SystemExit too
            return Called(layer, error=error.with_traceback(None))
        return Called(layer, told, None, count_of(layer), tuple(_within(step, layer, flow.shape)))


def count_of(layer: Any) -> int:
    """Return how many numbers a Keras layer learns or keeps; 0 before it is built."""
    return int(layer.count_params()) if layer is not None and getattr(layer, "built", False) else 0


def _within(step: Step, layer: Any, shape: Shape | None) -> list[Inner]:
    """Tell of the layers inside a wrapper that was called, as far as it lets them be seen."""
    found: list[Inner] = []
    for number, child in enumerate(step.children):
        inside = _inner_layer(child, layer, number)
        given = _inner_input(layer, shape) if number == 0 or shape is None else shape
        given, shape = _inner_shapes(inside, given)
        found += [Inner(given, shape, count_of(inside)), *_within(child, inside, given)]
    return found


def _inner_layer(child: Step, layer: Any, number: int) -> Any:
    """Return the Keras layer that works for a child: Bidirectional copies it, RNN stacks cells."""
    if hasattr(layer, "forward_layer"):
        return layer.forward_layer
    cell = getattr(layer, "cell", None)
    cells = getattr(cell, "cells", None) or ([cell] if cell is not None else [])
    return cells[number] if number < len(cells) else child.layer


def _inner_input(layer: Any, shape: Shape | None) -> Shape | None:
    """Return what a wrapper gives to the first layer inside it: a whole sequence, or one step of it."""
    if shape is None or hasattr(layer, "forward_layer") or hasattr(layer, "block"):  # "block": a chain of them
        return shape
    by_step = hasattr(layer, "cell") or type(layer).__name__ == "TimeDistributed"
    return (shape[0], *shape[2:]) if by_step and len(shape) > 2 else None


def _inner_shapes(layer: Any, given: Shape | None) -> tuple[Shape | None, Shape | None]:
    if given is None or layer is None:
        return None, None
    if hasattr(layer, "state_size") and not hasattr(layer, "cell"):  # a cell
        return given, (given[0], int(getattr(layer, "output_size", 0)) or None)
    try:
        return given, tuple(layer.compute_output_shape(given))
    except Exception:  # noqa: BLE001 - what a plugin's layer can't tell isn't told
        return given, None
