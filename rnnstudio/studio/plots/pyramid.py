"""Numbers that grow at their end, with the lows and highs of their groups: a million are looked over in no time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Values = npt.NDArray[np.floating]

GROUP = 16
"""Numbers in a group of the lowest level."""
_FACTOR = 4
"""Groups of a level that make one of the next."""
_FEW = 4096
"""About as many groups are looked over for lowest and highest at once."""


class Growing:
    """An array that grows by doubling, so adding a number costs the same at the millionth as at the first."""

    def __init__(self, dtype: npt.DTypeLike = np.float32, room: int = 256) -> None:
        self._array = np.empty(room, dtype=dtype)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Values:
        """The numbers, as a view that must not be written to."""
        return self._array[:self._count]

    def extend(self, values: npt.ArrayLike) -> None:
        """Add numbers."""
        added = np.asarray(values, dtype=self._array.dtype).ravel()
        needed = self._count + len(added)
        if needed > len(self._array):
            grown = np.empty(max(needed, 2 * len(self._array)), dtype=self._array.dtype)
            grown[:self._count] = self._array[:self._count]
            self._array = grown
        self._array[self._count:needed] = added
        self._count = needed


class Pyramid:
    """Growing numbers of single precision. What isn't finite is kept, and is neither low nor high."""

    def __init__(self, values: npt.ArrayLike = ()) -> None:
        self._raw = Growing()
        self._lows: list[Growing] = []
        self._highs: list[Growing] = []
        self.extend(values)

    def __len__(self) -> int:
        return len(self._raw)

    @property
    def values(self) -> Values:
        """All numbers, as a view that must not be written to."""
        return self._raw.values

    def extend(self, values: npt.ArrayLike) -> None:
        """Add numbers; what is too large for single precision counts as infinite."""
        with np.errstate(over="ignore"):
            self._raw.extend(values)
        level = 0
        while self._raise(level):
            level += 1

    def thin(self, first: int, behind: int, group: int) -> tuple[npt.NDArray[np.intp], Values, Values]:
        """Return the lows and highs of all groups that have a part in a range.

        Args:
            first: Index of the range's first number.
            behind: Index behind its last one.
            group: Numbers in a group, a power of two. Groups begin at its multiples, so they stay the same while
                numbers are added and while the range moves.

        Returns:
            The index of each group's first number; its lowest; its highest. NaN where nothing is finite.
        """
        first = first // group * group
        behind = min(-(-behind // group) * group, len(self))
        whole = max((behind - first) // group, 0)
        level, size = -1, 1
        while level + 1 < len(self._lows) and size * (_FACTOR if level >= 0 else GROUP) <= group:
            size *= _FACTOR if level >= 0 else GROUP
            level += 1
        lows, highs = self._level(level, first // size, first // size + whole * (group // size))
        lows, highs = _joined(lows, highs, group // size)
        starts = np.arange(first, behind, group)
        if len(starts) > whole:
            rest = _finite(self.values[first + whole * group:behind])
            lows, highs = np.append(lows, np.fmin.reduce(rest)), np.append(highs, np.fmax.reduce(rest))
        return starts, lows, highs

    def extremes(self, first: int, behind: int, positive: bool = False) -> tuple[float, float] | None:
        """Return the lowest and highest finite number in a range, or ``None`` if there is none.

        Long ranges are widened to whole groups at both ends.

        Args:
            first: Index of the first number.
            behind: Index behind the last one.
            positive: Pass over what isn't above zero.
        """
        if behind <= first:
            return None
        if behind - first <= _FEW:
            lows = highs = _finite(self.values[first:behind])
        else:
            group = GROUP
            while (behind - first) // group > _FEW:
                group *= 2
            _, lows, highs = self.thin(first, behind, group)
        if positive:
            lows = np.where(lows > 0, lows, np.where(highs > 0, highs, np.nan))
            highs = np.where(highs > 0, highs, np.nan)
        low, high = np.fmin.reduce(lows), np.fmax.reduce(highs)
        return None if np.isnan(low) else (float(low), float(high))

    def _level(self, level: int, first: int, behind: int) -> tuple[Values, Values]:
        if level < 0:
            raw = _finite(self.values[first:behind])
            return raw, raw
        return self._lows[level].values[first:behind], self._highs[level].values[first:behind]

    def _raise(self, level: int) -> bool:
        """Take what is new below a level into it; return whether there was anything."""
        factor = _FACTOR if level else GROUP
        below = len(self._lows[level - 1]) if level else len(self)
        done = len(self._lows[level]) if level < len(self._lows) else 0
        if below // factor == done:
            return False
        if level == len(self._lows):
            self._lows.append(Growing(room=GROUP))
            self._highs.append(Growing(room=GROUP))
        lows, highs = self._level(level - 1, done * factor, below // factor * factor)
        lows, highs = _joined(lows, highs, factor)
        self._lows[level].extend(lows)
        self._highs[level].extend(highs)
        return True


def _joined(lows: Values, highs: Values, factor: int) -> tuple[Values, Values]:
    """Return lows and highs of ``factor`` neighbours each, a power of two; faster than a reduction of short rows."""
    while factor > 1:
        lows, highs, factor = np.fmin(lows[0::2], lows[1::2]), np.fmax(highs[0::2], highs[1::2]), factor // 2
    return lows, highs


def _finite(values: Values) -> Values:
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.float32(np.nan))
