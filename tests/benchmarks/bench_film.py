"""What a film costs an epoch: the engine with one, as by default, against the engine without.

Both train the same project in one process, in turns, as in ``bench_epoch``; the ratio is that of their median epochs.
The seconds that taking a frame needs are told too, for a small table and for a large one.

    python tests/benchmarks/bench_film.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from ratio import tell
from turns import by_engine, in_turns

from rnnstudio.engine import device
from rnnstudio.engine.snapshots import begin
from rnnstudio.project import edits, file
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder

LIMIT = 1.03
EPOCHS = 62
LEFT_OUT = 2
FRAMES = 20


def epochs_with_and_without(project: Project, registry: Registry) -> float:
    """Print and return the time of an epoch that is filmed over that of one that isn't."""
    projects = [edits.set_training(project, "film_words", words) for words in (2000, 0)]
    trainings = [partial(by_engine, each, registry) for each in projects]
    filmed, plain = (statistics.median(seconds[LEFT_OUT:]) for seconds in in_turns(trainings, EPOCHS))
    print(f"filmed {filmed:.4f} s, not filmed {plain:.4f} s in the median of {EPOCHS - LEFT_OUT} epochs each")
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
