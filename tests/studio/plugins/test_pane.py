"""The Plugins pane: every plugin is in it, and one that is broken says why."""

from types import SimpleNamespace

import pytest
from PySide6.QtGui import QGuiApplication

from rnnstudio.api import Layer, LayerInfo, hookimpl
from rnnstudio.registry import Plugin, PluginReport, Registry
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.plugins.wording import about_words, heading_words, milliseconds, state_words


class Good(Layer):
    """Does something."""

    info = LayerInfo(id="good.layer", title="Good layer")


@hookimpl
def rnnstudio_layers():
    return [Good]


def broken():
    raise ImportError("No module named 'torch'")


@pytest.fixture
def registry():
    return Registry([
        Plugin(name="good", load=lambda: SimpleNamespace(rnnstudio_layers=rnnstudio_layers),
               distribution="good-layers", version="1.2", author="Ada", licence="MIT"),
        Plugin(name="broken", load=broken, distribution="broken-layers", version="0.1")])


@pytest.fixture
def pane(qtbot, registry):
    made = PluginsPane(registry)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_every_plugin_is_listed_those_with_problems_first(pane):
    assert [entry.report.name for entry in pane.entries] == ["broken", "good"]
    assert pane.entries[0].accessibleName() == "broken: Not loaded"
    assert pane.entries[1].accessibleName() == "good: Loaded"


def test_that_a_problem_is_a_sentence_and_the_trace_can_be_copied(pane):
    entry = pane.entries[0]
    assert [statement.text for statement in entry.problems] == [
        "It could not be loaded: ImportError: No module named 'torch'"]
    assert not entry.trace.is_open
    entry.trace.button.click()
    assert entry.trace.content.isVisible()
    entry.trace.content.copy.click()
    assert "ImportError: No module named 'torch'" in QGuiApplication.clipboard().text()


def test_that_a_sound_plugin_has_neither(pane):
    assert pane.entries[1].problems == []
    assert pane.entries[1].trace is None


def test_that_the_words_name_origin_state_and_time():
    report = PluginReport(name="x", distribution="x-layers", version="1.2", author="Ada", licence="MIT",
                          adds=("A",), seconds=0.0124, problems=("a hook failed",))
    assert about_words(report) == "x-layers 1.2 · Ada · MIT"
    assert state_words(report) == "Loaded with problems"
    assert milliseconds(report.seconds) == "12 ms"
    assert heading_words([report]) == "1 plugin, loaded in 12 ms"
    assert heading_words([report, report]) == "2 plugins, loaded in 25 ms"


def test_that_an_empty_registry_says_so(qtbot, qapp):
    pane = PluginsPane(Registry([]))
    qtbot.addWidget(pane)
    assert pane.entries == []
