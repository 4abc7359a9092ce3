"""Stacks to start from in an empty project, made of whatever layers are installed. No Qt in here."""

from __future__ import annotations

import msgspec

from rnnstudio.api import DataFacts, Layer, parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry

Outline = tuple[type[Layer], ...]
"""A layer, and the one inside it if it is a wrapper."""


class Suggestion(msgspec.Struct, frozen=True):
    """A stack: its layers from the first to the last, each with what is inside it, and the one that matters."""

    layers: tuple[Outline, ...]
    core: Outline

    @property
    def short_title(self) -> str:
        """What the stack is about: "Bidirectional (LSTM)"."""
        return _title(self.core)

    @property
    def title(self) -> str:
        """The stack in a line: "Embedding → Bidirectional (LSTM) → Dense"."""
        return " → ".join(_title(outline) for outline in self.layers)

    def applied(self, project: Project) -> tuple[Project, tuple[str, ...]]:
        """Return a project with these layers at its end, and their ids."""
        made = []
        for outline in self.layers:
            parent = None
            for layer in outline:
                node = edits.new_node(project, layer.info.id, layer.info.version)
                place = Place(parent, len(project.stack) if parent is None else 0)
                project = edits.add(project, node, place)
                parent = node.id
                made.append(node.id)
        return project, tuple(made)


def _title(outline: Outline) -> str:
    titles = [tr(layer.info.title) for layer in outline]
    return titles[0] if len(titles) == 1 else f"{titles[0]} ({titles[1]})"


def suggestions(registry: Registry, facts: DataFacts | None) -> list[Suggestion]:
    """Return up to three stacks that fit the data; numbers need no layer that makes vectors of ids.

    Args:
        registry: What is installed.
        facts: What the data is; unknown, it is taken for text.
    """
    layers = list(registry.layers.values())
    start = _first(layers, "embedding")
    recurrent = _first([layer for layer in layers if layer.info.slot is None], "recurrent")
    both = next((layer for layer in layers
                 if layer.info.slot is not None and "recurrent" in layer.info.slot.accepts), None)
    pooling = _first(layers, "pooling")
    answer = next((layer for layer in layers
                   if any(parameter.from_data == "outputs" for parameter in parameters(layer))), None)
    reads_ids = facts is None or facts.input != "values"
    if answer is None or (reads_ids and start is None):
        return []
    before: tuple[Outline, ...] = ((start,),) if reads_ids and start is not None else ()
    middles: list[Outline] = []
    if recurrent is not None and both is not None:
        middles.append((both, recurrent))
    if recurrent is not None:
        middles.append((recurrent,))
    if pooling is not None:
        middles.append((pooling,))
    return [Suggestion((*before, middle, (answer,)), middle) for middle in middles]


def _first(layers: list[type[Layer]], trait: str) -> type[Layer] | None:
    return next((layer for layer in layers if trait in layer.info.traits), None)
