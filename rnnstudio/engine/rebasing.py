"""Repairs found for a stack that was changed in thought, said for the stack as it is."""

from __future__ import annotations

import msgspec

from rnnstudio.project.changes import Change, InsertLayer, MoveLayer
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Problem, Repair


def rebased(problem: Problem, imagined: Project, real: Project) -> Problem:
    """Return a problem with repairs for the real project; those that only the imagined one allows are left out."""
    if imagined is real:
        return problem
    known = {node.id for _, node in real.nodes()}
    repairs = [_repair(repair, imagined, real, known) for repair in problem.repairs]
    return msgspec.structs.replace(problem, repairs=tuple(repair for repair in repairs if repair is not None))


def _repair(repair: Repair, imagined: Project, real: Project, known: set[str]) -> Repair | None:
    made = []
    for change in repair.changes:
        names = {getattr(change, "node", None), getattr(change, "parent", None)} - {None}
        if not names <= known:
            return None
        made.append(_change(change, imagined, real))
    node = repair.node if repair.node in known else None
    return msgspec.structs.replace(repair, changes=tuple(made), node=node)


def _change(change: Change, imagined: Project, real: Project) -> Change:
    if not isinstance(change, InsertLayer | MoveLayer):
        return change
    there, here = _level(imagined, change.parent), _level(real, change.parent)
    places = {node.id: place for place, node in enumerate(here)}
    index = next((places[node.id] for node in there[change.index:] if node.id in places), len(here))
    return msgspec.structs.replace(change, index=index)


def _level(project: Project, parent: str | None) -> tuple[LayerNode, ...]:
    return project.stack if parent is None else project.node(parent).children
