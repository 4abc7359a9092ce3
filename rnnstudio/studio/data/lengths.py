"""Lengths put into the bars of a histogram, and where a cut through them lies. No Qt in here."""

from __future__ import annotations

import math

import msgspec

BARS = 48
"""About how many bars are drawn."""

Lengths = tuple[tuple[int, int], ...]


class Bar(msgspec.Struct, frozen=True):
    """Examples whose length is at least ``first`` and less than ``behind``."""

    first: int
    behind: int
    count: int


class Histogram(msgspec.Struct, frozen=True):
    """Bars of equal width from length 0 on; the last one has all that is longer still.

    Attributes:
        bars: The bars, without gaps.
        longest: The greatest length.
        overflows: Whether the last bar stands for more lengths than its width.
    """

    bars: tuple[Bar, ...]
    longest: int
    overflows: bool = False

    @property
    def reach(self) -> int:
        """The length at the right edge."""
        return self.bars[-1].behind if self.bars else 1

    @property
    def highest(self) -> int:
        """The most examples in a bar."""
        return max((bar.count for bar in self.bars), default=0)


def histogram(lengths: Lengths, most: int = BARS) -> Histogram:
    """Put lengths into at most about ``most`` bars; a long thin tail goes into the last one."""
    if not lengths:
        return Histogram((), 0)
    longest = lengths[-1][0]
    usual = percentile(lengths, 0.995)
    reach = longest if longest <= 2 * usual else math.ceil(usual * 1.2)
    width = _round_width(max(1, math.ceil((reach + 1) / most)))
    count = reach // width + 1
    heights = [0] * count
    for length, examples in lengths:
        heights[min(length // width, count - 1)] += examples
    bars = tuple(Bar(index * width, (index + 1) * width, height) for index, height in enumerate(heights))
    return Histogram(bars, longest, longest >= count * width)


def percentile(lengths: Lengths, share: float) -> int:
    """Return the least length that so large a share of the examples doesn't exceed."""
    total = sum(count for _, count in lengths)
    seen = 0
    for length, count in lengths:
        seen += count
        if seen >= share * total:
            return length
    return lengths[-1][0] if lengths else 0


def shortened(lengths: Lengths, cut: int) -> int:
    """Return how many examples lose something if each is cut to ``cut`` tokens."""
    return sum(count for length, count in lengths if length > cut)


def _round_width(width: int) -> int:
    """Return the next greater width that reads well: 1, 2, 5, 10, 20, 25, 50, ..."""
    power = int(10 ** (len(str(width)) - 1))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width)
