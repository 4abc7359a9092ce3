"""Forms: the right field for each parameter, only acceptable values told, text that isn't is explained in words."""

from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from rnnstudio.api import Doc, FilePath, Folded, FromData, Parameter, Range, Title, parameters
from rnnstudio.studio.forms import ElidedLabel, NumberSpin, ParameterForm, WrapLabel
from rnnstudio.studio.forms.numbers import explain, may_grow, read, show, stepped
from rnnstudio.studio.theme import Switch


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    units: Annotated[int, Range(16, 8192), Doc("Size of the hidden state.")] = 64
    dim: Annotated[int | None, Range(1, 10_000_000), FromData("vocabulary_size"), Title("Vocabulary")] = None
    sequences: Annotated[bool, Title("Whole sequence")] = False
    rate: Annotated[float, Range(1e-8, 100, 0.001), Title("Learning rate")] = 0.001
    activation: Annotated[Literal["tanh", "relu"], Doc("Function.")] = "tanh"
    output: Literal["softmax", "sigmoid"] | None = None
    label: str = ""
    table: Annotated[str, FilePath(("*.csv",))] = ""
    maybe: bool | None = None
    clip: Annotated[float | None, Range(0, 10), Folded()] = None
    seed: Annotated[int, Range(0, 2**40), Folded()] = 0


WHOLE = Parameter(name="n", title="N", kind="int", default=1, minimum=1, maximum=8192)
REAL = Parameter(name="x", title="X", kind="float", default=0.001, minimum=1e-8, maximum=100, step=0.001)


@pytest.fixture
def form(qtbot) -> ParameterForm:
    made = ParameterForm(parameters(Settings), owner="GRU")
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def told(form) -> list:
    """What the form has told, in order."""
    events = []
    form.edited.connect(lambda name, value: events.append((name, value)))
    form.reset.connect(lambda name: events.append(("reset", name)))
    form.gesture_ended.connect(lambda: events.append("end"))
    return events


def edits(told: list) -> list:
    return [event for event in told if event != "end"]


def type_into(qtbot, form, name, text):
    editor = form.row(name).field.editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def wheel(widget) -> QWheelEvent:
    event = QWheelEvent(QPointF(5, 5), QPointF(widget.mapToGlobal(QPoint(5, 5))), QPoint(), QPoint(0, 120),
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(widget, event)
    return event


# Numbers as text

@pytest.mark.parametrize(("value", "text"), [
    (8000, "8,000"), (0, "0"), (2**40, "1,099,511,627,776"), (0.001, "0.001"), (1e-8, "1e-8"), (1e20, "1e20"),
    (0.0, "0.0"), (None, "")])
def test_that_numbers_are_shown_as_people_write_them(value, text):
    assert show(value) == text


@given(st.integers())
def test_that_a_whole_number_reads_back_the_same(value):
    assert read(show(value), msgspec.structs.replace(WHOLE, minimum=None, maximum=None)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_a_float_reads_back_the_same(value):
    assert read(show(value), REAL) == value


@pytest.mark.parametrize(("text", "value"), [
    ("8,000", 8000), ("8000", 8000), (" 12 ", 12), ("１２８", 128), ("−5", -5), ("1_000", 1000)])
def test_that_whole_numbers_are_read_however_they_are_typed(text, value):
    assert read(text, WHOLE) == value


@pytest.mark.parametrize("text", ["", "abc", "1.5", "1e3", "8,00", "--1", "1 2x"])
def test_that_what_is_no_whole_number_is_not_read_as_one(text):
    assert read(text, WHOLE) is None


@pytest.mark.parametrize(("text", "value"), [
    ("0,5", 0.5), ("1e-8", 1e-8), (".5", 0.5), ("1,234.5", 1234.5), ("2", 2.0)])
def test_that_floats_are_read_with_either_decimal_sign(text, value):
    assert read(text, REAL) == value


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "1,2,3", "x"])
def test_that_what_is_no_finite_number_is_not_read(text):
    assert read(text, REAL) is None


@pytest.mark.parametrize(("value", "steps", "after"), [
    (64, 1, 65), (640, 1, 650), (100, -1, 99), (99, 1, 100), (8192, 1, 8192), (1, -1, 1), (1, 10, 11),
    (8000, -10, 7000)])
def test_that_whole_numbers_step_in_their_second_digit(value, steps, after):
    assert stepped(WHOLE, value, steps) == after


