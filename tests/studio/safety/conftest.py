"""Workbenches in this program and in others, all with one home."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rnnstudio.studio.settings import Settings
from rnnstudio.studio.workbench import Workbench
from tests.studio.safety.child import NoLink

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def journals(home) -> Path:
    return home / "journals"


class Notices:
    """What a workbench told, and what of it still stands."""

    def __init__(self, bench: Workbench) -> None:
        self.all = []
        bench.noticed.connect(self._take)
        bench.withdrawn.connect(self._withdraw)

    def _take(self, notice) -> None:
        self.all.append(notice)

    def _withdraw(self, topic: str) -> None:
        self.all = [notice for notice in self.all if notice.topic != topic]

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self.all]

    def press(self, button: str) -> None:
        """Press a button of the latest notice."""
        dict(self.all[-1].actions)[button]()


@pytest.fixture
def start(qapp, registry, home):
    """Start a workbench in this program, as a new start of it would."""
    benches = []

    def start(path: Path | None = None, look: bool = True) -> tuple[Workbench, Notices]:
        bench = Workbench(registry, NoLink(), Settings(home / "settings.ini"))
        notices = Notices(bench)
        benches.append(bench)
        bench.open_first(path)
        if look:
            bench.recovery.look()
        return bench, notices

    yield start
    for bench in benches:
        bench.recorder.may_be_lost()
        bench.close()
        bench.deleteLater()


class Program:
    """A workbench in a program of its own."""

    def __init__(self, home: Path) -> None:
        environment = {**os.environ, "RNNSTUDIO_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen([sys.executable, "-m", "tests.studio.safety.child"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
        self._watch = threading.Timer(60, self._process.kill)
        self._watch.start()

    def do(self, *lines: str) -> list[str]:
        """Have it do things; return what it told meanwhile."""
        told = []
        for line in lines:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            verb, *notices = self._process.stdout.readline().rstrip("\n").split("\t")
            assert verb == line.partition(" ")[0]
            told += notices
        return told

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._process.kill()
        self._end()

    def close(self) -> None:
        """Close it as a person does who has saved, or chose to lose what wasn't."""
        self.do("close")
        self._end()

    def _end(self) -> None:
        self._watch.cancel()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)


@pytest.fixture
def program(home):
    """Start a workbench in a program of its own."""
    programs = []

    def start() -> Program:
        programs.append(Program(home))
        return programs[-1]

    yield start
    for each in programs:
        if each._process.returncode is None:
            each.kill()
