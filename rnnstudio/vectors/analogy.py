"""Analogies: king - man + woman."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnstudio.vectors.near import Neighbour, nearest
from rnnstudio.vectors.space import WordSpace


def analogy(space: WordSpace, positive: Sequence[int], negative: Sequence[int], k: int = 10) -> list[Neighbour]:
    """Return the words nearest to a sum of words minus others, the nearest first.

    It is 3CosAdd (Mikolov, Yih and Zweig 2013): vectors of length 1 are added up, and the given words are left out,
    as are special tokens.

    Args:
        space: The words.
        positive: Rows that are added.
        negative: Rows that are subtracted.
        k: How many at most.

    Raises:
        UserError: If the sum has no direction, or a vector holds NaN or infinity.
    """
    if not positive and not negative:
        raise ValueError("an analogy without words")
    for row in (*positive, *negative):
        space.check_direction(row)
    vector = np.asarray(space.unit[list(positive)].sum(axis=0, dtype=np.float64)
                        - space.unit[list(negative)].sum(axis=0, dtype=np.float64))
    return nearest(space, vector, k, leave_out={*positive, *negative, *space.special})
