"""The server's loop in a real child, with a fake engine."""

import pytest

from rnnstudio.engine_process.conversations import ending
from rnnstudio.engine_process.messages import (
    DataDescribed,
    Describe,
    Export,
    Exported,
    ExportProgress,
    Failed,
    Ready,
    StackDescribed,
    StackSketched,
    Stopped,
    Summarize,
    Summarized,
    Train,
    WarmUp,
)
from rnnstudio.project.model import ComponentRef, DataSettings, Project
from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress, RunFinished, RunStarted, Stage


def describe(source="fine", name="p", notes=""):
    return Describe(project=Project(name=name, notes=notes, data=DataSettings(source=ComponentRef(type=source))))


def test_that_an_error_that_cant_be_printed_ends_a_conversation_like_any_other():
    class Mute(Exception):  # noqa: N818 - it has nothing to say
        def __str__(self):
            raise ValueError("no words")

    told = ending(Mute(), run="somewhere")
    assert (told.message, told.run) == ("Something went wrong inside the engine: Mute", "somewhere")
    assert "Mute" in told.trace


def test_that_warming_up_tells_what_was_loaded(client, events):
    assert [type(event) for event in events(client.ask(WarmUp()))] == [Ready]


def test_that_tensorflow_is_loaded_once_for_all_who_need_it(make_client, events, monkeypatch, train):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "0.3")
    client = make_client()
    asked = [client.ask(request) for request in (WarmUp(), describe(), train("batches 1"), WarmUp())]
    told = [events(conversation) for conversation in asked]
    assert told[0][-1].device == told[3][-1].device == "fake, loaded 1"


def test_that_the_data_is_described_before_tensorflow_is_loaded(make_client, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    client = make_client()
    client.ask(WarmUp())
    conversation = client.ask(describe())
    assert isinstance(conversation.next_event(20), DataDescribed)
    assert conversation.next_event(0.1) is None
    conversation.stop()
    assert conversation.next_event(20) == Stopped()


def test_that_a_description_ends_with_the_report(client, events):
    assert [type(event) for event in events(client.ask(describe()))] == [DataDescribed, StackDescribed]


def test_that_mistakes_are_told_before_their_repairs_are_tried(client, events):
    _, sketch, described = events(client.ask(describe(name="mendable")))
    assert isinstance(sketch, StackSketched)
    assert sketch.report.problems[0].repairs[0].errors is None
    assert isinstance(described, StackDescribed)
    assert described.report.problems[0].repairs[0].errors == 0


def test_that_a_summary_is_told(client, events):
    told = events(client.ask(Summarize(project=Project(name="mine"))))
    assert told == [Summarized(text="a summary of mine")]


def test_that_a_mistake_in_the_data_is_a_problem_in_the_report(make_client, events, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    (event,) = events(make_client().ask(describe("missing")))
    assert event.report.problems[0].message == "the file is missing"


def test_that_reading_data_stops_when_asked(client, events):
    conversation = client.ask(describe("slow"))
    conversation.stop()
    assert events(conversation) == [Stopped()]


def test_that_a_hundred_descriptions_stopped_at_once_cost_little(client, events):
    asked = [client.ask(describe("slow")) for _ in range(100)]
    for conversation in asked:
        conversation.stop()
    assert all(events(conversation) == [Stopped()] for conversation in asked)


def test_that_a_training_tells_its_events_in_order(client, events, train):
    told = events(client.ask(train("batches 14")))
    assert [type(event) for event in told] == [
        Stage, Stage, RunStarted, Progress, Progress, EpochEnded, RunFinished]


def test_that_no_batch_is_lost_among_ten_thousand(client, events, train):
    told = events(client.ask(train("batches 10000")), limit=60)
    points = [point for event in told if isinstance(event, Progress) for point in event.points]
    assert points == [BatchPoint(step, (1.0 / step,)) for step in range(1, 10_001)]


def test_that_stop_ends_a_training_and_keeps_it(client, events, reach, train):
    conversation = reach(client.ask(train("until_stopped")), Progress)
    conversation.stop()
    assert events(conversation)[-1].reason == "stopped"


def test_that_a_training_stopped_before_it_began_answers_stopped(make_client, events, train, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    conversation = make_client().ask(train("until_stopped"))
    conversation.stop()
    assert events(conversation)[-1] == Stopped()


def test_that_a_second_training_is_refused_and_the_first_goes_on(client, events, train):
    first = client.ask(train("until_stopped"))
    assert isinstance(first.next_event(20), Stage | RunStarted)
    (refused,) = events(client.ask(train("batches 1")))
    assert "already under way" in refused.message
    first.stop()
    assert isinstance(events(first)[-1], RunFinished)


def test_that_data_is_read_while_tensorflow_is_loading(make_client, events, train, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    project = Project(name="batches 1", data=DataSettings(source=ComponentRef(type="missing")))
    (stage, failed) = events(make_client().ask(Train(project=project, runs="r")))
    assert isinstance(stage, Stage)
    assert failed.message == "the file is missing"


def test_that_nothing_is_prepared_twice(client, events, train):
    events(client.ask(WarmUp()))
    assert isinstance(events(client.ask(train("batches 1")))[0], RunStarted)


def test_that_another_training_may_begin_as_soon_as_one_has_ended(client, events, train):
    for _ in range(30):
        assert isinstance(events(client.ask(train("batches 1")))[-1], RunFinished)


def test_that_an_export_tells_its_progress_and_needs_no_tensorflow(make_client, events, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    request = Export(run="r", exporter=ComponentRef(type="e"), target="t")
    assert [type(event) for event in events(make_client().ask(request))] == [ExportProgress, Exported]


def test_that_an_export_stops(client, events):
    conversation = client.ask(Export(run="r", exporter=ComponentRef(type="e"), target="until stopped"))
    assert isinstance(conversation.next_event(20), ExportProgress)
    conversation.stop()
    assert events(conversation) == [Stopped()]


@pytest.mark.parametrize(("kind", "words", "traced"), [
    ("user", "the file is gone", False),
    ("memory", "Memory ran out", True),
    ("fault", "inside the engine: ValueError: a", True),
    ("exit", "inside the engine: SystemExit: 4", True),
    ("surrogate", "no file \\udcff", False),
])
def test_that_every_failure_is_said_in_a_sentence(client, events, train, kind, words, traced):
    failed = events(client.ask(train(f"raise {kind}")))[-1]
    assert isinstance(failed, Failed)
    assert words in failed.message
    assert bool(failed.trace) == traced
    assert failed.run.endswith("fake")


def test_that_an_event_that_cant_be_sent_is_a_failure(client, events, train):
    assert isinstance(events(client.ask(train("unsendable")))[-1], Failed)


def test_that_cancelled_work_answers_stopped(client, events, train):
    assert events(client.ask(train("raise cancelled")))[-1] == Stopped()


def test_that_a_request_the_server_cant_read_is_a_failure(client, events):
    (failed,) = events(client.ask(Describe(project=Project(stack=5))))  # as another version might send it
    assert isinstance(failed, Failed)
    assert isinstance(events(client.ask(describe()))[-1], StackDescribed)
