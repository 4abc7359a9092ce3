"""The list of cards: selection, keys and mouse, through the widget."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.builder.stack_view import StackView
from rnnstudio.studio.document import Document

ALT, CTRL, SHIFT = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier,
                    Qt.KeyboardModifier.ShiftModifier)


@pytest.fixture
def view(qtbot, dressed, mixed_document):
    widget = StackView(mixed_document)
    qtbot.addWidget(widget)
    widget.resize(360, 1000)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.setFocus()
    return widget


def selected(view):
    return [index.data(Role.NODE) for index in sorted(view.selectedIndexes())]


def click(qtbot, view, node_id, modifier=Qt.KeyboardModifier.NoModifier):
    rect = view.visualRect(view.stack.index_of(node_id))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, rect.topLeft() + QPoint(60, 20))


def test_that_a_click_selects_in_the_document(qtbot, view, mixed_document):
    click(qtbot, view, "gru_1")
    assert mixed_document.selection == ("gru_1",)
    click(qtbot, view, "dense_1", CTRL)
    assert mixed_document.selection == ("gru_1", "dense_1")
    click(qtbot, view, "embedding_1")
    click(qtbot, view, "bidirectional_2", SHIFT)
    assert mixed_document.selection == ("embedding_1", "bidirectional_1", "gru_1", "bidirectional_2")


def test_that_the_document_selects_in_the_list(view, mixed_document):
    mixed_document.select("gru_3", "dense_1")
    assert selected(view) == ["gru_3", "dense_1"]
    assert view.currentIndex().data(Role.NODE) == "dense_1"
    mixed_document.select()
    assert selected(view) == []


def test_that_an_edit_keeps_the_selection(view, mixed_document):
    mixed_document.select("gru_3", "dense_1")
    mixed_document.do("remove", edits.remove(mixed_document.project, ["embedding_1"]))
    assert mixed_document.selection == ("gru_3", "dense_1")
    assert selected(view) == ["gru_3", "dense_1"]


def test_that_undo_selects_what_comes_back_and_scrolls_to_it(qtbot, view, mixed_document):
    view.resize(360, 200)
    QApplication.processEvents()
    mixed_document.select("dense_1")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    mixed_document.select("embedding_1")
    assert view.verticalScrollBar().value() == 0
    mixed_document.undo()
    assert selected(view) == ["dense_1"]
    assert view.verticalScrollBar().value() > 0
    assert view.viewport().rect().contains(view.visualRect(view.stack.index_of("dense_1")))


def test_that_arrows_pass_over_the_empty_slot(qtbot, view, mixed_document):
    mixed_document.select("bidirectional_2")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert mixed_document.selection == ("cells_1",)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert mixed_document.selection == ("bidirectional_2",)


def test_that_the_last_row_may_be_a_slot(qtbot, qapp, registry, dressed):
    document = Document(registry, Project(stack=(LayerNode(id="w", type="fake.bidirectional"),)))
    view = StackView(document)
    qtbot.addWidget(view)
    document.select("w")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert document.selection == ("w",)


def test_that_ctrl_a_selects_every_layer(qtbot, view, mixed_document):
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert len(mixed_document.selection) == 10


def test_that_alt_and_arrows_move_into_a_wrapper_and_out(qtbot, view, mixed_document):
    mixed_document.select("gru_1")
    parents = []
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down, ALT)
        parents.append(edits.place_of(mixed_document.project, "gru_1"))
    assert parents == [Place(None, 2), Place("bidirectional_2", 0), Place(None, 3)]
    assert mixed_document.selection == ("gru_1",)
    assert mixed_document.undo_label == "Move GRU"
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up, ALT)
    assert edits.place_of(mixed_document.project, "gru_1") == Place("bidirectional_1", 0)


def test_that_delete_removes_and_selects_the_next(qtbot, view, mixed_document):
    mixed_document.select("missing_1", "dropout_1")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert mixed_document.selection == ("dense_1",)
    assert mixed_document.undo_label == "Delete 2 layers"
    mixed_document.undo()
    assert selected(view) == ["missing_1", "dropout_1"]


def test_that_ctrl_d_duplicates(qtbot, view, mixed_document):
    mixed_document.select("cells_1")
    qtbot.keyClick(view, Qt.Key.Key_D, CTRL)
    assert mixed_document.selection == ("cells_2",)
    assert [child.id for child in mixed_document.project.node("cells_2").children] == ["gru_4", "gru_5"]


def test_that_space_switches_off_and_on(qtbot, view, mixed_document):
    mixed_document.select("dense_1")
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not mixed_document.project.node("dense_1").enabled
    assert mixed_document.undo_label == "Switch Output off"
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert mixed_document.project.node("dense_1").enabled


def test_that_enter_and_a_double_click_ask_for_the_inspector(qtbot, view, mixed_document):
    mixed_document.select("gru_3")
    with qtbot.waitSignal(view.inspect_requested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked.args == ["gru_3"]
    rect = view.visualRect(view.stack.index_of("dense_1"))
    with qtbot.waitSignal(view.inspect_requested) as asked:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(60, 40))
    assert asked.args == ["dense_1"]


def editor_of(view):
    return view.findChild(QLineEdit)


def test_that_f2_renames_in_place_as_one_step(qtbot, view, mixed_document):
    asked = []
    view.inspect_requested.connect(asked.append)
    mixed_document.select("gru_3")
    view.commands.rename.trigger()
    editor = editor_of(view)
    assert editor.placeholderText() == "GRU"
    qtbot.keyClicks(editor, "Reader")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: mixed_document.project.node("gru_3").name == "Reader")
    assert mixed_document.undo_label == "Rename GRU"
    qtbot.waitUntil(lambda: editor_of(view) is None)
    assert asked == []
    mixed_document.undo()
    assert mixed_document.project.node("gru_3").name is None


def test_that_an_empty_name_gives_a_layer_its_own_again_and_escape_changes_nothing(qtbot, view, mixed_document):
    mixed_document.select("dense_1")
    view.rename()
    editor = editor_of(view)
    assert editor.text() == editor.selectedText() == "Output"
    qtbot.keyClicks(editor, "no")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert mixed_document.project.node("dense_1").name == "Output"
    qtbot.waitUntil(lambda: editor_of(view) is None)
    view.rename()
    editor_of(view).clear()
    qtbot.keyClick(editor_of(view), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: mixed_document.project.node("dense_1").name is None)


def test_that_left_and_right_fold_and_walk(qtbot, view, mixed_document):
    mixed_document.select("gru_2")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert mixed_document.selection == ("cells_1",)
    before = mixed_document.project
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert not view.stack.index_of("gru_2").isValid()
    assert view.stack.row(view.stack.index_of("cells_1")).folded
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.stack.index_of("gru_2").isValid()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert mixed_document.selection == ("gru_2",)
    assert mixed_document.project is before
    assert mixed_document.undo_label == ""


def test_that_selecting_a_hidden_layer_unfolds_its_wrapper(view, mixed_document):
    view.commands.fold_all.trigger()
    assert [row.node.id for row in view.stack.rows()] == [node.id for node in mixed_document.project.stack]
    mixed_document.select("gru_3")
    assert selected(view) == ["gru_3"]
    assert view.stack.folded == {"bidirectional_1", "bidirectional_2"}


def test_that_all_layers_are_selected_at_once(qtbot, view, mixed_document):
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert len(mixed_document.selection) == 10
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert mixed_document.project.stack == ()
    assert mixed_document.undo_label == "Delete 7 layers"


def test_that_a_text_with_damaged_layers_is_explained(qtbot, view, qapp):
    qapp.clipboard().setText('{"format": "rnnstudio-layers", "layers": [{"id": 1}]}')
    assert view.commands.paste.isEnabled()
    with qtbot.waitSignal(view.commands.said) as said:
        view.commands.paste.trigger()
    assert "can't be read" in said.args[0]


def test_that_escape_selects_nothing(qtbot, view, mixed_document):
    mixed_document.select("gru_3")
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert mixed_document.selection == ()


def repair_button(view, node_id):
    index = view.stack.index_of(node_id)
    button = view.cards.layout(index).troubles[0].buttons[0]
    return view.visualRect(index).topLeft() + button.rect.center()


def test_that_a_click_on_the_repair_button_repairs(qtbot, view, mixed_document, report):
    mixed_document.set_report(report)
    mixed_document.select("gru_1")
    where = repair_button(view, "dense_1")
    qtbot.mouseMove(view.viewport(), where)
    assert view.cards.hot.title == "Use 1 unit"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert mixed_document.project.node("dense_1").params == {"units": 1}
    assert mixed_document.undo_label == "Use 1 unit"
    assert mixed_document.selection == ("dense_1",)


def test_that_a_press_that_leaves_the_button_repairs_nothing(qtbot, view, mixed_document, report):
    mixed_document.set_report(report)
    before, where = mixed_document.project, repair_button(view, "dense_1")
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where + QPoint(0, -60))
    assert mixed_document.project is before
    assert view.cards.pressed is None


def test_that_ctrl_and_dot_repairs(qtbot, view, mixed_document, report):
    mixed_document.set_report(report)
    mixed_document.select("dense_1")
    qtbot.keyClick(view, Qt.Key.Key_Period, CTRL)
    assert mixed_document.project.node("dense_1").params == {"units": 1}


def test_that_a_problem_makes_room_on_its_card(view, mixed_document, report):
    index = view.stack.index_of("dense_1")
    before = view.visualRect(index).height()
    mixed_document.set_report(report)
    assert view.visualRect(view.stack.index_of("dense_1")).height() > before + 40


def test_that_a_narrow_list_wraps_the_sentence(view, mixed_document, report):
    mixed_document.set_report(report)
    before = view.visualRect(view.stack.index_of("dense_1")).height()
    view.resize(240, 1000)
    assert view.visualRect(view.stack.index_of("dense_1")).height() > before
    assert view.visualRect(view.stack.index_of("dense_1")).width() == view.viewport().width()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_that_every_kind_of_card_is_painted(view, mixed_document, report, facts, look):
    from rnnstudio.studio.theme import theme

    theme().choose(look)
    mixed_document.set_facts(facts)
    mixed_document.set_report(report)
    mixed_document.select("cells_1", "gru_1")
    picture = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = {picture.pixelColor(14, y).name() for y in range(0, picture.height(), 2)}
    assert {theme().colours.category(name) for name in ("Input", "Wrapper", "Dense")} <= seen


def test_that_of_hundreds_of_layers_only_those_in_sight_are_painted(qtbot, registry, dressed, monkeypatch):
    stack = tuple(LayerNode(id=f"gru_{n}", type="fake.gru") for n in range(300))
    view = StackView(Document(registry, Project(stack=stack)))
    qtbot.addWidget(view)
    view.resize(360, 900)
    with qtbot.waitExposed(view):
        view.show()
    view.verticalScrollBar().setValue(4000)
    painted = []
    paint = view.cards.paint
    monkeypatch.setattr(view.cards, "paint", lambda *args: (painted.append(args[2].row()), paint(*args)))
    view.viewport().grab()
    assert 0 < len(painted) < 30
    assert min(painted) > 20
