"""A few long texts divided by position: each one's beginning is learned from, what follows judges."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rnnstudio.engine.division import Parts
from rnnstudio.project.model import SplitSettings

FEW = 20
"""With fewer texts than this, dividing whole texts would be left to chance too much."""
_REACH = 2000
"""Characters within which the end of a line or a space is looked for."""


class Sections:
    """Cuts each text, or row of ids, into a training, a validation and perhaps a test section."""

    def __init__(self, settings: SplitSettings) -> None:
        test = min(settings.test, 0.9)
        validation = min(settings.validation, 0.95 - test)
        self._bounds = [1 - validation - test, 1 - test] if test else [1 - validation]

    def parts(self, texts: int) -> Parts:
        """Return the part of each section, for so many texts."""
        return np.tile(np.arange(len(self._bounds) + 1, dtype=np.int8), texts)

    def cut(self, batch: pa.RecordBatch, name: str) -> pa.RecordBatch:
        """Return a batch with a row for each section."""
        rows = batch.column(name).to_pylist()
        cut = [section for row in rows for section in self._cut(row)]
        times = np.repeat(np.arange(len(rows)), len(self._bounds) + 1)
        others = {other: batch.column(other).take(pa.array(times)) for other in batch.schema.names if other != name}
        return pa.record_batch({name: pa.array(cut, batch.schema.field(name).type), **others})

    def _cut(self, row: str | list[int]) -> list[str | list[int]]:
        at = [_end_near(row, int(len(row) * bound)) for bound in self._bounds]
        return [row[first:last] for first, last in zip([0, *at], [*at, len(row)], strict=True)]


def _end_near(row: str | list[int], place: int) -> int:
    """Return where the next line begins, else the next word, else the place itself."""
    if isinstance(row, str):
        for mark in ("\n", " "):
            found = row.find(mark, place, place + _REACH)
            if found >= 0:
                return found + 1
    return place
