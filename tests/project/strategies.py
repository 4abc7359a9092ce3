"""Random projects, and random edits as a person could make them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import ComponentRef, LayerNode, Project

TYPES = st.sampled_from(["rnnstudio.gru", "rnnstudio.dense", "other.gone", "odd name!", "日本.層"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=5)
PARAMS = st.dictionaries(TEXTS, JSON, max_size=3)

Edit = Callable[[Project], Project]


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Draw a project with a few layers, some inside others."""
    project = Project(name=draw(TEXTS), notes=draw(TEXTS))
    for _ in range(draw(st.integers(0, 6))):
        project = draw(an_addition(project))
    return project


@st.composite
def places(draw: st.DrawFn, project: Project) -> Place:
    """Draw any place in a project."""
    parent = draw(st.sampled_from([None, *ids(project)]))
    level = project.stack if parent is None else project.node(parent).children
    return Place(parent, draw(st.integers(0, len(level) + 1)))


def ids(project: Project) -> list[str]:
    """Return every node's id, in order."""
    return [node.id for _, node in project.nodes()]


@st.composite
def an_addition(draw: st.DrawFn, project: Project) -> Project:
    """Draw the project with a new layer somewhere."""
    node = edits.new_node(project, draw(TYPES), draw(st.integers(1, 3)), draw(PARAMS))
    return edits.add(project, node, draw(places(project)))


@st.composite
def edited(draw: st.DrawFn, project: Project) -> Project:
    """Draw the project after any one edit."""
    some = draw(st.lists(st.sampled_from(ids(project)), min_size=1, max_size=3, unique=True)) if ids(project) else []
    choices: list[Callable[[], Project]] = [
        lambda: draw(an_addition(project)),
        lambda: edits.rename_project(project, draw(TEXTS)),
        lambda: edits.set_training(project, "epochs", draw(st.integers(1, 99))),
        lambda: edits.set_split(project, "seed", draw(st.integers(0, 99))),
        lambda: edits.set_component(project, draw(st.sampled_from(["source", "encoder"])),
                                    ComponentRef(type=draw(TYPES), params=draw(PARAMS))),
    ]
    if some:
        choices += [
            lambda: edits.remove(project, some),
            lambda: moved_if_possible(project, some, draw(places(project))),
            lambda: edits.duplicate(project, some)[0],
            lambda: edits.put_into(project, some[0], edits.new_node(project, "rnnstudio.bidirectional")),
            lambda: taken_out_if_possible(project, some[0]),
            lambda: edits.set_parameter(project, some[0], draw(TEXTS), draw(JSON)),
            lambda: edits.reset_parameter(project, some[0], draw(TEXTS)),
            lambda: edits.rename(project, some[0], draw(st.none() | TEXTS)),
            lambda: edits.set_enabled(project, some, draw(st.booleans())),
        ]
    return draw(st.sampled_from(choices))()


def moved_if_possible(project: Project, node_ids: list[str], place: Place) -> Project:
    """Move, or change nothing where it can't be meant."""
    try:
        return edits.move(project, node_ids, place)
    except ValueError:
        return project


def taken_out_if_possible(project: Project, node_id: str) -> Project:
    """Take out, or change nothing where the node is in no wrapper."""
    try:
        return edits.take_out(project, node_id)
    except ValueError:
        return project


def own(node: LayerNode) -> tuple[Any, ...]:
    """Return all that is a node's own, without what is inside it."""
    return (node.id, node.type, node.version, node.params, node.name, node.enabled)
