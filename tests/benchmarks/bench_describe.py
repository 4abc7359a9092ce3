"""What the engine takes to describe a stack again after an edit, against describing it for the first time.

Prints milliseconds (medians) for stacks of 10 and of 200 layers, no two alike: after an edit in the middle, which
changes a layer and the one behind it; after one at the front behind which every shape changes; and with every
mistake's repairs tried. The reach for the engine alone is 10 and 40 ms; pipe and window come on top
(``bench_edit.py``).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from ratio import tell

from rnnstudio.api import DataFacts
from rnnstudio.engine import shapes
from rnnstudio.engine.describe import describe_stack, try_repairs
from rnnstudio.project import edits
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry

EDITS = 25
REACH = {10: 10, 200: 40}
FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8000, classes=("no", "yes"))


def stack(between: list[LayerNode]) -> Project:
    """Return an Embedding, some layers, pooling and Dense."""
    return Project(stack=(
        LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 32}), *between,
        LayerNode(id="pool_1", type="rnnstudio.global_average_pooling_1d"),
        LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"})))


def recurrent(count: int) -> Project:
    """Return a stack of LSTMs, no two alike."""
    return stack([LayerNode(id=f"lstm_{number}", type="rnnstudio.lstm",
                            params={"units": 32 + number, "return_sequences": True}) for number in range(count - 3)])


def passing(count: int) -> Project:
    """Return a stack of layers that hand on the shape they get, no two alike."""
    return stack([LayerNode(id=f"norm_{number}", type="rnnstudio.layer_normalization",
                            params={"epsilon": 0.001 + number / 1e6}) for number in range(count - 3)])


def median(times: int, do: Callable[[int], object]) -> float:
    """Return the median milliseconds of doing something."""
    taken = []
    for number in range(times):
        started = time.perf_counter()
        do(number)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def main() -> None:
    """Print the figures."""
    registry = Registry.discover()
    describe_stack(recurrent(4), registry, FACTS)
    for count, reach in REACH.items():
        project = recurrent(count)
        middle = project.stack[count // 2].id
        shapes.forget()
        alone = median(1, lambda _, project=project: describe_stack(project, registry, FACTS))
        edited = median(EDITS, lambda number, project=project, middle=middle: describe_stack(
            edits.set_parameter(project, middle, "units", 1000 + number), registry, FACTS))
        print(f"{count} layers: first {alone:.1f} ms, after an edit in the middle {edited:.1f} ms (reach: {reach}); "
              f"ratio {alone / edited:.1f}")
        tell(f"shapes of {count} layers after an edit in the middle", edited, reach, "ms")
        project = passing(count)
        shapes.forget()
        alone = median(1, lambda _, project=project: describe_stack(project, registry, FACTS))
        edited = median(5, lambda number, project=project: describe_stack(
            edits.set_parameter(project, "embedding_1", "output_dim", 33 + number), registry, FACTS))
        print(f"{count} layers: first {alone:.1f} ms, after an edit that changes all shapes {edited:.1f} ms; "
              f"ratio {alone / edited:.1f}")
        broken = edits.set_parameter(recurrent(count), "lstm_2", "return_sequences", False)
        broken = edits.set_parameter(broken, "dense_1", "units", 10)
        report = describe_stack(broken, registry, FACTS)
        tried = median(5, lambda _, broken=broken, report=report: try_repairs(broken, registry, FACTS, report))
        print(f"{count} layers with {len(report.problems)} mistakes: repairs tried in {tried:.1f} ms")


if __name__ == "__main__":
    main()
