"""The points: where they are, what they are called, and which of them matter most. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class Cloud:
    """Points in units of their own, centred on the origin and within about 1 of it, so that float32 is exact enough.

    Attributes:
        labels: One for each point.
        order: Rows, the most important first.
        rank: Place of each row in ``order``.
        columns: float32 (2 or 3, n), contiguous; NaN where a point has no place.
    """

    def __init__(self, positions: Any = (), labels: Sequence[str] = (), priority: Any = None) -> None:
        places = _checked(positions)
        self.labels = labels
        if len(labels) != len(places):
            raise ValueError(f"{len(places)} points have {len(labels)} labels")
        self.order = _order(len(places), priority)
        self.rank = np.empty(len(places), np.int64)
        self.rank[self.order] = np.arange(len(places))
        self._centre, self._unit = _measure(places)
        self.columns = self._normalised(places)
        self._downward: tuple[Rows, Floats] | None = None
        self._by_rank: Floats | None = None

    def __len__(self) -> int:
        return int(self.columns.shape[1])

    @property
    def dimensions(self) -> int:
        """2 or 3."""
        return int(self.columns.shape[0])

    def move(self, positions: Any) -> None:
        """Put the points elsewhere, in the units of before.

        Raises:
            ValueError: If they are not as many, or have other dimensions.
        """
        places = _checked(positions)
        if places.T.shape != self.columns.shape:
            raise ValueError(f"{self.columns.shape[::-1]} points can't move to {places.shape} places")
        self.columns = self._normalised(places)
        self._downward = self._by_rank = None

    @property
    def downward(self) -> tuple[Rows, Floats]:
        """Rows that have a place, from the greatest second coordinate to the least, and their columns.

        In a plane they fall on the screen from top to bottom: what is drawn one after another is near in memory, and
        what is in sight is a slice.
        """
        if self._downward is None:
            rows = np.argsort(-self.columns[1], kind="stable")
            rows = rows[:int(np.isfinite(self.columns[1]).sum())]
            self._downward = rows, np.ascontiguousarray(self.columns[:, rows])
        return self._downward

    @property
    def by_rank(self) -> Floats:
        """Columns of the rows in their order, the most important first."""
        if self._by_rank is None:
            self._by_rank = np.ascontiguousarray(self.columns[:, self.order])
        return self._by_rank

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the greatest coordinates; 0 and 0 if there is no point."""
        found = self.columns[:, np.isfinite(self.columns).all(axis=0)].astype(np.float64)
        if not found.shape[1]:
            return np.zeros(self.dimensions), np.zeros(self.dimensions)
        return found.min(axis=1), found.max(axis=1)

    def placed(self) -> int:
        """Return how many points have a place."""
        return int(np.isfinite(self.columns).all(axis=0).sum())

    def _normalised(self, places: NDArray[np.float64]) -> Floats:
        with np.errstate(over="ignore", invalid="ignore"):
            moved = np.ascontiguousarray(((places - self._centre) / self._unit).T, np.float32)
        moved[:, ~np.isfinite(moved).all(axis=0)] = np.nan
        return moved


def _checked(positions: Any) -> NDArray[np.float64]:
    places = np.asarray(positions, np.float64)
    if places.size == 0:
        places = places.reshape(0, places.shape[1] if places.ndim == 2 and places.shape[1] in (2, 3) else 2)
    if places.ndim != 2 or places.shape[1] not in (2, 3):
        raise ValueError(f"positions are (n, 2) or (n, 3), not {places.shape}")
    return places


def _order(count: int, priority: Any) -> Rows:
    if priority is None:
        return np.arange(count)
    weights = np.asarray(priority, np.float64)
    if weights.shape != (count,):
        raise ValueError(f"{count} points have {weights.shape} priorities")
    return np.argsort(-np.nan_to_num(weights, nan=-np.inf, posinf=np.inf, neginf=-np.inf), kind="stable")


def _measure(places: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the middle of the points and half their greatest extent."""
    found = places[np.isfinite(places).all(axis=1)]
    if not len(found):
        return np.zeros(places.shape[1]), 1.0
    low, high = found.min(axis=0), found.max(axis=0)
    half = float((high / 2 - low / 2).max())
    return low / 2 + high / 2, half if half > 0 and np.isfinite(half) else 1.0
