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


class _Namer:
    """Gives new nodes ids that nothing in a project has, readable in the file: ``gru_3``."""

    def __init__(self, project: Project, taken: Iterable[str] = ()) -> None:
        self._used = {node.id for _, node in project.nodes()} | set(taken)
        self._last: dict[str, int] = {}

    def new(self, layer_type: str) -> str:
        """Return the next id for a layer of a type."""
        stem = re.sub(r"\W+", "_", layer_type.rsplit(".", 1)[-1]) or "layer"
        number = self._last.get(stem, 0) + 1
        while f"{stem}_{number}" in self._used:
            number += 1
        self._last[stem] = number
        return f"{stem}_{number}"

    def renewed(self, node: LayerNode) -> LayerNode:
        """Return a node like this one with ids of its own, inner ones too."""
        own = self.new(node.type)
        return replace(node, id=own, children=tuple(self.renewed(child) for child in node.children))


def fresh_id(project: Project, layer_type: str, taken: Iterable[str] = ()) -> str:
    """Return an id for a new node, readable in the file: ``gru_3``."""
    return _Namer(project, taken).new(layer_type)


def new_node(
    project: Project, layer_type: str, version: int = 1, params: Mapping[str, Any] | None = None,
) -> LayerNode:
    """Return a node that can be added to the project."""
    return LayerNode(id=fresh_id(project, layer_type), type=layer_type, version=version, params=dict(params or {}))


def new_nodes(project: Project, layer_type: str, count: int, version: int = 1) -> list[LayerNode]:
    """Return several nodes of a type that can be added to the project together."""
    namer = _Namer(project)
    return [LayerNode(id=namer.new(layer_type), type=layer_type, version=version) for _ in range(count)]


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


def whereabouts(project: Project) -> dict[str, tuple[Place, LayerNode]]:
    """Return where each node stands, and the node, by id and outer before inner: to look many up in one walk."""
    return {node.id: (Place(parent, index), node) for parent, nodes in _levels(project)
            for index, node in enumerate(nodes)}


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
    nodes = _nodes(project, node_ids)
    twins = dict(zip(node_ids, copies_of(project, nodes), strict=True))
    return _change_nodes(project, twins, lambda node: (node, twins[node.id])), [twin.id for twin in twins.values()]


def copies_of(project: Project, nodes: Iterable[LayerNode]) -> list[LayerNode]:
    """Return nodes like ``nodes``, in or out of the project, whose ids, inner ones too, are new to it."""
    namer = _Namer(project)
    return [namer.renewed(node) for node in nodes]


def put_into(project: Project, node_id: str, wrapper: LayerNode) -> Project:
    """Put a node into a new wrapper, which takes its place."""
    return put_each_into(project, {node_id: wrapper})


def put_each_into(project: Project, wrappers: Mapping[str, LayerNode]) -> Project:
    """Put nodes into new wrappers, by node id, each of which takes its node's place."""
    def wrapped(node: LayerNode) -> Nodes:
        wrapper = wrappers[node.id]
        return (replace(wrapper, children=(*wrapper.children, node)),)

    return _change_nodes(project, wrappers, wrapped)


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
    return _change_nodes(project, node_ids, lambda node: (replace(node, enabled=enabled),))


def rename_project(project: Project, name: str) -> Project:
    """Give the project a name."""
    return replace(project, name=name)


def set_training(project: Project, name: str, value: Any) -> Project:
    """Set one of the training settings."""
    return replace(project, training=replace(project.training, **{name: value}))


def set_split(project: Project, name: str, value: Any) -> Project:
    """Set one of the settings of the division into training and validation part."""
    return replace(project, data=replace(project.data, split=replace(project.data.split, **{name: value})))


def set_component(project: Project, part: Literal["source", "encoder", "task"], ref: ComponentRef | None) -> Project:
    """Choose another data source, encoder or task, or other parameters for it; ``None`` for the task proposed.

    Raises:
        ValueError: If a source or an encoder is to be none.
    """
    if ref is None and part != "task":
        raise ValueError(f"a project needs a {part}")
    return replace(project, data=replace(project.data, **{part: ref}))


def set_bad_rows(project: Project, choice: Literal["stop", "skip"]) -> Project:
    """Say what to do with rows of the data that can't be used."""
    return replace(project, data=replace(project.data, bad_rows=choice))


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
    return _change_nodes(project, (node_id,), lambda node: (change(node),))


def _change_nodes(project: Project, node_ids: Iterable[str], change: Callable[[LayerNode], Nodes]) -> Project:
    """Put in each node's place what ``change`` makes of it, in one walk; a node inside another one comes first."""
    wanted = set(node_ids)

    def visit(nodes: Nodes) -> Nodes:
        result: list[LayerNode] = []
        for node in nodes:
            missing = len(wanted)
            is_wanted = node.id in wanted
            wanted.discard(node.id)
            if node.children and wanted:
                children = visit(node.children)
                node = replace(node, children=children) if len(wanted) < missing - is_wanted else node
            result += change(node) if is_wanted else (node,)
        return tuple(result)

    stack = visit(project.stack)
    if wanted:
        raise KeyError(next(iter(wanted)))
    return replace(project, stack=stack)


def _nodes(project: Project, node_ids: Iterable[str]) -> list[LayerNode]:
    known = {node.id: node for _, node in project.nodes()}
    return [known[node_id] for node_id in node_ids]
