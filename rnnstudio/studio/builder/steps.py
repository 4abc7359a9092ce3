"""What a person does to the stack, each as one named step of the document's history."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import tr
from rnnstudio.project import changes, edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder.accepting import layer_title, type_title
from rnnstudio.studio.builder.rows import place_for_new, place_for_types, roots
from rnnstudio.studio.document import Document


def add_layer(document: Document, layer_type: str, place: Place | None = None) -> None:
    """Add a new layer, and select it; without a place, where the selection says (``place_for_new``)."""
    project, registry = document.project, document.registry
    layer = registry.layers[layer_type]
    if place is None:
        place = place_for_new(project, registry, document.selection, layer_type)
    node = edits.new_node(project, layer_type, layer.info.version)
    document.do(tr("Add {layer}", layer=tr(layer.info.title)), edits.add(project, node, place), (node.id,))


def move(document: Document, node_ids: Sequence[str], place: Place) -> None:
    """Move layers, keeping their order."""
    project = document.project
    moving = roots(project, node_ids)
    only = _only(document, moving)
    label = tr("Move {layer}", layer=only) if only else tr("Move {count} layers", count=len(moving))
    document.do(label, edits.move(project, moving, place), tuple(moving))


def copy_layers(document: Document, node_ids: Sequence[str], place: Place) -> None:
    """Put copies of layers at a place."""
    chosen = roots(document.project, node_ids)
    only = _only(document, chosen)
    label = tr("Copy {layer}", layer=only) if only else tr("Copy {count} layers", count=len(chosen))
    _add_copies(document, [document.project.node(node_id) for node_id in chosen], place, label)


def _add_copies(document: Document, nodes: Sequence[LayerNode], place: Place, label: str) -> None:
    """Add copies of layers, in or out of the project, with ids of their own."""
    twins = edits.copies_of(document.project, nodes)
    document.do(label, edits.add(document.project, twins, place), tuple(twin.id for twin in twins))


def rename(document: Document, node_id: str, name: str | None) -> None:
    """Give a layer a name, or with ``None`` its own again."""
    label = tr("Rename {layer}", layer=layer_title(document.registry, document.project.node(node_id)))
    document.do(label, edits.rename(document.project, node_id, name), (node_id,))


def paste(document: Document, nodes: Sequence[LayerNode], place: Place | None = None) -> None:
    """Add copies of layers from elsewhere at a place; without one, below the selection."""
    types = [node.type for node in nodes]
    place = place or place_for_types(document.project, document.registry, document.selection, types)
    title = layer_title(document.registry, nodes[0])
    label = tr("Paste {layer}", layer=title) if len(nodes) == 1 else tr("Paste {count} layers", count=len(nodes))
    _add_copies(document, nodes, place, label)


def duplicate(document: Document, node_ids: Sequence[str]) -> None:
    """Put a copy behind each layer."""
    chosen = roots(document.project, node_ids)
    only = _only(document, chosen)
    label = tr("Duplicate {layer}", layer=only) if only else tr("Duplicate {count} layers", count=len(chosen))
    project, made = edits.duplicate(document.project, chosen)
    document.do(label, project, tuple(made))


def delete(document: Document, node_ids: Sequence[str]) -> None:
    """Take layers out, and select the one that is in their place then; undo selects those that come back."""
    chosen = roots(document.project, node_ids)
    only = _only(document, chosen)
    label = tr("Delete {layer}", layer=only) if only else tr("Delete {count} layers", count=len(chosen))
    _remove(document, chosen, label)


def cut(document: Document, node_ids: Sequence[str]) -> None:
    """Take layers out that were copied to the clipboard."""
    chosen = roots(document.project, node_ids)
    only = _only(document, chosen)
    label = tr("Cut {layer}", layer=only) if only else tr("Cut {count} layers", count=len(chosen))
    _remove(document, chosen, label)


def _remove(document: Document, chosen: Sequence[str], label: str) -> None:
    before = document.project
    document.do(label, edits.remove(before, chosen), tuple(chosen))
    near = _neighbour(before, chosen)
    if near is not None:
        document.select(near)


def toggle(document: Document, node_ids: Sequence[str]) -> None:
    """Switch layers off, or all of them on if one is off."""
    project = document.project
    switch_on = any(not project.node(node_id).enabled for node_id in node_ids)
    only, count = _only(document, node_ids), len(node_ids)
    if switch_on:
        label = tr("Switch {layer} on", layer=only) if only else tr("Switch {count} layers on", count=count)
    else:
        label = tr("Switch {layer} off", layer=only) if only else tr("Switch {count} layers off", count=count)
    document.do(label, edits.set_enabled(project, node_ids, switch_on))


def wrap(document: Document, node_ids: Sequence[str], wrapper_type: str) -> None:
    """Put each layer into a new wrapper of its own."""
    project = document.project
    chosen = roots(project, node_ids)
    made = edits.new_nodes(project, wrapper_type, len(chosen), document.registry.layers[wrapper_type].info.version)
    only, title = _only(document, chosen), type_title(document.registry, wrapper_type)
    label = tr("Put {layer} into {wrapper}", layer=only, wrapper=title) if only else tr(
        "Put {count} layers into {wrapper}", count=len(chosen), wrapper=title)
    wrapped = edits.put_each_into(project, dict(zip(chosen, made, strict=True)))
    document.do(label, wrapped, tuple(wrapper.id for wrapper in made))


def take_out(document: Document, node_ids: Sequence[str]) -> None:
    """Take layers out of their wrapper."""
    project = document.project
    chosen = roots(project, node_ids)
    only = _only(document, chosen)
    label = tr("Take {layer} out", layer=only) if only else tr("Take {count} layers out", count=len(chosen))
    for node_id in reversed(chosen):
        project = edits.take_out(project, node_id)
    document.do(label, project, tuple(chosen))


def repair(document: Document, mend: Repair) -> None:
    """Do what a card's repair button says."""
    try:
        project, touched = changes.apply(document.project, mend.changes)
    except (KeyError, ValueError):  # the project was edited since; the engine is about to say something else
        return
    document.do(mend.title, project, touched or None)


def _only(document: Document, node_ids: Sequence[str]) -> str:
    """Return what the only one of these layers is called, for a step's name; "" if they are several."""
    if len(node_ids) != 1:
        return ""
    return layer_title(document.registry, document.project.node(node_ids[0]))


def _neighbour(before: Project, removed: Sequence[str]) -> str | None:
    """Return the layer that follows the removed ones on their level, else the one before, else their wrapper."""
    gone = set(removed)
    place = edits.place_of(before, removed[0])
    level = before.stack if place.parent is None else before.node(place.parent).children
    after = [node.id for node in level[place.index:] if node.id not in gone]
    ahead = [node.id for node in level[:place.index] if node.id not in gone]
    return after[0] if after else ahead[-1] if ahead else place.parent
