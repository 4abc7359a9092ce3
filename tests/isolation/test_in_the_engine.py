"""Layers that go wrong in ``build()``, in training or when they are saved, in the real engine: they are named.

All in one window's session: after each of them the next is asked of the same link.
"""

import os
from pathlib import Path

import pytest

from rnnstudio.engine_process import watchdog
from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Failed, Summarized
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.registry import Registry
from rnnstudio.registry.choice import Choice, choose
from rnnstudio.runs.events import RunFinished, RunStarted
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.plugins.state import PluginsState
from tests.studio.link.made_up import Heard, until

pytestmark = pytest.mark.tf

PATIENCE = 60_000
DATA = DataSettings(source=ComponentRef(type="rnnstudio.long_memory", params={"length": 5, "examples": 40}))
MIGRATE = """

def migrate(cls, params, version):
    return {"manner": params["how"]}

Wild.migrate = classmethod(migrate)
"""
"""What the second version of the wild plugin has."""


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
        patch.setenv(watchdog.LIMIT, "14")  # on a busy machine, eating memory takes its time too
        patch.setenv(watchdog.MEMORY, "1200")
        link = EngineLink(lambda: EngineClient(log=folder / "engine.log"))
        link.heard = Heard(link)
        state = link.plugins = PluginsState(Registry.ours(), link, lambda: folder / "plugins.json")
        link.warm_up()
        state.load()
        yield link
        state.close()
        link.shutdown()


@pytest.fixture
def described(qtbot, link):
    """Have a project described, and return the last that is told of it."""
    until(qtbot, lambda: not link.plugins.loading)

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
    ("hangs", "The engine process was ended because a layer was not built within 14 s."),
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


@pytest.fixture
def trained(qtbot, link, described, tmp_path):
    """Train with a layer that spoils something; return the events, the last one last."""

    def train(what):
        spoiled = Project(name=what, data=DATA, training=TrainingSettings(epochs=1, batch_size=8), stack=(
            LayerNode(id="mgu_1", type="example.minimal_gated_unit", params={"units": 2}),
            LayerNode(id="spoiler_1", type="wild.spoiler", params={"what": what}, name="Beast"),
            LayerNode(id="dense_1", type="rnnstudio.dense")))
        assert is_well(described(spoiled))
        before = len(link.heard.run_event)
        link.train(spoiled, None, tmp_path)
        until(qtbot, lambda: not link.training, PATIENCE)
        return link.heard.run_event[before:]

    return train


def test_that_a_gradient_that_is_no_number_is_told_with_batch_and_layer(trained):
    *_, last = trained("gradient")
    assert isinstance(last, Failed)
    assert last.message.startswith("the loss is no number any more in epoch 1, batch 2: it began in Beast, of the "
                                   "plugin wild, whose gradient is no number; take the layer out")
    assert read_info(Path(last.run)).state == "failed"


def test_that_a_layer_that_cant_be_saved_costs_no_run_and_is_told(link, trained):
    events = trained("file")
    assert isinstance(events[-1], RunFinished), events[-1]
    (warning,) = next(event for event in events if isinstance(event, RunStarted)).warnings
    assert warning.startswith("Beast, of the plugin wild, can't be saved: NotImplementedError")
    assert any(problem.message == warning for problem in link.heard.report[-1].problems)
    run = Path(events[-1].run)
    assert read_info(run).state == "completed"
    assert (run / "best.keras").is_file()


def test_that_layers_of_others_are_suspected_where_a_batch_ends_the_engine(link, trained):
    trained("process")
    words = link.heard.engine_lost[-1]
    assert "The engine process crashed (signal 6, SIGABRT)." in words
    assert words.endswith("The first to suspect is what plugins by others put into the model: MGU, of the plugin "
                          "rnnstudio_minimal_gated_unit; Beast, of the plugin wild.")
    assert link.heard.training_ended[-1] == words


def test_that_a_cell_of_another_plugin_goes_into_rnn(described):
    cell = LayerNode(id="cell_1", type="example.minimal_gated_unit_cell", params={"units": 3})
    report = described(Project(name="cells", data=DATA, stack=(
        LayerNode(id="rnn_1", type="rnnstudio.rnn", children=(cell,)),
        LayerNode(id="dense_1", type="rnnstudio.dense"))))
    assert is_well(report)
    assert next(layer for layer in report.layers if layer.node == "cell_1").parameters == 2 * ((2 + 3) * 3 + 3)


def test_that_a_reload_migrates_what_was_upgraded_and_misses_what_was_removed(qtbot, link, described, wild):
    used = Project(name="both", data=DATA, stack=(
        LayerNode(id="wild_1", type="wild.build", params={"how": "tame"}),
        LayerNode(id="mgu_1", type="example.minimal_gated_unit", params={"units": 2}),
        LayerNode(id="dense_1", type="rnnstudio.dense")))
    assert is_well(described(used))
    source = wild / "wild_layers.py"
    source.write_text(source.read_text(encoding="utf-8").replace('title="Wild")', 'title="Wild", version=2)')
                      .replace("how:", "manner:").replace("self.how", "self.manner") + MIGRATE, encoding="utf-8")
    choose(Choice(paths=(str(wild),)))
    link.plugins.reload()
    until(qtbot, lambda: not link.plugins.loading)
    report = described(used)
    (problem,) = report.problems
    assert problem.node == "mgu_1"
    assert problem.message.startswith('no installed plugin has the layer "example.minimal_gated_unit"; install the ')
    assert link.plugins.registry.layer(used.stack[0]).manner == "tame"
    assert report.layers[0].output_shape == (None, 5, 2)  # built by the second version, of what the first one wrote
