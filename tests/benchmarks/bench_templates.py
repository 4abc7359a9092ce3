"""What the templates on the other data sets reach, and in which time; each is trained as it stands.

The pair on long memory: always answering 1, the mean sum of two numbers, has a mean squared error of 1/6; the plain
RNN stays there, the LSTM solves the task.

    python tests/benchmarks/bench_templates.py [NAME...]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("RNNSTUDIO_HOME", tempfile.mkdtemp())

from ratio import tell

from rnnstudio.engine.training import train
from rnnstudio.project.file import load
from rnnstudio.registry import Registry

CHANCE = 1 / 6
REACH = {"lstm": 0.79, "languages": 0.99, "surnames": 0.70, "chinese_classics": 0.75, "digits": 0.95}
LONG_MEMORY = ("long_memory_forgets", "long_memory_remembers")
SECONDS = 180


def main() -> int:
    registry = Registry.discover()
    missed = 0
    with tempfile.TemporaryDirectory() as runs:
        for name in sys.argv[1:] or (*REACH, *LONG_MEMORY, "sunspots", "tang_poems"):
            template = registry.templates[f"rnnstudio.{name}"]
            began = time.perf_counter()
            done = train(load(template.path, registry.check), registry, Path(runs), folder=None)
            seconds = time.perf_counter() - began
            accuracy, loss = done.metrics.get("val_accuracy"), done.metrics["val_loss"]
            if name in REACH:
                assert accuracy is not None
                missed += accuracy < REACH[name]
                tell(f"{name}: validation accuracy", accuracy, REACH[name], at_least=True)
                said = f"val. accuracy {accuracy:.3f}, reach {REACH[name]}: ratio {accuracy / REACH[name]:.3f}"
            elif name.startswith("long_memory"):
                missed += (loss < 0.8 * CHANCE) if name.endswith("forgets") else (loss > 0.1 * CHANCE)
                tell(f"{name}: validation loss / that of always answering the mean", loss / CHANCE,
                     0.8 if name.endswith("forgets") else 0.1, at_least=name.endswith("forgets"))
                said = f"val. loss {loss:.4f}, of always answering the mean {CHANCE:.4f}: ratio {loss / CHANCE:.3f}"
            else:
                said = ", ".join(f"{metric} {value:.3f}" for metric, value in done.metrics.items())
            missed += seconds > SECONDS
            tell(f"{name}: seconds to train", seconds, SECONDS, "s")
            print(f"{name}: {said}; {seconds:.0f} s", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
