import pytest

from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.studio.builder.rows import flatten, place_for_new, place_for_types, roots


def shown(rows):
    return [("  " * row.depth) + (f"[{row.node.id}]" if row.kind == "slot" else row.node.id) for row in rows]


def test_that_inner_layers_follow_their_wrapper_and_an_empty_one_shows_its_slot(mixed, registry):
    assert shown(flatten(mixed, registry)) == [
        "embedding_1", "bidirectional_1", "  gru_1", "bidirectional_2", "  [bidirectional_2]", "cells_1", "  gru_2",
        "  gru_3", "missing_1", "dropout_1", "dense_1"]


def test_that_every_row_knows_its_place(mixed, registry):
    places = {row.key: row.place for row in flatten(mixed, registry)}
    assert places["gru_3", False] == Place("cells_1", 1)
    assert places["bidirectional_2", True] == Place("bidirectional_2", 0)
    assert places["dense_1", False] == Place(None, 6)


def test_that_the_last_row_inside_closes_its_wrappers(registry):
    inner = LayerNode(id="inner", type="fake.bidirectional")
    project = Project(stack=(LayerNode(id="outer", type="acme.cells", children=(
        LayerNode(id="first", type="fake.gru"), inner)),))
    rows = flatten(project, registry)
    assert [(row.node.id, row.kind, row.opens, row.closes) for row in rows] == [
        ("outer", "layer", True, 0), ("first", "layer", False, 0), ("inner", "layer", True, 0),
        ("inner", "slot", False, 2)]
    assert rows[-1].ancestors == ("outer", "inner")


def test_that_a_layer_in_a_wrapper_that_is_off_counts_as_off(registry):
    project = Project(stack=(LayerNode(id="w", type="fake.bidirectional", enabled=False, children=(
        LayerNode(id="g", type="fake.gru"),)),))
    assert [row.enabled for row in flatten(project, registry)] == [False, False]


def test_that_a_missing_layer_keeps_showing_what_is_inside_it(registry):
    project = Project(stack=(LayerNode(id="m", type="gone.wrapper", children=(
        LayerNode(id="g", type="fake.gru"),)),))
    assert [(row.kind, row.depth) for row in flatten(project, registry)] == [("missing", 0), ("layer", 1)]


def test_that_roots_leave_out_what_goes_with_its_wrapper(mixed):
    assert roots(mixed, ["gru_2", "dense_1", "cells_1", "nobody", "gru_1"]) == ["gru_1", "cells_1", "dense_1"]


@pytest.mark.parametrize(("selection", "layer_type", "place"), [
    ((), "fake.gru", Place(None, 7)),
    (("embedding_1",), "fake.dense", Place(None, 1)),
    (("embedding_1", "missing_1"), "fake.dense", Place(None, 5)),
    (("bidirectional_2",), "fake.gru", Place("bidirectional_2", 0)),
    (("bidirectional_2",), "fake.dense", Place(None, 3)),
    (("bidirectional_1",), "fake.gru", Place(None, 2)),
    (("gru_1",), "fake.gru", Place(None, 2)),
    (("gru_2",), "fake.dense", Place("cells_1", 1)),
    (("gone",), "fake.dense", Place(None, 7)),
])
def test_where_a_new_layer_goes(mixed, registry, selection, layer_type, place):
    assert place_for_new(mixed, registry, selection, layer_type) == place


def test_that_several_layers_go_where_all_of_them_fit(mixed, registry):
    assert place_for_types(mixed, registry, ["bidirectional_2"], ["fake.gru", "fake.gru"]) == Place(None, 3)
