"""The window's link to the engine: its process, and descriptions."""

import os
import signal
import threading
import time

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.project.model import ComponentRef, DataSettings, Project
from rnnstudio.runs.events import RunFinished
from rnnstudio.studio import engine_keeper
from rnnstudio.studio.engine_link import EngineLink
from tests.studio.link.made_up import EXPORTER, Heard, kill, project, until


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
    until(qtbot, lambda: len(link.heard.engine_lost) == engine_keeper.DEATHS)
    qtbot.wait(500)
    assert len(clients) == len(link.heard.engine_lost) == engine_keeper.DEATHS
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
