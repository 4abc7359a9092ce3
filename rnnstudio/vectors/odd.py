"""Words that stand apart from all others, and words that can hardly be told from one another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rnnstudio.vectors.near import Asked, Progress, all_nearest, blocks, silent, wanted
from rnnstudio.vectors.space import Rows, WordSpace

NEAREST = 10
"""Neighbours whose mean distance tells how far apart a word stands."""
MOST_WORDS = 20_000
"""Words that are looked at for those that stand apart, the most frequent; all with all would take minutes beyond."""


class Odd(NamedTuple):
    """A word that stands apart: its row, and its mean cosine distance to its nearest neighbours, 0 to 2."""

    row: int
    value: float


class Pair(NamedTuple):
    """Two words that are nearly the same: their rows, the more frequent one first, and their cosine."""

    a: int
    b: int
    cosine: float


def outliers(space: WordSpace, k: int = 50, *, most: int = MOST_WORDS, progress: Progress = silent,
             cancelled: Asked = wanted) -> list[Odd]:
    """Return the words farthest from their ten nearest neighbours, the farthest first.

    Args:
        space: The words; special ones and those without a direction are left out.
        k: How many at most.
        most: Words that are looked at, the most frequent.
        progress: Told the share done.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    rows = _with_direction(space, space.top(most))
    if len(rows) < 2:
        return []
    table = all_nearest(space.unit[rows], min(NEAREST, len(rows) - 1), progress, cancelled)
    values = 1.0 - table.cosines.mean(axis=1, dtype=np.float64)
    order = np.argsort(-values, kind="stable")[:k]
    return [Odd(int(rows[place]), float(values[place])) for place in order]


def near_duplicates(space: WordSpace, threshold: float = 0.95, limit: int = 200, *, progress: Progress = silent,
                    cancelled: Asked = wanted) -> list[Pair]:
    """Return the pairs of words with the highest cosines, the highest first; of equal ones the most frequent first.

    Args:
        space: The words; special ones and those without a direction are left out.
        threshold: Least cosine.
        limit: How many pairs at most.
        progress: Told the share done.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    plain = set(_with_direction(space, space.plain).tolist())
    rows = np.array([row for row in space.ranked.tolist() if row in plain], np.int64)
    unit = space.unit[rows]
    best = np.empty((0, 3))
    for first, last in blocks(len(rows), progress, cancelled):
        cosine = unit[first:last] @ unit[first:].T
        cosine[np.tril_indices(last - first)] = -np.inf
        full = len(best) == limit > 0
        one, other = np.nonzero(cosine > best[-1, 0] if full else cosine >= threshold)
        found = np.column_stack([cosine[one, other], one + first, other + first])
        best = _best(np.concatenate([best, found]), limit)
    return [Pair(int(rows[int(one)]), int(rows[int(other)]), min(float(value), 1.0)) for value, one, other in best]


def _with_direction(space: WordSpace, rows: Rows) -> Rows:
    return np.asarray(np.intersect1d(rows, space.directed), np.int64)


def _best(pairs: np.ndarray[tuple[int, int], np.dtype[np.float64]],
          limit: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the rows of the highest cosines, in order."""
    if len(pairs) > limit > 0:
        least = np.partition(pairs[:, 0], len(pairs) - limit)[len(pairs) - limit]
        pairs = pairs[pairs[:, 0] >= least]
    order = np.lexsort((pairs[:, 2], pairs[:, 1], -pairs[:, 0]))
    return pairs[order[:limit]]