def test_that_a_float_steps_by_its_step_without_crumbs_and_slows_before_its_lowest_value():
    assert stepped(REAL, 0.001, 1) == 0.002
    assert stepped(REAL, 0.002, 1) == 0.003
    assert stepped(REAL, 0.002, -2) == 0.0009
    assert stepped(REAL, 0.0009, 2) == 0.002
    assert stepped(REAL, 1e-8, -1) == 1e-8
    assert stepped(msgspec.structs.replace(REAL, step=0.05, minimum=0), 0.05, 2) == 0.15


@given(st.integers(1, 8192), st.integers(-100, 100))
def test_that_stepping_never_leaves_the_bounds(value, steps):
    assert WHOLE.accepts(stepped(WHOLE, value, steps))


@given(st.floats(1e-8, 100), st.integers(-100, 100))
def test_that_stepping_a_float_never_leaves_the_bounds(value, steps):
    assert REAL.accepts(stepped(REAL, value, steps))


def test_that_text_that_may_become_right_is_told_from_text_that_cannot():
    assert all(may_grow(text, REAL) for text in ("", "0", "0.", "0.00", "1e-", "."))
    assert not any(may_grow(text, REAL) for text in ("abc", "101", "-1"))


def test_that_an_explanation_says_what_is_expected_and_what_empty_means():
    dim = {p.name: p for p in parameters(Settings)}["dim"]
    assert explain(WHOLE) == "This needs a whole number from 1 to 8,192."
    assert explain(dim).endswith("Leave it empty to take it from the data.")


# The form

def test_that_each_kind_has_its_field(form):
    kinds = {name: type(form.row(name).field.editor) for name in form.names}
    assert issubclass(kinds["units"], NumberSpin)
    assert issubclass(kinds["rate"], NumberSpin)
    assert issubclass(kinds["sequences"], Switch)
    assert issubclass(kinds["activation"], QComboBox)
    assert issubclass(kinds["maybe"], QComboBox)
    assert issubclass(kinds["label"], QLineEdit)


def test_that_basic_parameters_come_first_and_experts_wait_under_more(form):
    assert form.names[-2:] == ["clip", "seed"]
    assert not form.row("clip").label.isVisible()
    form.more.click()
    assert form.row("clip").label.isVisible()
    form.more.click()
    assert not form.row("clip").field.widget.isVisible()


def test_that_folding_gives_the_room_back(dressed, form):
    before = form.sizeHint().height()
    form.more.click()
    opened = form.sizeHint().height()
    form.more.click()
    assert form.sizeHint().height() == before < opened


def test_that_a_form_without_experts_parameters_has_no_more(qtbot):
    made = ParameterForm([WHOLE])
    qtbot.addWidget(made)
    made.show()
    assert not made.more.isVisible()


def test_that_setting_values_tells_nothing(form, told):
    form.set_values({"units": 128, "rate": 1e-8, "sequences": True, "activation": "relu", "label": "x", "seed": 5,
                     "dim": 20, "output": "sigmoid", "maybe": False, "table": "a.csv", "clip": 2.0})
    assert edits(told) == []
    shown = {name: form.row(name).value for name in form.names}
    assert shown["units"] == 128
    assert form.row("units").field.editor.text() == "128"
    assert form.row("rate").field.editor.text() == "1e-8"
    assert form.row("sequences").field.editor.isChecked()
    assert form.row("activation").field.editor.currentText() == "relu"
    assert form.row("maybe").field.editor.currentText() == "off"


def test_that_missing_values_show_their_default(form):
    form.set_values({"units": 128})
    form.set_values({})
    assert form.row("units").field.editor.text() == "64"


def test_that_typing_tells_each_acceptable_value_and_leaving_ends_the_gesture(qtbot, form, told):
    type_into(qtbot, form, "units", "128")
    assert told == [("units", 128)]  # 1 and 12 are below the bound
    form.row("rate").field.editor.setFocus()
    assert told == [("units", 128), "end"]


def test_that_typing_towards_a_small_float_explains_nothing_on_the_way(qtbot, form, told):
    said = []
    form.row("rate").field.explained.connect(said.append)
    type_into(qtbot, form, "rate", "0.0005")
    assert edits(told) == [("rate", 0.0005)]
    assert not any(said)


