"""Seconds per epoch: the engine, with its events, its files and its Stop, against a bare ``model.fit`` by hand.

Both train the same model on the same batches from the same pipeline; the first epoch, in which Keras traces, is left
out. Runs take turns, so that a busy machine slows both alike; the medians are compared.

    python tests/benchmarks/bench_epoch.py
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rnnstudio.engine import device
from rnnstudio.engine.training import train
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import EpochEnded, RunEvent

LIMIT = 1.05


def by_engine(project: Project, registry: Registry) -> list[float]:
    stamps = []

    def note(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            stamps.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as runs:
        train(project, registry, Path(runs), on_event=note)
    return differences(stamps)


def by_hand(project: Project, registry: Registry) -> list[float]:
    import keras

    from rnnstudio.engine.batches import training_batches, validation_batches
    from rnnstudio.engine.network import build_model
    from rnnstudio.engine.prepare import prepare

    settings, data = project.training, prepare(project.data, registry)
    keras.utils.set_random_seed(settings.seed)
    model, _ = build_model(project, registry, data.facts)
    model.compile(optimizer=keras.optimizers.Adam(settings.learning_rate), loss="binary_crossentropy",
                  metrics=["accuracy"], jit_compile=False)
    training = training_batches(data.training, settings.batch_size, settings.seed, settings.epochs)
    stamps = []
    model.fit(training.dataset, epochs=settings.epochs, steps_per_epoch=len(training.sizes), verbose=0, shuffle=False,
              validation_data=validation_batches(data.validation, settings.batch_size).dataset,
              callbacks=[keras.callbacks.LambdaCallback(
                  on_epoch_end=lambda epoch, logs: stamps.append(time.perf_counter()))])
    return differences(stamps)


def differences(stamps: list[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(stamps)]


def compare(name: str, project: Project, epochs: int, rounds: int, registry: Registry) -> float:
    project = edits.set_training(project, "epochs", epochs)
    ours, theirs = [], []
    for turn in range(rounds):
        pair = [(ours, by_engine), (theirs, by_hand)]
        for times, run in pair if turn % 2 else reversed(pair):
            times += run(project, registry)
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"{name}: engine {statistics.median(ours):.3f} s, model.fit {statistics.median(theirs):.3f} s per epoch "
          f"({len(ours)} epochs each): ratio {ratio:.3f}, limit {LIMIT}")
    return ratio


def lstm(project: Project) -> Project:
    stack = (
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 64}),
        LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 64}),
        LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"}),
    )
    return edits.replace(project, stack=stack)


def main() -> int:
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}")
    registry = Registry.discover()
    template = file.load(registry.templates["rnnstudio.movie_reviews"].path)
    ratios = [compare("movie reviews template", template, 12, 4, registry),
              compare("LSTM(64)", lstm(template), 3, 3, registry)]
    return int(max(ratios) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
