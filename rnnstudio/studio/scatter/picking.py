"""Which points are under the mouse, in a polygon, or next in a direction. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter.camera import Seen
from rnnstudio.studio.scatter.cloud import Rows

REACH = 8.0
"""Pixels that a point may be away from the mouse."""


def nearest(seen: Seen, x: float, y: float, reach: float = REACH, radius: float = 0.0) -> int:
    """Return the row of the point nearest to a place, or -1 if none is near.

    Of points that are equally near, the one drawn last is meant; with depth, so are those whose disc the place is in.

    Args:
        seen: The points on the screen.
        x: In the same pixels.
        y: In the same pixels.
        reach: How far a point may be.
        radius: Of the points' discs.
    """
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((np.abs(seen.x - np.float32(x)) <= reach) & (np.abs(seen.y - np.float32(y)) <= reach))
    if not len(rows):
        return -1
    away = np.hypot(seen.x[rows] - x, seen.y[rows] - y)
    within = away <= reach
    rows, away = rows[within], away[within]
    if not len(rows):
        return -1
    if seen.near is not None:
        depth = -seen.near[rows]
        return int(rows[np.lexsort((-rows, depth, np.where(away <= radius, 0.0, away)))[0]])
    return int(rows[np.lexsort((-rows, away))[0]])


def in_polygon(x: NDArray[np.float32], y: NDArray[np.float32], corners: Sequence[tuple[float, float]]) -> Rows:
    """Return the rows of points inside a polygon, by the even-odd rule.

    Each edge is compared only with the points at its heights, so that a long outline is as quick as a short one.

    Args:
        x: float (n,); NaN is nowhere.
        y: float (n,).
        corners: Of the polygon; the last is joined to the first.
    """
    if len(corners) < 3:
        return np.zeros(0, np.int64)
    edge = np.asarray(corners, np.float64)
    low, high = edge.min(axis=0), edge.max(axis=0)
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1]))
    rows = rows[np.argsort(y[rows], kind="stable")]
    across, down = x[rows].astype(np.float64), y[rows].astype(np.float64)
    inside = np.zeros(len(rows), bool)
    for (x1, y1), (x2, y2) in zip(edge, np.roll(edge, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        first, last = np.searchsorted(down, (min(y1, y2), max(y1, y2)))
        part = slice(int(first), int(last))
        inside[part] ^= across[part] < (x2 - x1) * (down[part] - y1) / (y2 - y1) + x1
    return np.sort(rows[inside])


def simplified(corners: Sequence[tuple[float, float]], least: float = 2.0) -> list[tuple[float, float]]:
    """Return an outline drawn by hand without the corners that are nearer than ``least`` to the one before."""
    kept: list[tuple[float, float]] = []
    for corner in corners:
        if not kept or abs(corner[0] - kept[-1][0]) + abs(corner[1] - kept[-1][1]) >= least:
            kept.append(corner)
    return kept


def next_towards(seen: Seen, visible: NDArray[np.bool_], x: float, y: float, right: int, down: int,
                 leave_out: int = -1) -> int:
    """Return the row of the next point in sight to one side of a place, or -1.

    Args:
        seen: The points on the screen.
        visible: bool (n,), those that come into question.
        x: The place.
        y: The place.
        right: 1 to the right, -1 to the left, 0 if up or down.
        down: 1 down, -1 up, 0 if right or left.
        leave_out: A row that isn't meant: the one at the place.
    """
    rows = np.flatnonzero(visible)
    rows = rows[rows != leave_out]
    across, along = seen.x[rows] - x, seen.y[rows] - y
    ahead = across * right + along * down
    aside = np.abs(across * down) + np.abs(along * right)
    good = (ahead > 0.5) & (aside <= ahead * 1.2)
    if not good.any():
        return -1
    rows, far = rows[good], ahead[good] + 2 * aside[good]
    return int(rows[np.argmin(far)])
