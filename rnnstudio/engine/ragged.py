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
    """Sequences laid end to end.

    Attributes:
        flat: Token ids, int32 of shape (all steps,), or numbers, float32 of shape (all steps, features).
        offsets: int64 of shape (sequences + 1,): sequence i is ``flat[offsets[i]:offsets[i + 1]]``.
    """

    flat: Array
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> Array:
        return self.flat[self.offsets[index]:self.offsets[index + 1]]

    @property
    def lengths(self) -> Ints:
        """Steps in each sequence."""
        return np.diff(self.offsets)

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return self.flat.nbytes + self.offsets.nbytes

    def only(self, chosen: Bools) -> Ragged:
        """Return the sequences that are chosen, copied, in their order."""
        lengths = self.lengths
        return Ragged(self.flat[np.repeat(chosen, lengths)], offsets_of(lengths[chosen]))


def offsets_of(lengths: Ints) -> Ints:
    """Return where sequences of these lengths begin when laid end to end, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


class IdsBuilder:
    """Collects rows of token ids, some at a time, without keeping the rows."""

    def __init__(self) -> None:
        self._flat: list[npt.NDArray[np.int32]] = []
        self._lengths: list[Ints] = []

    def add(self, rows: Sequence[Sequence[int]]) -> None:
        """Append rows."""
        lengths = np.fromiter(map(len, rows), np.int64, count=len(rows))
        self._lengths.append(lengths)
        self._flat.append(np.fromiter(chain.from_iterable(rows), np.int32, count=int(lengths.sum())))

    def build(self) -> Ragged:
        """Return all rows added."""
        if not self._lengths:
            return Ragged(np.zeros(0, np.int32), np.zeros(1, np.int64))
        return Ragged(np.concatenate(self._flat), offsets_of(np.concatenate(self._lengths)))
