"""What a wrapper takes in, and why not, in words. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import Slot, tr
from rnnstudio.project.edits import place_of
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry


def layer_title(registry: Registry, node: LayerNode) -> str:
    """Return what a layer is called: the user's name for it, else its title, else the id of what is missing."""
    return node.name or type_title(registry, node.type)


def type_title(registry: Registry, layer_type: str) -> str:
    """Return a layer type's title in the chosen language, or its id if its plugin is missing."""
    layer = registry.layers.get(layer_type)
    return tr(layer.info.title) if layer is not None else layer_type


def refusal(project: Project, registry: Registry, parent: str | None, layer_types: Sequence[str],
            moving: Sequence[str] = ()) -> str:
    """Say why layers can't go to a place, or return "" if they can.

    Args:
        project: The project.
        registry: Knows what each wrapper accepts.
        parent: The wrapper they would go into, or ``None`` for the stack, which takes everything.
        layer_types: Their types.
        moving: Their ids if they are in the project already.
    """
    if parent is None:
        return ""
    wrapper, gone = project.node(parent), set(moving)
    if gone and (parent in gone or not gone.isdisjoint(wrappers_around(project, parent))):
        return tr("A layer can't be moved into itself")
    if gone and gone <= {child.id for child in wrapper.children}:
        return ""
    title = layer_title(registry, wrapper)
    layer = registry.layers.get(wrapper.type)
    if layer is None:
        return tr("{wrapper} takes nothing in while its plugin is not installed", wrapper=title)
    slot = layer.info.slot
    if slot is None:
        return tr("{wrapper} holds no other layers", wrapper=title)
    staying = sum(child.id not in gone for child in wrapper.children)
    return _full(slot, title, staying, len(layer_types)) or _unfit(registry, slot, title, layer_types)


def wrappers_for(project: Project, registry: Registry, node: LayerNode, parent: str | None) -> list[str]:
    """Return the types of the wrappers that a layer can be put into where it stands."""
    return [type_id for type_id, layer in registry.layers.items()
            if layer.info.slot is not None and not wrap_refusal(project, registry, type_id, node, parent)]


def wrap_refusal(project: Project, registry: Registry, wrapper_type: str, node: LayerNode,
                 parent: str | None) -> str:
    """Say why a layer can't be put into a new wrapper where it stands, or return "" if it can.

    Args:
        project: The project.
        registry: Knows what each wrapper accepts.
        wrapper_type: The new wrapper's type, which is a wrapper's.
        node: The layer.
        parent: The wrapper around it, which would take in the new one in its place.
    """
    info = registry.layers[wrapper_type].info
    if info.slot is None:
        return tr("{wrapper} holds no other layers", wrapper=tr(info.title))
    reason = _full(info.slot, tr(info.title), 0, 1) or _unfit(registry, info.slot, tr(info.title), [node.type])
    if reason or parent is None:
        return reason
    around = project.node(parent)
    outer = registry.layers.get(around.type)
    if outer is None or outer.info.slot is None:
        return tr("{wrapper} takes nothing in while its plugin is not installed",
                  wrapper=layer_title(registry, around))
    return _unfit(registry, outer.info.slot, layer_title(registry, around), [wrapper_type])


def wrappers_around(project: Project, node_id: str) -> list[str]:
    """Return the ids of the wrappers around a layer, from the inside out.

    Raises:
        KeyError: If the layer isn't in the project.
    """
    found, parent = [], place_of(project, node_id).parent
    while parent is not None:
        found.append(parent)
        parent = place_of(project, parent).parent
    return found


def _full(slot: Slot, title: str, held: int, coming: int) -> str:
    if slot.most is None or held + coming <= slot.most:
        return ""
    if slot.most == 1:
        return tr("{wrapper} already holds its layer", wrapper=title) if held else tr(
            "{wrapper} holds one layer only", wrapper=title)
    return tr("{wrapper} holds at most {most} layers", wrapper=title, most=slot.most)


def _unfit(registry: Registry, slot: Slot, title: str, layer_types: Sequence[str]) -> str:
    if not slot.accepts:
        return ""
    for layer_type in layer_types:
        layer = registry.layers.get(layer_type)
        if layer is None:
            return tr("{layer} can't go into {wrapper} while its plugin is not installed", layer=layer_type,
                      wrapper=title)
        if not set(slot.accepts) & set(layer.info.traits):
            return tr("{wrapper} takes only {kinds} layers, and {layer} is none", wrapper=title,
                      kinds=tr(" or ").join(tr(trait) for trait in slot.accepts), layer=tr(layer.info.title))
    return ""


def with_inner(node: LayerNode) -> list[LayerNode]:
    """Return a layer and all that is inside it, outer before inner."""
    return [node] + [inner for child in node.children for inner in with_inner(child)]
