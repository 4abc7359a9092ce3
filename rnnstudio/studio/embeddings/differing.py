"""A word's neighbours in two runs, computed in a thread. Knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.naming import Metric
    from rnnstudio.studio.embeddings.work import Task
    from rnnstudio.vectors.comparing import Compared, Differing
    from rnnstudio.vectors.space import WordSpace

NEIGHBOURS = 15
MOST = 60


def compared(one: WordSpace, other: WordSpace, row: int, metric: Metric, task: Task) -> Compared:
    """Find what is near a word of the first space in both.

    Raises:
        UserError: If the second space doesn't have it.
    """
    from rnnstudio.vectors import comparing

    task.check()
    return comparing.compare(one, other, one.words[row], NEIGHBOURS, metric)


def differing(one: WordSpace, other: WordSpace, task: Task) -> list[Differing]:
    """Find the words whose neighbours differ most."""
    from rnnstudio.vectors import comparing

    return comparing.most_different(one, other, MOST, progress=task.tell, cancelled=task.cancelled)
