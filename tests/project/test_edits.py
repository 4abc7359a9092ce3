"""Edits are pure functions; what they don't mean to change stays as it was, to the last parameter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.history import History
from rnnstudio.project.model import LayerNode, Project
from tests.project.strategies import edited, ids, own, places, projects


def node(node_id: str, *children: LayerNode, **fields: object) -> LayerNode:
    return LayerNode(id=node_id, type="test.any", children=children, **fields)


def stack(*nodes: LayerNode) -> Project:
    return Project(stack=nodes)


def tree(project: Project) -> str:
    """Return the ids as they are nested: "a w(b c) d"."""
    def of(nodes: tuple[LayerNode, ...]) -> str:
        return " ".join(n.id + (f"({of(n.children)})" if n.children else "") for n in nodes)

    return of(project.stack)


ABCD = stack(node("a"), node("w", node("b"), node("c")), node("d"))


@given(st.data())
def test_that_any_sequence_of_edits_undone_gives_the_first_project_back_exactly(data):
    first = data.draw(projects())
    history = History(first)
    passed = [first]
    for _ in range(data.draw(st.integers(1, 8))):
        if history.do("edit", data.draw(edited(history.project))):
            passed.append(history.project)
    last = history.project
    for before in reversed(passed[:-1]):
        history.undo()
        assert history.project is before
    assert history.undo() is None
    for after in passed[1:]:
        history.redo()
        assert history.project is after
    assert history.project == last


@given(st.data())
def test_that_ids_stay_unique_and_places_name_their_nodes(data):
    project = data.draw(projects())
    for _ in range(4):
        project = data.draw(edited(project))
        assert len(set(ids(project))) == len(ids(project))
    for node_id in ids(project):
        place = edits.place_of(project, node_id)
        level = project.stack if place.parent is None else project.node(place.parent).children
        assert level[place.index].id == node_id


@given(st.data())
def test_that_an_edit_leaves_what_it_was_given_alone(data):
    project = data.draw(projects())
    twin = Project(**{field: getattr(project, field) for field in project.__struct_fields__})
    before = repr(project)
    data.draw(edited(project))
    assert project == twin
    assert repr(project) == before


@given(st.data())
def test_that_adding_removing_and_moving_leave_every_other_node_as_it_was(data):
    project = data.draw(projects().filter(lambda p: p.stack))
    some = data.draw(st.lists(st.sampled_from(ids(project)), min_size=1, max_size=3, unique=True))
    place = data.draw(places(project))
    before = {n.id: own(n) for _, n in project.nodes()}
    results = [edits.remove(project, some), edits.duplicate(project, some)[0],
               edits.add(project, edits.new_node(project, "test.new"), place)]
    if place.parent not in _with_inner(project, some):
        results.append(edits.move(project, some, place))
        assert set(ids(results[-1])) == set(before)
    for result in results:
        assert all(own(n) == before[n.id] for _, n in result.nodes() if n.id in before)


def _with_inner(project: Project, some: list[str]) -> set[str]:
    inside = set(some)
    for _, outer in project.nodes():
        if outer.id in inside:
            inside |= {child.id for child in outer.children}
    return inside


@given(st.data())
def test_that_a_parameter_edit_changes_one_node_and_one_name(data):
    project = data.draw(projects().filter(lambda p: p.stack))
    chosen = data.draw(st.sampled_from(ids(project)))
    result = edits.set_parameter(project, chosen, "units", 7)
    assert result.node(chosen).params == {**project.node(chosen).params, "units": 7}
    assert {n.id: own(n) for _, n in result.nodes() if n.id != chosen} == {
        n.id: own(n) for _, n in project.nodes() if n.id != chosen}
    again = edits.reset_parameter(result, chosen, "units")
    assert "units" not in again.node(chosen).params


@pytest.mark.parametrize(("moved", "place", "result"), [
    (["a"], Place(None, 2), "w(b c) a d"),
    (["a"], Place(None, 3), "w(b c) d a"),
    (["d"], Place(None, 0), "d a w(b c)"),
    (["a"], Place(None, 0), "a w(b c) d"),
    (["a"], Place(None, 1), "a w(b c) d"),
    (["a"], Place("w", 1), "w(b a c) d"),
    (["b"], Place("w", 2), "a w(c b) d"),
    (["c"], Place(None, 0), "c a w(b) d"),
    (["b"], Place(None, 99), "a w(c) d b"),
    (["a", "d"], Place("w", 0), "w(a d b c)"),
    (["d", "a"], Place("w", 2), "w(b c a d)"),
    (["a", "b"], Place(None, 3), "w(c) d a b"),
    (["w", "b"], Place(None, 0), "w(b c) a d"),
    (["b"], Place("a", 0), "a(b) w(c) d"),
])
def test_that_a_move_goes_where_the_drop_was_shown(moved, place, result):
    assert tree(edits.move(ABCD, moved, place)) == result


@pytest.mark.parametrize(("moved", "parent"), [(["w"], "w"), (["w"], "b"), (["a", "w"], "c")])
def test_that_a_layer_cannot_be_moved_into_itself(moved, parent):
    with pytest.raises(ValueError, match="into itself"):
        edits.move(ABCD, moved, Place(parent, 0))


def test_that_removing_a_wrapper_takes_its_inside_along():
    assert tree(edits.remove(ABCD, ["w", "b"])) == "a d"


def test_that_a_copy_stands_right_behind_with_new_ids_and_the_same_parameters():
    project = stack(node("w", node("b", params={"units": 7}), name="Mine", enabled=False), node("z"))
    result, made = edits.duplicate(project, ["w"])
    twin = result.stack[1]
    assert made == [twin.id]
    assert (twin.name, twin.enabled, twin.children[0].params) == ("Mine", False, {"units": 7})
    assert len(set(ids(result))) == 5
    assert result.stack[2].id == "z"


def test_that_a_layer_is_put_into_a_wrapper_and_taken_out_again():
    project = stack(node("a"), node("b", params={"units": 7}))
    wrapped = edits.put_into(project, "b", node("w"))
    assert tree(wrapped) == "a w(b)"
    assert edits.take_out(wrapped, "b") == project


def test_that_a_layer_taken_out_of_a_full_wrapper_stands_behind_it():
    assert tree(edits.take_out(ABCD, "b")) == "a w(c) b d"


def test_that_a_layer_in_no_wrapper_cannot_be_taken_out():
    with pytest.raises(ValueError, match="in no wrapper"):
        edits.take_out(ABCD, "a")


@pytest.mark.parametrize("edit", [
    lambda p: edits.remove(p, ["gone"]), lambda p: edits.move(p, ["gone"], Place(None, 0)),
    lambda p: edits.add(p, node("x"), Place("gone", 0)), lambda p: edits.set_parameter(p, "gone", "units", 1),
    lambda p: edits.rename(p, "gone", "x"), lambda p: edits.set_enabled(p, ["a", "gone"], False),
    lambda p: edits.duplicate(p, ["gone"]), lambda p: edits.take_out(p, "gone"), lambda p: p.node("gone"),
])
def test_that_an_id_that_is_not_there_is_a_key_error(edit):
    with pytest.raises(KeyError):
        edit(ABCD)


def test_that_a_fresh_id_is_readable_and_free():
    project = stack(node("gru_1"), node("w", node("gru_3")))
    assert edits.fresh_id(project, "rnnstudio.gru") == "gru_2"
    assert edits.fresh_id(project, "rnnstudio.gru", taken=["gru_2"]) == "gru_4"
    assert edits.fresh_id(project, "strange type!") == "strange_type__1"


def test_that_an_empty_name_is_no_name():
    named = edits.rename(ABCD, "a", "Reader")
    assert named.node("a").name == "Reader"
    assert edits.rename(named, "a", "").node("a").name is None
