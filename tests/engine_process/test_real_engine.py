"""From the client through a real process to TensorFlow and back."""

import csv
from pathlib import Path

import pytest

from rnnstudio.api.text import use_language
from rnnstudio.engine_process.client import COMMAND, EngineClient
from rnnstudio.engine_process.messages import (
    DataDescribed,
    Describe,
    Evaluate,
    Evaluated,
    ExamplesShown,
    Export,
    Exported,
    Ready,
    ShowExamples,
    StackDescribed,
    Train,
    WarmUp,
)
from rnnstudio.project.model import ComponentRef, LayerNode, Project, TrainingSettings
from rnnstudio.runs.events import Progress, RunFinished, RunStarted

pytestmark = pytest.mark.tf

PROJECT = Project(
    name="Real", training=TrainingSettings(epochs=1),
    stack=(LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 4}),
           LayerNode(id="pooling_1", type="rnnstudio.global_average_pooling_1d"),
           LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"})))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """One engine for all: what each asks doesn't depend on what others asked before."""
    client = EngineClient(command=COMMAND, log=tmp_path_factory.mktemp("logs") / "engine.log")
    client.start()
    yield client
    client.close()


@pytest.fixture
def nothing_left_behind():
    """Let the engine stay from one test to the next."""


def test_that_the_real_engine_describes_before_it_is_loaded(client, events):
    warming = client.ask(WarmUp())
    described = events(client.ask(Describe(project=PROJECT)), limit=90)
    assert [type(event) for event in described] == [DataDescribed, StackDescribed]
    assert described[0].facts.task == "binary"
    assert described[1].report.trainable, described[1].report.problems
    assert [layer.output_shape for layer in described[1].report.layers][-1] == (None, 1)
    assert isinstance(events(warming, limit=90)[-1], Ready)


def test_that_the_real_engine_trains_losing_no_batch_and_exports_the_vectors(client, events, tmp_path):
    told = events(client.ask(Train(project=PROJECT, runs=str(tmp_path / "runs"))), limit=180)
    assert isinstance(told[-1], RunFinished), told[-1]
    started = next(event for event in told if isinstance(event, RunStarted))
    steps = [point.step for event in told if isinstance(event, Progress) for point in event.points]
    assert steps == list(range(1, started.batches + 1))
    with (Path(told[-1].run) / "batches.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) == started.batches + 1
    judged = events(client.ask(Evaluate(run=told[-1].run)), limit=90)[-1]
    assert isinstance(judged, Evaluated), judged
    page = events(client.ask(ShowExamples(evaluation=judged.evaluation.id, true=0, count=3)))[-1]
    assert isinstance(page, ExamplesShown), page
    assert (len(page.page.examples), page.page.total) == (3, judged.evaluation.per_class[0].support)
    projector = ComponentRef(type="rnnstudio.projector")
    exported = events(client.ask(Export(run=told[-1].run, exporter=projector, target=str(tmp_path / "out"))))[-1]
    assert isinstance(exported, Exported), exported
    assert (exported.report.points, exported.report.dimensions) == (started.facts.vocabulary_size, 4)


def test_that_the_real_engine_stops_and_keeps_its_model(client, events, reach, tmp_path):
    long = Project(name="Long", stack=PROJECT.stack, training=TrainingSettings(epochs=1000))
    conversation = reach(client.ask(Train(project=long, runs=str(tmp_path / "runs"))), Progress, limit=90)
    conversation.stop()
    last = events(conversation, limit=30)[-1]
    assert isinstance(last, RunFinished), last
    assert last.reason == "stopped"
    assert (Path(last.run) / "last.keras").is_file()


def test_that_each_answer_is_in_the_language_in_use_when_it_was_asked_for(client, events):
    empty = Describe(project=Project(data=PROJECT.data))
    sentences = []
    try:
        for code in ("en", "zh_CN"):
            use_language(code)
            report = events(client.ask(empty), limit=90)[-1].report
            sentences.append(report.problems[0].message)
    finally:
        use_language("en")
    assert sentences[0].isascii()
    assert not sentences[1].isascii()
