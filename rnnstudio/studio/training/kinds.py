"""Which charts there can be. Without numpy: the window needs it before any plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from rnnstudio.api import mark, tr
from rnnstudio.studio.training.wording import metric_name

_GAUGES = {"learning_rate": mark("Learning rate"), "gradient_norm": mark("Gradient norm")}


class ChartKind(msgspec.Struct, frozen=True):
    """What a chart shows: a metric, a gauge, or the speed."""

    name: str
    of: Literal["metric", "gauge", "speed"] = "metric"

    @property
    def key(self) -> str:
        """Tells it from other kinds, also in settings."""
        return f"{self.of}:{self.name}"

    @property
    def title(self) -> str:
        """Its title."""
        if self.of == "speed":
            return tr("Examples per second")
        return tr(_GAUGES[self.name]) if self.name in _GAUGES else metric_name(self.name)


def first_kinds(kinds: Sequence[ChartKind]) -> list[ChartKind]:
    """Return what is shown unless a person chose: the loss, and accuracy or the first other metric."""
    metrics = [kind for kind in kinds if kind.of == "metric"]
    others = [kind for kind in metrics if kind.name != "loss"]
    second = next((kind for kind in others if kind.name == "accuracy"), next(iter(others), None))
    return [kind for kind in metrics if kind.name == "loss" or kind == second]
