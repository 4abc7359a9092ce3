"""Seconds per epoch: the engine, with its events, its files and its Stop, against scripts by hand without callbacks.

One script is a bare ``model.fit``; the best one also has Keras train several batches in a call
(``steps_per_execution``, the best of the numbers tried here). All train the same model on the same batches from the
same pipeline, in one process. Their epochs take turns, so that a busy machine slows all alike; the figure is the
median of the ratios of an epoch here to the one beside it there. Best epochs and medians are printed beside it. The
first epochs, in which Keras traces and the engine finds how many batches to do in a call, are left out.

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
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from ratio import tell

from rnnstudio.engine import device
from rnnstudio.engine.batches import batch_sizes, training_batches, validation_batches
from rnnstudio.engine.checkpoints import Checkpoints
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.training import train
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import EpochEnded, RunEvent

LIMIT = 1.03
TURN_LIMIT = 120
LEFT_OUT = 2
AT_ONCE = (1, 8, 32)
"""Batches in a call of the scripts. Keras rounds an epoch up to whole calls; an epoch's own batches are counted."""


class Turns:
    """Lets one of several threads work at a time, an epoch each, and notes how long each epoch takes.

    Who comes after whom changes from round to round.
    """

    def __init__(self, sides: int, rounds: int) -> None:
        self.seconds: list[list[float]] = [[] for _ in range(sides)]
        self._may_go = [threading.Event() for _ in range(sides)]
        self._order = iter([(side + shift) % sides for shift in range(rounds) for side in range(sides)])
        self._began = [0.0] * sides
        self._rounds = rounds
        self.next()

    def next(self) -> None:
        """Let the next side go on."""
        side = next(self._order, None)
        if side is not None:
            self._may_go[side].set()

    def wait(self, side: int) -> None:
        """Wait for the other sides' epochs."""
        if not self._may_go[side].wait(TURN_LIMIT):
            raise TimeoutError("another side hangs")
        self._may_go[side].clear()
        self._began[side] = time.perf_counter()

    def epoch_ended(self, side: int) -> None:
        """Note the epoch, let the next side go on and wait for all others; after the last one only the former."""
        self.seconds[side].append(time.perf_counter() - self._began[side])
        self.next()
        if len(self.seconds[side]) < self._rounds:
            self.wait(side)


def by_engine(project: Project, registry: Registry, epoch_ended: Callable[[], None]) -> None:
    """Train through the engine. The others' turns are no time of its own, in which it would write checkpoints."""
    clocks: list[Checkpoints] = []

    class Noted(Checkpoints):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            clocks.append(self)

    def note(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            began = time.perf_counter()
            epoch_ended()
            for clock in clocks:
                clock.paused(time.perf_counter() - began)

    with tempfile.TemporaryDirectory() as runs, mock.patch("rnnstudio.engine.running.Checkpoints", Noted):
        train(project, registry, Path(runs), on_event=note)


def by_hand(project: Project, registry: Registry, epoch_ended: Callable[[], None], at_once: int) -> None:
    """Train as a script would, so many batches in a call."""
    import keras

    from rnnstudio.engine.network import build_model

    settings, data = project.training, prepare(project.data, registry)
    model, _ = build_model(project, registry, data.facts)
    model.compile(optimizer=keras.optimizers.Adam(settings.learning_rate), loss="binary_crossentropy",
                  metrics=["accuracy"], jit_compile=False, steps_per_execution=at_once)
    training = training_batches(data.training, settings.batch_size, settings.seed, 2 * settings.epochs)
    model.fit(training.dataset, epochs=settings.epochs, steps_per_epoch=len(training.sizes), verbose=0, shuffle=False,
              validation_data=validation_batches(data.validation, settings.batch_size).dataset,
              callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epoch_ended())])


def compare(name: str, project: Project, epochs: int, registry: Registry) -> float:
    """Print the engine's time for an epoch over each script's, and return the largest."""
    project = edits.set_training(project, "epochs", epochs)
    runs = [by_engine, *(partial(by_hand, at_once=at_once) for at_once in AT_ONCE)]
    turns = Turns(len(runs), epochs)

    def work(side: int, run: Callable[[Project, Registry, Callable[[], None]], None]) -> None:
        turns.wait(side)
        run(project, registry, lambda: turns.epoch_ended(side))

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {len(seconds) for seconds in turns.seconds} == {epochs}
    ours, *scripts = (seconds[LEFT_OUT:] for seconds in turns.seconds)
    ratios = []
    batches = len(batch_sizes(len(prepare(project.data, registry).training), project.training.batch_size))
    for at_once, seconds in zip(AT_ONCE, scripts, strict=True):
        theirs = [second * batches / (-(-batches // at_once) * at_once) for second in seconds]
        ratios.append(statistics.median(one / other for one, other in zip(ours, theirs, strict=True)))
        print(f"{name}, a script with {at_once} batches in a call: ratio of an epoch to the one beside it, median of "
              f"{len(ours)}: {ratios[-1]:.3f}, limit {LIMIT}; best epochs {min(ours):.3f} and {min(theirs):.3f} s, "
              f"ratio {min(ours) / min(theirs):.3f}; medians {statistics.median(ours):.3f} and "
              f"{statistics.median(theirs):.3f} s, ratio {statistics.median(ours) / statistics.median(theirs):.3f}",
              flush=True)
    tell(f"an epoch, engine / bare model.fit: {name}", ratios[0], LIMIT)
    tell(f"an epoch, engine / the best script by hand: {name}", max(ratios), LIMIT)
    return max(ratios)


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
    ratios = [compare("movie reviews template", template, 62, registry),
              compare("LSTM(64)", lstm(template), 22, registry)]
    return int(max(ratios) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
