"""Where "move up" and "move down" lead, into wrappers and out of them. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnstudio.project.edits import Place, place_of
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import refusal
from rnnstudio.studio.builder.rows import roots


def step_up(project: Project, registry: Registry, selection: Sequence[str]) -> Place | None:
    """Return the next place above the selected layers that takes them, or ``None`` if there is none."""
    return _first_accepted(project, registry, selection, up=True)


def step_down(project: Project, registry: Registry, selection: Sequence[str]) -> Place | None:
    """Return the next place below the selected layers that takes them, or ``None`` if there is none."""
    return _first_accepted(project, registry, selection, up=False)


def _first_accepted(project: Project, registry: Registry, selection: Sequence[str], up: bool) -> Place | None:
    moving = roots(project, selection)
    if not moving:
        return None
    wanted = set(moving)
    types = [node.type for _, node in project.nodes() if node.id in wanted]
    places = _above(project, moving) if up else _below(project, moving)
    return next((place for place in places
                 if not refusal(project, registry, place.parent, types, moving)), None)


def _above(project: Project, moving: Sequence[str]) -> Iterator[Place]:
    here = place_of(project, moving[0])
    siblings = _level(project, here.parent)
    if here.index:
        before = siblings[here.index - 1]
        yield Place(before.id, len(before.children))
        yield Place(here.parent, here.index - 1)
    yield from _out(project, here.parent, 0)


def _below(project: Project, moving: Sequence[str]) -> Iterator[Place]:
    here = place_of(project, moving[-1])
    siblings = _level(project, here.parent)
    if here.index + 1 < len(siblings):
        yield Place(siblings[here.index + 1].id, 0)
        yield Place(here.parent, here.index + 2)
    yield from _out(project, here.parent, 1)


def _out(project: Project, parent: str | None, offset: int) -> Iterator[Place]:
    """Yield the places right before (0) or behind (1) each wrapper around, from the inside out."""
    while parent is not None:
        place = place_of(project, parent)
        yield Place(place.parent, place.index + offset)
        parent = place.parent


def _level(project: Project, parent: str | None) -> tuple[LayerNode, ...]:
    return project.stack if parent is None else project.node(parent).children
