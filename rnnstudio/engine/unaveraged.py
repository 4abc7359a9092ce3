"""Each batch's own metrics, from the means over the epoch so far that Keras tells."""

from __future__ import annotations

import math
from collections.abc import Callable

_Function = Callable[[float], float]


def _same(value: float) -> float:
    return value


def _square(value: float) -> float:
    return value * value


def _root(value: float) -> float:
    return math.sqrt(max(value, 0.0)) if math.isfinite(value) else value


def _log(value: float) -> float:
    return math.log(value) if value > 0 and math.isfinite(value) else value


def _exp(value: float) -> float:
    return math.exp(value) if value < _MOST_EXPONENT else math.inf if value == value else value


_MOST_EXPONENT = 700.0
_SAME = (_same, _same)
_FUNCTIONS: dict[str, tuple[_Function, _Function]] = {"rmse": (_square, _root), "perplexity": (_log, _exp)}
"""How the mean is had from a metric that is a function of one, and back."""
_COUNTS = ("accuracy", "top_5")


class Unaveraged:
    """Takes running means apart again.

    Keras tells after batch k the mean m(k) over the n(k) examples so far; batch k alone has
    (m(k)·n(k) − m(k−1)·n(k−1)) / (n(k) − n(k−1)). Keras sums in float32, so the result is good to about
    n(k) / n(batch) × 1e-7 of its size; an accuracy, a count of hits, is rounded to what it must have been. A function
    of a mean is turned into the mean and back.

    Args:
        names: Metrics in the order wanted.
        answers: Answers to one example that are right or wrong; 0 if that isn't known.
    """

    def __init__(self, names: tuple[str, ...], answers: int = 1) -> None:
        self._names = names
        self._answers = answers
        self.restart()

    def restart(self) -> None:
        """Forget the batches: an epoch begins."""
        self._examples = 0
        self._sums = [0.0] * len(self._names)

    def resume(self, logs: dict[str, float], examples: int) -> None:
        """Go on in the midst of an epoch.

        Args:
            logs: Means over the epoch so far.
            examples: Those that they are of.
        """
        self._examples = examples
        self._sums = [_FUNCTIONS.get(name, _SAME)[0](logs[name]) * examples for name in self._names]

    def batch(self, logs: dict[str, float], size: int) -> tuple[float, ...]:
        """Return a batch's own metrics.

        Args:
            logs: Means over the epoch so far.
            size: Examples in the batch.
        """
        self._examples += size
        values = []
        for index, name in enumerate(self._names):
            mean_of, back = _FUNCTIONS.get(name, _SAME)
            total = mean_of(logs[name]) * self._examples
            own = (total - self._sums[index]) / size
            self._sums[index] = total
            if name in _COUNTS and self._answers and math.isfinite(own):
                answers = size * self._answers
                own = min(max(round(own * answers), 0), answers) / answers
            values.append(back(own))
        return tuple(values)
