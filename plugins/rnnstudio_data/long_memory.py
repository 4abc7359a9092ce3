"""Made-up problems that need a long memory, of any length: why LSTM was invented shows here within a minute.

The adding problem is after Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997), 5.4;
remembering the first symbol after its experiment 2; copying after Arjovsky, Shah and Bengio (2016), 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import (
    UNKNOWN_ID,
    Cancelled,
    Contents,
    DataSource,
    Doc,
    Range,
    ReadContext,
    SourceInfo,
    Title,
    mark,
)
from rnnstudio_data.matrices import sequences

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

PROBLEMS = (mark("first symbol"), mark("adding"), mark("parity"), mark("copying"))
_EXAMPLES_IN_A_BATCH = 1024
_FIRST_ID = UNKNOWN_ID + 1


class LongMemory(DataSource, frozen=True, kw_only=True):
    """Sequences whose answer depends on what stood far back."""

    info = SourceInfo(id="rnnstudio.long_memory", title="Long memory", icon="clock",
                      origin=mark("Made up, after Hochreiter and Schmidhuber (1997)"), licence=mark("Free to use"))

    problem: Annotated[Literal["first symbol", "adding", "parity", "copying"], Doc(
        "First symbol: which one stood first, before others that mean nothing? Adding: the sum of two "
        "marked numbers among many. Parity: is the number of ones odd? Copying: which symbols stood first, one "
        "after the other?")] = "adding"
    length: Annotated[int, Range(2, 10_000, 10), Title("Time steps"), Doc(
        "Length of each sequence: how far back what matters may stand.")] = 60
    symbols: Annotated[int, Range(2, 1000), Doc("For symbols: how many different ones there are to remember.")] = 4
    copied: Annotated[int, Range(1, 100), Title("Symbols to copy"), Doc("For copying: how many stand first.")] = 3
    examples: Annotated[int, Range(10, 10_000_000, 500), Doc("How many sequences to make.")] = 3000
    seed: Annotated[int, Range(0, 2**31 - 1), Doc("The same seed makes the same sequences.")] = 0

    def contents(self, context: ReadContext) -> Contents:
        """Say what the problem gives and asks for."""
        match self.problem:
            case "adding":
                return Contents(input="values", task="regression", steps=self.length, features=2, generated=True,
                                names=("number", "mark"))
            case "parity":
                return Contents(input="values", task="binary", classes=("even", "odd"), steps=self.length, features=1,
                                generated=True, names=("bit",))
            case "copying":
                return Contents(input="ids", task="multilabel", vocabulary_size=_FIRST_ID + 2 * self.symbols,
                                steps=max(self.length, self.copied), generated=True)
        names = tuple(_name(symbol) for symbol in range(self.symbols))
        return Contents(input="ids", task="multiclass", classes=names, outputs=self.symbols,
                        vocabulary_size=_FIRST_ID + 2 * self.symbols, steps=self.length, generated=True)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield sequences with their answer; each batch depends on the seed and its number only.

        Raises:
            Cancelled: If ``context.cancelled`` answers True.
        """
        import numpy as np

        make = {"first symbol": self._first, "adding": self._adding, "parity": self._parity,
                "copying": self._copying}[self.problem]
        for number, start in enumerate(range(0, self.examples, _EXAMPLES_IN_A_BATCH)):
            if context.cancelled():
                raise Cancelled
            yield make(min(_EXAMPLES_IN_A_BATCH, self.examples - start), np.random.default_rng((self.seed, number)))

    def _first(self, count: int, random: np.random.Generator) -> pa.RecordBatch:
        """Return a symbol first, then distractors, which are none of the symbols."""
        import numpy as np
        import pyarrow as pa

        symbols = random.integers(0, self.symbols, count)
        ids = random.integers(self.symbols, 2 * self.symbols, (count, self.length))
        ids[:, 0] = symbols
        return _ids(ids + _FIRST_ID, pa.array(symbols.astype(np.int32)))

    def _copying(self, count: int, random: np.random.Generator) -> pa.RecordBatch:
        """Return several symbols first; the labels name each with its place."""
        import pyarrow as pa

        symbols = random.integers(0, self.symbols, (count, self.copied))
        ids = random.integers(self.symbols, 2 * self.symbols, (count, max(self.length, self.copied)))
        ids[:, :self.copied] = symbols
        labels = [[f"{place + 1}{_name(symbol)}" for place, symbol in enumerate(row)] for row in symbols]
        return _ids(ids + _FIRST_ID, pa.array(labels, pa.list_(pa.string())))

    def _adding(self, count: int, random: np.random.Generator) -> pa.RecordBatch:
        """Return random numbers with two marks, one in each half, and half the sum of the marked numbers."""
        import numpy as np
        import pyarrow as pa

        numbers = random.random((count, self.length))
        half = max(self.length // 2, 1)
        marks = np.zeros((count, self.length))
        rows = np.arange(count)
        places = random.integers(0, half, count), random.integers(half, self.length, count)
        for place in places:
            marks[rows, place] = 1.0
        sums = (numbers * marks).sum(axis=1)
        return sequences(list(np.stack([numbers, marks], axis=2)), {"label": pa.array(sums, pa.float32())})

    def _parity(self, count: int, random: np.random.Generator) -> pa.RecordBatch:
        """Return ones and zeros, and whether the number of ones is odd."""
        import numpy as np
        import pyarrow as pa

        bits = random.integers(0, 2, (count, self.length, 1))
        odd = (bits.sum(axis=(1, 2)) % 2).astype(np.int32)
        return sequences(list(bits.astype(np.float32)), {"label": pa.array(odd)})


def _name(symbol: int) -> str:
    """Return A, B, ... Z, A2, B2, ..."""
    return chr(ord("A") + symbol % 26) + (str(symbol // 26 + 1) if symbol >= 26 else "")


def _ids(ids: np.ndarray[Any, Any], labels: pa.Array) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa

    offsets = pa.array(np.arange(len(ids) + 1, dtype=np.int32) * ids.shape[1])
    return pa.record_batch({"ids": pa.ListArray.from_arrays(offsets, pa.array(ids.astype(np.int32).ravel())),
                            "label": labels})
