import pytest
from PySide6.QtGui import QGuiApplication

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.studio.builder.stack_view import StackView


@pytest.fixture
def actions(qtbot, mixed_document):
    QGuiApplication.clipboard().clear()
    view = StackView(mixed_document)
    qtbot.addWidget(view)
    return view.commands


def enabled(actions):
    names = ("cut", "copy", "duplicate", "delete", "move_up", "move_down", "wrap", "take_out", "toggle", "mend",
             "select_none")
    return {name for name in names if getattr(actions, name).isEnabled()}


EDITS = {"cut", "copy", "duplicate", "delete", "toggle", "select_none"}


@pytest.mark.parametrize(("selection", "possible"), [
    ([], set()),
    (["embedding_1"], EDITS | {"move_down", "wrap"}),
    (["dense_1"], EDITS | {"move_up", "wrap"}),
    (["gru_1"], EDITS - {"duplicate"} | {"move_up", "move_down", "take_out"}),
    (["gru_2"], EDITS | {"move_up", "move_down", "take_out", "wrap"}),
    (["gru_2", "gru_3"], EDITS - {"duplicate"} | {"move_up", "move_down", "take_out", "wrap"}),
    (["gru_2", "dense_1"], EDITS | {"move_up", "wrap"}),
    (["missing_1"], EDITS | {"move_up", "move_down", "wrap"}),
])
def test_what_is_possible_with_a_selection(actions, mixed_document, selection, possible):
    mixed_document.select(*selection)
    assert enabled(actions) == possible


def test_that_actions_have_words_and_keys(actions):
    assert actions.move_up.text() == "Move up"
    assert actions.move_up.shortcut().toString() == "Alt+Up"
    assert actions.duplicate.shortcut().toString() == "Ctrl+D"
    assert actions.delete.shortcut().toString() == "Del"


def test_that_copy_and_paste_make_new_layers(actions, mixed_document):
    mixed_document.select("bidirectional_1", "gru_1", "missing_1")
    actions.copy.trigger()
    assert '"rnnstudio-layers"' in QGuiApplication.clipboard().text()
    mixed_document.select("dense_1")
    actions.paste.trigger()
    actions.paste.trigger()
    project = mixed_document.project
    ids = [node.id for _, node in project.nodes()]
    assert len(ids) == len(set(ids)) == 16
    assert [node.type for node in project.stack[-4:]] == ["fake.bidirectional", "gone.layer"] * 2
    assert project.stack[-1].params == {"deep": {"er": [1, None]}}
    assert mixed_document.undo_label == "Paste 2 layers"


def test_that_paste_fills_the_selected_empty_wrapper(actions, mixed_document):
    mixed_document.select("gru_2")
    actions.copy.trigger()
    mixed_document.select("bidirectional_2")
    actions.paste.trigger()
    assert edits.place_of(mixed_document.project, "gru_4") == Place("bidirectional_2", 0)
    assert mixed_document.undo_label == "Paste GRU"


def test_that_cut_takes_out_and_paste_puts_back(actions, mixed_document, mixed):
    mixed_document.select("dense_1")
    actions.cut.trigger()
    assert mixed_document.undo_label == "Cut Output"
    actions.paste.trigger()
    assert mixed_document.project == mixed


def test_that_pasting_other_text_says_so(actions, qtbot, mixed_document, mixed):
    QGuiApplication.clipboard().setText("hello")
    with qtbot.waitSignal(actions.said) as said:
        actions.paste.trigger()
    assert said.args[0].startswith("There are no layers on the clipboard")
    assert mixed_document.project is mixed


def test_that_a_layer_is_put_into_a_wrapper_and_taken_out_again(actions, mixed_document, mixed):
    mixed_document.select("gru_2")
    titles = {action.text(): action for action in actions.wrap.actions()}
    assert list(titles) == ["Bidirectional", "Cells"]
    titles["Bidirectional"].trigger()
    assert edits.place_of(mixed_document.project, "gru_2").parent == "bidirectional_3"
    assert mixed_document.selection == ("bidirectional_3",)
    assert mixed_document.undo_label == "Put GRU into Bidirectional"
    mixed_document.select("gru_2")
    actions.take_out.trigger()
    assert mixed_document.undo_label == "Take GRU out"
    assert mixed_document.project == mixed


def test_that_several_layers_are_wrapped_in_one_step(actions, mixed_document, mixed):
    mixed_document.select("embedding_1", "dense_1")
    (cells,) = actions.wrap.actions()
    cells.trigger()
    assert [node.type for node in mixed_document.project.stack].count("acme.cells") == 3
    assert mixed_document.undo_label == "Put 2 layers into Cells"
    mixed_document.undo()
    assert mixed_document.project is mixed


def test_that_toggle_switches_all_on_if_one_is_off(actions, mixed_document):
    mixed_document.select("dropout_1", "dense_1")
    assert actions.toggle.text() == "Switch on"
    actions.toggle.trigger()
    assert all(mixed_document.project.node(node_id).enabled for node_id in ("dropout_1", "dense_1"))
    assert actions.toggle.text() == "Switch off"


def test_that_the_context_menu_offers_the_repair_first(actions, mixed_document, report):
    mixed_document.set_report(report)
    mixed_document.select("dense_1")
    menu = actions.context_menu()
    assert menu.actions()[0].text() == "Use 1 unit"
    menu.actions()[0].trigger()
    assert mixed_document.project.node("dense_1").params == {"units": 1}
    menu.deleteLater()


@pytest.mark.parametrize("name", ["cut", "delete", "duplicate", "toggle", "move_up", "move_down", "take_out"])
def test_that_every_action_is_one_step_that_undo_takes_back(actions, mixed_document, mixed, name):
    mixed_document.select("gru_3")
    getattr(actions, name).trigger()
    assert mixed_document.project != mixed
    mixed_document.undo()
    assert mixed_document.project is mixed
    assert mixed_document.undo_label == ""
