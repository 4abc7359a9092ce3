"""The thread that holds a conversation, with a real child and a fake engine."""

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Describe, Failed, Ready, Train, WarmUp, singly
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.runs.events import Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted, Stage
from rnnstudio.studio.training.thread import STACK_BYTES, ConversationThread, TrainingThread

FAKE = (sys.executable, str(Path(__file__).parents[1] / "engine_process" / "fake_engine.py"))


@pytest.fixture
def client(qapp, tmp_path):
    client = EngineClient(log=tmp_path / "engine.log", command=FAKE)
    client.start()
    yield client
    client.close()


@pytest.fixture
def start(client, tmp_path):
    """Start a thread whose events and failures are kept; whatever is left of it is ended after the test."""
    started = []

    def make(request):
        if isinstance(request, str):
            request = Train(project=Project(name=request), runs=str(tmp_path))
        kind = TrainingThread if isinstance(request, Train) else ConversationThread
        thread = kind(client, request)
        thread.told, thread.lost = [], []
        thread.event.connect(lambda event: thread.told.extend(singly(event)))
        thread.failed.connect(thread.lost.append)
        started.append(thread)
        thread.start()
        return thread

    yield make
    client.close()
    assert all(thread.wait(20_000) for thread in started)


def ended(qtbot, thread):
    qtbot.waitUntil(thread.isFinished, timeout=20_000)
    QCoreApplication.processEvents()
    return thread


def begun(qtbot, thread):
    qtbot.waitUntil(lambda: any(isinstance(event, RunStarted) for event in thread.told), timeout=20_000)
    return thread


def test_that_every_event_of_a_training_is_told_in_order(qtbot, start):
    thread = ended(qtbot, start("batches 14"))
    assert [type(event) for event in thread.told] == [
        Stage, Stage, RunStarted, Progress, Progress, EpochEnded, RunFinished]
    assert thread.lost == []


def test_that_no_batch_is_lost_on_the_way_to_the_window(qtbot, start):
    thread = ended(qtbot, start("batches 10000"))
    steps = [point.step for event in thread.told if isinstance(event, Progress) for point in event.points]
    assert steps == list(range(1, 10_001))


def test_that_stop_asks_and_the_model_is_kept(qtbot, start, client):
    thread = begun(qtbot, start("until_stopped"))
    pid = client.pid
    thread.stop()
    assert thread.stopping
    assert ended(qtbot, thread).told[-1].reason == "stopped"
    assert client.pid == pid


def test_that_stop_said_before_the_thread_runs_counts(qtbot, client, tmp_path):
    thread = TrainingThread(client, Train(project=Project(name="until_stopped"), runs=str(tmp_path)))
    told = []
    thread.event.connect(lambda event: told.extend(singly(event)))
    thread.stop()
    thread.start()
    ended(qtbot, thread)
    assert type(told[-1]).__name__ in ("Stopped", "RunFinished")


def test_that_a_second_stop_ends_an_engine_that_hangs(qtbot, start, client):
    thread = begun(qtbot, start("deaf"))
    thread.stop()
    assert not thread.wait(300)
    thread.stop()
    ended(qtbot, thread)
    assert thread.killed
    assert len(thread.lost) == 1


def test_that_a_death_is_told_in_a_sentence(qtbot, start, client):
    thread = begun(qtbot, start("deaf"))
    os.kill(client.pid, signal.SIGKILL)
    (words,) = ended(qtbot, thread).lost
    assert "signal 9" in words


def test_that_closing_waits_no_longer_than_it_is_told(qtbot, start):
    thread = begun(qtbot, start("deaf"))
    assert not thread.close(0.2)
    assert not thread.killed


def test_that_closing_has_a_training_hold_so_that_another_start_goes_on(qtbot, start):
    thread = begun(qtbot, start("until_stopped"))
    assert not thread.close(20)
    qtbot.waitUntil(lambda: thread.told[-1] == Paused(), timeout=20_000)


def test_that_closing_waits_for_a_stop_that_was_asked_for(qtbot, start):
    thread = begun(qtbot, start("until_stopped"))
    thread.stop()
    assert thread.close(20)
    QCoreApplication.processEvents()
    assert thread.told[-1].reason == "stopped"


def test_that_a_training_holds_and_goes_on(qtbot, start):
    thread = begun(qtbot, start("until_stopped"))
    thread.pause()
    qtbot.waitUntil(lambda: thread.told[-1] == Paused(), timeout=20_000)
    told = len(thread.told)
    qtbot.wait(100)
    assert len(thread.told) == told
    thread.resume()
    qtbot.waitUntil(lambda: isinstance(thread.told[-1], Progress), timeout=20_000)
    assert Continued() in thread.told
    thread.stop()
    ended(qtbot, thread)


def test_that_a_training_that_holds_can_be_stopped(qtbot, start):
    thread = begun(qtbot, start("until_stopped"))
    thread.pause()
    qtbot.waitUntil(lambda: thread.told[-1] == Paused(), timeout=20_000)
    thread.stop()
    assert ended(qtbot, thread).told[-1].reason == "stopped"


def test_that_other_conversations_are_held_alike(qtbot, start):
    assert isinstance(ended(qtbot, start(WarmUp())).told[-1], Ready)


def test_that_what_cant_be_asked_is_a_failure(qtbot, start):
    project = Project(stack=(LayerNode(id="a", type="t", params={"units": 2**70}),))
    assert isinstance(ended(qtbot, start(Describe(project=project))).told[-1], Failed)


def test_that_a_process_that_isnt_running_is_a_failure(qtbot, start, client):
    client.close()
    assert len(ended(qtbot, start("batches 1")).lost) == 1


def test_that_the_signal_named_event_leaves_qts_own_events_working(qtbot, client):
    thread = ConversationThread(client, WarmUp())
    gone = []
    thread.destroyed.connect(lambda: gone.append(True))
    thread.start()
    ended(qtbot, thread)
    thread.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone


def test_that_its_stack_is_large_enough_on_macos(client):
    thread = ConversationThread(client, WarmUp())
    assert thread.stackSize() == STACK_BYTES
    assert thread.parent() is None
