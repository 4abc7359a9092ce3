"""Random valid parameters, drawn from a component's annotations: the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from rnnstudio.api.parameters import Component, Parameter, parameters

WIDEST = 12
"""A whole number is drawn at most so far above its least value: a layer with 8,192 units would take minutes."""
FURTHEST = 3.0
"""A number is drawn at most so far from zero, or from its least value if that is above."""

_THE_DATAS = ("vocabulary_size", "steps", "features")
"""Facts that another value would contradict: the batches of the check have them."""


def draws(component: type[Component], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield raw parameters, each allowed by its annotation; paths and free texts keep their default."""
    numbers = random.Random(f"{seed}/{component.__name__}")
    for _ in range(count):
        yield {known.name: _value(known, numbers) for known in parameters(component)}


def _value(known: Parameter, numbers: random.Random) -> Any:
    if known.nullable and (known.from_data in _THE_DATAS or numbers.random() < 0.25):
        return None
    match known.kind:
        case "bool":
            return numbers.random() < 0.5
        case "choice":
            return numbers.choice(known.choices)
        case "int":
            low = round(known.minimum) if known.minimum is not None else _least(known)
            high = low + WIDEST if known.maximum is None else min(low + WIDEST, round(known.maximum))
            return numbers.randint(low, max(low, high))
        case "float":
            low_number = -FURTHEST if known.minimum is None else max(known.minimum, -FURTHEST)
            top = max(FURTHEST, low_number + 1)
            high_number = top if known.maximum is None else min(known.maximum, top)
            return round(numbers.uniform(min(low_number, high_number), high_number), 3)
    return known.default


def _least(known: Parameter) -> int:
    """Return where to begin with a whole number that has no least value."""
    least = known.default if isinstance(known.default, int) else 0
    return least if known.maximum is None else min(least, round(known.maximum))