def test_that_text_that_cannot_be_right_is_explained_beside_the_field_and_never_told(qtbot, form, told):
    editor = type_into(qtbot, form, "units", "99999")
    assert edits(told) == [("units", 99), ("units", 999)]  # both were acceptable on the way
    row = form.row("units")
    assert row.error == "This needs a whole number from 16 to 8,192."
    assert row.error_label.isVisible()
    assert row.error_label.text() == row.error
    assert row.error in editor.accessibleDescription()
    assert editor.property("invalid") == "true"


def test_that_unfinished_text_is_explained_when_the_field_is_left(qtbot, form, told):
    type_into(qtbot, form, "units", "3")
    assert form.row("units").error == ""
    form.row("rate").field.editor.setFocus()
    assert "from 16" in form.row("units").error
    assert edits(told) == []


def test_that_escape_takes_typing_back(qtbot, form):
    editor = type_into(qtbot, form, "units", "abc")
    assert form.row("units").error
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "64"
    assert form.row("units").error == ""


def test_that_other_values_replace_text_that_was_not_acceptable(qtbot, form):
    editor = type_into(qtbot, form, "units", "abc")
    form.set_values({"units": 64})
    assert editor.text() == "abc"  # the same component: the person is still typing
    form.set_values({"units": 64}, afresh=True)
    assert (editor.text(), form.row("units").error) == ("64", "")


def test_that_a_value_handed_back_while_typing_leaves_the_text_alone(qtbot, form):
    form.edited.connect(lambda name, value: form.set_values({name: value}))
    editor = type_into(qtbot, form, "rate", "0.50")
    assert editor.text() == "0.50"
    form.row("units").field.editor.setFocus()
    assert editor.text() == "0.5"


def test_that_arrows_step_and_large_numbers_stay_exact(qtbot, form, told):
    form.set_values({"seed": 2**40 - 1})
    form.focus("seed")
    editor = form.row("seed").field.editor
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert edits(told) == [("seed", 2**40)]
    assert editor.text() == "1,099,511,627,776"


def test_that_none_shows_what_it_comes_to(form):
    form.set_resolved({"dim": 8000})
    edit = form.row("dim").field.editor.lineEdit()
    assert (edit.text(), edit.placeholderText()) == ("", "8,000, from the data")
    assert "8,000, from the data" in form.row("dim").field.editor.accessibleDescription()
    assert form.row("clip").field.editor.lineEdit().placeholderText() == "none"
    assert form.row("output").field.editor.itemText(0) == "none"


def test_that_stepping_from_none_starts_at_what_it_comes_to(qtbot, form, told):
    form.set_resolved({"dim": 64})
    form.focus("dim")
    qtbot.keyClick(form.row("dim").field.editor, Qt.Key.Key_Up)
    assert edits(told) == [("dim", 65)]


def test_that_emptying_a_field_or_its_button_gives_it_back_to_the_data(qtbot, form, told):
    form.set_values({"dim": 20})
    spin = form.row("dim").field.editor
    button = next(action for action in spin.lineEdit().actions() if action.toolTip() == "Take it from the data")
    assert button.isVisible()
    button.trigger()
    assert edits(told) == [("dim", None)]
    assert not button.isVisible()
    form.set_values({"dim": 20})
    spin.selectAll()
    qtbot.keyClick(spin, Qt.Key.Key_Delete)
    assert edits(told) == [("dim", None)] * 2


def test_that_emptying_a_field_that_must_have_a_value_is_explained(qtbot, form, told):
    spin = form.row("units").field.editor
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClick(spin, Qt.Key.Key_Delete)
    form.row("rate").field.editor.setFocus()
    assert edits(told) == []
    assert form.row("units").error


def test_that_switches_and_choices_are_one_step_each(qtbot, form, told):
    qtbot.mouseClick(form.row("sequences").field.editor, Qt.MouseButton.LeftButton)
    combo = form.row("activation").field.editor
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    maybe = form.row("maybe").field.editor
    maybe.setFocus()
    qtbot.keyClick(maybe, Qt.Key.Key_Down)
    assert edits(told) == [("sequences", True), ("activation", "relu"), ("maybe", True)]
    assert all(told[told.index(edit) + 1] == "end" for edit in edits(told))
    assert form.row("sequences").field.editor.text() == "on"


def test_that_text_is_told_as_typed(qtbot, form, told):
    type_into(qtbot, form, "label", "ab")
    assert edits(told) == [("label", "a"), ("label", "ab")]


