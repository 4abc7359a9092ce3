"""Seconds per epoch: the engine, with its events, its files and its Stop, against scripts by hand without callbacks.

One script is a bare ``model.fit``; the best one also has Keras train several batches in a call
(``steps_per_execution``, the best of the numbers tried here). All train the same model on the same batches from the
same pipeline, in one process, in turns of a few batches (``turns``), so that a busy machine slows all alike. The
figure is the median of the ratios of an epoch here to the same epoch there; the ratio of all seconds is printed
beside it. The last script runs twice: what one of its runs takes over the other says how far a ratio can be believed.
The first epochs, in which Keras traces and the engine finds how many batches to do in a call, are left out.

    python tests/benchmarks/bench_epoch.py
"""

from __future__ import annotations

import os
import statistics
import sys
from functools import partial
from typing import Any

from ratio import tell
from turns import Turns, by_engine, in_turns

from rnnstudio.engine import device
from rnnstudio.engine.batches import batch_sizes, training_batches, validation_batches
from rnnstudio.engine.prepare import prepare
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry

LIMIT = 1.03
LEFT_OUT = 2
AT_ONCE = (1, 8, 32)
"""Batches in a call of the scripts, as nearly as divides an epoch."""


def by_hand(project: Project, registry: Registry, at_once: int, turns: Turns, side: int) -> None:
    """Train as a script would, so many batches in a call. It knows nothing of turns and has no callback but one."""
    import keras

    from rnnstudio.engine.network import build_model

    settings, data = project.training, prepare(project.data, registry)
    model, _ = build_model(project, registry, data.facts)
    model.compile(optimizer=keras.optimizers.Adam(settings.learning_rate), loss="binary_crossentropy",
                  metrics=["accuracy"], jit_compile=False, steps_per_execution=at_once)
    model.make_train_function()
    train = model.train_function

    def lending(batches: Any) -> Any:
        logs = train(batches)
        turns.worked(side, at_once)
        return logs

    model.train_function = lending
    training = training_batches(data.training, settings.batch_size, settings.seed, settings.epochs)
    model.fit(training.dataset, epochs=settings.epochs, steps_per_epoch=len(training.sizes), verbose=0, shuffle=False,
              validation_data=validation_batches(data.validation, settings.batch_size).dataset,
              callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: turns.epoch_ended(side))])


def calls(batches: int) -> list[int]:
    """Return how many batches the scripts do in a call. Keras would round an epoch up to whole calls."""
    divisors = [number for number in range(1, batches + 1) if batches % number == 0]
    return [min(divisors, key=lambda number: abs(number - wanted)) for wanted in AT_ONCE]


def compare(name: str, project: Project, epochs: int, registry: Registry) -> float:
    """Print the engine's time for an epoch over each script's, and return the largest."""
    project = edits.set_training(project, "epochs", epochs)
    batches = len(batch_sizes(len(prepare(project.data, registry).training), project.training.batch_size))
    at_once = calls(batches)
    ours, *scripts = in_turns([partial(by_engine, project, registry), *(
        partial(by_hand, project, registry, number) for number in (*at_once, at_once[-1]))], epochs)
    ratios = [_ratio(f"{name}, a script with {number} batches in a call", ours, seconds)
              for number, seconds in zip(at_once, scripts[:-1], strict=True)]
    twins = _ratio(f"{name}, the last script against itself", scripts[-1], scripts[-2])
    tell(f"an epoch, engine / bare model.fit: {name}", ratios[0], LIMIT)
    tell(f"an epoch, engine / the best script by hand: {name}", max(ratios), LIMIT)
    tell(f"an epoch, the last script / the same script: {name}", twins)
    return max(ratios)


def _ratio(what: str, ours: list[float], theirs: list[float]) -> float:
    ours, theirs = ours[LEFT_OUT:], theirs[LEFT_OUT:]
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"{what}: ratio of an epoch to the same one, median of {len(ours)}: {ratio:.3f}, limit {LIMIT}; of all "
          f"seconds {sum(ours) / sum(theirs):.3f}; median epochs {statistics.median(ours):.3f} and "
          f"{statistics.median(theirs):.3f} s", flush=True)
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
    ratios = [compare("movie reviews template", template, 102, registry),
              compare("LSTM(64)", lstm(template), 42, registry)]
    return int(max(ratios) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
