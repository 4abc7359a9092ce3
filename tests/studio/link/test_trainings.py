"""Trainings over the link to the engine."""

import os
import time
from pathlib import Path

import pytest

from rnnstudio.engine_process.messages import (
    Failed,
    Stopped,
)
from rnnstudio.project.model import Project
from rnnstudio.runs.events import Paused, RunFinished, RunStarted, Stage
from tests.studio.link.made_up import EXPORTER, kill, project, until


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
