"""Every change a person can make, as a pure function from project to project.

None of them changes what it is given; what did not change is shared with the old project, so keeping a thousand
steps for undo costs little. They raise ``ValueError`` for what can't be meant (moving a layer into itself) and
``KeyError`` for an id that isn't there; whether a wrapper accepts a layer is the registry's affair, not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from rnnstudio.project.model import ComponentRef, LayerNode, Project

replace = msgspec.structs.replace
Nodes = tuple[LayerNode, ...]


class Place(msgspec.Struct, frozen=True):
    """Where a node goes: inside ``parent`` (``None`` is the stack itself), before the child now at ``index``."""

    parent: str | None
    index: int


def fresh_id(project: Project, layer_type: str, taken: Iterable[str] = ()) -> str:
    """Return an id for a new node, readable in the file: ``gru_3``."""
    stem = re.sub(r"\W+", "_", layer_type.rsplit(".", 1)[-1]) or "layer"
    used = {node.id for _, node in project.nodes()} | set(taken)
    number = 1
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def new_node(
    project: Project, layer_type: str, version: int = 1, params: Mapping[str, Any] | None = None,
) -> LayerNode:
    """Return a node that can be added to the project."""
    return LayerNode(id=fresh_id(project, layer_type), type=layer_type, version=version, params=dict(params or {}))


def place_of(project: Project, node_id: str) -> Place:
    """Return where a node stands.

    Raises:
        KeyError: If it isn't in the project.
    """
    for parent, nodes in _levels(project):
        for index, node in enumerate(nodes):
            if node.id == node_id:
                return Place(parent, index)
    raise KeyError(node_id)


def add(project: Project, nodes: LayerNode | Sequence[LayerNode], place: Place) -> Project:
    """Insert one or several nodes; an index past the end means the end."""
    items = (nodes,) if isinstance(nodes, LayerNode) else tuple(nodes)
    if place.parent is not None:
        project.node(place.parent)
    return _change_level(project, place.parent, lambda level: level[:place.index] + items + level[place.index:])


def remove(project: Project, node_ids: Iterable[str]) -> Project:
    """Take nodes out, with all that is inside them."""
    doomed = set(node_ids)
    for node_id in doomed:
        project.node(node_id)
    return replace(project, stack=_without(project.stack, doomed))


def move(project: Project, node_ids: Sequence[str], place: Place) -> Project:
    """Move nodes, in the order they stand in, to a place as it is named before the move.

    Raises:
        ValueError: If a node would move into itself.
    """
    wanted = set(node_ids)
    moving = [node for _, node in project.nodes() if node.id in wanted]
    if len(moving) != len(wanted):
        raise KeyError(next(iter(wanted - {node.id for node in moving})))
    inside = {inner.id for node in moving for inner in _within(node)}
    if place.parent in wanted | inside:
        raise ValueError("a layer can't be moved into itself")
    moving = [node for node in moving if node.id not in inside]
    level = project.stack if place.parent is None else project.node(place.parent).children
    before = sum(node.id in wanted for node in level[:place.index])
    return add(remove(project, [node.id for node in moving]), moving, Place(place.parent, place.index - before))


def duplicate(project: Project, node_ids: Sequence[str]) -> tuple[Project, list[str]]:
    """Put a copy of each node right behind it; return the project and the copies' ids."""
    made = []
    for node_id in node_ids:
        place = place_of(project, node_id)
        twin = copy_of(project, project.node(node_id))
        project = add(project, twin, Place(place.parent, place.index + 1))
        made.append(twin.id)
    return project, made


def copy_of(project: Project, node: LayerNode) -> LayerNode:
    """Return a node like ``node`` whose ids, inner ones too, are new to the project."""
    taken: set[str] = set()

    def renew(old: LayerNode) -> LayerNode:
        new_id = fresh_id(project, old.type, taken)
        taken.add(new_id)
        return replace(old, id=new_id, children=tuple(renew(child) for child in old.children))

    return renew(node)


