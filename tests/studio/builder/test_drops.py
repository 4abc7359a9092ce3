"""Drops as Qt makes them: through ``mimeData`` and ``dropMimeData``, each one undo step."""

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt

from rnnstudio.project.edits import Place
from rnnstudio.project.file import dumps
from rnnstudio.project.model import Project
from rnnstudio.studio.builder.parcels import LAYER_MIME, NODES_MIME, NewLayer, from_text, pack, to_text, unpack
from rnnstudio.studio.builder.stack_model import StackModel
from rnnstudio.studio.document import Document

MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
NOWHERE = QModelIndex()


@pytest.fixture
def model(mixed_document):
    return StackModel(mixed_document)


def tree(document):
    def inner(nodes):
        return [(node.id, inner(node.children)) if node.children else node.id for node in nodes]
    return inner(document.project.stack)


def drag(model, *node_ids):
    return model.mimeData([model.index_of(node_id) for node_id in node_ids])


def test_that_a_new_layer_lands_between_two_cards(model, mixed_document):
    assert model.dropMimeData(pack(NewLayer("fake.dropout")), COPY, 1, 0, NOWHERE)
    assert tree(mixed_document)[:2] == ["embedding_1", "dropout_2"]
    assert mixed_document.selection == ("dropout_2",)
    assert mixed_document.undo_label == "Add Dropout"


def test_that_a_drop_below_everything_goes_to_the_end(model, mixed_document):
    assert model.dropMimeData(pack(NewLayer("fake.dropout")), COPY, -1, -1, NOWHERE)
    assert tree(mixed_document)[-1] == "dropout_2"


def test_that_a_layer_moves_and_keeps_its_parameters(model, mixed_document, mixed):
    assert model.dropMimeData(drag(model, "dense_1"), MOVE, 0, 0, NOWHERE)
    assert tree(mixed_document)[0] == "dense_1"
    assert mixed_document.project.node("dense_1") == mixed.node("dense_1")
    assert mixed_document.undo_label == "Move Output"
    mixed_document.undo()
    assert mixed_document.project is mixed
    assert mixed_document.selection == ("dense_1",)


def test_that_a_layer_drops_into_a_slot(model, mixed_document):
    slot = model.index(4)
    assert model.dropMimeData(drag(model, "gru_2"), MOVE, -1, -1, slot)
    assert ("bidirectional_2", ["gru_2"]) in tree(mixed_document)


def test_that_a_layer_drops_on_a_wrapper_with_room(model, mixed_document):
    assert model.dropMimeData(pack(NewLayer("fake.dense")), COPY, -1, -1, model.index_of("cells_1"))
    assert ("cells_1", ["gru_2", "gru_3", "dense_2"]) in tree(mixed_document)


def test_that_a_layer_drops_between_inner_layers(model, mixed_document):
    assert model.dropMimeData(pack(NewLayer("fake.dense")), COPY, model.index_of("gru_3").row(), 0, NOWHERE)
    assert ("cells_1", ["gru_2", "dense_2", "gru_3"]) in tree(mixed_document)


def test_that_a_layer_is_dragged_out_of_its_wrapper(model, mixed_document):
    assert model.dropMimeData(drag(model, "gru_1"), MOVE, 1, 0, NOWHERE)
    assert tree(mixed_document)[1:3] == ["gru_1", "bidirectional_1"]


def test_that_several_layers_move_in_their_order(model, mixed_document):
    assert model.dropMimeData(drag(model, "dense_1", "gru_3", "embedding_1"), MOVE, 8, 0, NOWHERE)
    assert tree(mixed_document)[2:6] == [("cells_1", ["gru_2"]), "embedding_1", "gru_3", "dense_1"]
    assert mixed_document.undo_label == "Move 3 layers"


