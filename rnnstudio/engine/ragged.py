"""Sequences of different lengths, kept end to end in one array: no padding in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Ragged:
    """Sequences as places in one array, which several of these may share; it may be a file mapped into memory.

    Attributes:
        flat: Token ids, int32, or numbers, float32; one-dimensional.
        starts: Where each sequence begins in ``flat``, int64.
        lengths: Steps in each sequence, int64.
        width: Numbers in a step: 1 for ids, the features for values.
    """

    flat: Array
    starts: Ints
    lengths: Ints
    width: int = 1

    @classmethod
    def joined(cls, flat: Array, lengths: Ints, width: int = 1) -> Ragged:
        """Return sequences that lie end to end."""
        return cls(flat, offsets_of(lengths)[:-1] * width, lengths, width)

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Array:
        start = self.starts[index]
        found = self.flat[start:start + self.lengths[index] * self.width]
        return found.reshape(-1, self.width) if self.flat.dtype == np.float32 else found

    @property
    def steps(self) -> int:
        """Steps of all sequences together."""
        return int(self.lengths.sum())

    @property
    def nbytes(self) -> int:
        """Memory it takes, what is on disk not counted."""
        own = 0 if isinstance(self.flat, np.memmap) else self.flat.nbytes
        return own + self.starts.nbytes + self.lengths.nbytes

    def only(self, chosen: Bools | Ints) -> Ragged:
        """Return the sequences that are chosen, in their order; nothing is copied."""
        return Ragged(self.flat, self.starts[chosen], self.lengths[chosen], self.width)

    def cut(self, most: int | None, keep: str) -> Ragged:
        """Return sequences of at most ``most`` steps, of which the "start" or the "end" is kept."""
        if most is None or not len(self) or self.lengths.max() <= most:
            return self
        lengths = np.minimum(self.lengths, most)
        starts = self.starts if keep == "start" else self.starts + (self.lengths - lengths) * self.width
        return Ragged(self.flat, starts, lengths, self.width)


def offsets_of(lengths: Ints) -> Ints:
    """Return where sequences of these lengths begin when laid end to end, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def flattened(rows: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int32], Ints]:
    """Return rows of ids end to end, and their lengths."""
    lengths = np.fromiter(map(len, rows), np.int64, count=len(rows))
    return np.fromiter(chain.from_iterable(rows), np.int32, count=int(lengths.sum())), lengths
