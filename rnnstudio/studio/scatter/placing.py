"""Which labels are shown, and where, so that none lies over another. Knows no Qt.

Labels are tried one after another, the most important first, at each side of their point; the first free side is
taken. What is taken is kept in a grid of small cells, a row of it as the bits of one whole number, so that a try costs
a handful of bit operations. Labels shown before are tried first where only the place moved, so that none flickers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

CELL = 4
"""Pixels of a cell, across and down."""
GAP = 3
"""Pixels between a point and its label."""
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1))
_FIRST = tuple((first, *(side for side in range(4) if side != first)) for first in range(4))
_ROUND = (*_SIDES, (0.75, -0.75), (0.75, 0.75), (-0.75, -0.75), (-0.75, 0.75))
_FARTHER = (0.0, 10.0, 22.0, 36.0, 54.0)
"""Distances that a label which must be shown is moved away from its point, to be joined to it by a line."""


class Placed(NamedTuple):
    """A label that is shown.

    Attributes:
        row: Of its point.
        left, top, width, height: In pixels.
        side: Which of the sides it is on.
        away: Pixels that it was moved away.
    """

    row: int
    left: float
    top: float
    width: float
    height: float
    side: int
    away: float = 0.0


class Room:
    """What of a rectangle is taken.

    Args:
        width: In pixels.
        height: In pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self._columns = max(math.ceil(width / CELL), 1)
        self._rows = [0] * max(math.ceil(height / CELL), 1)
        self.width, self.height = width, height

    def take(self, left: float, top: float, width: float, height: float) -> None:
        """Take a rectangle, or what of it is inside."""
        first, last, bits = self._cells(left, top, width, height)
        for row in range(first, last):
            self._rows[row] |= bits

    def is_free(self, left: float, top: float, width: float, height: float) -> bool:
        """Tell whether a rectangle is wholly inside, and nothing of it is taken."""
        if left < 0 or top < 0 or left + width > self.width or top + height > self.height:
            return False
        first, last, bits = self._cells(left, top, width, height)
        return not any(row & bits for row in self._rows[first:last])

    def _cells(self, left: float, top: float, width: float, height: float) -> tuple[int, int, int]:
        first_column = max(int(left // CELL), 0)
        last_column = min(math.ceil((left + width) / CELL), self._columns)
        bits = ((1 << max(last_column - first_column, 0)) - 1) << first_column
        return max(int(top // CELL), 0), min(math.ceil((top + height) / CELL), len(self._rows)), bits


def place_labels(rows: Iterable[int], places: Callable[[int], tuple[float, float]],
                 size: Callable[[int], tuple[float, float]], room: Room, radius: float, most: int,
                 before: dict[int, Placed], spare: tuple[float, float] = (0.0, 0.0)) -> dict[int, Placed]:
    """Place labels; those that find no free side are left out.

    Args:
        rows: To be tried, the most important first; it may end early by itself when time is up.
        places: Gives a row's place, in pixels.
        size: Gives the width and height of a row's label.
        room: What is taken already; what is placed is taken too.
        radius: Of the points.
        most: Labels to place at most.
        before: What was shown before: a label keeps its side if it can.
        spare: Pixels to the left and right, above and below, that each keeps free of later ones.

    Returns:
        The labels by row.
    """
    found: dict[int, Placed] = {}
    across, down = spare
    for row in rows:
        if len(found) >= most:
            break
        x, y = places(row)
        width, height = size(row)
        old = before.get(row)
        for side in _FIRST[old.side if old is not None and old.side < len(_SIDES) else 0]:
            left, top = _corner(x, y, width, height, _SIDES[side], radius + GAP)
            if room.is_free(left, top, width, height):
                found[row] = Placed(row, left, top, width, height, side)
                room.take(left - across, top - down, width + 2 * across, height + 2 * down)
                break
    return found


def place_firmly(rows: Sequence[int], places: Callable[[int], tuple[float, float]],
                 size: Callable[[int], tuple[float, float]], room: Room, radius: float,
                 before: dict[int, Placed]) -> dict[int, Placed]:
    """Place labels that must be shown: they go farther from their point until there is room.

    The arguments are those of ``place_labels``. Only a label that finds no room far around its point is left out.
    """
    found: dict[int, Placed] = {}
    for row in rows:
        x, y = places(row)
        width, height = size(row)
        old = before.get(row)
        tries = [(away, side) for away in _FARTHER for side in range(len(_ROUND))]
        if old is not None:
            tries.insert(0, (old.away, old.side))
        for away, side in tries:
            left, top = _corner(x, y, width, height, _ROUND[side], radius + GAP + away)
            if room.is_free(left, top, width, height):
                found[row] = Placed(row, left, top, width, height, side, away)
                room.take(left, top, width, height)
                break
    return found


def order_of(candidates: Sequence[int], rank: Callable[[int], int], before: Iterable[int], moved_only: bool) -> list[int]:
    """Return rows in the order they are tried.

    Args:
        candidates: Rows in sight, the most important first.
        rank: Gives the place of a row among all, 0 for the most important.
        before: Rows whose labels were shown, of those in sight.
        moved_only: Whether all points only moved together: then labels shown before come first, whatever their
            rank. Else they count as twice as important as they are, so that they don't come and go.
    """
    shown = sorted(before, key=rank)
    known = set(shown)
    if moved_only:
        return shown + [row for row in candidates if row not in known]
    merged = {*candidates, *shown}
    return sorted(merged, key=lambda row: rank(row) / 2 if row in known else rank(row))


def _corner(x: float, y: float, width: float, height: float, side: tuple[float, float],
            distance: float) -> tuple[float, float]:
    """Return the top left of a label at a side of a point."""
    right, down = side
    return (x + right * distance - width * (1 - _sign(right)) / 2,
            y + down * distance - height * (1 - _sign(down)) / 2)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
