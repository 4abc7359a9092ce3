"""A layer that goes wrong in its ``build()``, in the real engine: it is named, and refused until it is changed.

All in one window's session: after each of them the next is asked of the same link.
"""

import os

import pytest

from rnnstudio.engine_process import watchdog
from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Failed, Summarized
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.registry import Registry
from rnnstudio.runs.events import RunFinished
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.plugins.state import PluginsState
from tests.studio.link.made_up import Heard, until

pytestmark = pytest.mark.tf

PATIENCE = 60_000
DATA = DataSettings(source=ComponentRef(type="rnnstudio.long_memory", params={"length": 5, "examples": 40}))


def project(how, **params):
    return Project(name=how, data=DATA, training=TrainingSettings(epochs=1), stack=(
        LayerNode(id="wild_1", type="wild.build", params={"how": how, **params}, name="Beast"),
        LayerNode(id="gru_1", type="rnnstudio.gru", params={"units": 2}),
        LayerNode(id="dense_1", type="rnnstudio.dense")))


@pytest.fixture(scope="module")
def link(qapp, wild, tmp_path_factory):
    """A link to the real engine, with the plugin that the window has tried; what it told is in ``heard``."""
    folder = tmp_path_factory.mktemp("link")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(watchdog.LIMIT, "6")
        patch.setenv(watchdog.MEMORY, "1200")
        link = EngineLink(lambda: EngineClient(log=folder / "engine.log"))
        link.heard = Heard(link)
        state = PluginsState(Registry.ours(), link, lambda: folder / "plugins.json")
        link.warm_up()
        state.load()
        yield link
        state.close()
        link.shutdown()


@pytest.fixture
def described(qtbot, link):
    """Have a project described, and return the last that is told of it."""
    until(qtbot, lambda: link._plugins)

    def ask(asked):
        link.describe(asked, None)
        until(qtbot, lambda: link._describing.answered, PATIENCE)
        return link.heard.report[-1]

    return ask


def is_well(report):
    return report.trainable and [layer.output_shape for layer in report.layers][-1] == (None, 1)


@pytest.mark.parametrize(("how", "words"), [
    ("raises", "RuntimeError: not today"),
    ("no layer", "TypeError: build() returned 7, not a keras.Layer"),
    ("a class", "TypeError: build() returned <class 'keras.src.layers.activations.activation.Activation'>"),
])
def test_that_what_build_raises_or_returns_is_told_on_the_card_and_costs_no_engine(link, described, how, words):
    report = described(project(how))
    (problem,) = report.problems
    assert problem.node == "wild_1"
    assert problem.message.startswith(f"Wild, of the plugin wild, failed: {words}")
    assert link.heard.engine_lost == []
    assert is_well(described(project("tame")))


@pytest.mark.parametrize(("how", "words"), [
    ("aborts", "The engine process crashed (signal 6, SIGABRT)."),
    ("hangs", "The engine process was ended because a layer was not built within 6 s."),
    ("eats", "of memory, more than is good for this machine."),
])
def test_that_one_that_ends_the_engine_is_refused_until_it_changes_and_all_others_work(
        qtbot, link, described, tmp_path, how, words):
    before = link._client.pid
    report = described(project(how))
    assert words in link.heard.engine_lost[-1]
    assert "It was building Beast, of the plugin wild." in link.heard.engine_lost[-1]
    assert link._client.pid not in (None, before)
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    (problem,) = report.problems
    assert problem.node == "wild_1"
    assert problem.message.startswith("Beast is not built again until you change it, or press Reload in the Plugins ")
    assert "of the plugin wild" in problem.message

    lost = len(link.heard.engine_lost)
    link.train(project(how), None, tmp_path)
    until(qtbot, lambda: not link.training, PATIENCE)
    assert isinstance(link.heard.run_event[-1], Failed)
    assert link.heard.run_event[-1].message == problem.message
    link.summarize(project(how), None)
    until(qtbot, lambda: link.heard.summary and not link.busy, PATIENCE)
    assert not isinstance(link.heard.summary[-1], Summarized)
    assert "is not built again" in link.heard.summary[-1].message
    assert not list(tmp_path.iterdir())

    assert is_well(described(project("tame")))
    assert len(link.heard.engine_lost) == lost


def test_that_a_run_is_trained_after_all_of_that(qtbot, link, described, tmp_path):
    assert is_well(described(project("tame")))
    link.train(project("tame"), None, tmp_path)
    until(qtbot, lambda: not link.training, PATIENCE)
    assert isinstance(link.heard.run_event[-1], RunFinished), link.heard.run_event[-1]
