import pytest

from rnnstudio.project.model import LayerNode
from rnnstudio.studio.builder.accepting import refusal, wrappers_for


@pytest.mark.parametrize(("parent", "types", "moving", "reason"), [
    (None, ["fake.dense", "gone.layer"], (), ""),
    ("bidirectional_2", ["fake.gru"], (), ""),
    ("bidirectional_2", ["fake.dense"], (), "Bidirectional takes only recurrent layers, and Dense is none"),
    ("bidirectional_2", ["gone.layer"], (),
     "gone.layer can't go into Bidirectional while its plugin is not installed"),
    ("bidirectional_2", ["fake.gru", "fake.gru"], (), "Bidirectional holds one layer only"),
    ("bidirectional_1", ["fake.gru"], (), "Bidirectional already holds its layer"),
    ("bidirectional_1", ["fake.gru"], ("gru_1",), ""),
    ("cells_1", ["gone.layer"], (), ""),
    ("cells_1", ["fake.gru", "fake.dense"], (), "Cells holds at most 3 layers"),
    ("cells_1", ["acme.cells"], ("cells_1",), "A layer can't be moved into itself"),
    ("gru_2", ["acme.cells"], ("cells_1",), "A layer can't be moved into itself"),
    ("dense_1", ["fake.gru"], (), "Output holds no other layers"),
    ("missing_1", ["fake.gru"], (), "gone.layer takes nothing in while its plugin is not installed"),
])
def test_what_a_wrapper_says_to_a_layer(mixed, registry, parent, types, moving, reason):
    assert refusal(mixed, registry, parent, types, moving) == reason


def test_that_wrappers_are_offered_to_the_layers_they_accept(mixed, registry):
    assert wrappers_for(mixed, registry, mixed.node("gru_1"), None) == ["fake.bidirectional", "acme.cells"]
    assert wrappers_for(mixed, registry, mixed.node("dense_1"), None) == ["acme.cells"]
    assert wrappers_for(mixed, registry, mixed.node("gru_1"), "bidirectional_1") == []
    assert wrappers_for(mixed, registry, LayerNode(id="x", type="gone.layer"), None) == ["acme.cells"]
