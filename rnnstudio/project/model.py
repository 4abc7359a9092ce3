"""The project document's structs. They hold raw parameters; the registry gives them meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from rnnstudio.api import Doc, Folded, Range, Title, mark

SCHEMA_VERSION = 1
"""The version of the file format that this program writes."""
CLASS_WEIGHTS = (mark("none"), mark("balanced"))


class ComponentRef(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plugin's component with its raw parameters: a data source, an encoder, an exporter."""

    type: str
    version: int = 1
    params: dict[str, Any] = {}


class LayerNode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One layer of the stack.

    Attributes:
        id: Unique in the project and kept for the node's life: selection, undo and Keras names go by it.
        type: The layer's id in its plugin, such as ``rnnstudio.gru``.
        version: The version of the layer that wrote ``params``.
        params: Raw parameters; those at their default may be absent. Treat it as immutable.
        children: The layers inside a wrapper.
        name: What the user calls it, if anything.
        enabled: False leaves it out of the model without losing it.
    """

    id: str
    type: str
    version: int = 1
    params: dict[str, Any] = {}
    children: tuple[LayerNode, ...] = ()
    name: str | None = None
    enabled: bool = True


class SplitSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How examples are divided where the data doesn't come divided: stratified by class, by seed."""

    validation: Annotated[float, Range(0.01, 0.9, 0.05), Title("Validation part"),
                          Doc("Share of the examples kept aside to judge the model by.")] = 0.2
    test: Annotated[float, Range(0, 0.9, 0.05), Title("Test part"),
                    Doc("Share that training never sees, for a last judgement. 0 for none.")] = 0.0
    stratified: Annotated[bool, Folded(), Title("Same share of each class"),
                          Doc("Each class is divided alike. Otherwise chance alone decides.")] = True
    seed: Annotated[int, Range(0, 2**31 - 1), Title("Split seed"),
                    Doc("The same seed gives the same division.")] = 0


class DataSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the examples come from, how text becomes token ids, and what is to be predicted.

    Attributes:
        task: What is predicted; ``None`` for what the data suggests.
        bad_rows: What to do with rows that can't be used: stop at the first, or skip and count them.
    """

    source: ComponentRef = ComponentRef(type="rnnstudio.english_reviews")
    encoder: ComponentRef = ComponentRef(type="rnnstudio.words")
    task: ComponentRef | None = None
    split: SplitSettings = SplitSettings()
    bad_rows: Literal["stop", "skip"] = "stop"


class TrainingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the model is trained. Annotated like a component's parameters, so the form derives from it."""

    epochs: Annotated[int, Range(1, 100_000), Doc("How often every training example is seen.")] = 10
    batch_size: Annotated[int, Range(1, 65_536), Doc("Examples in one step of the optimizer.")] = 64
    optimizer: Annotated[Literal["adam", "adamw", "nadam", "rmsprop", "sgd", "adagrad", "adadelta", "lion"],
                         Doc("The rule that turns gradients into steps.")] = "adam"
    learning_rate: Annotated[float, Range(1e-8, 100, 0.001),
                             Doc("Size of the optimizer's steps.")] = 0.001
    gradient_clip: Annotated[float | None, Range(1e-6, 1e6, 0.5), Folded(), Title("Clip gradients at"),
                             Doc("Largest norm of the whole gradient; keeps recurrent networks from exploding. "
                                 "Empty for no limit.")] = None
    early_stopping: Annotated[int | None, Range(1, 10_000), Folded(), Title("Stop early after"),
                              Doc("Epochs without a better validation loss before training ends. "
                                  "Empty to run all epochs.")] = None
    class_weights: Annotated[Literal["none", "balanced"], Folded(),
                             Doc("Balanced: examples of rare classes count more, so that all classes weigh the "
                                 "same.")] = "none"
    seed: Annotated[int, Range(0, 2**31 - 1), Folded(),
                    Doc("Seed of initial weights, dropout and shuffling.")] = 0


class Project(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a ``.rnnstudio`` file holds."""

    format: Literal["rnnstudio-project"] = "rnnstudio-project"
    schema: int = SCHEMA_VERSION
    name: str = "Untitled"
    notes: str = ""
    data: DataSettings = DataSettings()
    stack: tuple[LayerNode, ...] = ()
    training: TrainingSettings = TrainingSettings()

    def nodes(self) -> Iterator[tuple[str, LayerNode]]:
        """Yield every node with its place in the file (``$.stack[1].children[0]``), outer before inner."""
        yield from _walk("$.stack", self.stack)

    def components(
        self,
    ) -> Iterator[tuple[str, Literal["source", "encoder", "task", "layer"], ComponentRef | LayerNode]]:
        """Yield the place, kind and reference of every component, for ``Registry.check``."""
        yield "$.data.source", "source", self.data.source
        yield "$.data.encoder", "encoder", self.data.encoder
        if self.data.task is not None:
            yield "$.data.task", "task", self.data.task
        for place, node in self.nodes():
            yield place, "layer", node

    def node(self, node_id: str) -> LayerNode:
        """Return a node by its id.

        Raises:
            KeyError: If there is none.
        """
        for _, node in self.nodes():
            if node.id == node_id:
                return node
        raise KeyError(node_id)


def _walk(path: str, nodes: tuple[LayerNode, ...]) -> Iterator[tuple[str, LayerNode]]:
    for index, node in enumerate(nodes):
        place = f"{path}[{index}]"
        yield place, node
        yield from _walk(f"{place}.children", node.children)
