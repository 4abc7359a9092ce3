"""A plugin's layer that hangs, crashes or eats memory ends the engine with a sentence that names it."""

import os

import pytest

from rnnstudio.engine_process import watchdog
from rnnstudio.engine_process.client import EngineDied
from rnnstudio.engine_process.messages import Describe, PluginsUsed, StackDescribed, Train, UsePlugins
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Refused
from rnnstudio.runs.events import RunStarted


def described(client, events, kind, refused=()):
    node = LayerNode(id="eater", type=kind, params={"units": 3})
    return events(client.ask(Describe(project=Project(name="p", stack=(node,)), refused=refused)))


def test_that_a_layer_that_crashes_the_engine_is_named(client, events):
    with pytest.raises(EngineDied, match=r"crashed \(signal 6.*It was building Eater, of the plugin acme\.") as died:
        described(client, events, "abort")
    assert (died.value.building.type, died.value.building.params) == ("abort", {"units": 3})


def test_that_a_layer_that_is_refused_is_not_built(client, events):
    refused = Refused(type="abort", version=1, params={"units": 3}, message="never")
    assert isinstance(described(client, events, "abort", (refused,))[-1], StackDescribed)


def test_that_a_layer_that_never_comes_back_ends_the_engine(make_client, events, monkeypatch):
    monkeypatch.setenv(watchdog.LIMIT, "0.5")
    with pytest.raises(EngineDied, match=r"not built within 0 s\. It was building Eater, of the plugin acme\."):
        described(make_client(), events, "hang")


def test_that_a_training_under_way_is_not_lost_to_another_layers_endless_build(make_client, events, reach, train,
                                                                               monkeypatch):
    monkeypatch.setenv(watchdog.LIMIT, "0.3")
    client = make_client()
    training = reach(client.ask(train("until_stopped")), RunStarted)
    asked = client.ask(Describe(project=Project(stack=(LayerNode(id="a", type="hang"),))))
    assert asked.next_event(1.0) is not None  # the data
    assert asked.next_event(1.5) is None
    assert client.alive
    training.stop()
    assert events(training)[-1].reason == "stopped"
    with pytest.raises(EngineDied, match="It was building A, of the plugin acme"):
        events(asked)


@pytest.mark.parametrize(("types", "words"), [
    (("of another", "ours", "of another"), " The first to suspect is what plugins by others put into the model: "
     "L0, of the plugin acme; L2, of the plugin acme."),
    (("ours",), "")])
def test_that_layers_of_others_are_suspected_where_a_training_ends_the_engine(make_client, events, tmp_path, types,
                                                                              words):
    stack = tuple(LayerNode(id=f"l{number}", type=kind) for number, kind in enumerate(types))
    client = make_client(log=tmp_path / "engine.log")
    with pytest.raises(EngineDied, match=r"crashed \(signal 6, SIGABRT\)") as died:
        events(client.ask(Train(project=Project(name="abort", stack=stack), runs=str(tmp_path))))
    assert str(died.value).partition("engine.log.")[2] == words
    assert died.value.building is None


def test_that_a_layer_that_eats_all_memory_ends_the_engine(make_client, events, monkeypatch):
    monkeypatch.setenv(watchdog.MEMORY, "200")
    with pytest.raises(EngineDied, match=r"it took .* of memory, more than .*It was building Eater"):
        described(make_client(), events, "eat")


def test_that_the_memory_of_this_process_is_known_and_below_the_limit():
    assert 1_000_000 < watchdog.memory_of(os.getpid()) < watchdog.memory_limit()
    assert watchdog.memory_of(2 ** 22 + 1) is None


def test_that_a_limit_that_is_no_number_is_passed_over(monkeypatch):
    usual = watchdog.memory_limit()
    monkeypatch.setenv(watchdog.MEMORY, "plenty")
    assert watchdog.memory_limit() == usual


def test_that_what_is_asked_after_plugins_finds_them(client, events):
    conversation = client.ask(UsePlugins(keys=("good", "bad")))
    (told,) = events(conversation)
    assert isinstance(told, PluginsUsed)
    assert [report.problems for report in told.reports] == [(), ("late",)]
