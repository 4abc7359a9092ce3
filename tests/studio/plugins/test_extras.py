"""A third party's icon is on its card, its page in the Help, its titles in Chinese; all comes with the plugin."""

import types
from pathlib import Path

import pytest

from rnnstudio.api.text import add_words, tr, use_language
from rnnstudio.cli.plugins_new import write
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Plugin, Registry
from rnnstudio.registry.choice import Choice, choose
from rnnstudio.studio.document import Document
from rnnstudio.studio.help.content import sheet_of
from rnnstudio.studio.plugins.state import PluginsState
from rnnstudio.studio.theme import icons, theme
from tests.architecture.test_hook_examples import files
from tests.studio.window.conftest import FakeLink


@pytest.fixture
def folder(tmp_path):
    return Path(write("my-layer", tmp_path).folder)


@pytest.fixture
def state(qtbot, dressed, folder, tmp_path, monkeypatch):
    """Return the window's plugins with the new one among them, loaded as --plugin loads it."""
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{}")
    choose(Choice(paths=(str(folder),)))
    made = PluginsState(Registry.ours(), FakeLink(), lambda: tmp_path / "plugins.json")
    made.load()
    qtbot.waitUntil(lambda: not made.loading, timeout=30_000)
    yield made
    made.close()
    theme().use_icons({})
    add_words({})


def test_that_the_window_draws_speaks_and_explains_what_a_new_plugin_brings(state, folder):
    registry = state.registry
    assert [report.problems for report in registry.reports if report.name == "my_layer"] == [()]
    layer = registry.layers["my_layer.layer"]
    assert icons.svg(layer.info.icon) == (folder / "my_layer" / "icon.svg").read_bytes()
    assert not icons.is_coloured(layer.info.icon)
    document = Document(registry, Project(name="Test", stack=(LayerNode(id="my_1", type="my_layer.layer"),)))
    assert "It mixes no features" not in sheet_of(document, "my_layer.layer", None).html
    assert "it mixes no features" in sheet_of(document, "my_layer.layer", None).html
    use_language("zh_CN")
    sheet = sheet_of(document, "my_layer.layer", None)
    assert "每个特征一个数" in sheet.html
    assert "起始值" in sheet.html
    assert tr("Train") != "Train"


def test_that_what_a_plugin_brings_goes_with_it(state):
    state.registry.forget_others()
    assert state.registry.extras.icons == {}
    assert state.registry.extras.words == {}
    assert state.registry.extras.help_pages == {}


def test_that_a_data_source_with_a_page_stands_in_the_help(dressed, tmp_path):
    for name, text in files("rnnstudio_help_pages").items():
        (tmp_path / (name or "tides.py")).write_text(text, encoding="utf-8")

    def load():
        made = types.ModuleType("tides")
        made.__file__ = str(tmp_path / "tides.py")
        exec(compile(files("rnnstudio_help_pages")[""], made.__file__, "exec"), made.__dict__)
        return made

    document = Document(Registry([Plugin(name="tides", load=load)]), Project(name="Test"))
    assert [report.problems for report in document.registry.reports] == [()]
    assert "layer:doc.tides" in sheet_of(document, "", None).html
    sheet = sheet_of(document, "doc.tides", None)
    assert "<b>high</b>" in sheet.html
    assert (sheet.title, sheet.kind) == ("Tides", "Data sources · Plugin: tides")


def test_that_a_plugins_words_never_replace_the_programs():
    add_words({"zh_CN": {"Train": "别的", "Whistle": "吹口哨"}})
    use_language("zh_CN")
    assert tr("Train") != "别的"
    assert tr("Whistle") == "吹口哨"
    add_words({})
    assert tr("Whistle") == "Whistle"


@pytest.mark.parametrize("svg", [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    "no picture at all"])
def test_that_an_icon_that_holds_more_than_shapes_is_a_box(dressed, tmp_path, svg):
    file = tmp_path / "icon.svg"
    file.write_text(svg, encoding="utf-8")
    icons.use({"acme.icon": file})
    assert icons.svg("acme.icon") == icons.svg(icons.FALLBACK)
    assert icons.svg(str(file)) == icons.svg(icons.FALLBACK)
    icons.use({})
