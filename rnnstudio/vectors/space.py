"""Words with their vectors: what every other module here asks its questions of."""

from __future__ import annotations

import bisect
import dataclasses
import heapq
import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rnnstudio.api import UserError, tr

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
_SPECIAL = re.compile(r"\[[A-Z]+\]|<[a-z/_]+>")
_ALWAYS_SPECIAL = 2
"""Id 0 is padding and id 1 the unknown token, in every vocabulary."""
_SHOWN = 3


@dataclasses.dataclass(frozen=True, eq=False)
class WordSpace:
    """The words of an embedding with their vectors. It never changes; what is derived of it is kept.

    Attributes:
        name: What the embedding is called.
        words: The words by row; they may be empty or repeat.
        vectors: float32 of shape (words, dimensions), C-contiguous.
        counts: How often each word stood in the training text, int64; ``None`` if not known.
        classes: The classes of the training data, if its words were counted by class.
        association: Share of each class among the texts that a word stands in, float32 of shape (words, classes).
        special: Rows of padding, the unknown token and others that are no words.
    """

    name: str
    words: Sequence[str]
    vectors: Vectors
    counts: Rows | None = None
    classes: tuple[str, ...] = ()
    association: Vectors | None = None
    special: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "vectors", np.ascontiguousarray(self.vectors, np.float32))
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.words):
            raise ValueError(f"{len(self.words)} words, but vectors of shape {self.vectors.shape}")
        if self.counts is not None and len(self.counts) != len(self.words):
            raise ValueError(f"{len(self.words)} words, but {len(self.counts)} counts")
        shape = (len(self.words), len(self.classes))
        if self.association is not None and self.association.shape != shape:
            raise ValueError(f"association of shape {self.association.shape} instead of {shape}")

    def __len__(self) -> int:
        return len(self.words)

    @property
    def dimensions(self) -> int:
        """Numbers in each vector."""
        return int(self.vectors.shape[1])

    @cached_property
    def norms(self) -> Vectors:
        """Length of each vector, float32; of one with a number that isn't finite it isn't finite either."""
        return lengths(self.vectors)

    @cached_property
    def unit(self) -> Vectors:
        """The vectors at length 1, float32 of the same shape; those without a direction are all zeros."""
        return unit_vectors(self.vectors, self.norms)

    @cached_property
    def _finite(self) -> npt.NDArray[np.bool_]:
        return np.isfinite(self.norms)

    @cached_property
    def _directed(self) -> npt.NDArray[np.bool_]:
        return self._finite & (self.norms > 0)

    @cached_property
    def sound(self) -> Rows:
        """Rows whose vectors are numbers throughout, ascending."""
        return np.flatnonzero(self._finite)

    @cached_property
    def broken(self) -> Rows:
        """Rows whose vectors hold NaN or infinity, ascending: a training that diverged leaves such."""
        return np.flatnonzero(~self._finite)

    @cached_property
    def directed(self) -> Rows:
        """Rows whose vectors have a direction, ascending: sound ones that aren't zero."""
        return np.flatnonzero(self._directed)

    @cached_property
    def ranked(self) -> Rows:
        """All rows, the most frequent word first; without counts in their own order."""
        if self.counts is None:
            return np.arange(len(self), dtype=np.int64)
        return np.argsort(-self.counts, kind="stable")

    @cached_property
    def plain(self) -> Rows:
        """Rows that can be laid out: sound and not special, ascending."""
        return np.array([row for row in self.sound.tolist() if row not in self.special], np.int64)

    def top(self, count: int) -> Rows:
        """Return the rows of the most frequent words that can be laid out, ascending."""
        plain = set(self.plain.tolist())
        chosen = [row for row in self.ranked.tolist() if row in plain][:count]
        return np.array(sorted(chosen), np.int64)

    def part(self, rows: Sequence[int] | Rows) -> WordSpace:
        """Return some of the words as a space of their own, in the order given."""
        chosen = np.asarray(rows, np.int64)
        places = {row: place for place, row in enumerate(chosen.tolist())}
        return WordSpace(
            self.name, [self.words[row] for row in chosen.tolist()], self.vectors[chosen],
            None if self.counts is None else self.counts[chosen], self.classes,
            None if self.association is None else self.association[chosen],
            frozenset(places[row] for row in self.special if row in places))

    def with_association(self, classes: tuple[str, ...], association: Vectors) -> WordSpace:
        """Return it with the share of each class among the texts that a word stands in."""
        return dataclasses.replace(self, classes=classes, association=association)

    def row(self, word: str) -> int | None:
        """Return the row of a word as it is written, else of one that differs in case alone; ``None`` if none is."""
        found = self._exact.get(word)
        return found if found is not None else self._folded.get(word.casefold())

    def check_direction(self, row: int) -> None:
        """Check that a word's vector points somewhere.

        Raises:
            UserError: If it holds NaN or infinity, or is all zeros.
        """
        word = f'"{self.words[row]}"'
        if not self._finite[row]:
            raise UserError(tr("the vector of {word} holds NaN or infinity, so nothing is near it; the training "
                               "diverged, so try a smaller learning rate", word=word))
        if not self._directed[row]:
            raise UserError(tr("the vector of {word} is all zeros, so it has no direction; choose another word",
                               word=word))

    def rows_of(self, words: Sequence[str]) -> list[int]:
        """Return the rows of several words.

        Raises:
            UserError: With those that aren't known.
        """
        found = [self.row(word) for word in words]
        unknown = [word for word, row in zip(words, found, strict=True) if row is None]
        if unknown:
            raise UserError(tr("the vocabulary has no {words}; check the spelling, or choose another word",
                               words=", ".join(f'"{word}"' for word in unknown)))
        return [row for row in found if row is not None]

    def complete(self, prefix: str, limit: int = 20) -> list[int]:
        """Return the rows of words that begin so, whatever the case, the most frequent first; special ones last."""
        folded = prefix.casefold()
        names, rows = self._sorted
        first, last = bisect.bisect_left(names, folded), bisect.bisect_left(names, folded + "\U0010ffff")
        return heapq.nsmallest(limit, rows[first:last], key=self._rank)

    def _rank(self, row: int) -> tuple[bool, int, int]:
        return row in self.special, 0 if self.counts is None else -int(self.counts[row]), row

    @cached_property
    def _exact(self) -> dict[str, int]:
        return {word: row for row, word in reversed(list(enumerate(self.words)))}

    @cached_property
    def _folded(self) -> dict[str, int]:
        return {self.words[row].casefold(): row for row in reversed(self.ranked.tolist())}

    @cached_property
    def _sorted(self) -> tuple[list[str], list[int]]:
        pairs = sorted((word.casefold(), row) for row, word in enumerate(self.words))
        return [word for word, _ in pairs], [row for _, row in pairs]


