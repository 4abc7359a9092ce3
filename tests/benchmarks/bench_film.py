"""What a film costs an epoch: the engine with one, as by default, against the engine without.

Both train the same project in one process, their epochs in turns, as in ``bench_epoch``; the ratio is that of their
best epochs. The seconds that taking a frame needs are told too, for a small table and for a large one.

    python tests/benchmarks/bench_film.py
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from bench_epoch import Turns
from ratio import tell

from rnnstudio.engine import device
from rnnstudio.engine.snapshots import begin
from rnnstudio.engine.training import train
from rnnstudio.project import edits, file
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import EpochEnded

LIMIT = 1.03
EPOCHS = 41
FRAMES = 20


def epochs_with_and_without(project: Project, registry: Registry) -> float:
    """Print and return the time of an epoch that is filmed over that of one that isn't."""
    turns = Turns()

    def work(side: int, words: int) -> None:
        try:
            turns.wait(side)
            with tempfile.TemporaryDirectory() as runs:
                train(edits.set_training(project, "film_words", words), registry, Path(runs),
                      on_event=lambda event: turns.epoch_ended(side) if isinstance(event, EpochEnded) else None)
        finally:
            turns.leave(side)

    threads = [threading.Thread(target=work, args=pair) for pair in ((0, 2000), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    filmed, plain = (min(seconds[1:]) for seconds in turns.seconds)
    print(f"filmed {filmed:.4f} s, not filmed {plain:.4f} s in the best of {EPOCHS - 1} epochs each")
    return filmed / plain


def seconds_of_a_frame(words: int, dimensions: int) -> float:
    """Return the median time of taking a frame of 2,000 words from a table on the device."""
    import keras

    layer = keras.layers.Embedding(words, dimensions)
    layer.build((None, None))
    step = SimpleNamespace(component=SimpleNamespace(info=SimpleNamespace(traits=("embedding",))), layer=layer,
                           keras_name="e", name="e", node=SimpleNamespace(id="e"))
    step.within = lambda: [step]
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder)
        runs_folder.write_tokens(run, [f"w{number}" for number in range(words)], list(range(words)))
        film = begin(run, [step], SimpleNamespace(), 2000, epoch=0, anew=True)
        assert film is not None
        times = []
        for epoch in range(FRAMES):
            began = time.perf_counter()
            film.take(epoch)
            times.append(time.perf_counter() - began)
    return float(np.median(times))


def main() -> int:
    """Compare, then take frames."""
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}")
    registry = Registry.discover()
    template = file.load(registry.templates["rnnstudio.movie_reviews"].path)
    ratio = epochs_with_and_without(edits.set_training(template, "epochs", EPOCHS), registry)
    for words, dimensions in ((8_000, 64), (1_000_000, 300)):
        seconds = seconds_of_a_frame(words, dimensions)
        tell(f"a frame of 2,000 words of {words:,} × {dimensions}", 1000 * seconds, unit="ms")
    return 0 if tell("an epoch, filmed / not filmed: movie reviews template", ratio, LIMIT) else 1


if __name__ == "__main__":
    sys.exit(main())