def test_that_a_drag_with_ctrl_copies(model, mixed_document):
    assert model.dropMimeData(drag(model, "cells_1"), COPY, 0, 0, NOWHERE)
    assert tree(mixed_document)[0] == ("cells_2", ["gru_4", "gru_5"])
    assert mixed_document.undo_label == "Copy Cells"
    ids = [node.id for _, node in mixed_document.project.nodes()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("dragged", "action", "place", "reason"), [
    (NewLayer("fake.dense"), COPY, Place("bidirectional_2", 0), "takes only recurrent layers"),
    (NewLayer("fake.gru"), COPY, Place("bidirectional_1", 1), "already holds its layer"),
    (NewLayer("gone.layer"), COPY, Place(None, 0), "The plugin of gone.layer is not installed"),
    ("cells_1", MOVE, Place("cells_1", 0), "can't be moved into itself"),
    ("missing_1", MOVE, Place("bidirectional_2", 0), "while its plugin is not installed"),
])
def test_that_a_drop_that_does_not_fit_is_refused_in_words(model, mixed_document, dragged, action, place, reason):
    before = mixed_document.project
    parcel = dragged if isinstance(dragged, NewLayer) else unpack(drag(model, dragged))
    assert reason in model.drops.why_not(parcel, action, place)
    assert not model.drops.drop(parcel, action, place)
    assert mixed_document.project is before


def test_that_what_is_refused_can_not_be_dropped(model):
    slot = model.index(4)
    assert not model.canDropMimeData(pack(NewLayer("fake.dense")), COPY, -1, -1, slot)
    assert model.canDropMimeData(pack(NewLayer("fake.gru")), COPY, -1, -1, slot)


def test_that_layers_of_another_window_come_as_copies(model, registry, mixed, mixed_document):
    other = StackModel(Document(registry, mixed))
    mime = drag(other, "bidirectional_1")
    assert model.drops.why_not(unpack(mime), MOVE, Place(None, 0)) == "These layers are gone"
    assert model.dropMimeData(mime, COPY, 0, 0, NOWHERE)
    copied = mixed_document.project.stack[0]
    assert (copied.id, copied.children[0].id) == ("bidirectional_3", "gru_4")
    assert copied.children[0].params == mixed.node("gru_1").params
    assert mixed_document.undo_label == "Paste Bidirectional"


def test_that_a_text_with_layers_is_dropped_as_layers(model, mixed, mixed_document):
    mime = QMimeData()
    mime.setText("Try this:\n```json\n" + to_text(mixed.stack[:1]) + "\n```\nand tell me.")
    assert model.dropMimeData(mime, COPY, 3, 0, NOWHERE)
    assert mixed_document.undo_label == "Paste Embedding"


def test_that_a_wrapper_dropped_on_a_card_takes_it_in(model, mixed_document):
    assert not model.drops.wraps(NewLayer(type="fake.gru"))
    assert model.drops.wraps(NewLayer(type="acme.cells"))
    assert model.drops.why_not_wrap(NewLayer(type="acme.cells"), "dense_1") == ""
    assert model.drops.wrap(NewLayer(type="acme.cells"), "dense_1")
    assert [child.id for child in mixed_document.project.stack[-1].children] == ["dense_1"]
    assert mixed_document.undo_label == "Put Output into Cells"


@pytest.mark.parametrize(("layer", "node", "reason"), [
    ("fake.bidirectional", "dense_1", "Bidirectional takes only recurrent layers, and Dense is none"),
    ("fake.bidirectional", "gru_1", "Bidirectional takes only recurrent layers, and Bidirectional is none"),
    ("fake.bidirectional", "missing_1", "gone.layer can't go into Bidirectional while its plugin is not installed"),
    ("fake.gru", "gru_1", "This is not a layer"),
])
def test_that_a_wrapper_says_what_it_cannot_take_in(model, mixed_document, mixed, layer, node, reason):
    assert model.drops.why_not_wrap(NewLayer(type=layer), node) == reason
    assert not model.drops.wrap(NewLayer(type=layer), node)
    assert mixed_document.project is mixed