def lengths(vectors: Vectors) -> Vectors:
    """Return the length of each vector, float32; of one with NaN or infinity it isn't finite either."""
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(np.sqrt(squares), np.float32)


def unit_vectors(vectors: Vectors, norms: Vectors | None = None) -> Vectors:
    """Return vectors at length 1; those without a direction, or with NaN or infinity, become all zeros."""
    norms = lengths(vectors) if norms is None else norms
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = vectors / norms[:, None]
    unit[~(np.isfinite(norms) & (norms > 0))] = 0.0
    return np.asarray(unit, np.float32)


def special_rows(words: Sequence[str]) -> frozenset[int]:
    """Return the rows of a vocabulary's special tokens: padding, the unknown token, and those beside them.

    Those beside them, such as the token that ends a text, are told by their spelling: ``[END]``, ``<s>``.
    """
    special = set(range(min(_ALWAYS_SPECIAL, len(words))))
    for row in range(_ALWAYS_SPECIAL, len(words)):
        if not _SPECIAL.fullmatch(words[row]):
            break
        special.add(row)
    return frozenset(special)


def broken_words(space: WordSpace) -> str:
    """Say which words can't be shown, because their vectors hold NaN or infinity; "" if all can."""
    if not len(space.broken):
        return ""
    names = ", ".join(f'"{space.words[row]}"' for row in space.broken[:_SHOWN].tolist())
    if len(space.broken) > _SHOWN:
        names = tr("{names} and others", names=names)
    return tr("{count} of {all} words are left out: their vectors hold NaN or infinity ({names}); the training "
              "diverged, so try a smaller learning rate", count=len(space.broken), all=len(space), names=names)
