import os
import sys
import threading
import time
from pathlib import Path

import pytest

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Train, singly
from rnnstudio.project.model import Project

FAKE = (sys.executable, str(Path(__file__).with_name("fake_engine.py")))


@pytest.fixture(autouse=True)
def nothing_left_behind():
    """Fail if a test leaves a thread of the client's, or a process, dead or alive."""
    yield
    deadline = time.monotonic() + 20
    while (left := [t.name for t in threading.enumerate() if t.name.startswith("engine ")]) and \
            time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def make_client(tmp_path):
    made = []

    def make(**keywords):
        keywords.setdefault("command", FAKE)
        keywords.setdefault("log", tmp_path / "logs" / "engine.log")
        client = EngineClient(**keywords)
        made.append(client)
        client.start()
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def train(tmp_path):
    """Make the request to do one of the fake engine's trainings."""
    return lambda name: Train(project=Project(name=name), runs=str(tmp_path / "runs"))


@pytest.fixture
def events():
    """Read a conversation to its end, within a limit."""
    def read(conversation, limit=20.0):
        found = []
        deadline = time.monotonic() + limit
        while not conversation.finished:
            assert time.monotonic() < deadline, found[-3:]
            event = conversation.next_event(0.05)
            if event is not None:
                found.extend(singly(event))
        return found
    return read


@pytest.fixture
def reach():
    """Read a conversation up to the first event of a kind, within a limit, and return the conversation."""
    def read(conversation, kind, limit=20.0):
        deadline = time.monotonic() + limit
        told = ()
        while not any(isinstance(event, kind) for event in told):
            assert time.monotonic() < deadline
            assert not conversation.finished, told
            event = conversation.next_event(0.05)
            told = singly(event) if event is not None else told
        return conversation
    return read


@pytest.fixture
def until():
    """Wait for something to become true, within a limit."""
    def wait(true, limit=20.0):
        deadline = time.monotonic() + limit
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    return wait
