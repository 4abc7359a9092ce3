"""The share of training time that goes into checkpoints at the default interval, from one run of each network.

Counted is all that is written to go on from, and both models: taking the values out of the model, flushing the
tables, writing, waiting for the disk; from the first batch to the end of the last epoch. What is written once at the
end is told beside it.

    python tests/benchmarks/bench_checkpoints.py [SECONDS of each training, 60 unless said]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ratio import tell

from rnnstudio.engine import checkpoints, device, running, training
from rnnstudio.engine.control import Control
from rnnstudio.project import edits, file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import EpochEnded, RunEvent, RunStarted

LIMIT = 0.02
SECONDS = 60.0


class Noted(checkpoints.Checkpoints):
    """The real ones, the last made kept where they can be asked."""

    last: Noted
    writings = 0

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        Noted.last, Noted.writings = self, 0

    def _write(self) -> None:
        Noted.writings += 1
        super()._write()


def share(name: str, project: Project, registry: Registry, seconds: float) -> float:
    """Train for about so long; print and return the share."""
    control = Control()
    began = ended = spent = 0.0
    writings = 0

    def note(event: RunEvent) -> None:
        nonlocal began, ended, spent, writings
        if isinstance(event, RunStarted):
            began = time.perf_counter()
        elif isinstance(event, EpochEnded):
            ended, spent, writings = time.perf_counter(), Noted.last.spent, Noted.writings
            if ended - began > seconds:
                control.stop()

    with tempfile.TemporaryDirectory() as runs:
        training.train(edits.set_training(project, "epochs", 100_000), registry, Path(runs), on_event=note,
                       control=control)
    found = spent / (ended - began)
    print(f"{name}: {writings} checkpoints took {spent:.2f} s of {ended - began:.1f} s: share {found:.4f}, limit "
          f"{LIMIT}; the end took {Noted.last.spent - spent:.2f} s", flush=True)
    return found


def main(seconds: float = SECONDS) -> int:
    """Measure on the movie reviews template and on an LSTM."""
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, {engine.device}")
    running.Checkpoints = Noted  # type: ignore[misc]
    registry = Registry.discover()
    template = file.load(registry.templates["rnnstudio.movie_reviews"].path)
    lstm = edits.replace(template, stack=(
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 64}),
        LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 64}),
        LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"})))
    shares = [share("movie reviews template", template, registry, seconds),
              share("LSTM(64)", lstm, registry, seconds)]
    reached = [tell(f"time spent on checkpoints / training time, {name}", share, LIMIT)
               for name, share in zip(("movie reviews template", "LSTM(64)"), shares, strict=True)]
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
