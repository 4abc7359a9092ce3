"""The stack flattened into rows, and where a new layer would go. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Literal

import msgspec

from rnnstudio.api import LayerInfo, Slot
from rnnstudio.project.edits import Place, place_of
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import refusal

Kind = Literal["layer", "missing", "slot"]
Key = tuple[str, bool]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list: a layer's card, or a wrapper's empty slot.

    Attributes:
        node: The layer, or the wrapper whose slot this is.
        kind: ``missing`` is a layer whose plugin isn't installed.
        place: Where the layer stands, or where a layer dropped on the slot would.
        ancestors: Ids of the wrappers around it, outermost first.
        opens: True if the rows that follow are inside it.
        closes: How many of the wrappers around it end with it.
        enabled: False if it or a wrapper around it is switched off.
        folded: True for a wrapper whose inner rows are hidden.
    """

    node: LayerNode
    kind: Kind
    place: Place
    ancestors: tuple[str, ...] = ()
    opens: bool = False
    closes: int = 0
    enabled: bool = True
    folded: bool = False

    @property
    def key(self) -> Key:
        """What stays the same while the row changes."""
        return self.node.id, self.kind == "slot"

    @property
    def depth(self) -> int:
        """0 in the stack, 1 inside a wrapper, and so on."""
        return len(self.ancestors)


def layer_info(registry: Registry, type_id: str) -> LayerInfo | None:
    """Return what the plugin says of a layer, or ``None`` if it is missing."""
    layer = registry.layers.get(type_id)
    return layer.info if layer is not None else None


def open_slot(registry: Registry, node: LayerNode) -> Slot | None:
    """Return the slot that is drawn as a row of its own: one with room and nothing in it."""
    info = layer_info(registry, node.type)
    if info is None or info.slot is None or node.children or info.slot.most == 0:
        return None
    return info.slot


def flatten(project: Project, registry: Registry, folded: Set[str] = frozenset()) -> list[Row]:
    """Return the rows of a project's stack, a wrapper's inner rows after its own unless it is folded."""
    rows: list[Row] = []
    for index, node in enumerate(project.stack):
        rows += _rows(registry, node, Place(None, index), (), 0, True, folded)
    return rows


def can_fold(registry: Registry, node: LayerNode) -> bool:
    """Tell whether a layer has rows inside that folding would hide."""
    return bool(node.children) or open_slot(registry, node) is not None


def _rows(registry: Registry, node: LayerNode, place: Place, ancestors: tuple[str, ...], closes: int,
          enabled: bool, folded: Set[str]) -> Iterator[Row]:
    """Yield a node's row and those inside it; ``closes`` wrappers end with the last of them."""
    has_slot = open_slot(registry, node) is not None
    is_folded = node.id in folded and (has_slot or bool(node.children))
    opens = (has_slot or bool(node.children)) and not is_folded
    enabled = enabled and node.enabled
    kind: Kind = "layer" if node.type in registry.layers else "missing"
    yield Row(node=node, kind=kind, place=place, ancestors=ancestors, opens=opens, closes=0 if opens else closes,
              enabled=enabled, folded=is_folded)
    if is_folded:
        return
    within = (*ancestors, node.id)
    if has_slot:
        yield Row(node=node, kind="slot", place=Place(node.id, 0), ancestors=within, closes=closes + 1,
                  enabled=enabled)
    for index, child in enumerate(node.children):
        is_last = index == len(node.children) - 1
        yield from _rows(registry, child, Place(node.id, index), within, closes + 1 if is_last else 0, enabled,
                         folded)


def roots(project: Project, node_ids: Sequence[str]) -> list[str]:
    """Return the ids in the order they stand in, without those inside another of them or not in the project."""
    wanted = set(node_ids)
    found: list[str] = []

    def visit(nodes: tuple[LayerNode, ...]) -> None:
        for node in nodes:
            if node.id in wanted:
                found.append(node.id)
            else:
                visit(node.children)

    visit(project.stack)
    return found


def place_for_new(project: Project, registry: Registry, selection: Sequence[str], layer_type: str) -> Place:
    """Return where a layer goes that is added without pointing at a place.

    Inside the selected wrapper if that is empty and accepts it, else below the last selected layer, further out
    where a wrapper around that one does not accept it; with nothing selected, at the end.
    """
    return place_for_types(project, registry, selection, [layer_type])


def place_for_types(project: Project, registry: Registry, selection: Sequence[str],
                    layer_types: Sequence[str]) -> Place:
    """Return where several layers go together; see ``place_for_new``."""
    end = Place(None, len(project.stack))
    chosen = roots(project, selection)
    if not chosen:
        return end
    if len(chosen) == 1 and open_slot(registry, project.node(chosen[0])) is not None:
        inside = Place(chosen[0], 0)
        if not refusal(project, registry, inside.parent, layer_types):
            return inside
    here: str | None = chosen[-1]
    while here is not None:
        place = place_of(project, here)
        if not refusal(project, registry, place.parent, layer_types):
            return Place(place.parent, place.index + 1)
        here = place.parent
    return end
