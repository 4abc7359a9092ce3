"""A new user on a real desktop: builds a bidirectional LSTM by mouse from nothing, trains it, exports its vectors."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.desktop.rig import Hand, desktop, missing

PROBE = Path(__file__).with_name("probe.py")
PATIENCE = 180
EMBEDDING, BIDIRECTIONAL, LSTM, DENSE = (
    f"rnnstudio.{name}" for name in ("embedding", "bidirectional", "lstm", "dense"))

pytestmark = [pytest.mark.tf, pytest.mark.slow]


class Program:
    """The program on the desktop, and what can be asked of it."""

    def __init__(self, environment):
        self.process = subprocess.Popen([sys.executable, str(PROBE)], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, cwd=PROBE.parents[2])

    def ask(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            assert line, "the program ended"
            if line.startswith(("{", "[", "null")):
                return json.loads(line)

    def until(self, what):
        """Wait for something to be so; return the state then."""
        end = time.monotonic() + PATIENCE
        while True:
            state = self.ask("state")
            if what(state):
                return state
            assert time.monotonic() < end, json.dumps(state)
            time.sleep(0.1)

    def middle(self, *words):
        x, y, width, height = self.ask(*words)
        return x + width // 2, y + height // 2


@pytest.fixture
def environment(tmp_path):
    lacking = missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"there is no {', '.join(lacking)} here to make a desktop of")
    with desktop() as environment:
        yield environment | {"RNNSTUDIO_HOME": str(tmp_path / "home")}


@pytest.fixture
def program(environment):
    program = Program(environment)
    yield program
    program.process.kill()
    program.process.wait(30)


def test_that_a_new_user_builds_reorders_undoes_trains_and_exports_by_mouse(environment, program):
    hand = Hand(environment)
    program.until(lambda state: state["stack"])
    x, y, _, _ = program.ask("below")
    hand.click((x + 20, y + 60))
    program.until(lambda state: state["active"])
    hand.press("ctrl+n")
    program.until(lambda state: not state["stack"])

    def drop(layer_type, *target, count):
        hand.drag(program.middle("palette", layer_type), program.middle(*target))
        return program.until(lambda state: len(state["nodes"]) == count)

    drop(EMBEDDING, "below", count=1)
    state = drop(BIDIRECTIONAL, "below", count=2)
    assert state["undo"] == "Add Bidirectional"
    state = drop(LSTM, "slot", "bidirectional_1", count=3)
    assert state["stack"] == [EMBEDDING, [BIDIRECTIONAL, [LSTM]]]
    drop(DENSE, "below", count=4)
    wanted = [EMBEDDING, [BIDIRECTIONAL, [LSTM]], DENSE]
    program.until(lambda state: state["stack"] == wanted and state["errors"] == [] and state["layers"] == 4)

    x, y, width, _ = program.ask("card", "embedding_1")
    hand.drag(program.middle("card", "dense_1"), (x + width // 2, y + 2))
    state = program.until(lambda state: state["stack"] == [DENSE, EMBEDDING, [BIDIRECTIONAL, [LSTM]]])
    assert state["undo"] == "Move Dense"
    program.until(lambda state: state["errors"])
    hand.press("ctrl+z")
    program.until(lambda state: state["stack"] == wanted and state["errors"] == [])

    hand.click(program.middle("button", "Train"))
    program.until(lambda state: state["epoch"] >= 2)
    hand.click(program.middle("button", "Stop"))
    run = Path(program.until(lambda state: state["run"])["run"])
    hand.press("ctrl+shift+e")
    vectors = run / "projector" / "vecs.tsv"
    program.until(lambda state: vectors.is_file() and not state["exporting"])
    labels = (run / "projector" / "meta.tsv").read_text(encoding="utf-8")
    assert len(vectors.read_text(encoding="utf-8").splitlines()) == len(labels.splitlines()) > 1000
