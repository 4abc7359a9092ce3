"""The nearest neighbours of a vector: exact, among all words.

The first choice is made in single precision by one product of matrix and vector. Rounding may put two words of
nearly the same distance into the wrong order there, so all that come so near the last one chosen are measured again
in double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.vectors.space import Rows, Vectors, WordSpace

Metric = Literal["cosine", "euclidean"]
Doubles = npt.NDArray[np.float64]
_LARGE = 1e15
"""Length of vectors whose squares are beyond single precision: all are measured in double precision then."""
_AT_ONCE = 20_000
"""Rows measured again at once, so that memory stays bounded where all vectors are alike."""
_CELLS = 8_000_000
"""Cosines of pairs held at once, in single precision, where all are measured with all."""

Progress = Callable[[float], object]
"""Told the share done, 0 to 1."""
Asked = Callable[[], bool]
"""Answers whether the work isn't wanted any more."""


def silent(fraction: float) -> None:
    """Tell nobody."""


def wanted() -> bool:
    """Answer that the work is still wanted: it isn't cancelled."""
    return False


class Neighbour(NamedTuple):
    """A word near another.

    Attributes:
        row: Its row.
        value: Cosine similarity, -1 to 1, or Euclidean distance, from 0.
    """

    row: int
    value: float


def nearest(space: WordSpace, query: int | Vectors, k: int = 10, metric: Metric = "cosine",
            leave_out: Collection[int] = ()) -> list[Neighbour]:
    """Return the words nearest to a word or to a vector, the nearest first; of equal ones the lower row first.

    Vectors with NaN or infinity are no one's neighbours; by cosine, neither are those of length 0.

    Args:
        space: The words.
        query: A row, which is left out itself, or a vector of shape (dimensions,).
        k: How many at most.
        metric: What counts as near.
        leave_out: Rows that aren't wanted.

    Raises:
        UserError: If the query has no direction, or holds NaN or infinity.
    """
    vector = _vector(space, query)
    out = {*leave_out, int(query)} if isinstance(query, int | np.integer) else set(leave_out)
    _check(space, query, vector, metric)
    if metric == "cosine":
        length = float(np.linalg.norm(vector))
        cost = -(space.unit @ (vector / length).astype(np.float32))
        slack = _rounding(space.dimensions)
        among = space.directed
    else:
        longest = float(space.norms[space.sound].max(initial=0.0)) + float(np.linalg.norm(vector))
        with np.errstate(invalid="ignore", over="ignore"):
            cost = np.square(space.norms) - 2 * (space.vectors @ vector.astype(np.float32))
        slack = 2 * _rounding(space.dimensions) * longest**2 if longest < _LARGE else np.inf
        among = space.sound
    rows = _candidates(cost, among, out, k, slack)
    values = _exact(space, rows, vector, metric)
    order = np.lexsort((rows, -values if metric == "cosine" else values))[:k]
    return [Neighbour(int(rows[place]), float(values[place])) for place in order]


def cosines(space: WordSpace, rows: Rows, vector: Doubles) -> Doubles:
    """Return the cosine of each of some words with a vector, in double precision; 0 where there is no direction."""
    found = np.empty(len(rows))
    length = np.linalg.norm(vector)
    for first in range(0, len(rows), _AT_ONCE):
        block = space.vectors[rows[first:first + _AT_ONCE]].astype(np.float64)
        lengths = np.linalg.norm(block, axis=1) * length
        with np.errstate(divide="ignore", invalid="ignore"):
            found[first:first + _AT_ONCE] = np.where(lengths > 0, block @ vector / lengths, 0.0)
    return np.clip(found, -1.0, 1.0)


def _vector(space: WordSpace, query: int | Vectors) -> Doubles:
    found = space.vectors[query] if isinstance(query, int | np.integer) else np.asarray(query)
    return np.asarray(found, np.float64)


def _check(space: WordSpace, query: int | Vectors, vector: Doubles, metric: Metric) -> None:
    if vector.shape != (space.dimensions,):
        raise ValueError(f"a vector of shape {vector.shape} among those of {space.dimensions} dimensions")
    if metric == "cosine" and isinstance(query, int | np.integer):
        space.check_direction(int(query))
    if not np.isfinite(vector).all():
        raise UserError(tr("the vector holds NaN or infinity, so nothing is near it; the training diverged, so try a "
                           "smaller learning rate"))
    if metric == "cosine" and not vector.any():
        raise UserError(tr("the words cancel each other out, so that nothing is left to look near to; choose others"))


def _rounding(dimensions: int) -> float:
    """Return how far a product of two vectors of length 1 may be off in single precision (twice Higham's bound)."""
    return 2 * (dimensions + 8) * float(np.finfo(np.float32).eps)


def _candidates(cost: Vectors, among: Rows, out: set[int], k: int, slack: float) -> Rows:
    """Return the rows that may be among the ``k`` of the least cost, in no order."""
    if len(among) < len(cost) or out:
        allowed = np.zeros(len(cost), np.bool_)
        allowed[among] = True
        allowed[[row for row in out if 0 <= row < len(cost)]] = False
        among = np.flatnonzero(allowed)
        cost = cost[among]
    if k <= 0 or not len(among):
        return np.empty(0, np.int64)
    if k >= len(among) or np.isinf(slack):
        return among
    last = np.partition(cost, k - 1)[k - 1]
    return np.asarray(among[cost <= last + 2 * slack], np.int64)


def _exact(space: WordSpace, rows: Rows, vector: Doubles, metric: Metric) -> Doubles:
    if metric == "cosine":
        return cosines(space, rows, vector)
    found = np.empty(len(rows))
    for first in range(0, len(rows), _AT_ONCE):
        block = space.vectors[rows[first:first + _AT_ONCE]].astype(np.float64)
        found[first:first + _AT_ONCE] = np.linalg.norm(block - vector, axis=1)
    return found


class Table(NamedTuple):
    """The nearest neighbours of each of some vectors among one another.

    Attributes:
        places: int64 of shape (vectors, k), the nearest first.
        cosines: float32 of the same shape.
    """

    places: Rows
    cosines: Vectors


def all_nearest(unit: Vectors, k: int, progress: Progress = silent, cancelled: Asked = wanted) -> Table:
    """Return the nearest neighbours by cosine of each of some vectors, in single precision.

    Args:
        unit: Vectors of length 1, float32 of shape (vectors, dimensions).
        k: How many; less than there are vectors.
        progress: Told the share done.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    places = np.empty((len(unit), k), np.int64)
    values = np.empty((len(unit), k), np.float32)
    for first, last in blocks(len(unit), progress, cancelled):
        cosine = unit[first:last] @ unit.T
        cosine[np.arange(last - first), np.arange(first, last)] = -np.inf
        chosen = np.sort(np.argpartition(cosine, len(unit) - k, axis=1)[:, len(unit) - k:], axis=1)
        found = np.take_along_axis(cosine, chosen, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        places[first:last] = np.take_along_axis(chosen, order, axis=1)
        values[first:last] = np.take_along_axis(found, order, axis=1)
    return Table(places, np.minimum(values, 1.0))


def blocks(count: int, progress: Progress, cancelled: Asked) -> Iterator[tuple[int, int]]:
    """Yield first and last of so many rows at a time that their cosines with all others have room.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    size = max(1, min(512, _CELLS // max(count, 1)))
    for first in range(0, count, size):
        if cancelled():
            raise Cancelled
        progress(first / count)
        yield first, min(first + size, count)
    progress(1.0)