def test_that_a_text_with_layers_that_cannot_be_used_is_refused_in_words(model, mixed_document, mixed):
    mime = QMimeData()
    layer = '{"id": "a", "type": "fake.gru", "params": {"units": -1}}'
    mime.setText(f'{{"format": "rnnstudio-layers", "layers": [{layer}]}}')
    parcel = model.drops.parcel(mime)
    assert "units" in model.drops.why_not(parcel, COPY, Place(None, 0))
    assert not model.dropMimeData(mime, COPY, 0, 0, NOWHERE)
    assert mixed_document.project is mixed


def test_that_a_text_is_read_once_while_it_is_dragged(model, mixed):
    mime = QMimeData()
    mime.setText(to_text(mixed.stack))
    first = model.drops.parcel(mime)
    assert model.drops.parcel(mime) is first
    model.drops.forget()
    assert model.drops.parcel(mime) is not first


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b'{"type": 3}', b"\xff\xfe", b"[" * 100_000])
@pytest.mark.parametrize("name", [LAYER_MIME, NODES_MIME])
def test_that_damaged_drags_are_refused(model, name, data):
    mime = QMimeData()
    mime.setData(name, data)
    assert unpack(mime) is None
    assert not model.canDropMimeData(mime, COPY, 0, 0, NOWHERE)


def test_that_text_is_no_layer(model):
    mime = QMimeData()
    mime.setText("hello")
    assert model.drops.parcel(mime) is None
    assert model.drops.why_not(None, COPY, Place(None, 0)) == "This is not a layer"


def test_that_a_slot_is_not_dragged(model):
    assert unpack(model.mimeData([model.index(4)])).nodes == ()


def test_that_layers_survive_the_clipboard(mixed, registry):
    assert from_text(to_text(mixed.stack), registry) == mixed.stack


def test_that_layers_are_found_between_words_and_in_a_project(mixed, registry):
    assert from_text(f"Look {{here}}: {to_text(mixed.stack)} – well?", registry) == mixed.stack
    assert from_text(dumps(mixed).decode(), registry) == mixed.stack
    assert from_text('{"mail": {"id": 7}} and {"data": [' + to_text(mixed.stack) + "]}", registry) == mixed.stack


@pytest.mark.parametrize("text", ["", "hello", "{}", '{"format": "another"}'])
def test_that_other_text_is_not_pasted(text, registry):
    assert from_text(text, registry) == ()


@pytest.mark.parametrize("text", [
    '{"format": "rnnstudio-layers"}', '{"format": "rnnstudio-layers", "layers": [{"id": 1}]}',
    '{"format": "rnnstudio-layers", "layers": ' + "[" * 100_000,
    '{"format": "rnnstudio-layers", "layers": [{"id": "a", "type": "fake.gru", "params": {"units": -1}}]}',
    '{"format": "rnnstudio-layers", "layers": [{"id": "a", "type": "acme.cells", "children": '
    '[{"id": "b", "type": "fake.gru", "params": {"none": 1}}]}]}',
])
def test_that_layers_that_cannot_be_used_are_explained(text, registry):
    reason = from_text(text, registry)
    assert isinstance(reason, str)
    assert reason.startswith("The ")


def test_that_a_project_with_a_missing_plugin_keeps_it_unchanged(model, mixed_document, mixed):
    assert model.dropMimeData(drag(model, "missing_1"), MOVE, 0, 0, NOWHERE)
    assert mixed_document.project.node("missing_1") == mixed.node("missing_1")
    assert mixed_document.project.node("missing_1").version == 7


def test_that_an_empty_project_takes_the_first_layer(registry):
    document = Document(registry, Project())
    assert StackModel(document).dropMimeData(pack(NewLayer("fake.gru")), COPY, -1, -1, NOWHERE)
    assert [node.id for node in document.project.stack] == ["gru_1"]
