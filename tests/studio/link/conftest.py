"""A link to a real child with a fake engine."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.project.model import Project
from rnnstudio.runs.events import RunStarted
from rnnstudio.studio.engine_link import EngineLink
from tests.studio.link.made_up import Heard, until

FAKE = (sys.executable, str(Path(__file__).parents[2] / "engine_process" / "fake_engine.py"))


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
