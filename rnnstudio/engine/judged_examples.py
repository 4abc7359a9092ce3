"""Judged examples as they are shown: their text, read again from where it came, with truth and prediction."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import DataFacts, FittedEncoder
from rnnstudio.engine.encoding import text_hash
from rnnstudio.engine.judged_data import Judged
from rnnstudio.engine.ragged import Ints
from rnnstudio.engine.reading import BadRowCounter, Source
from rnnstudio.runs.evaluation import JudgedExample

MOST_TEXT = 1000
"""Characters of a text that are told."""
MOST_IDS = 200
MOST_VALUES = 512
"""Numbers of a sequence that are told."""
_MOST_KEPT = 24 * 2**20
"""Bytes of texts that are kept for the next question."""


class Texts:
    """The texts of a source by row, read through once and kept if they are small, else read again each time."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: pa.ChunkedArray | None = None

    def at(self, rows: Iterable[int]) -> dict[int, str]:
        """Return the texts of some of the usable rows; of a source that has become shorter, those that are left.

        Raises:
            UserError: If the source can't be read any more.
            Cancelled: If it is to be read no further.
        """
        wanted = np.unique(np.fromiter(rows, np.int64))
        if self._kept is not None:
            wanted = wanted[wanted < len(self._kept)]
            return dict(zip(wanted.tolist(), self._kept.take(pa.array(wanted)).to_pylist(), strict=True))
        return self._read(wanted)

    def _read(self, wanted: Ints) -> dict[int, str]:
        found: dict[int, str] = {}
        kept: list[pa.Array] | None = []
        size = before = 0
        for batch in self._source.batches(BadRowCounter()):
            column = pc.utf8_slice_codeunits(batch.column(self._source.contents.input), 0, MOST_TEXT)
            here = wanted[(wanted >= before) & (wanted < before + len(column))]
            found.update(zip(here.tolist(), column.take(pa.array(here - before)).to_pylist(), strict=True))
            before += len(column)
            size += column.nbytes
            if kept is not None and size <= _MOST_KEPT:
                kept.append(column)
            else:
                kept = None
                if not len(wanted) or before > wanted[-1]:
                    break
        self._kept = pa.chunked_array(kept, pa.string()) if kept else None
        return found


@dataclasses.dataclass
class Shower:
    """Makes examples to show.

    Attributes:
        judged: All examples.
        facts: The run's.
        encoder: The run's vocabulary; ``None`` unless the input is text.
    """

    judged: Judged
    facts: DataFacts
    encoder: FittedEncoder | None

    def __post_init__(self) -> None:
        self._texts = Texts(self.judged.source)

    def examples(self, told: list[tuple[int, JudgedExample]]) -> tuple[JudgedExample, ...]:
        """Fill in number, line, text or numbers of some examples, each given with its place."""
        if self.judged.rows is None:
            return tuple(example for _, example in told)
        rows = [int(self.judged.rows[place]) for place, _ in told]
        texts = self._texts.at(rows) if self.facts.input == "text" and rows else {}
        return tuple(self._filled(place, row, texts.get(row), example)
                     for (place, example), row in zip(told, rows, strict=True))

    def _filled(self, place: int, row: int, text: str | None, example: JudgedExample) -> JudgedExample:
        encoded, inputs = self.judged.encoded, self.judged.part.inputs
        values: tuple[tuple[float, ...], ...] = ()
        if self.facts.input == "text":
            same = text is not None and (encoded.hashes is None or len(text) == MOST_TEXT
                                         or text_hash(text) == int(encoded.hashes[row]))
            text = text if same else self.decoded(inputs[place][:MOST_IDS].tolist())
        elif self.facts.input == "ids":
            text = " ".join(map(str, inputs[place][:MOST_IDS].tolist()))
        else:
            values = tuple(tuple(map(float, step)) for step in inputs[place][:max(1, MOST_VALUES // inputs.width)])
        line = int(encoded.lines[row]) if encoded.lines is not None else 0
        return JudgedExample(
            number=row + 1, line=line, text=text or "", true=example.true, predicted=example.predicted,
            probability=example.probability, true_probability=example.true_probability, values=values)

    def decoded(self, ids: list[int]) -> str:
        """Return the text of some ids."""
        return self.encoder.decode(ids) if self.encoder is not None else " ".join(map(str, ids))
