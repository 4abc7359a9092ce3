"""Layers of others that raise what no code should, or meddle: the real engine names them and goes on working."""

import json
from pathlib import Path

import pytest

from rnnstudio.engine_process import watchdog
from rnnstudio.engine_process.client import COMMAND, EngineClient
from rnnstudio.engine_process.death import EngineDied
from rnnstudio.engine_process.messages import Describe, Failed, PluginsUsed, StackDescribed, Train, UsePlugins
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.registry.plugin import plugin_key
from rnnstudio.runs.events import RunFinished
from rnnstudio.runs.folder import read_info

pytestmark = pytest.mark.tf

PLUGIN = Path(__file__).with_name("odd_layers.py")
DATA = DataSettings(source=ComponentRef(type="rnnstudio.long_memory", params={"length": 5, "examples": 40}))


def project(where, how):
    return Project(name="odd", data=DATA, training=TrainingSettings(epochs=1), stack=(
        LayerNode(id="odd_1", type="odd.layer", params={"where": where, "how": how}, name="Beast"),
        LayerNode(id="gru_1", type="rnnstudio.gru", params={"units": 2}),
        LayerNode(id="dense_1", type="rnnstudio.dense")))


def started(folder):
    """Return an engine that has loaded the plugin."""
    client = EngineClient(command=COMMAND, log=folder / "engine.log")
    client.start()
    client.loaded = client.ask(UsePlugins(keys=(plugin_key("", PLUGIN.stem),)))
    return client


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """One engine for all that don't end it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNSTUDIO_PLUGINS", json.dumps({"paths": [str(PLUGIN)]}))
        patch.setenv(watchdog.LIMIT, "20")
        made = started(tmp_path_factory.mktemp("odd"))
        yield made
        made.close()


@pytest.fixture
def nothing_left_behind():
    """Let the engine stay from one test to the next."""


@pytest.fixture
def described(client, events):
    """Have a project described."""
    def ask(asked):
        last = events(client.ask(Describe(project=asked)), limit=60)[-1]
        assert isinstance(last, StackDescribed), last
        return last.report

    return ask


def test_that_it_is_loaded_without_a_problem(client, events):
    (told,) = events(client.loaded)
    assert isinstance(told, PluginsUsed)
    assert [(report.name, report.problems) for report in told.reports] == [("odd_layers", ())]


@pytest.mark.parametrize("where", ["build", "call"])
@pytest.mark.parametrize(("how", "words"), [
    ("exits", "SystemExit: 3"), ("mute", "Mute"), ("escapes", "Escaping: away"),
    ("recurs", "RecursionError: maximum recursion depth exceeded")])
def test_that_whatever_it_raises_is_a_sentence_on_its_card_and_of_its_training(
        client, described, events, tmp_path, where, how, words):
    process = client.pid
    report = described(project(where, how))
    (problem,) = report.problems
    assert problem.node == "odd_1"
    assert f", of the plugin odd_layers, failed: {words}" in problem.message
    assert not report.trainable
    last = events(client.ask(Train(project=project(where, how), runs=str(tmp_path))), limit=60)[-1]
    assert isinstance(last, Failed), last
    assert last.message == problem.message
    assert not list(tmp_path.iterdir())
    assert described(project("build", "tame")).trainable
    assert client.pid == process


def test_that_what_it_prints_and_closes_spoils_no_answer(described):
    assert described(project("build", "prints")).trainable
    assert described(project("call", "prints")).trainable


@pytest.mark.parametrize(("how", "words"), [("exits", "SystemExit: 3"), ("fails", "ValueError: a bad day")])
def test_that_one_that_fails_at_a_batch_is_named_and_ends_the_run_alone(
        client, described, events, tmp_path, how, words):
    process = client.pid
    assert described(project("batch", how)).trainable
    last = events(client.ask(Train(project=project("batch", how), runs=str(tmp_path))), limit=60)[-1]
    assert isinstance(last, Failed), last
    assert read_info(Path(last.run)).state == "failed"
    assert read_info(Path(last.run)).message == last.message
    assert last.message == f"Beast, of the plugin odd_layers, failed: {words}"
    assert client.pid == process


def test_that_a_run_is_trained_after_all_of_that(client, events, tmp_path):
    last = events(client.ask(Train(project=project("batch", "tame"), runs=str(tmp_path))), limit=60)[-1]
    assert isinstance(last, RunFinished), last


def test_that_one_that_ends_the_process_in_its_call_is_named(client, events):
    conversation = client.ask(Describe(project=project("call", "aborts")))
    with pytest.raises(EngineDied) as died:
        events(conversation, limit=60)
    assert died.value.building.node == "odd_1"
    assert (died.value.building.layer, died.value.building.plugin) == ("Beast", "odd_layers")
