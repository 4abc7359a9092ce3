"""What can be done to the selected layers, found out in few walks through the project. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rnnstudio.project.edits import Place, place_of, whereabouts
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import refusal, wrappers_for
from rnnstudio.studio.builder.moves import step_down, step_up
from rnnstudio.studio.builder.rows import can_fold, roots

Standing = tuple[Place, LayerNode]


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done to a selection.

    Attributes:
        up, down: Where "move up" and "move down" lead; ``None`` if nowhere.
        rename: One layer is selected, and its plugin is there.
        duplicate: There is room for a copy of each layer beside it.
        take_out: Each layer is in a wrapper, and what is around that takes it.
        wrappers: Types of the wrappers that each layer can be put into.
        foldable: The selected wrappers.
        switched_off: One of the layers is.
    """

    up: Place | None
    down: Place | None
    rename: bool
    duplicate: bool
    take_out: bool
    wrappers: tuple[str, ...]
    foldable: tuple[str, ...]
    switched_off: bool


def possible(project: Project, registry: Registry, selection: Sequence[str]) -> Possible:
    """Return what can be done to the selected layers, all of which are in the project."""
    where = whereabouts(project)
    selected = [where[node_id][1] for node_id in selection]
    chosen = [where[node_id] for node_id in roots(project, selection)]
    return Possible(
        up=step_up(project, registry, selection), down=step_down(project, registry, selection),
        rename=len(selected) == 1 and selected[0].type in registry.layers,
        duplicate=bool(chosen) and _has_room_for_copies(project, registry, chosen),
        take_out=bool(chosen) and all(_can_leave(project, registry, *standing) for standing in chosen),
        wrappers=_wrappers(project, registry, chosen),
        foldable=tuple(node.id for node in selected if can_fold(registry, node)),
        switched_off=any(not node.enabled for node in selected))


def _has_room_for_copies(project: Project, registry: Registry, chosen: Sequence[Standing]) -> bool:
    by_parent: dict[str | None, list[str]] = {}
    for place, node in chosen:
        by_parent.setdefault(place.parent, []).append(node.type)
    return all(not refusal(project, registry, parent, types) for parent, types in by_parent.items())


def _can_leave(project: Project, registry: Registry, place: Place, node: LayerNode) -> bool:
    if place.parent is None:
        return False
    outer = place_of(project, place.parent).parent
    stays = len(project.node(place.parent).children) > 1
    return not refusal(project, registry, outer, [node.type], () if stays else (place.parent,))


def _wrappers(project: Project, registry: Registry, chosen: Sequence[Standing]) -> tuple[str, ...]:
    """Return the wrappers that fit all; layers of a type at the same place have the same."""
    alike = {(node.type, place.parent): node for place, node in chosen}
    fitting = [set(wrappers_for(project, registry, node, parent)) for (_, parent), node in alike.items()]
    return tuple(type_id for type_id in registry.layers if fitting and all(type_id in types for types in fitting))
