"""Looks the words of a vocabulary up in a file of word vectors."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rnnstudio.vectors import files
from rnnstudio.vectors.file_head import Head, shown

Vectors = npt.NDArray[np.float32]
_FIRST = 8
_EXACT, _FOLDED = 2, 1


@dataclasses.dataclass(frozen=True, eq=False)
class Matched:
    """What a file has for a vocabulary.

    Attributes:
        rows: Which words were found, by their place in the vocabulary, int64, rising.
        vectors: Theirs, float32 of shape (found, width).
        count: Words that were looked up.
        missing: The first few that were not found, in the order of the vocabulary.
    """

    rows: npt.NDArray[np.int64]
    vectors: Vectors
    count: int
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of the words that were found."""
        return len(self.rows) / self.count if self.count else 0.0


def matched(words: Sequence[str], head: Head, *, ignore_case: bool = False, skip: int = 0,
            tell: Callable[[float], None] = lambda share: None,
            cancelled: Callable[[], bool] = lambda: False) -> Matched:
    """Find the vectors of some words. Only those that are wanted are kept in memory.

    A word that stands in the file several times has the first of its vectors.

    Args:
        words: The vocabulary.
        head: The file, from ``files.look``.
        ignore_case: A word that isn't there as it is written is looked up without regard to case; the first in the
            file that fits, commonly the most frequent one, is taken.
        skip: Words at the beginning that are not looked up, such as padding.
        tell: Told the share of the file that is read.
        cancelled: Asked now and then.

    Raises:
        UserError: If the file is broken, see ``files.rows``.
        Cancelled: If ``cancelled`` answers True.
    """
    exact: dict[bytes, list[int]] = {}
    folded: dict[str, list[int]] = {}
    for row in range(skip, len(words)):
        exact.setdefault(words[row].encode("utf-8", "replace"), []).append(row)
        if ignore_case:
            folded.setdefault(words[row].casefold(), []).append(row)
    state = np.zeros(len(words), np.int8)
    found: dict[int, Vectors] = {}

    def wants(word: bytes) -> bool:
        rows = exact.get(word)
        if rows is not None and state[rows[0]] != _EXACT:
            return True
        return bool(folded) and any(not state[row] for row in folded.get(shown(word).casefold(), ()))

    spaced = any(b" " in word or b"\t" in word for word in exact)
    for word, vector in files.rows(head, wants, spaced, tell, cancelled):
        for row in exact.get(word, ()):
            if state[row] != _EXACT:
                state[row], found[row] = _EXACT, vector
        for row in folded.get(shown(word).casefold(), ()) if folded else ():
            if not state[row]:
                state[row], found[row] = _FOLDED, vector
    rows = np.flatnonzero(state)
    vectors = np.empty((len(rows), head.width), np.float32)
    for place, row in enumerate(rows.tolist()):
        vectors[place] = found[row]
    missing = [words[row] for row in range(skip, len(words)) if not state[row]][:_FIRST]
    return Matched(rows=rows, vectors=vectors, count=len(words) - skip, missing=tuple(missing))
