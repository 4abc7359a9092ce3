"""The stack as the engine works on it: each node with its layer, then its Keras layer, then what comes out of it."""

from __future__ import annotations

import dataclasses
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from rnnstudio.api import BuildContext, DataFacts, Layer, Parameter, UserError, parameters, tr
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.watched import watched
from rnnstudio.project.layer_names import keras_names
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Shape
from rnnstudio.registry import Registry

BUILDING = threading.Lock()
"""Held while layers are built and called for the first time. Layers that are given no seed draw on random numbers
that are the whole process's: a description in between would change what a training's seed leads to."""


@dataclasses.dataclass(frozen=True)
class Flow:
    """What goes into a layer or comes out of it.

    Attributes:
        shape: Batch first.
        dtype: The type of its numbers.
        masked: Whether a mask that skips padding comes along.
    """

    shape: Shape
    dtype: str
    masked: bool = False

    def tensor(self) -> Any:
        """Return it as a ``keras.KerasTensor`` that depends on no other."""
        import keras

        tensor = keras.KerasTensor(self.shape, dtype=self.dtype)
        if self.masked:
            tensor._keras_mask = keras.KerasTensor(self.shape[:2], dtype="bool")
        return tensor

    @classmethod
    def of(cls, tensor: Any) -> Flow:
        """Tell of a ``keras.KerasTensor``."""
        return cls(tuple(tensor.shape), str(tensor.dtype), getattr(tensor, "_keras_mask", None) is not None)


@dataclasses.dataclass
class Step:
    """One enabled node on its way to a layer.

    Attributes:
        node: The node.
        place: Where it stands in the file.
        keras_name: Its name in the Keras model: the node's id, made legal and unique.
        children: The enabled nodes inside it.
        component: The layer with its parameters, those from the data filled in; ``None`` if it can't be had.
        values: What each parameter left to the data was filled in with.
        fault: Why there is no component.
        layer: The Keras layer, once built.
        input: What goes into it as a ``Flow``, once it was called in thought.
        output: What comes out of it then.
    """

    node: LayerNode
    place: str
    keras_name: str
    children: tuple[Step, ...] = ()
    component: Layer | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    fault: UserError | None = None
    layer: Any = None
    input: Any = None
    output: Any = None

    @property
    def name(self) -> str:
        """The layer's name as shown: the user's, else the plugin's."""
        if self.node.name:
            return self.node.name
        return tr(self.component.info.title) if self.component is not None else self.node.type

    @property
    def parameters(self) -> dict[str, Parameter]:
        """What is known of its parameters, by name."""
        found = parameters(type(self.component)) if self.component is not None else ()
        return {parameter.name: parameter for parameter in found}

    def within(self) -> Iterator[Step]:
        """Yield it and all that is inside it, outer before inner."""
        yield self
        for child in self.children:
            yield from child.within()


def read_stack(project: Project, registry: Registry, facts: DataFacts | None) -> list[Step]:
    """Resolve every enabled node; what can't be resolved has a ``fault``."""
    names = keras_names(project)
    return [_read(node, f"$.stack[{index}]", registry, facts, names)
            for index, node in enumerate(project.stack) if node.enabled]


def _read(node: LayerNode, place: str, registry: Registry, facts: DataFacts | None, names: dict[str, str]) -> Step:
    step = Step(node, place, names[node.id])
    step.children = tuple(_read(child, f"{place}.children[{index}]", registry, facts, names)
                          for index, child in enumerate(node.children) if child.enabled)
    try:
        step.component = registry.layer(node, place)
    except UserError as error:
        step.fault = error
        return step
    if facts is not None:
        step.values = {
            name: getattr(facts, parameter.from_data) for name, parameter in step.parameters.items()
            if parameter.from_data is not None and getattr(step.component, name) is None
            and getattr(facts, parameter.from_data) is not None}
        step.component = msgspec.structs.replace(step.component, **step.values)
    return step


def build(step: Step, facts: DataFacts, registry: Registry, seed: int, is_last: bool = False) -> None:
    """Build a step's Keras layer, those inside it first.

    Raises:
        UserError: If ``build()`` raises, with the layer and its plugin.
    """
    import keras

    for child in step.children:
        build(child, facts, registry, seed)
    if step.component is None:
        raise step.fault or UserError(step.name)
    context = BuildContext(name=step.keras_name, facts=facts, children=tuple(child.layer for child in step.children),
                           seed=zlib.crc32(f"{seed}/{step.keras_name}".encode()) >> 1, is_last=is_last)
    with blamed_on(step.component, registry), watched(step, registry):
        step.layer = step.component.build(context)
        if not isinstance(step.layer, keras.Layer):
            raise TypeError(f"build() returned {step.layer!r}, not a keras.Layer")


def input_shape(facts: DataFacts) -> tuple[int | None, ...]:
    """Return the shape of a batch of inputs, batch first; texts may always be of any length."""
    if facts.input == "values":
        return (None, facts.steps, facts.features)
    return (None, None if facts.input == "text" else facts.steps)


def input_dtype(facts: DataFacts) -> str:
    """Return the type of the numbers in a batch of inputs."""
    return "float32" if facts.input == "values" else "int32"
