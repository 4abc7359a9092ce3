"""The window's link to the engine, with a real child and a fake engine."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import (
    Exported,
    ExportProgress,
    Failed,
    Profiled,
    RowsPreviewed,
    Stopped,
    Summarize,
    Summarized,
    singly,
)
from rnnstudio.project.model import ComponentRef, DataSettings, Project, TrainingSettings
from rnnstudio.runs.events import Paused, RunFinished, RunStarted, Stage
from rnnstudio.studio import engine_link
from rnnstudio.studio.engine_link import EngineLink

FAKE = (sys.executable, str(Path(__file__).parents[1] / "engine_process" / "fake_engine.py"))
EXPORTER = ComponentRef(type="e")


class Heard:
    """All that a link told, by signal."""

    def __init__(self, link):
        self.link = link
        for name in ("ready", "facts", "report", "run_event", "training_ended", "export_event", "summary",
                     "engine_lost", "preview_event", "download_event"):
            told = []
            setattr(self, name, told)
            getattr(link, name).connect(lambda event, told=told: told.extend(singly(event)))
        self.order = []
        link.engine_lost.connect(lambda words: self.order.append("lost"))
        link.training_ended.connect(lambda words: self.order.append("ended"))
        self.states = []
        link.state_changed.connect(
            lambda: self.states.append((link.training, link.stopping, link.ready_info is not None)))

    def reports_of(self):
        return [report.layers[0].node if report.layers else report.problems[0].message for report in self.report]


@pytest.fixture
def clients():
    return []


@pytest.fixture
def link(qapp, tmp_path, clients):
    def make():
        clients.append(EngineClient(log=tmp_path / "engine.log", command=FAKE))
        return clients[-1]

    link = EngineLink(make)
    link.heard = Heard(link)
    yield link
    link.shutdown()
    deadline = time.monotonic() + 20
    while (left := [t.name for t in threading.enumerate() if t.name.startswith("engine ")]):
        assert time.monotonic() < deadline, left
        time.sleep(0.02)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def warm(qtbot, link):
    link.warm_up()
    until(qtbot, lambda: link.ready_info is not None)
    return link


@pytest.fixture
def train(qtbot, warm, tmp_path):
    """Start one of the fake engine's trainings; return when its first batch is about to be trained."""
    def start(name):
        before = len(warm.heard.run_event)
        warm.train(Project(name=name), None, tmp_path)
        until(qtbot, lambda: any(isinstance(event, RunStarted) for event in warm.heard.run_event[before:]),
                        timeout=10_000)
    return start


def project(name="p", source="fine", notes="", epochs=10):
    data = DataSettings(source=ComponentRef(type=source))
    return Project(name=name, notes=notes, data=data, training=TrainingSettings(epochs=epochs))


def until(qtbot, true, timeout=20_000):
    qtbot.waitUntil(lambda: bool(true()), timeout=timeout)


def kill(clients):
    os.kill(clients[-1].pid, signal.SIGKILL)


def test_that_nothing_starts_before_it_is_asked_for(qtbot, link, clients):
    link.describe(project(), None)
    qtbot.wait(100)
    assert clients == []


def test_that_warming_up_tells_when_it_is_ready(warm):
    assert warm.heard.ready == [warm.ready_info]
    assert warm.heard.states[-1] == (False, False, True)


def test_that_warming_up_twice_starts_one_process(warm, clients):
    warm.warm_up()
    assert len(clients) == 1


def test_that_a_project_described_before_the_start_is_described_after_it(qtbot, link):
    link.describe(project("early"), None)
    link.warm_up()
    until(qtbot, lambda: link.heard.report)
    assert link.heard.reports_of() == ["early"]
    assert len(link.heard.facts) == 1


def test_that_facts_come_while_tensorflow_is_still_loading(qtbot, link, monkeypatch):
    monkeypatch.setenv("FAKE_LOAD_SECONDS", "3600")
    link.describe(project(), None)
    link.warm_up()
    until(qtbot, lambda: link.heard.facts)
    assert link.heard.report == []


