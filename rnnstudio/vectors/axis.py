"""An axis of one's own through the words: from bad to good, from one group of words to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.space import Rows, Vectors, WordSpace

_NOTHING = 1e-6
"""Length of a difference between means of vectors of length 1 that is rounding alone."""


def on_axis(space: WordSpace, low: Sequence[int], high: Sequence[int],
            rows: Sequence[int] | Rows | None = None) -> Vectors:
    """Return where words lie between two groups of words, as SemAxis does (An, Kwak and Ahn 2018).

    Args:
        space: The words.
        low: Rows of the group at the lower end.
        high: Rows of the group at the upper end.
        rows: The words to place; all if ``None``.

    Returns:
        float32 of shape (rows,): the cosine of each word with the direction from the mean of the one group to that
        of the other, -1 to 1; 0 for vectors without a direction.

    Raises:
        UserError: If a group is empty, the groups' means are the same, or a vector holds NaN or infinity.
    """
    if not low or not high:
        raise UserError(tr("an axis needs at least one word at each end"))
    for row in (*low, *high):
        space.check_direction(row)
    axis = (space.unit[list(high)].mean(axis=0, dtype=np.float64)
            - space.unit[list(low)].mean(axis=0, dtype=np.float64))
    length = float(np.linalg.norm(axis))
    if length < _NOTHING:
        raise UserError(tr("both ends of the axis lie in the same place; choose other words"))
    among = space.unit if rows is None else space.unit[np.asarray(rows, np.int64)]
    return np.asarray(among @ (axis / length).astype(np.float32), np.float32)
