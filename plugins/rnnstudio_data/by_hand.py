"""Examples made up to a shape the user types in: for trying an architecture when there is no data yet."""

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

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

KINDS = (mark("ids"), mark("numbers"))
_FIRST_ID = UNKNOWN_ID + 1
_NUMBERS_IN_A_BATCH = 2**20
_SHARE_OF_OWN_IDS = 0.5
_MOST_OWN_IDS = 8


class ByHand(DataSource, frozen=True, kw_only=True):
    """Made-up sequences of the size you type in, with a class that can be told from them."""

    info = SourceInfo(id="rnnstudio.by_hand", title="Input by hand", icon="pencil",
                      origin=mark("Made up by the program"), licence=mark("Free to use"))

    kind: Annotated[Literal["ids", "numbers"], Doc(
        "Ids: each time step is a whole number, as for words; it needs an Embedding. Numbers: each time step is a "
        "row of features.")] = "ids"
    vocabulary_size: Annotated[int, Range(4, 10_000_000), Doc(
        "For ids: how many there are, 0 (padding) and 1 (unknown) included.")] = 1000
    steps: Annotated[int | None, Range(1, 100_000), Title("Time steps"), Doc(
        "Length of each sequence. Empty: 20 for ids, 5 for numbers.")] = None
    features: Annotated[int, Range(1, 100_000), Doc("For numbers: how many in each time step.")] = 10
    outputs: Annotated[int, Range(1, 10_000), Doc(
        "What the model's output is made for: 1 tells two classes apart, more is the number of classes.")] = 10
    examples: Annotated[int, Range(4, 100_000_000, 64), Doc("How many sequences to make.")] = 512
    seed: Annotated[int, Range(0, 2**31 - 1), Doc("The same seed makes the same sequences.")] = 0

    @property
    def _steps(self) -> int:
        return self.steps or (20 if self.kind == "ids" else 5)

    def contents(self, context: ReadContext) -> Contents:
        """Say what was typed in."""
        ids = self.kind == "ids"
        return Contents(
            input="ids" if ids else "values", task="binary" if self.outputs == 1 else "multiclass",
            outputs=self.outputs, steps=self._steps, generated=True,
            vocabulary_size=self.vocabulary_size if ids else None, features=None if ids else self.features)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield ``ids`` or ``values`` with labels from 0; each batch depends on the seed and its number only.

        Raises:
            Cancelled: If ``context.cancelled`` answers True.
        """
        import numpy as np

        width = 1 if self.kind == "ids" else self.features
        size = max(1, _NUMBERS_IN_A_BATCH // (self._steps * width))
        for number, start in enumerate(range(0, self.examples, size)):
            if context.cancelled():
                raise Cancelled
            labels = np.arange(start, min(start + size, self.examples)) % max(self.outputs, 2)
            random = np.random.default_rng((self.seed, number + 1))
            yield self._ids(labels, random) if self.kind == "ids" else self._values(labels, random)

    def _ids(self, labels: np.ndarray[Any, Any], random: np.random.Generator) -> pa.RecordBatch:
        """Return sequences where half of the ids are one of the class' own few, the rest any."""
        import numpy as np
        import pyarrow as pa

        shape = (len(labels), self._steps)
        known = self.vocabulary_size - _FIRST_ID
        groups = min(max(self.outputs, 2), known)
        own = random.integers(0, min(known // groups, _MOST_OWN_IDS), shape) * groups + (labels % groups)[:, None]
        ids = np.where(random.random(shape) < _SHARE_OF_OWN_IDS, own, random.integers(0, known, shape)) + _FIRST_ID
        return _batch("ids", pa.array(ids.astype(np.int32).ravel()), self._steps, labels)

    def _values(self, labels: np.ndarray[Any, Any], random: np.random.Generator) -> pa.RecordBatch:
        """Return noise around a direction in feature space that belongs to the class."""
        import numpy as np
        import pyarrow as pa

        centres = np.random.default_rng((self.seed, 0)).normal(size=(max(self.outputs, 2), self.features))
        values = centres[labels][:, None, :] + random.normal(size=(len(labels), self._steps, self.features))
        flat = pa.array(values.astype(np.float32).ravel())
        return _batch("values", pa.FixedSizeListArray.from_arrays(flat, self.features), self._steps, labels)


def _batch(name: str, steps: pa.Array, length: int, labels: np.ndarray[Any, Any]) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa

    offsets = pa.array(np.arange(len(labels) + 1, dtype=np.int32) * length)
    return pa.record_batch({name: pa.ListArray.from_arrays(offsets, steps), "label": pa.array(labels, pa.int32())})