def test_that_of_many_edits_only_the_newest_is_told(qtbot, warm):
    for number in range(50):
        warm.describe(project(f"edit {number}", notes="0.02"), None)
    until(qtbot, lambda: warm.heard.report)
    qtbot.wait(200)
    assert warm.heard.reports_of() == ["edit 49"]


def test_that_edits_while_one_is_described_cost_one_more_description(qtbot, warm):
    warm.describe(project("first", notes="0.3"), None)
    qtbot.wait(100)
    for number in range(50):
        warm.describe(project(f"edit {number}", notes="0.3"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["edit 49"]
    assert warm.heard.report[0].layers[0].parameters == 2  # so often has the fake engine described


def test_that_other_data_is_described_without_waiting_for_data_that_is_slow(qtbot, warm):
    warm.describe(project("slow", source="slow"), None)
    qtbot.wait(100)
    warm.describe(project("quick"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["quick"]


def test_that_a_stopped_reading_ends_the_description_too_until_a_preview_is_wanted(qtbot, warm):
    slow = project("slow", source="slow at first")
    warm.describe(slow, None)
    warm.preview(slow, None)
    qtbot.wait(200)
    warm.stop_reading()
    qtbot.wait(200)
    assert warm.heard.report == []
    warm.preview(slow, None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["slow"]


def test_that_a_data_source_that_hangs_is_left_behind(qtbot, warm):
    warm.describe(project("deaf", source="deaf"), None)
    qtbot.wait(100)
    warm.describe(project("quick"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["quick"]


def test_that_data_that_cant_be_read_leaves_no_facts(qtbot, warm):
    warm.describe(project(source="missing"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.facts == [None]
    assert warm.heard.reports_of() == ["the file is missing"]


def test_that_a_parameter_that_cant_be_sent_is_a_problem(qtbot, warm):
    warm.describe(Project(data=DataSettings(source=ComponentRef(type="x", params={"a": 2**70}))), None)
    until(qtbot, lambda: warm.heard.report)
    assert "can't be given to the engine" in warm.heard.report[0].problems[0].message


def test_that_a_training_is_told_from_start_to_end(qtbot, warm, train):
    train("batches 20")
    until(qtbot, lambda: warm.heard.training_ended)
    assert isinstance(warm.heard.run_event[-1], RunFinished)
    assert warm.heard.training_ended == [""]
    assert warm.heard.states[-2:] == [(True, False, True), (False, False, True)]
    assert not warm.training


def test_that_training_needs_no_warming_up_first(qtbot, link, tmp_path):
    link.train(Project(name="batches 3"), None, tmp_path)
    assert link.training
    until(qtbot, lambda: link.heard.training_ended)
    assert isinstance(link.heard.run_event[-1], RunFinished)


def test_that_one_training_is_under_way_at_a_time(qtbot, warm, train, tmp_path):
    train("until_stopped")
    warm.train(Project(name="batches 1"), None, tmp_path)
    warm.stop()
    assert warm.stopping
    until(qtbot, lambda: warm.heard.training_ended)
    assert warm.heard.run_event[-1].reason == "stopped"
    assert len([event for event in warm.heard.run_event if isinstance(event, RunStarted)]) == 1


def test_that_a_run_is_gone_on_with(qtbot, warm):
    warm.go_on(Path("a run"), 3)
    assert warm.training
    until(qtbot, lambda: warm.heard.training_ended)
    assert warm.heard.run_event[-1].run == "a run and 3 more"


def test_that_stop_now_ends_a_training_that_hears_nothing(qtbot, warm, train):
    train("deaf")
    warm.stop_now()
    until(qtbot, lambda: warm.heard.training_ended)
    assert "ended at once" in warm.heard.training_ended[0]
    assert warm.heard.engine_lost == []


def test_that_a_question_is_answered_and_may_be_put_again(qtbot, warm):
    question = warm.question()
    told = []
    question.told.connect(told.append)
    assert question.ask(Summarize(project=project("first")))
    assert question.running
    assert not question.ask(Summarize(project=project("too soon")))
    until(qtbot, lambda: not question.running)
    assert question.ask(Summarize(project=project("second")))
    until(qtbot, lambda: len(told) == 2)
    assert [event.text for event in told] == ["a summary of first", "a summary of second"]


def test_that_of_questions_of_which_the_latest_counts_the_latest_is_answered(qtbot, warm):
    question = warm.question(latest=True)
    told = []
    question.told.connect(told.append)
    for number in range(20):
        question.ask(Summarize(project=project(f"{number}")))
    until(qtbot, lambda: not question.running)
    assert told[-1].text == "a summary of 19"


def test_that_edits_are_described_during_training(qtbot, warm, train):
    train("until_stopped")
    warm.describe(project("edited"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.training


def test_that_a_second_stop_ends_an_engine_that_hangs_and_training_works_again(qtbot, warm, train):
    train("deaf")
    warm.stop()
    qtbot.wait(200)
    assert warm.training
    warm.stop()
    until(qtbot, lambda: warm.heard.training_ended)
    assert warm.heard.run_event[-1] == Stopped()
    assert "ended at once" in warm.heard.training_ended[0]
    assert warm.heard.engine_lost == []
    train("batches 2")
    until(qtbot, lambda: len(warm.heard.training_ended) == 2)
    assert isinstance(warm.heard.run_event[-1], RunFinished)


def test_that_a_death_in_mid_training_is_said_once_and_training_works_again(qtbot, warm, train, clients):
    train("deaf")
    warm.describe(project(notes="3600"), None)  # under way as well
    kill(clients)
    until(qtbot, lambda: warm.heard.training_ended and len(warm.heard.ready) == 2)
    (words,) = warm.heard.engine_lost
    assert "killed from outside (signal 9)" in words
    assert warm.heard.order == ["lost", "ended"]
    assert warm.heard.training_ended == [words]
    assert not isinstance(warm.heard.run_event[-1], Failed)
    train("batches 2")
    until(qtbot, lambda: len(warm.heard.training_ended) == 2)
    assert isinstance(warm.heard.run_event[-1], RunFinished)


def test_that_training_pressed_as_a_death_is_said_is_a_training_of_its_own(qtbot, warm, train, clients, tmp_path):
    train("until_stopped")
    heard = warm.heard.run_event

    def again(words):
        del heard[:]
        warm.train(Project(name="batches 2"), None, tmp_path)
        assert warm.training

    warm.engine_lost.connect(again)
    kill(clients)
    until(qtbot, lambda: len(warm.heard.training_ended) == 2)
    assert isinstance(heard[0], Stage | RunStarted)
    assert isinstance(heard[-1], RunFinished)
    assert len([event for event in heard if isinstance(event, RunStarted)]) == 1


def test_that_training_works_when_pressed_before_the_death_was_heard(qtbot, warm, train, clients, tmp_path):
    kill(clients)
    while clients[0].alive:
        time.sleep(0.001)
    warm.train(Project(name="batches 2"), None, tmp_path)
    until(qtbot, lambda: warm.heard.training_ended)
    assert isinstance(warm.heard.run_event[-1], RunFinished)
    assert len(warm.heard.engine_lost) == 1
    assert len(clients) == 2


def test_that_an_idle_death_is_said_and_another_process_started(qtbot, warm, clients):
    kill(clients)
    until(qtbot, lambda: len(warm.heard.ready) == 2)
    assert len(warm.heard.engine_lost) == 1
    assert (False, False, False) in warm.heard.states


def test_that_what_was_being_described_is_described_by_the_next_process(qtbot, warm, clients):
    warm.describe(project("kept", notes="0.5"), None)
    qtbot.wait(100)
    kill(clients)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["kept"]


def test_that_a_project_that_kills_the_engine_is_not_described_for_ever(qtbot, warm, clients):
    warm.describe(project("die when described"), None)
    until(qtbot, lambda: len(warm.heard.engine_lost) == 2 and len(clients) == 3)
    until(qtbot, lambda: warm.ready_info is not None)
    qtbot.wait(300)
    assert len(warm.heard.engine_lost) == 2
    warm.describe(project("mended"), None)
    until(qtbot, lambda: warm.heard.report)
    assert warm.heard.reports_of() == ["mended"]


def test_that_an_engine_that_dies_at_once_is_given_up_until_asked_for(qtbot, link, clients, monkeypatch, tmp_path):
    monkeypatch.setenv("FAKE_START", "broken")
    link.warm_up()
    until(qtbot, lambda: len(link.heard.engine_lost) == engine_link.DEATHS)
    qtbot.wait(500)
    assert len(clients) == len(link.heard.engine_lost) == engine_link.DEATHS
    assert "broken" in link.heard.engine_lost[0]
    assert "third time" in link.heard.engine_lost[-1]
    monkeypatch.delenv("FAKE_START")
    link.train(Project(name="batches 1"), None, tmp_path)
    until(qtbot, lambda: link.heard.training_ended)
    assert isinstance(link.heard.run_event[-1], RunFinished)


def test_that_a_process_that_cant_be_started_is_said(qtbot, qapp, tmp_path):
    link = EngineLink(lambda: EngineClient(command=("/no/such/python",)))
    link.heard = Heard(link)
    link.train(project(), None, tmp_path)
    assert "can't be started" in link.heard.engine_lost[0]
    assert not link.training
    link.shutdown()


def test_that_an_export_is_told(qtbot, warm, tmp_path):
    warm.export(tmp_path, EXPORTER, tmp_path / "out")
    assert warm.exporting
    until(qtbot, lambda: not warm.exporting)
    assert [type(event) for event in warm.heard.export_event] == [ExportProgress, Exported]


def test_that_an_export_stops(qtbot, warm, tmp_path):
    warm.export(tmp_path, EXPORTER, Path("until stopped"))
    until(qtbot, lambda: warm.heard.export_event)
    warm.stop_export()
    until(qtbot, lambda: not warm.exporting)
    assert warm.heard.export_event[-1] == Stopped()


def test_that_an_export_whose_engine_dies_fails(qtbot, warm, clients, tmp_path):
    warm.export(tmp_path, EXPORTER, Path("until stopped"))
    until(qtbot, lambda: warm.heard.export_event)
    kill(clients)
    until(qtbot, lambda: not warm.exporting)
    assert isinstance(warm.heard.export_event[-1], Failed)


def test_that_shutting_down_has_a_training_hold_first(qtbot, warm, train, clients):
    train("until_stopped")
    pid = clients[-1].pid
    warm.shutdown()
    qtbot.wait(50)
    assert warm.heard.run_event[-1] == Paused()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_that_shutting_down_ends_an_engine_that_hangs_within_its_limit(qtbot, warm, train):
    train("deaf")
    warm.describe(project(source="deaf"), None)
    qtbot.wait(100)
    started = time.monotonic()
    warm.shutdown(1.0)
    assert time.monotonic() - started < 30
    assert warm.heard.engine_lost == []


def test_that_after_shutting_down_nothing_starts(qtbot, warm, clients, tmp_path):
    warm.shutdown()
    warm.shutdown()
    warm.warm_up()
    warm.describe(project(), None)
    warm.train(project(), None, tmp_path)
    warm.export(tmp_path, EXPORTER, tmp_path)
    assert len(clients) == 1


def test_that_no_call_makes_the_window_wait(qtbot, warm, train, clients, tmp_path):
    train("deaf")
    os.kill(clients[-1].pid, signal.SIGSTOP)
    long = project(notes="x" * 200_000)
    rescue = threading.Timer(20, os.kill, (clients[-1].pid, signal.SIGCONT))  # else a fault would wait for ever
    rescue.start()
    started = time.monotonic()
    for number in range(20):
        warm.describe(long if number % 2 else project(), None)
    warm.stop()
    warm.export(tmp_path, EXPORTER, tmp_path)
    warm.stop()
    assert time.monotonic() - started < 15
    rescue.cancel()
    until(qtbot, lambda: warm.heard.training_ended)


def errors_after_repair(report):
    return report.problems[0].repairs[0].errors if report.problems else None


def test_that_mistakes_are_told_before_and_after_their_repairs_were_tried(qtbot, warm):
    warm.describe(project("mendable"), None)
    until(qtbot, lambda: len(warm.heard.report) == 2)
    assert [errors_after_repair(report) for report in warm.heard.report] == [None, 0]
    assert len(warm.heard.facts) == 1


def test_that_a_newer_edit_does_not_wait_until_repairs_were_tried(qtbot, warm):
    warm.describe(project("mendable", notes="3600"), None)
    until(qtbot, lambda: warm.heard.report)
    warm.describe(project("newer"), None)
    until(qtbot, lambda: len(warm.heard.report) == 2)
    assert warm.heard.report[-1].layers[0].node == "newer"


def test_that_a_summary_is_told_and_one_is_asked_for_at_a_time(qtbot, warm):
    warm.summarize(project("p"), None)
    warm.summarize(project("q"), None)
    until(qtbot, lambda: warm.heard.summary)
    assert warm.heard.summary == [Summarized(text="a summary of p")]
    until(qtbot, lambda: not warm._summarizing.running)
    warm.summarize(project("q"), None)
    until(qtbot, lambda: len(warm.heard.summary) == 2)


def kinds(events):
    return [type(event).__name__ for event in events]


def test_that_a_preview_is_told_rows_first(qtbot, warm):
    warm.preview(Project(name="some"), None)
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in warm.heard.preview_event))
    told = kinds(warm.heard.preview_event)
    assert told[:2] == ["Looked", "RowsPreviewed"]
    assert told[-2:] == ["RowsPreviewed", "Profiled"]
    assert warm.heard.preview_event[-1].profile.examples == 4


def test_that_a_preview_asked_for_before_the_start_is_told_after_it(qtbot, link):
    link.preview(Project(name="some"), None)
    link.preview(Project(name="early"), None)
    link.warm_up()
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in link.heard.preview_event))
    assert {event.preview.rows[0].text for event in link.heard.preview_event
            if isinstance(event, RowsPreviewed)} == {"early"}


def test_that_only_the_newest_preview_is_told(qtbot, warm):
    warm.preview(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.preview_event))
    del warm.heard.preview_event[:]
    warm.preview(Project(name="newest"), None)
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in warm.heard.preview_event))
    assert "Stopped" not in kinds(warm.heard.preview_event)
    assert {event.preview.rows[0].text for event in warm.heard.preview_event
            if isinstance(event, RowsPreviewed)} == {"newest"}


def test_that_a_preview_stops_and_failures_are_told(qtbot, warm, clients):
    warm.preview(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.preview_event))
    warm.stop_preview()
    until(qtbot, lambda: "Stopped" in kinds(warm.heard.preview_event))
    warm.preview(Project(name="missing"), None)
    until(qtbot, lambda: "Failed" in kinds(warm.heard.preview_event))
    assert warm.heard.preview_event[-1].message == "the file is missing"
    warm.preview(Project(name="slow"), None)
    qtbot.wait(100)
    kill(clients)
    until(qtbot, lambda: kinds(warm.heard.preview_event)[-1] == "Failed" and len(warm.heard.ready) == 2)


def test_that_a_download_is_told_and_stops(qtbot, warm):
    warm.download(Project(name="quick"), None)
    until(qtbot, lambda: kinds(warm.heard.download_event) == ["Downloaded"])
    warm.download(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.download_event))
    warm.stop_download()
    until(qtbot, lambda: kinds(warm.heard.download_event)[-1] == "Stopped")
