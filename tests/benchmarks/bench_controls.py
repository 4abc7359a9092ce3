"""How long Pause, Resume and Stop take to be done, from the wish to the engine's answer, in training and validation.

``python tests/benchmarks/bench_controls.py`` trains an LSTM(64) on the movie reviews in an engine process, as the
window does. A pause is measured until nothing is trained any more; how long what is written then takes is printed
beside it. Stop is measured to its last event: the models are written by then.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ratio import tell

from rnnstudio.engine_process.client import Conversation, EngineClient
from rnnstudio.engine_process.messages import Train, WarmUp, singly
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import Continued, Paused, Progress, RunFinished

REACH = 0.5
TIMES = 8
PATIENCE = 120.0


def lstm() -> Project:
    """Return the project: long enough epochs for a wish in the midst of one."""
    template = file.load(Registry.discover().templates["rnnstudio.movie_reviews"].path)
    project = edits.replace(template, stack=(
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 32}),
        LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 64}),
        LayerNode(id="dense_1", type="rnnstudio.dense")))
    return edits.set_training(edits.set_training(project, "epochs", 1000), "early_stopping", None)


def until(conversation: Conversation, fits: Callable[[object], bool], heard: list[object]) -> float:
    """Return the time at which an event came that fits; what came with it stays in ``heard``."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        while heard:
            if fits(heard.pop(0)):
                return time.perf_counter()
        event = conversation.next_event(0.1)
        heard += singly(event) if event is not None else ()
    raise SystemExit("what was waited for did not come")


def waited(conversation: Conversation, wish: Callable[[], None], kind: type, heard: list[object]) -> float:
    """Say a wish; return the seconds until an event of the kind answers it."""
    began = time.perf_counter()
    wish()
    return until(conversation, lambda told: isinstance(told, kind), heard) - began


def main() -> int:
    """Measure all of it."""
    client = EngineClient(log=None)
    client.start()
    warming = client.ask(WarmUp())
    until(warming, lambda told: True, [])
    with tempfile.TemporaryDirectory() as runs:
        project = lstm()
        held: dict[bool, list[float]] = {False: [], True: []}
        kept: list[float] = []
        resumed: list[float] = []
        heard: list[object] = []
        training = client.ask(Train(project=project, runs=runs))
        for validating in (False, True) * TIMES:
            until(training, lambda told, v=validating: isinstance(told, Progress) and told.validating == v, heard)
            held[validating].append(waited(training, training.pause, Paused, heard))
            began = time.perf_counter()
            kept.append(until(training, lambda told: isinstance(told, Paused) and told.kept, heard) - began)
            resumed.append(waited(training, training.resume, Continued, heard))
        until(training, lambda told: isinstance(told, Progress) and told.validating, heard)
        stopped = [waited(training, training.stop, RunFinished, heard)]
        for _ in range(2):
            heard = []
            training = client.ask(Train(project=project, runs=str(Path(runs))))
            until(training, lambda told: isinstance(told, Progress) and told.batch > 20, heard)
            stopped.append(waited(training, training.stop, RunFinished, heard))
    client.close()
    print(f"from the hold until all is on disk: {max(kept):.3f} s at most")
    return int(not all([
        tell("Pause in training, the longest of several", max(held[False]), REACH, "s"),
        tell("Pause in validation, the longest of several", max(held[True]), REACH, "s"),
        tell("Resume, the longest of several", max(resumed), REACH, "s"),
        tell("Stop with both models written, the longest of several", max(stopped), REACH, "s")]))


if __name__ == "__main__":
    sys.exit(main())
