"""Repairs found for a stack that was changed in thought, said for the stack as it is."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rnnstudio.project.changes import Change, InsertLayer, MoveLayer
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Problem, Repair


def rebased(problem: Problem, imagined: Project, real: Project) -> Problem | None:
    """Return a problem with repairs for the real project; those that only the imagined one allows are left out.

    ``None`` for an error whose repairs are about imagined layers alone: it comes of what is only imagined.
    """
    if imagined is real or not problem.repairs:
        return problem
    known = {node.id for _, node in real.nodes()}
    repairs = [_repair(repair, imagined, real, known) for repair in problem.repairs]
    left = tuple(repair for repair in repairs if repair is not None)
    ours = any(_names(change) & known for repair in problem.repairs for change in repair.changes)
    return msgspec.structs.replace(problem, repairs=left) if left or ours or problem.severity != "error" else None


def _names(change: Change) -> set[str]:
    return {name for name in (getattr(change, "node", None), getattr(change, "parent", None)) if name is not None}


def _repair(repair: Repair, imagined: Project, real: Project, known: set[str]) -> Repair | None:
    made = []
    for change in repair.changes:
        if not _names(change) <= known:
            return None
        made.append(_change(change, imagined, real))
    node = repair.node if repair.node in known else None
    return msgspec.structs.replace(repair, changes=tuple(made), node=node)


def _change(change: Change, imagined: Project, real: Project) -> Change:
    if not isinstance(change, InsertLayer | MoveLayer):
        return change
    there, here = _level(imagined, change.parent), _level(real, change.parent)
    places = {node.id: place for place, node in enumerate(here)}
    index = next((places[node_id] for node in there[change.index:] for node_id in _ids(node) if node_id in places),
                 len(here))
    return msgspec.structs.replace(change, index=index)


def _ids(node: LayerNode) -> Iterator[str]:
    """Yield a node's id and those inside it: a wrapper that is only imagined stands where its layer stood."""
    yield node.id
    for child in node.children:
        yield from _ids(child)


def _level(project: Project, parent: str | None) -> tuple[LayerNode, ...]:
    return project.stack if parent is None else project.node(parent).children
