"""What a chart is given: lines, each with its numbers, its name and its look. Knows no Qt."""

from __future__ import annotations

import numpy as np

from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.pyramid import Numbers, Pyramid, Values

Piece = tuple[Numbers, Numbers]
"""x and y of what is drawn of a line."""


class Line:
    """A line of a chart.

    Args:
        key: Tells it from the chart's other lines.
        name: In legend and read-out.
        look: Its look.
        x: Where its numbers stand, rising.
        y: Its numbers; may have grown longer than ``x`` meanwhile, never shorter.
        scale: What ``x`` is to be multiplied by.
        is_read: Whether the crosshair tells its values.
    """

    def __init__(self, key: str, name: str, look: Look, x: Values, y: Pyramid, scale: float = 1.0,
                 is_read: bool = True) -> None:
        self.key = key
        self.name = name
        self.look = look
        self.scale = scale
        self.is_read = is_read
        self._x = x
        self._y = y

    def __len__(self) -> int:
        return len(self._x)

    @property
    def x(self) -> Numbers:
        """Where its numbers stand."""
        return self._x.astype(float) * self.scale

    @property
    def y(self) -> Values:
        """Its numbers."""
        return self._y.values[:len(self)]

    def window(self, low: float, high: float, pixels: int) -> Piece:
        """Return what is to be drawn of a part of the x axis: every number, or of many the lows and highs.

        Of groups of 2, 4, 8, ... numbers, at least two to a pixel, both are kept, and the nearest numbers outside.
        """
        first, behind = self._range(low, high)
        first, behind = max(first - 1, 0), min(behind + 1, len(self))
        if behind - first <= 4 * pixels:
            return self._x[first:behind].astype(float) * self.scale, self._y.values[first:behind].astype(float)
        group = 2
        while (behind - first) > 2 * pixels * group:
            group *= 2
        starts, lows, highs = self._y.thin(first, behind, group)
        places = np.stack([starts, np.minimum(starts + group // 2, len(self) - 1)], axis=1).ravel()
        return self._x[places].astype(float) * self.scale, np.stack([lows, highs], axis=1).ravel().astype(float)

    def extremes(self, low: float, high: float, positive: bool = False) -> tuple[float, float] | None:
        """Return the lowest and highest number on a part of the x axis, or ``None`` if there is none."""
        first, behind = self._range(low, high)
        return self._y.extremes(first, behind, positive)

    def nearest(self, x: float) -> int | None:
        """Return the index of the number nearest to a place, or ``None`` if it has none."""
        if not len(self):
            return None
        behind = min(int(np.searchsorted(self._x, self._place(x))), len(self) - 1)
        before = max(behind - 1, 0)
        return before if x - self._x[before] * self.scale <= self._x[behind] * self.scale - x else behind

    def place(self, index: int) -> float:
        """Return where a number stands."""
        return float(self._x[index] * self.scale)

    def reaches(self, x: float) -> bool:
        """Tell whether a place lies no farther behind the last number than that lies behind the one before it."""
        if not len(self):
            return False
        last = self.place(len(self) - 1)
        return x <= last + (last - self.place(len(self) - 2) if len(self) > 1 else last)

    def _range(self, low: float, high: float) -> tuple[int, int]:
        return (int(np.searchsorted(self._x, self._place(low))),
                int(np.searchsorted(self._x, self._place(high), side="right")))

    def _place(self, x: float) -> np.floating:
        return self._x.dtype.type(x / self.scale)  # of another type it would turn all of x into that first
