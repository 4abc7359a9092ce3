"""Edits as data: what a repair does to a project, said by the engine and done by the window, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import ComponentRef, Project


class SetParameters(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="set"):
    """Set some of a layer's raw parameters."""

    node: str
    params: dict[str, Any]


class InsertLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="insert"):
    """Insert a new layer before the child now at ``index`` of ``parent``; ``None`` is the stack itself."""

    type: str
    index: int
    parent: str | None = None
    version: int = 1
    params: dict[str, Any] = {}


class RemoveLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="remove"):
    """Take a layer out, with all inside it."""

    node: str


class MoveLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="move"):
    """Move a layer to stand before the child now at ``index`` of ``parent``."""

    node: str
    index: int
    parent: str | None = None


class WrapLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="wrap"):
    """Put a layer into a new wrapper, which takes its place."""

    node: str
    type: str
    version: int = 1
    params: dict[str, Any] = {}


class TakeOut(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="take_out"):
    """Take a layer out of its wrapper: behind it, or in its place if the wrapper would be empty."""

    node: str


class RenameLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="rename"):
    """Give a layer another name, or with ``None`` its own again."""

    node: str
    name: str | None


class SwitchLayer(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="switch"):
    """Switch a layer on or off."""

    node: str
    enabled: bool


class SetTraining(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="training"):
    """Set one of the training settings."""

    name: str
    value: Any


class SetComponent(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="component"):
    """Choose another data source, text encoder or task; ``None`` for the task that the data suggests."""

    part: Literal["source", "encoder", "task"]
    ref: ComponentRef | None


class SetSplit(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="split"):
    """Set one of the settings of the division into parts."""

    name: str
    value: Any


class SetBadRows(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="bad_rows"):
    """Say what to do with rows that can't be used."""

    choice: Literal["stop", "skip"]


Change = (SetParameters | InsertLayer | RemoveLayer | MoveLayer | WrapLayer | TakeOut | RenameLayer | SwitchLayer
          | SetTraining | SetComponent | SetSplit | SetBadRows)


def apply(project: Project, changes: Sequence[Change]) -> tuple[Project, tuple[str, ...]]:
    """Do changes one after the other.

    Returns:
        The project, and the ids of the layers they concern that are still in it, for the selection.

    Raises:
        KeyError: If a layer is gone, as when the project was edited since.
        ValueError: If a change can't be meant any more, such as taking a layer out that is in no wrapper.
    """
    touched: dict[str, None] = {}
    for change in changes:
        project, node_id = _apply(project, change)
        if node_id is not None:
            touched[node_id] = None
    known = {node.id for _, node in project.nodes()}
    return project, tuple(node_id for node_id in touched if node_id in known)


def _apply(project: Project, change: Change) -> tuple[Project, str | None]:
    match change:
        case SetParameters(node=node_id, params=params):
            return edits.set_parameters(project, node_id, params), node_id
        case InsertLayer():
            node = edits.new_node(project, change.type, change.version, change.params)
            return edits.add(project, node, Place(change.parent, change.index)), node.id
        case RemoveLayer(node=node_id):
            return edits.remove(project, [node_id]), None
        case MoveLayer(node=node_id):
            return edits.move(project, [node_id], Place(change.parent, change.index)), node_id
        case WrapLayer(node=node_id):
            wrapper = edits.new_node(project, change.type, change.version, change.params)
            return edits.put_into(project, node_id, wrapper), wrapper.id
        case TakeOut(node=node_id):
            return edits.take_out(project, node_id), node_id
        case RenameLayer(node=node_id, name=name):
            return edits.rename(project, node_id, name), node_id
        case SwitchLayer(node=node_id, enabled=enabled):
            return edits.set_enabled(project, [node_id], enabled), node_id
        case SetTraining(name=name, value=value):
            return edits.set_training(project, name, value), None
        case SetComponent(part=part, ref=ref):
            return edits.set_component(project, part, ref), None
        case SetSplit(name=name, value=value):
            return edits.set_split(project, name, value), None
        case SetBadRows(choice=choice):
            return edits.set_bad_rows(project, choice), None
