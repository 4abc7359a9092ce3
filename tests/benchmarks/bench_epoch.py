"""Seconds per epoch: the engine, with its events, its files and its Stop, against a bare ``model.fit`` by hand.

Both train the same model on the same batches from the same pipeline, in one process. Their epochs take turns, one
here, one there, so that a busy machine slows both alike; the figure is the median of the ratios of an epoch here to
the one after it there. Best epochs and medians are printed beside it: of epochs of half a second the best one says
more of the machine. The first epoch, in which Keras traces, is left out.

    python tests/benchmarks/bench_epoch.py
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ratio import tell

from rnnstudio.engine import device
from rnnstudio.engine.training import train
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import EpochEnded, RunEvent

LIMIT = 1.03
TURN_LIMIT = 120


class Turns:
    """Lets one of two threads work at a time, an epoch each, and notes how long each epoch takes."""

    def __init__(self) -> None:
        self.seconds: tuple[list[float], list[float]] = ([], [])
        self._may_go = (threading.Event(), threading.Event())
        self._may_go[0].set()
        self._began = [0.0, 0.0]

    def wait(self, side: int) -> None:
        """Wait for the other side's epoch."""
        if not self._may_go[side].wait(TURN_LIMIT):
            raise TimeoutError("the other side hangs")
        self._may_go[side].clear()
        self._began[side] = time.perf_counter()

    def epoch_ended(self, side: int) -> None:
        """Note the epoch, let the other side go on and wait for it."""
        self.seconds[side].append(time.perf_counter() - self._began[side])
        self._may_go[1 - side].set()
        self.wait(side)

    def leave(self, side: int) -> None:
        """Let the other side go on for good."""
        self._may_go[1 - side].set()


def by_engine(project: Project, registry: Registry, epoch_ended: Callable[[], None]) -> None:
    """Train through the engine."""

    def note(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            epoch_ended()

    with tempfile.TemporaryDirectory() as runs:
        train(project, registry, Path(runs), on_event=note)


def by_hand(project: Project, registry: Registry, epoch_ended: Callable[[], None]) -> None:
    """Train as a script would."""
    import keras

    from rnnstudio.engine.batches import training_batches, validation_batches
    from rnnstudio.engine.network import build_model
    from rnnstudio.engine.prepare import prepare

    settings, data = project.training, prepare(project.data, registry)
    model, _ = build_model(project, registry, data.facts)
    model.compile(optimizer=keras.optimizers.Adam(settings.learning_rate), loss="binary_crossentropy",
                  metrics=["accuracy"], jit_compile=False)
    training = training_batches(data.training, settings.batch_size, settings.seed, settings.epochs)
    model.fit(training.dataset, epochs=settings.epochs, steps_per_epoch=len(training.sizes), verbose=0, shuffle=False,
              validation_data=validation_batches(data.validation, settings.batch_size).dataset,
              callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epoch_ended())])


def compare(name: str, project: Project, epochs: int, registry: Registry) -> float:
    """Print and return the engine's time for an epoch over the script's."""
    project = edits.set_training(project, "epochs", epochs)
    turns = Turns()

    def work(side: int, run: Callable[[Project, Registry, Callable[[], None]], None]) -> None:
        try:
            turns.wait(side)
            run(project, registry, lambda: turns.epoch_ended(side))
        finally:
            turns.leave(side)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate((by_engine, by_hand))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ours, theirs = (seconds[1:] for seconds in turns.seconds)
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"{name}: ratio of an epoch to the next one's, median of {epochs - 1}: {ratio:.3f}, limit {LIMIT}; best "
          f"epochs {min(ours):.3f} and {min(theirs):.3f} s, ratio {min(ours) / min(theirs):.3f}; medians "
          f"{statistics.median(ours):.3f} and {statistics.median(theirs):.3f} s, ratio "
          f"{statistics.median(ours) / statistics.median(theirs):.3f}", flush=True)
    tell(f"an epoch, engine / model.fit by hand: {name}", ratio, LIMIT)
    return ratio


def lstm(project: Project) -> Project:
    """Return the project with an LSTM."""
    stack = (
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 64}),
        LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 64}),
        LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"}),
    )
    return edits.replace(project, stack=stack)


def main() -> int:
    """Compare on a network whose batches take a millisecond, and on one that takes longer."""
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}, "
          f"load {os.getloadavg()[0]:.1f}")
    registry = Registry.discover()
    template = file.load(registry.templates["rnnstudio.movie_reviews"].path)
    ratios = [compare("movie reviews template", template, 61, registry),
              compare("LSTM(64)", lstm(template), 21, registry)]
    return int(max(ratios) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
