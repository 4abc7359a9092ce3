"""A training's end is told on the desktop, to who looks elsewhere."""

import pytest
from PySide6.QtWidgets import QWidget

from rnnstudio.engine_process.messages import Failed
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.notification import SETTING, TrainingNotifier
from tests.studio.training.made_up import play, run_events


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def told(qtbot, state, settings):
    window = QWidget()
    qtbot.addWidget(window)
    told = []
    window.notifier = TrainingNotifier(state, settings, window, lambda title, text: told.append((title, text)))
    told.append(window)
    yield told
    del told[:]


def messages(told):
    return told[1:]


def test_that_the_end_of_a_run_is_told_once(state, told):
    play(state, run_events(epochs=2))
    ((title, text),) = messages(told)
    assert "Finished 2 epochs" in title
    assert "Best at epoch 2" in text


def test_that_a_failure_is_told_with_its_reason(state, told):
    play(state, [*run_events(finish=False), Failed(message="The disk is full.")])
    ((_, text),) = messages(told)
    assert text == "The disk is full."


def test_that_nothing_is_told_while_the_window_is_in_front(state, told, monkeypatch):
    monkeypatch.setattr(told[0], "isActiveWindow", lambda: True)
    play(state, run_events())
    assert messages(told) == []


def test_that_nothing_is_told_where_it_is_not_wished(state, told, settings):
    settings.put(SETTING, False)
    play(state, run_events())
    assert messages(told) == []
