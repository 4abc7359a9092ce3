import pytest

from rnnstudio.project.edits import Place, move
from rnnstudio.studio.builder.moves import step_down, step_up
from rnnstudio.studio.builder.rows import roots


@pytest.mark.parametrize(("selection", "up", "down"), [
    ([], None, None),
    (["embedding_1"], None, Place(None, 2)),
    (["dense_1"], Place(None, 5), None),
    (["gru_1"], Place(None, 1), Place(None, 2)),
    (["gru_2"], Place(None, 3), Place("cells_1", 2)),
    (["gru_3"], Place("cells_1", 0), Place(None, 4)),
    (["missing_1"], Place("cells_1", 2), Place(None, 6)),
    (["cells_1"], Place(None, 2), Place(None, 5)),
    (["dropout_1", "dense_1"], Place(None, 4), None),
    (["gru_2", "gru_3"], Place(None, 3), Place(None, 4)),
])
def test_where_up_and_down_lead(mixed, registry, selection, up, down):
    assert step_up(mixed, registry, selection) == up
    assert step_down(mixed, registry, selection) == down


def test_that_a_recurrent_layer_walks_through_every_wrapper_on_its_way_and_back(mixed, registry):
    project, seen = mixed, []
    while (place := step_up(project, registry, ["gru_3"])) is not None:
        project = move(project, ["gru_3"], place)
        seen.append(place.parent)
    assert seen == ["cells_1", None, "bidirectional_2", None, None, None]
    while (place := step_down(project, registry, ["gru_3"])) is not None:
        project = move(project, ["gru_3"], place)
    assert roots(project, ["gru_3"]) == [project.stack[-1].id]
