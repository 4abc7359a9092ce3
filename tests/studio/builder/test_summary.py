import pytest

from rnnstudio.project.model import LayerNode
from rnnstudio.studio.builder.summary import description, summary


@pytest.mark.parametrize(("type_id", "params", "resolved", "words"), [
    ("fake.gru", {}, {}, "64 units"),
    ("fake.gru", {"units": 1}, {}, "1 unit"),
    ("fake.gru", {"units": 2048, "return_sequences": True, "dropout": 0.1, "activation": "relu"}, {},
     "2,048 units · activation relu · whole sequence · dropout 0.1"),
    ("fake.gru", {"clip": 5.0, "tag": "mine"}, {}, "64 units · clip 5 · tag mine"),
    ("fake.embedding", {"mask_zero": False}, {}, "16 dimensions · no skip padding"),
    ("fake.dense", {}, {}, "units from the data"),
    ("fake.dense", {}, {"units": 3}, "3 units"),
    ("fake.dropout", {}, {}, ""),
    ("fake.gru", {"units": "many", "gone": 1}, {}, "units many"),
    ("gone.layer", {"units": 1}, {}, ""),
])
def test_how_a_layer_is_summed_up(registry, type_id, params, resolved, words):
    assert summary(registry, LayerNode(id="n", type=type_id, params=params), resolved) == words


def test_that_only_the_first_line_describes_a_layer(registry):
    assert description(registry.layers["fake.gru"]) == \
        "Gated recurrent unit: update and reset gates, no separate cell."
