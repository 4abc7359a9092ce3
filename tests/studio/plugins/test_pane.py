"""The Plugins pane: every plugin is in it, one that is broken says why, and each can be dealt with."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication

from rnnstudio.api import Layer, LayerInfo, hookimpl
from rnnstudio.registry import Plugin, PluginReport, Registry
from rnnstudio.registry.choice import Choice, choose
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.plugins.state import PluginsState
from rnnstudio.studio.plugins.wording import (
    about_words,
    adds_words,
    heading_words,
    short_time,
    state_words,
    trouble_words,
)
from tests.studio.window.conftest import FakeLink


class Good(Layer):
    """Does something."""

    info = LayerInfo(id="good.layer", title="Good layer")


@hookimpl
def rnnstudio_layers():
    return [Good]


def broken():
    raise ImportError("No module named 'torch'")


@pytest.fixture(autouse=True)
def chosen_nothing(monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{}")


@pytest.fixture
def registry():
    return Registry([
        Plugin(name="own", load=lambda: SimpleNamespace(), distribution="rnnstudio", ours=True),
        Plugin(name="good", load=lambda: SimpleNamespace(rnnstudio_layers=rnnstudio_layers),
               distribution="good-layers", version="1.2", author="Ada", licence="MIT"),
        Plugin(name="broken", load=broken, distribution="broken-layers", version="0.1")])


@pytest.fixture
def state(qapp, registry, tmp_path):
    return PluginsState(registry, FakeLink(), lambda: tmp_path / "plugins.json")


@pytest.fixture
def pane(qtbot, state):
    made = PluginsPane(state)
    qtbot.addWidget(made)
    made.show()
    return made


def entry(pane, name):
    return next(entry for entry in pane.entries if entry.report.name == name)


def test_that_every_plugin_is_listed_those_with_problems_first_and_ours_last(pane):
    assert [entry.report.name for entry in pane.entries] == ["broken", "good", "own"]
    assert pane.entries[0].accessibleName() == "broken: Not loaded"
    assert pane.entries[1].accessibleName() == "good: Loaded"


def test_that_a_problem_is_a_sentence_and_the_whole_trace_can_be_copied(pane):
    broken = pane.entries[0]
    assert [statement.text for statement in broken.problems] == [
        "It could not be loaded: ImportError: No module named 'torch'"]
    assert not broken.trace.is_open
    broken.trace.button.click()
    assert broken.trace.content.isVisible()
    broken.trace.content.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("broken (broken-layers 0.1)\nit could not be loaded")
    assert copied.endswith("ImportError: No module named 'torch'")
    assert "Traceback" in copied


def test_that_a_sound_plugin_has_neither(pane):
    assert entry(pane, "good").problems == []
    assert entry(pane, "good").trace is None


def test_that_the_words_name_origin_state_and_time():
    report = PluginReport(name="x", distribution="x-layers", version="1.2", author="Ada", licence="MIT",
                          adds=("A",), seconds=0.0124, problems=("a hook failed",))
    off = PluginReport(name="y", off=True)
    assert about_words(report) == "x-layers 1.2 · Ada · MIT"
    assert state_words(report) == "Loaded with problems"
    assert state_words(off) == "Switched off"
    assert state_words(PluginReport(name="z")) == "Being loaded"
    assert [short_time(seconds) for seconds in (0, 0.0124, 0.9991, 0.9996, 8.02)] == [
        "1 ms", "12 ms", "999 ms", "1.0 s", "8.0 s"]


def test_that_the_heading_counts_those_that_are_not_as_they_should_be():
    well = PluginReport(name="w", adds=("W",), seconds=0.012)
    halved = PluginReport(name="h", adds=("H",), seconds=0.013, problems=("oh",))
    failed = PluginReport(name="f", seconds=9, problems=("oh",))
    off = PluginReport(name="o", off=True)
    assert heading_words([well, off]) == "1 plugin, loaded in 12 ms · 1 switched off"
    assert heading_words([well, halved, failed]) == "2 plugins, loaded in 25 ms · 1 not loaded · 1 with problems"
    assert trouble_words([well, off]) == ""
    assert trouble_words([well, halved, failed]) == "Plugins with problems: h, f"


def test_that_of_many_things_added_the_first_are_named_and_the_others_counted():
    report = PluginReport(name="x", adds=tuple("ABCDEFGHIJA"))
    assert adds_words(report) == "Adds A, B, C, D, E, F, G, H and 2 more"
    assert adds_words(report, whole=True) == "Adds A, B, C, D, E, F, G, H, I, J"


def test_that_where_there_are_no_plugins_by_others_it_says_how_to_come_by_one(qtbot, qapp, tmp_path):
    pane = PluginsPane(PluginsState(Registry([]), FakeLink(), lambda: tmp_path / "plugins.json"))
    qtbot.addWidget(pane)
    pane.show()
    assert pane.entries == []
    assert pane.nothing.isVisible()
    assert "--plugin PATH" in pane.nothing.text


def test_that_ours_can_be_neither_switched_nor_uninstalled(pane):
    assert entry(pane, "own").switch is None
    assert entry(pane, "own").uninstall is None


def test_that_switching_is_kept_and_said_to_take_effect_with_reload(pane, state, tmp_path):
    entry(pane, "good").switch.click()
    assert (tmp_path / "plugins.json").read_text() == '{"off":["good-layers/good"]}'
    assert pane.news.isVisible()
    assert pane.news.text == "What you switched takes effect when you press Reload."
    assert not entry(pane, "good").switch.isChecked()
    entry(pane, "good").switch.click()
    assert (tmp_path / "plugins.json").read_text() == '{"off":[]}'
    assert not pane.news.isVisible()


def test_that_switching_keeps_the_entry_and_its_focus(pane):
    good = entry(pane, "good")
    pane.activateWindow()
    good.switch.setFocus()
    good.switch.click()
    assert entry(pane, "good") is good
    assert pane.focusWidget() is good.switch


def test_that_uninstalling_is_asked_once_more_in_place(pane, monkeypatch):
    wanted = []
    monkeypatch.setattr(pane, "_uninstall", wanted.append)
    good = pane._entry(entry(pane, "good").report, True)
    good.uninstall.click()
    assert good.question.text.startswith("Uninstall good-layers 1.2? Projects that use it keep its layers")
    good.keep.click()
    assert good.question is None
    assert not wanted
    good.uninstall.click()
    good.confirm.click()
    assert wanted == ["good-layers"]
    assert good.question is None


def test_that_copy_says_that_it_has(pane, qtbot):
    content = entry(pane, "broken").trace.content
    content.copy.click()
    assert content.copy.text() == "Copied"
    qtbot.waitUntil(lambda: content.copy.text() == "Copy", timeout=5000)


def test_that_reload_gives_its_focus_to_nothing_that_could_be_pressed_meanwhile(pane, state):
    pane.activateWindow()
    pane.reload.setFocus()
    state.loading = True
    state.changed.emit()
    assert pane.focusWidget() is pane
    state.loading = False
    state.changed.emit()
    assert pane.focusWidget() is pane.reload


def test_that_in_safe_mode_it_says_why_there_are_only_ours(pane, state):
    choose(Choice(safe=True))
    state.changed.emit()
    assert pane.news.text.endswith("because it was started with --safe.")
    assert not pane.nothing.isVisible()


def test_that_an_entry_stays_as_it_is_while_another_changes(pane, state):
    broken = entry(pane, "broken")
    broken.trace.button.click()
    state.registry.tell(PluginReport(name="good", distribution="good-layers", problems=("oh",)))
    state.changed.emit()
    assert entry(pane, "broken") is broken
    assert broken.trace.is_open
    assert entry(pane, "good").problems[0].text == "Oh"


def test_that_a_wheel_that_is_no_plugin_is_refused_before_pip_sees_it(pane, tmp_path):
    (tmp_path / "numpy-9.whl").write_bytes(b"no zip at all")
    pane.install_from(tmp_path / "numpy-9.whl")
    assert pane.box.isVisible()
    assert "is not a wheel that can be read" in pane.box.statement.text
    assert not pane.installer.running


def test_that_a_wheel_may_be_dropped_and_a_project_is_left_to_the_window(pane, tmp_path):
    for name, taken in (("a.whl", True), ("a.rnnstudio", False)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        event = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier)
        pane.dragEnterEvent(event)
        assert event.isAccepted() == taken
