"""The same words in two spaces: how their neighbours differ."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.near import Asked, Metric, Neighbour, Progress, all_nearest, nearest, silent, wanted
from rnnstudio.vectors.space import Rows, WordSpace

MOST_WORDS = 20_000
"""Words whose neighbours are compared, the most frequent of those that both have."""


@dataclasses.dataclass(frozen=True)
class Compared:
    """A word's neighbours in two spaces.

    Attributes:
        word: The word.
        first: Its neighbours in the first space, by that one's rows.
        second: Its neighbours in the second one, by that one's rows.
        shared: Rows in the first space of the neighbours that it has in both.
        shared_second: Rows of the same ones in the second.
    """

    word: str
    first: list[Neighbour]
    second: list[Neighbour]
    shared: frozenset[int]
    shared_second: frozenset[int]

    @property
    def overlap(self) -> float:
        """Share of the neighbours that both have among all of them, 0 to 1 (Jaccard's index)."""
        both = len(self.shared)
        return both / max(len(self.first) + len(self.second) - both, 1)


class Differing(NamedTuple):
    """A word whose neighbours differ between two spaces.

    Attributes:
        word: The word.
        row: Its row in the first space.
        second_row: Its row in the second.
        shared: How many of its neighbours are the same.
        overlap: Their share, 0 to 1.
    """

    word: str
    row: int
    second_row: int
    shared: int
    overlap: float


def compare(one: WordSpace, other: WordSpace, word: str, k: int = 10, metric: Metric = "cosine") -> Compared:
    """Return a word's nearest neighbours in two spaces, special tokens left out.

    Raises:
        UserError: If one of them doesn't have the word, or its vector can't be compared.
    """
    rows = []
    for space in (one, other):
        row = space.row(word)
        if row is None:
            raise UserError(tr('"{word}" isn\'t in both vocabularies; choose a word that both runs know', word=word))
        rows.append(row)
    first = nearest(one, rows[0], k, metric, one.special)
    second = nearest(other, rows[1], k, metric, other.special)
    here = {one.words[each.row]: each.row for each in first}
    there = {other.words[each.row]: each.row for each in second}
    both = here.keys() & there.keys()
    return Compared(one.words[rows[0]], first, second, frozenset(here[each] for each in both),
                    frozenset(there[each] for each in both))


def most_different(one: WordSpace, other: WordSpace, limit: int = 50, *, k: int = 10, progress: Progress = silent,
                   cancelled: Asked = wanted) -> list[Differing]:
    """Return the words whose neighbours by cosine differ most, those first; of equal ones the most frequent first.

    Neighbours are looked for among the words that both spaces have, at most ``MOST_WORDS`` of them: with different
    vocabularies they would differ for that alone.

    Args:
        one: The first space; its counts say which words are frequent.
        other: The second one.
        limit: How many words at most.
        k: Neighbours that are compared.
        progress: Told the share done.
        cancelled: Asked now and then.

    Raises:
        UserError: If they have fewer than three words in common.
        Cancelled: If ``cancelled`` answers True.
    """
    rows, second_rows = _common(one, other)
    if len(rows) < 3:
        raise UserError(tr("the two runs have {count} words in common, which are too few to compare",
                           count=len(rows)))
    k = min(k, len(rows) - 1)
    first = all_nearest(one.unit[rows], k, lambda share: progress(share / 2), cancelled).places
    second = all_nearest(other.unit[second_rows], k, lambda share: progress((1 + share) / 2), cancelled).places
    both = np.concatenate([first, second], axis=1)
    both.sort(axis=1)
    shared = (both[:, 1:] == both[:, :-1]).sum(axis=1)
    order = np.argsort(shared, kind="stable")[:limit]
    return [Differing(one.words[int(rows[place])], int(rows[place]), int(second_rows[place]), int(shared[place]),
                      float(shared[place]) / k) for place in order.tolist()]


def _common(one: WordSpace, other: WordSpace) -> tuple[Rows, Rows]:
    """Return the rows of the words that both have, the most frequent of the first space first."""
    there = {other.words[row]: row for row in np.intersect1d(other.plain, other.directed)[::-1].tolist()}
    here = set(np.intersect1d(one.plain, one.directed).tolist())
    pairs: dict[str, tuple[int, int]] = {}
    for row in one.ranked.tolist():
        word = one.words[row]
        if row in here and word in there and word not in pairs:
            pairs[word] = row, there[word]
            if len(pairs) == MOST_WORDS:
                break
    found = np.array(list(pairs.values()), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