def put_into(project: Project, node_id: str, wrapper: LayerNode) -> Project:
    """Put a node into a new wrapper, which takes its place."""
    return _change_node(project, node_id, lambda node: replace(wrapper, children=(*wrapper.children, node)))


def take_out(project: Project, node_id: str) -> Project:
    """Take a node out of its wrapper: it stands behind it then, or in its place if the wrapper would be empty.

    Raises:
        ValueError: If it is in no wrapper.
    """
    place = place_of(project, node_id)
    if place.parent is None:
        raise ValueError("the layer is in no wrapper")
    node, wrapper = project.node(node_id), project.node(place.parent)
    if len(wrapper.children) == 1:
        return _change_node(project, wrapper.id, lambda _: node)
    outer = place_of(project, wrapper.id)
    return move(project, [node_id], Place(outer.parent, outer.index + 1))


def set_parameters(project: Project, node_id: str, values: Mapping[str, Any]) -> Project:
    """Set some of a layer's parameters, raw."""
    return _change_node(project, node_id, lambda node: replace(node, params={**node.params, **values}))


def set_parameter(project: Project, node_id: str, name: str, value: Any) -> Project:
    """Set one of a layer's parameters, raw."""
    return set_parameters(project, node_id, {name: value})


def reset_parameter(project: Project, node_id: str, name: str) -> Project:
    """Give a parameter its default again."""
    return _change_node(project, node_id, lambda node: replace(
        node, params={key: value for key, value in node.params.items() if key != name}))


def rename(project: Project, node_id: str, name: str | None) -> Project:
    """Give a layer a name of the user's, or with ``None`` its own again."""
    return _change_node(project, node_id, lambda node: replace(node, name=name or None))


def set_enabled(project: Project, node_ids: Iterable[str], enabled: bool) -> Project:
    """Switch layers off, which leaves them out of the model, or on."""
    for node_id in node_ids:
        project = _change_node(project, node_id, lambda node: replace(node, enabled=enabled))
    return project


def rename_project(project: Project, name: str) -> Project:
    """Give the project a name."""
    return replace(project, name=name)


def set_training(project: Project, name: str, value: Any) -> Project:
    """Set one of the training settings."""
    return replace(project, training=replace(project.training, **{name: value}))


def set_split(project: Project, name: str, value: Any) -> Project:
    """Set one of the settings of the division into training and validation part."""
    return replace(project, data=replace(project.data, split=replace(project.data.split, **{name: value})))


def set_component(project: Project, part: Literal["source", "encoder"], ref: ComponentRef) -> Project:
    """Choose another data source or encoder, or other parameters for it."""
    if part == "source":
        return replace(project, data=replace(project.data, source=ref))
    return replace(project, data=replace(project.data, encoder=ref))


def _levels(project: Project) -> Iterable[tuple[str | None, Nodes]]:
    yield None, project.stack
    for _, node in project.nodes():
        yield node.id, node.children


def _within(node: LayerNode) -> Iterable[LayerNode]:
    for child in node.children:
        yield child
        yield from _within(child)


def _without(nodes: Nodes, doomed: set[str]) -> Nodes:
    return tuple(replace(node, children=_without(node.children, doomed)) if node.children else node
                 for node in nodes if node.id not in doomed)


def _change_level(project: Project, parent: str | None, change: Callable[[Nodes], Nodes]) -> Project:
    if parent is None:
        return replace(project, stack=change(project.stack))
    return _change_node(project, parent, lambda node: replace(node, children=change(node.children)))


def _change_node(project: Project, node_id: str, change: Callable[[LayerNode], LayerNode]) -> Project:
    found = False

    def visit(nodes: Nodes) -> Nodes:
        nonlocal found
        result = []
        for node in nodes:
            if node.id == node_id:
                found = True
                node = change(node)
            elif node.children and not found:
                children = visit(node.children)
                node = replace(node, children=children) if found else node
            result.append(node)
        return tuple(result)

    stack = visit(project.stack)
    if not found:
        raise KeyError(node_id)
    return replace(project, stack=stack)
