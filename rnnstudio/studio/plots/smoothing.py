"""Smoothing by an exponentially weighted mean, continued as numbers come in and never computed anew for that."""

from __future__ import annotations

import numpy as np

from rnnstudio.studio.plots.pyramid import Numbers, Pyramid, Values

_BLOCK = 8192
"""Numbers smoothed at once: what fits a processor's cache."""
_NEGLIGIBLE = 1e-7
"""Weights below this one, of numbers long past, change nothing in single precision."""


class Smoothed:
    """The weighted mean of a source's numbers up to each, weights falling by ``1 - 1/span`` with every number back.

    The weights of what there is are scaled to a sum of one, so that the first numbers don't lean towards zero. What
    isn't finite is left out; before the first finite number the mean is NaN.
    """

    def __init__(self, source: Pyramid, span: float) -> None:
        self._source = source
        self.span = span
        self._decay = 1 - 1 / max(span, 1.0)
        self._sum = self._weight = 0.0
        self._means = Pyramid()

    @property
    def means(self) -> Pyramid:
        """The means, as many as the source has numbers by now."""
        while len(self._means) < len(self._source):
            first = len(self._means)
            self._means.extend(self._continue(self._source.values[first:first + _BLOCK]))
        return self._means

    def _continue(self, values: Values) -> Numbers:
        numbers = values.astype(float)
        finite = np.isfinite(numbers)
        sums = _decaying(np.where(finite, numbers, 0.0), self._decay, self._sum)
        weights = _decaying(finite.astype(float), self._decay, self._weight)
        self._sum, self._weight = float(sums[-1]), float(weights[-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            return sums / np.where(weights > 0, weights, np.nan)


def _decaying(values: Numbers, decay: float, before: float) -> Numbers:
    """Return ``y[i] = decay * y[i - 1] + values[i]``, with ``y[-1] = before``.

    By doubling: after k rounds each number holds its last 2**k terms. Unlike a cumulative sum of rescaled numbers
    this loses no digits however long the row.
    """
    sums = values.copy()
    sums[0] += decay * before
    reach, factor = 1, decay
    while reach < len(sums) and factor > _NEGLIGIBLE:
        sums[reach:] += factor * sums[:-reach]  # the right side is computed before anything is written
        reach, factor = 2 * reach, factor * factor
    return sums
