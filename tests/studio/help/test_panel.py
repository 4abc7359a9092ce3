"""The help panel follows the selection, and its links lead to other layers' pages."""

from PySide6.QtCore import Qt, QUrl

from rnnstudio.api import tr
from rnnstudio.api.text import use_language
from rnnstudio.project import edits
from rnnstudio.studio.document import Document
from rnnstudio.studio.help.panel import HelpPanel


def text(panel) -> str:
    return panel.view.toPlainText().replace("\xa0", " ")


def click(panel, address: str) -> None:
    panel.view.anchorClicked.emit(QUrl(address))


def test_that_with_nothing_selected_all_layers_are_listed_by_kind(panel):
    assert panel.head.title.text() == "All layers"
    shown = text(panel)
    assert [shown.index(word) for word in ("Input", "Embedding", "Recurrent", "GRU", "Adding", "Adder")] == sorted(
        shown.index(word) for word in ("Input", "Embedding", "Recurrent", "GRU", "Adding", "Adder"))
    assert 'href="layer:acme.adder"' in panel.view.toHtml()
    assert not panel.head.index.isEnabled()


def test_that_it_follows_the_selection(panel):
    panel.document.select("adder_1")
    assert panel.head.title.text() == "Adder"
    assert panel.head.kind.text() == "Adding · Plugin: acme-adder"
    assert "Adds up what it is given" in text(panel)
    panel.document.select("gru_1")
    assert panel.head.title.text() == "GRU"
    assert panel.head.kind.text() == "Recurrent · GRU in Keras"
    assert "no separate cell" in text(panel)
    panel.document.select()
    assert panel.layer_type == ""


def test_that_it_tells_what_the_layer_is_in_this_model(panel, report):
    panel.document.select("adder_1")
    assert "In this model" in text(panel)
    assert "batch × steps × 16" not in text(panel)
    panel.document.set_report(report)
    assert "batch × steps × 16" in text(panel)
    panel.document.select("gru_1")
    assert "default: 64" in text(panel)


def test_that_an_edit_is_told_at_once_and_turns_no_page(panel):
    panel.document.select("gru_1")
    panel.show_layer("acme.adder")
    project = edits.set_parameter(panel.document.project, "gru_1", "units", 99)
    panel.document.do("Edit", project)
    assert panel.layer_type == "acme.adder"
    panel.follow()
    assert "99" in text(panel)


def test_that_every_setting_is_described_below_the_page(panel):
    panel.document.select("gru_1")
    shown = text(panel)
    for words in ("Settings", "return_sequences", "Output at every step, not only the last.", "tanh", "More"):
        assert words in shown
    assert shown.index("return_sequences") < shown.index("More") < shown.index("Largest state.")


def test_that_a_link_leads_to_a_layer_and_back_again(panel):
    panel.document.select("adder_1")
    click(panel, "layer:fake.gru")
    assert panel.head.title.text() == "GRU"
    assert 'href="node:gru_1"' in panel.view.toHtml()
    panel.back()
    assert panel.head.title.text() == "Adder"
    panel.back()
    assert panel.layer_type == ""
    assert not panel.head.back.isEnabled()
    panel.back()
    assert panel.layer_type == ""


def test_that_a_page_names_the_layers_of_its_kind_and_selects_them(panel):
    panel.show_layer("fake.gru")
    click(panel, "node:gru_1")
    assert panel.document.selection == ("gru_1",)
    assert "default: 64" in text(panel)
    panel.show_layer("fake.dropout")
    assert "There is no such layer in the model now." in text(panel)


def test_that_other_addresses_lead_nowhere(panel):
    panel.document.select("adder_1")
    for address in ("https://example.org", "file:///etc/passwd", "node:none"):
        click(panel, address)
    assert panel.head.title.text() == "Adder"
    panel.view.setSource(QUrl("file:///etc/passwd"))
    assert "Adds up what it is given" in text(panel)


def test_that_a_missing_plugin_is_said_to_be_missing(panel):
    panel.document.select("gone_1")
    assert 'No installed plugin has the layer "gone.layer"' in text(panel)
    assert panel.head.kind.text() == "plugin not installed"


def test_that_a_page_without_a_translation_is_shown_in_english_and_says_so(qtbot, dressed, registry, project):
    use_language("zh_CN")
    panel = HelpPanel(Document(registry, project))
    qtbot.addWidget(panel)
    panel.show()
    panel.show_layer("acme.adder")
    assert "Adds up what it is given" in text(panel)
    assert tr("This page has not been translated yet.") in text(panel)
    use_language("en")
    panel.show_index()
    panel.show_layer("acme.adder")
    assert "Adds up what it is given" in text(panel)
    assert "not been translated" not in text(panel)
    assert text(panel).count("Adds up") == 1


def test_that_it_costs_nothing_until_it_is_shown(qtbot, dressed, registry, project):
    document = Document(registry, project)
    panel = HelpPanel(document)
    qtbot.addWidget(panel)
    document.select("adder_1")
    document.select("gru_1")
    assert panel._view is None
    panel.show()
    assert panel.head.title.text() == "GRU"
    assert not panel.head.back.isEnabled()


def test_that_escape_and_the_button_close_it(qtbot, panel):
    for close in (lambda: qtbot.keyClick(panel.view, Qt.Key.Key_Escape),
                  lambda: qtbot.mouseClick(panel.head.close_button, Qt.MouseButton.LeftButton)):
        panel.show()
        with qtbot.waitSignal(panel.closed, timeout=5000):
            close()
        assert not panel.isVisible()


def test_that_the_keyboard_goes_along_links_opens_them_and_comes_back(qtbot, panel):
    panel.document.select("adder_1")
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Tab)
    assert panel.view.textCursor().selectedText() == "GRU"
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert panel.head.title.text() == "GRU"
    qtbot.keyClick(panel.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert panel.head.title.text() == "Adder"


def test_that_words_are_found_in_the_page_round_its_end(qtbot, panel):
    panel.document.select("adder_1")
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = panel._find
    assert bar.isVisible()
    qtbot.keyClicks(bar.field, "sentence 5")
    assert panel.view.textCursor().selectedText() == "Sentence 5"
    first = panel.view.textCursor().position()
    places = set()
    for _ in range(11):
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        places.add(panel.view.textCursor().position())
    assert len(places) == 11
    assert panel.view.textCursor().position() == first
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.view.textCursor().position() != first
    qtbot.keyClicks(bar.field, "zzz")
    assert bar.field.property("invalid") == "true"
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert panel.isVisible()


def test_that_screen_readers_are_told_what_everything_is(panel):
    head = panel.head
    assert [panel.accessibleName(), panel.view.accessibleName()] == ["Help", "Help page"]
    assert [b.accessibleName() for b in (head.back, head.index, head.close_button)] == ["Back", "All layers",
                                                                                        "Close help"]
