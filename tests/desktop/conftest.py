"""A desktop for each test, and the program on it."""

import os

import pytest

from tests.desktop.program import Program
from tests.desktop.rig import Hand, desktop, missing


@pytest.fixture
def environment(tmp_path):
    lacking = missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"there is no {', '.join(lacking)} here to make a desktop of")
    with desktop() as environment:
        yield environment | {"RNNSTUDIO_HOME": str(tmp_path / "home")}


@pytest.fixture
def hand(environment) -> Hand:
    return Hand(environment)


@pytest.fixture
def start(environment):
    """Return what starts the program; all that were started end with the test."""
    started = []

    def start():
        started.append(Program(environment))
        return started[-1]

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def program(start) -> Program:
    return start()
