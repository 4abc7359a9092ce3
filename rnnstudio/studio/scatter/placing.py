"""Which labels are shown, and where, so that none lies over another. Knows no Qt.

Labels are tried one after another, the most important first, at each side of their point; the first free side is
taken. What is taken is kept in a grid of small cells, a row of it as the bits of one whole number, so that a try
costs a handful of bit operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

CELL = 4
"""Pixels of a cell, across and down."""
GAP = 3
"""Pixels between a point and its label."""
_SIDES = ((1.0, 0.0, 0.0, 0.5), (-1.0, 0.0, 1.0, 0.5), (0.0, -1.0, 0.5, 1.0), (0.0, 1.0, 0.5, 0.0))
_CORNERS = ((0.75, -0.75, 0.0, 1.0), (0.75, 0.75, 0.0, 0.0), (-0.75, -0.75, 1.0, 1.0), (-0.75, 0.75, 1.0, 0.0))
"""Where a label is: distances to the right and down, shares of its width and height to the left and up."""
_FIRST = tuple((first, *(side for side in range(4) if side != first)) for first in (0, 1, 2, 3, 0))
_ROUND = (*_SIDES, *_CORNERS)
_FARTHER = (0.0, 10.0, 22.0, 36.0, 54.0, 76.0, 102.0)
"""Distances that a label which must be shown is moved away from its point, to be joined to it by a line."""

_TRIES = tuple((away, side) for away in _FARTHER for side in range(len(_ROUND)))


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


class Wanted(NamedTuple):
    """A label that may be shown: its row, the place of its point and its own width and height, in pixels."""

    row: int
    x: float
    y: float
    width: float
    height: float


class Room:
    """What of a rectangle is taken.

    Args:
        width: In pixels.
        height: In pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self._rows = [0] * (int(max(height, 0)) // CELL + 1)
        self.width, self.height = width, height

    def copy(self) -> Room:
        """Return another with the same taken."""
        made = Room(self.width, self.height)
        made._rows = list(self._rows)
        return made

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a rectangle, or what of it is inside."""
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, self.width), min(bottom, self.height)
        if left < right and top < bottom:
            first, last = int(left) // CELL, int(right) // CELL + 1
            bits = (1 << last) - (1 << first)
            for row in range(int(top) // CELL, int(bottom) // CELL + 1):
                self._rows[row] |= bits

    def is_free(self, left: float, top: float, right: float, bottom: float, around: float = 0) -> bool:
        """Tell whether a rectangle is wholly inside, and nothing of it or ``around`` it is taken."""
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        if around:
            left, top = max(left - around, 0), max(top - around, 0)
            right, bottom = min(right + around, self.width), min(bottom + around, self.height)
        bits = (1 << int(right) // CELL + 1) - (1 << int(left) // CELL)
        for row in self._rows[int(top) // CELL:int(bottom) // CELL + 1]:  # noqa: SIM110 - a generator takes twice as long
            if row & bits:
                return False
        return True


def place_labels(wanted: Iterable[Wanted], room: Room, loose: Room, radius: float, most: int,
                 before: Mapping[int, Placed], spare: tuple[float, float] = (CELL, CELL), *,
                 keep: bool = False) -> dict[int, Placed]:
    """Place labels; those that find no free side are left out.

    A label must keep a distance to others, but one that was shown before and stays on its side a lesser one; and none
    at all where labels only move together, so that all of them stay, however they fall on the cells.

    Args:
        wanted: To be tried, the most important first; it may end early by itself when time is up.
        room: What is taken already; what is placed is taken too.
        loose: The same, for labels that weren't shown before or change their side: what is placed takes more of it.
        radius: Of the points.
        most: Labels to place at most.
        before: What was shown before: a label keeps its side if it can.
        spare: The distance to the left and right, above and below, in pixels; at least a cell.
        keep: Whether labels only moved together: each is tried on its side of before alone.

    Returns:
        The labels by row.
    """
    found: dict[int, Placed] = {}
    across, down = spare
    gap = radius + GAP
    if most <= 0:
        return found
    for row, x, y, width, height in wanted:
        old = before.get(row)
        first = -1 if old is None else old.side % len(_SIDES)
        for side in (first,) if keep else _FIRST[first]:
            left, top = _corner(x, y, width, height, _SIDES[side], gap)
            if room.is_free(left, top, left + width, top + height, 0 if keep else CELL) if side == first else \
                    loose.is_free(left, top, left + width, top + height):
                found[row] = Placed(row, left, top, width, height, side)
                room.take(left, top, left + width, top + height)
                loose.take(left - across, top - down, left + width + across, top + height + down)
                break
        if len(found) >= most:
            break
    return found


def place_firmly(wanted: Iterable[Wanted], room: Room, radius: float,
                 before: Mapping[int, Placed]) -> dict[int, Placed]:
    """Place labels that must be shown: they go farther from their point until there is room.

    The arguments are those of ``place_labels``. Only a label that finds no room far around its point is left out.
    """
    found: dict[int, Placed] = {}
    for row, x, y, width, height in wanted:
        old = before.get(row)
        tries = _TRIES if old is None else ((old.away, old.side), *_TRIES)
        for away, side in tries:
            left, top = _corner(x, y, width, height, _ROUND[side], radius + GAP + away)
            if room.is_free(left, top, left + width, top + height):
                found[row] = Placed(row, left, top, width, height, side, away)
                room.take(left, top, left + width, top + height)
                break
    return found


def _corner(x: float, y: float, width: float, height: float, side: tuple[float, float, float, float],
            distance: float) -> tuple[float, float]:
    """Return the top left of a label at a side of a point."""
    right, down, wide, high = side
    return x + right * distance - width * wide, y + down * distance - height * high
