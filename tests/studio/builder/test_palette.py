import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rnnstudio.project.edits import Place, place_of
from rnnstudio.studio.builder.palette import Palette
from rnnstudio.studio.builder.palette_model import PaletteModel, PaletteRole
from rnnstudio.studio.builder.palette_rows import Entry, Heading, entries, palette_rows
from rnnstudio.studio.builder.parcels import NewLayer, unpack


@pytest.fixture
def palette(qtbot, dressed, mixed_document):
    widget = Palette(mixed_document)
    qtbot.addWidget(widget)
    widget.resize(208, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.field.setFocus()
    return widget


def titles(rows):
    return [f"# {row.title}" if isinstance(row, Heading) else row.title for row in rows]


def shown(palette):
    model = palette.model
    return [model.index(n).data() for n in range(model.rowCount()) if model.index(n).data(PaletteRole.TYPE)]


def test_that_layers_stand_below_their_category_in_the_order_of_a_network(registry):
    assert titles(palette_rows(entries(registry))) == [
        "# Input", "Embedding", "# Recurrent", "GRU", "# Wrapper", "Bidirectional", "Cells",
        "# Dense", "Dense", "# Regularisation", "Dropout", "# Attention", "Additive attention"]


def test_that_only_a_third_partys_layers_name_their_plugin(registry):
    origins = {entry.title: entry.origin for entry in entries(registry)}
    assert origins["GRU"] == ""
    assert origins["Cells"] == "acme-layers"


@pytest.mark.parametrize(("query", "found"), [
    ("gru", ["GRU"]), ("GRU ", ["GRU"]), ("additiveatt", ["Additive attention"]),
    ("acme", ["Cells", "Additive attention"]),
    ("recurrent", ["GRU"]), ("wrapper cells", ["Cells"]), ("fake.dense", ["Dense"]), ("nothing at all", []),
])
def test_what_a_search_finds(registry, query, found):
    assert [row.title for row in palette_rows(entries(registry), query) if isinstance(row, Entry)] == found


def test_that_a_translated_title_is_found(registry, monkeypatch):
    from rnnstudio.api import text

    monkeypatch.setattr(text, "_catalogue", {"Dropout": "随机失活"})
    assert [row.title for row in palette_rows(entries(registry), "随机") if isinstance(row, Entry)] == ["随机失活"]
    assert palette_rows(entries(registry), "dropout")


def test_that_the_model_keeps_qts_promises(qtmodeltester, registry, qapp):
    model = PaletteModel(registry)
    qtmodeltester.check(model)
    model.search("gru")
    qtmodeltester.check(model)


def test_that_headings_can_not_be_chosen(registry, qapp):
    model = PaletteModel(registry)
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.first_layer().data() == "Embedding"


def test_that_a_layer_explains_itself(registry, qapp):
    model = PaletteModel(registry)
    index = model.index(3)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == \
        "GRU\nGated recurrent unit: update and reset gates, no separate cell.\nKeras: GRU"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("GRU. Gated recurrent unit")


def test_that_a_drag_carries_the_layers_id(registry, qapp):
    model = PaletteModel(registry)
    assert unpack(model.mimeData([model.index(3)])) == NewLayer("fake.gru")


def test_that_typing_filters_and_enter_adds(qtbot, palette, mixed_document):
    mixed_document.select("embedding_1")
    qtbot.keyClicks(palette.field, "drop")
    assert shown(palette) == ["Dropout"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert place_of(mixed_document.project, "dropout_2") == Place(None, 1)
    assert mixed_document.undo_label == "Add Dropout"


def test_that_enter_fills_the_selected_empty_wrapper(qtbot, palette, mixed_document):
    mixed_document.select("bidirectional_2")
    qtbot.keyClicks(palette.field, "gru")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert place_of(mixed_document.project, "gru_4") == Place("bidirectional_2", 0)


def test_that_down_goes_to_the_list_and_up_comes_back(qtbot, palette, mixed_document):
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.hasFocus()
    assert palette.list.currentIndex().data() == "Embedding"
    qtbot.keyClick(palette.list, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data() == "GRU"
    qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert mixed_document.undo_label == "Add GRU"
    qtbot.keyClick(palette.list, Qt.Key.Key_Up)
    qtbot.keyClick(palette.list, Qt.Key.Key_Up)
    assert palette.field.hasFocus()


def test_that_a_double_click_adds(qtbot, palette, mixed_document):
    rect = palette.list.visualRect(palette.model.index(3))
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    qtbot.mouseDClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert mixed_document.undo_label == "Add GRU"


def test_that_a_vain_search_says_so_and_escape_ends_it(qtbot, palette, mixed_document):
    qtbot.keyClicks(palette.field, "xyzzy")
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert mixed_document.undo_label == ""
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.nothing.isVisible()
    assert len(shown(palette)) == 7


def test_that_the_compact_palette_shows_icons_only(qtbot, palette):
    qtbot.keyClicks(palette.field, "gru")
    palette.set_compact(True)
    QApplication.processEvents()
    assert palette.compact
    assert not palette.field.isVisible()
    assert palette.maximumWidth() < 60
    assert len(shown(palette)) == 7
    palette.grab()
    palette.set_compact(False)
    assert palette.field.isVisible()


def test_that_the_palette_is_painted(palette):
    assert not palette.grab().toImage().isNull()


def test_that_recent_layers_stand_first_on_request(qtbot, palette, mixed_document):
    changed = []
    palette.recent_changed.connect(lambda: changed.append(palette.recent))
    for words in ("drop", "gru", "drop"):
        palette.field.setText(words)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.recent == ["fake.dropout", "fake.gru"]
    assert changed[-1] == palette.recent
    palette.field.clear()
    assert palette.model.index(0).data() == "Input"
    qtbot.mouseClick(palette.recent_button, Qt.MouseButton.LeftButton)
    assert [palette.model.index(row).data() for row in range(4)] == ["Recent", "Dropout", "GRU", "Input"]
    qtbot.mouseClick(palette.recent_button, Qt.MouseButton.LeftButton)
    assert palette.model.index(0).data() == "Input"


def test_that_typing_in_the_list_searches(qtbot, palette):
    palette.list.setFocus()
    qtbot.keyClick(palette.list, Qt.Key.Key_D)
    assert palette.field.text() == "d"
    assert palette.field.hasFocus()
