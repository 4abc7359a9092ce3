"""Each batch's own metrics, from the means over the epoch so far that Keras tells."""

from __future__ import annotations

import math


class Unaveraged:
    """Takes running means apart again.

    Keras tells after batch k the mean m(k) over the n(k) examples so far; batch k alone has
    (m(k)·n(k) − m(k−1)·n(k−1)) / (n(k) − n(k−1)). Keras sums in float32, so the result is good to about
    n(k) / n(batch) × 1e-7 of its size; an accuracy, a count of hits, is rounded to what it must have been.

    Args:
        names: Metrics in the order wanted.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.restart()

    def restart(self) -> None:
        """Forget the batches: an epoch begins."""
        self._examples = 0
        self._sums = [0.0] * len(self._names)

    def batch(self, logs: dict[str, float], size: int) -> tuple[float, ...]:
        """Return a batch's own metrics.

        Args:
            logs: Means over the epoch so far.
            size: Examples in the batch.
        """
        self._examples += size
        values = []
        for index, name in enumerate(self._names):
            total = logs[name] * self._examples
            own = (total - self._sums[index]) / size
            self._sums[index] = total
            if name == "accuracy" and math.isfinite(own):
                own = min(max(round(own * size), 0), size) / size
            values.append(own)
        return tuple(values)