def test_that_a_file_can_be_chosen(qtbot, form, told, tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("")
    field = form.row("table").field
    field.button.click()
    dialog = form.findChild(QFileDialog)
    assert dialog.nameFilters() == ["Table (*.csv)"]
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert edits(told) == [("table", str(file))]
    assert field.edit.text() == str(file)


def test_that_the_reset_arrow_shows_only_what_changed_and_gives_the_default(qtbot, form, told):
    row = form.row("units")
    assert not row.reset_button.isVisible()
    form.set_values({"units": 128})
    assert row.reset_button.isVisible()
    qtbot.mouseClick(row.reset_button, Qt.MouseButton.LeftButton)
    assert edits(told) == [("reset", "units")]
    assert row.field.editor.text() == "64"
    assert not row.reset_button.isVisible()


def test_that_more_says_how_many_folded_values_changed(form):
    form.set_values({"seed": 3})
    assert form.more.text() == "More (1 changed)"
    form.set_values({})
    assert form.more.text() == "More"


def test_that_a_wheel_passing_over_changes_nothing(form, told):
    form.row("label").field.editor.setFocus()
    for name in ("units", "activation"):
        assert not wheel(form.row(name).field.editor).isAccepted()
    assert edits(told) == []
    form.row("units").field.editor.setFocus()
    wheel(form.row("units").field.editor)
    assert edits(told) == [("units", 65)]


@pytest.mark.parametrize("name", ["units", "label"])
def test_that_undo_in_a_field_is_the_windows(qtbot, form, name):
    undone = []
    action = QAction(form)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append(name))
    form.addAction(action)
    editor = type_into(qtbot, form, name, "77")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(editor, event)
    assert not event.isAccepted()
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [name]


def test_that_fields_are_described_for_screen_readers_and_tooltips(form):
    row = form.row("units")
    assert row.label.buddy() is row.field.editor
    assert row.field.editor.accessibleName() == "Units"
    assert row.field.editor.accessibleDescription() == "Size of the hidden state."
    assert row.field.editor.toolTip() == "Size of the hidden state.\nIn Keras: GRU(units=…)"
    assert row.reset_button.accessibleName() == "Reset Units"


def test_that_tab_goes_through_the_fields_in_reading_order(qtbot, form):
    form.focus_first()
    visited = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        visited += [name for name in form.names[:9] if form.row(name).field.editor is focused]
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert visited == ["units", "dim", "sequences", "rate"]


def test_that_focusing_a_folded_field_unfolds_it(form):
    form.focus("seed")
    assert form.more.isChecked()
    assert form.row("seed").field.editor.hasFocus()


def test_that_fields_align_and_the_form_fits_300_pixels(dressed, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 16, 16, 16)
    form = ParameterForm(parameters(Settings))
    column.addWidget(form)
    form.more.setChecked(True)
    page.resize(300, 600)
    page.show()
    qtbot.waitExposed(page)
    assert page.width() == 300
    assert {form.row(name).field.widget.x() for name in form.names} == {form.row("units").field.widget.x()}
    for name in form.names:
        assert form.row(name).field.widget.height() >= 28
        assert form.row(name).reset_button.geometry().right() < form.width()


def test_that_descriptions_stand_beside_the_fields_where_there_is_room(form):
    form.resize(900, 500)
    assert form.row("units").doc_label.isVisible()
    form.resize(400, 500)
    assert not form.row("units").doc_label.isVisible()


def test_that_the_form_speaks_the_chosen_language(qtbot, monkeypatch):
    from rnnstudio.api import text

    monkeypatch.setattr(text, "_catalogue", {"Units": "单元数", "More": "更多", "on": "开", "off": "关"})
    made = ParameterForm(parameters(Settings))
    qtbot.addWidget(made)
    assert made.row("units").label.text() == "单元数"
    assert made.row("sequences").field.editor.text() == "关"
    assert made.more.text() == "更多"


def test_that_a_wrapping_label_is_as_high_as_its_text_needs(qtbot):
    label = WrapLabel("many words that do not fit into one line of this narrow label")
    qtbot.addWidget(label)
    label.resize(100, 10)
    label.show()
    narrow = label.minimumHeight()
    label.resize(1000, 10)
    assert narrow > label.minimumHeight() > 0


def test_that_an_elided_label_has_the_whole_text_in_its_tooltip_only_when_cut(qtbot):
    label = ElidedLabel("many words that do not fit")
    qtbot.addWidget(label)
    label.resize(50, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(500, 20)
    assert label.toolTip() == ""
