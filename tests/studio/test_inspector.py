"""The inspector: the form of the selected layer, whose edits are named steps that undo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from rnnstudio.project import edits
from rnnstudio.project.changes import SetParameters
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import LayerReport, Problem, Repair, StackReport
from rnnstudio.studio.builder.inspector import NAME, Inspector
from rnnstudio.studio.document import Document


@pytest.fixture
def inspector(qtbot, document) -> Inspector:
    made = Inspector(document)
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def type_into(qtbot, inspector, name, text):
    editor = inspector.form.row(name).field.editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def report(document, *problems, **values) -> StackReport:
    layers = (LayerReport(node="embedding_1", type="fake.embedding", name="Embedding", output_shape=(None, None, 16),
                          parameters=128_000, values=values),)
    return StackReport(layers=layers, problems=problems)


def test_that_with_nothing_selected_it_says_what_will_be_there(inspector, document):
    assert inspector.nothing.isVisible()
    assert inspector.nothing.heading.text() == "Select a layer to see its settings"
    document.replace(Project())
    assert "to begin" in inspector.nothing.words.text()


def test_that_it_shows_what_the_selected_layer_is(inspector, document):
    document.select("gru_1")
    head = inspector.head
    assert not inspector.nothing.isVisible()
    assert head.title.text() == "GRU"
    assert head.kind.text() == "Recurrent · GRU in Keras"
    assert head.about.text() == "Gated recurrent unit: update and reset gates, no separate cell."
    assert inspector.form.row("units").value == 32
    assert inspector.form.row("activation").value == "tanh"


def test_that_a_wrapper_has_a_form_like_any_layer(inspector, document):
    document.select("bidirectional_1")
    assert inspector.form.names == [NAME, "merge"]


def test_that_several_selected_layers_are_counted(inspector, document):
    document.select("gru_1", "dense_1")
    assert inspector.nothing.heading.text() == "2 layers are selected"
    assert inspector.form is None


def test_that_typing_in_a_field_is_one_step_with_a_name(qtbot, inspector, document):
    before = document.project
    document.select("gru_1")
    type_into(qtbot, inspector, "units", "128")
    assert document.project.node("gru_1").params["units"] == 128
    assert document.undo_label == "Set Units of GRU"
    inspector.form.row("dropout").field.editor.setFocus()
    document.undo()
    assert document.project == before
    assert inspector.form.row("units").field.editor.text() == "32"


def test_that_typing_again_after_leaving_the_field_is_another_step(qtbot, inspector, document):
    document.select("gru_1")
    type_into(qtbot, inspector, "units", "100")
    inspector.form.row("dropout").field.editor.setFocus()
    type_into(qtbot, inspector, "units", "200")
    document.undo()
    assert document.project.node("gru_1").params["units"] == 100


def test_that_the_same_parameter_of_two_layers_is_two_steps(qtbot, inspector, document):
    document.do("Add", edits.add(document.project, LayerNode(id="gru_2", type="fake.gru"), edits.Place(None, 1)))
    document.select("gru_1")
    type_into(qtbot, inspector, "units", "100")
    document.select("gru_2")
    type_into(qtbot, inspector, "units", "200")
    document.undo()
    assert document.project.node("gru_1").params["units"] == 100
    assert "units" not in document.project.node("gru_2").params


def test_that_text_that_is_not_acceptable_never_reaches_the_project(qtbot, inspector, document):
    document.select("gru_1")
    before = document.project
    type_into(qtbot, inspector, "units", "many")
    assert document.project is before
    assert inspector.form.row("units").error


def test_that_unacceptable_text_does_not_follow_to_another_layer_of_the_type(qtbot, inspector, document):
    document.do("Add", edits.add(document.project, LayerNode(id="gru_2", type="fake.gru", params={"units": 32}),
                                 edits.Place(None, 1)))
    document.select("gru_1")
    type_into(qtbot, inspector, "units", "many")
    document.select("gru_2")
    assert inspector.form.row("units").field.editor.text() == "32"
    assert not inspector.form.row("units").error


def test_that_resetting_one_setting_and_all_can_be_undone(qtbot, inspector, document):
    document.select("gru_1")
    qtbot.mouseClick(inspector.form.row("units").reset_button, Qt.MouseButton.LeftButton)
    assert document.project.node("gru_1").params == {}
    assert document.undo_label == "Reset Units"
    document.undo()
    assert inspector.form.row("units").value == 32
    qtbot.mouseClick(inspector.head.reset_button, Qt.MouseButton.LeftButton)
    assert document.project.node("gru_1").params == {}
    assert not inspector.head.reset_button.isEnabled()
    assert document.undo_label == "Reset GRU"


def test_that_a_layer_can_be_renamed_with_spaces_in_one_step(qtbot, inspector, document):
    document.select("gru_1")
    inspector.focus_name()
    qtbot.keyClicks(inspector.form.row(NAME).field.editor, "my first gru")
    assert document.project.node("gru_1").name == "my first gru"
    assert inspector.head.title.text() == "my first gru"
    assert inspector.head.kind.text().startswith("GRU · Recurrent")
    assert document.undo_label.startswith("Rename")
    document.undo()
    assert document.project.node("gru_1").name is None
    assert inspector.form.row(NAME).field.editor.placeholderText() == "GRU"


def test_that_an_undone_rename_can_be_made_again_by_redo(qtbot, inspector, document):
    document.select("gru_1")
    type_into(qtbot, inspector, NAME, "reader")
    document.undo()
    document.redo()
    assert inspector.form.row(NAME).field.editor.text() == "reader"


def test_that_the_first_setting_gets_the_focus(inspector, document):
    document.select("gru_1")
    inspector.focus_first()
    assert inspector.form.row("units").field.editor.hasFocus()


def test_that_what_the_data_gives_is_shown_as_soon_as_it_is_known(inspector, document):
    document.select("embedding_1")
    edit = inspector.form.row("input_dim").field.editor.lineEdit()
    assert edit.placeholderText() == "from the data"
    document.set_report(report(document, input_dim=8000))
    assert edit.placeholderText() == "8,000, from the data"
    assert inspector.head.facts.text() == "Output: batch × steps × 16 · 128,000 parameters"
    document.set_report(None)
    assert edit.placeholderText() == "from the data"
    assert not inspector.head.facts.isVisible()


def test_that_a_problem_is_said_in_words_and_its_button_mends_it(qtbot, inspector, document):
    mend = Repair(title="Use 1 unit", changes=(SetParameters(node="dense_1", params={"units": 1}),))
    document.set_report(report(document, Problem(message="10 units, the task has 2 classes", node="dense_1",
                                                 repairs=(mend,)),
                               Problem(message="not here", node="gru_1", severity="warning")))
    document.select("dense_1")
    [box] = inspector.head.boxes
    assert box.isVisible()
    assert box.text.text() == "10 units, the task has 2 classes"
    assert "10 units" in box.accessibleName()
    qtbot.mouseClick(box.buttons[0], Qt.MouseButton.LeftButton)
    assert document.project.node("dense_1").params["units"] == 1
    assert document.undo_label == "Use 1 unit"
    assert inspector.form.row("units").value == 1
    document.set_report(report(document))
    assert inspector.head.boxes == []


def test_that_a_layer_whose_plugin_is_missing_is_shown_as_it_is(inspector, document):
    node = LayerNode(id="magic_1", type="acme.magic", params={"level": 3, "mode": "fast"})
    document.do("Add", edits.add(document.project, node, edits.Place(None, 0)), ("magic_1",))
    assert '"acme.magic"' in inspector.missing.text()
    assert inspector.missing.isVisible()
    assert inspector.raw.text() == 'level: 3\nmode: "fast"'
    assert inspector.form is None
    assert not inspector.head.reset_button.isVisible()
    document.select("gru_1")
    assert not inspector.missing.isVisible()


def test_that_a_value_the_plugin_no_longer_takes_is_shown_and_explained(inspector, document):
    node = LayerNode(id="gru_2", type="fake.gru", params={"units": 99_999})
    document.do("Add", edits.add(document.project, node, edits.Place(None, 0)), ("gru_2",))
    assert inspector.form.row("units").field.editor.text() == "99,999"
    assert inspector.form.row("units").error


def test_that_a_switched_off_layer_says_so(inspector, document):
    document.do("Off", edits.set_enabled(document.project, ["gru_1"], False), ("gru_1",))
    assert "switched off" in inspector.head.kind.text()


def test_that_deleting_the_selected_layer_leaves_nothing_to_edit(qtbot, inspector, document):
    document.select("gru_1")
    type_into(qtbot, inspector, "units", "12")
    document.do("Delete", edits.remove(document.project, ["gru_1"]))
    assert inspector.nothing.isVisible()
    assert inspector.form is None


def test_that_going_back_to_a_layer_takes_the_form_made_before(inspector, document):
    document.select("gru_1")
    first = inspector.form
    document.select("dense_1")
    document.select("gru_1")
    assert inspector.form is first


def test_that_only_one_form_is_ever_visible(inspector, document):
    for node in ("gru_1", "dense_1", "embedding_1", "gru_1"):
        document.select(node)
        assert [form for _, form in inspector._forms.values() if form.isVisible()] == [inspector.form]


def test_that_what_is_being_typed_stays_as_plugins_come(qtbot, inspector, document):
    document.select("gru_1")
    form = inspector.form
    editor = type_into(qtbot, inspector, "units", "12")
    document.registry_changed.emit()
    assert inspector.form is form
    assert editor.hasFocus()
    qtbot.keyClicks(editor, "8")
    assert document.project.node("gru_1").params["units"] == 128


def test_that_a_layer_that_was_loaded_again_has_a_form_made_anew(inspector, document, monkeypatch):
    document.select("gru_1")
    form = inspector.form
    again = type(document.registry.layers["fake.gru"])("Again", (document.registry.layers["fake.gru"],),
                                                       {"__module__": __name__}, frozen=True, kw_only=True)
    monkeypatch.setitem(document.registry.layers, "fake.gru", again)
    document.registry_changed.emit()
    assert inspector.form is not form
    assert inspector.form.isVisible()


@given(st.lists(st.sampled_from(["units", "dropout", "return_sequences", "activation", "clip"]), max_size=8),
       st.data())
def test_that_any_edits_undone_give_the_first_project_back(qapp, fake_registry, names, data):
    start = Project(stack=(LayerNode(id="gru_1", type="fake.gru"),))
    document = Document(fake_registry, start)
    inspector = Inspector(document)
    document.select("gru_1")
    values = {"units": st.integers(1, 8192), "dropout": st.floats(0, 0.95), "return_sequences": st.booleans(),
              "activation": st.sampled_from(["tanh", "relu"]), "clip": st.none() | st.floats(1e-8, 100)}
    for name in names:
        inspector.form.row(name).field.edited.emit(data.draw(values[name]))
        document.end_gesture()
    while document.undo_label:
        document.undo()
    assert document.project == start
    assert all(not inspector.form.row(name).is_changed for name in values)
    inspector.deleteLater()


def test_that_several_layers_of_one_type_are_edited_together_as_one_step(qtbot, inspector, document):
    project, made = edits.duplicate(document.project, ["dense_1"])
    document.do("Duplicate", project, ("dense_1", *made))
    assert inspector.head.title.text() == "2 × Dense"
    type_into(qtbot, inspector, "units", "7")
    assert [document.project.node(node_id).params["units"] for node_id in ("dense_1", *made)] == [7, 7]
    assert document.undo_label == "Set Units of 2 layers"
    document.undo()
    assert all("units" not in document.project.node(node_id).params for node_id in ("dense_1", *made))


def test_that_help_is_asked_for_by_the_layers_type(qtbot, inspector, document):
    document.select("gru_1")
    with qtbot.waitSignal(inspector.help_requested) as asked:
        qtbot.mouseClick(inspector.head.help_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["fake.gru"]


def test_that_advice_and_what_a_repair_leads_to_are_shown(inspector, document):
    document.select("gru_1")
    mend = Repair(title="Mend", changes=(), node="gru_1", before=(None, 32), after=(None, None, 32), errors=0)
    document.set_report(StackReport(problems=(
        Problem(node="gru_1", message="It is slow.", severity="advice", repairs=(mend,)),)))
    box, = inspector.head.boxes
    assert box.accessibleName() == "Advice: It is slow."
    assert box.buttons[0].toolTip() == "Mend\nbatch × 32 → batch × steps × 32\nThen no error is left."
