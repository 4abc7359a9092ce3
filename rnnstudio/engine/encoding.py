"""From a source's rows to a file of encoded examples, some thousand rows at a time: memory stays small.

The vocabulary is fitted on the training part alone. Texts are encoded whole: what a maximum length cuts off is cut
when batches are made, so that another length costs nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import UNKNOWN_ID, Encoder, FittedEncoder, UserError, tr, whole_file
from rnnstudio.api.text import language
from rnnstudio.engine.division import TRAINING, Parts
from rnnstudio.engine.encoded import HASH, INPUT, LABEL, LINE, PART, WIDTH
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.ragged import Array, Ints, flattened, offsets_of
from rnnstudio.engine.reading import Columns, Source, Told
from rnnstudio.engine.sections import Sections
from rnnstudio.engine.store import ABOUT, DATA, VOCABULARY, About
from rnnstudio.registry import Registry

_SLICE = 2048
_NUMBERS_IN_A_BATCH = 2**18
"""Token ids in a record batch, 1 MB: what is read at once when data larger than memory is trained on."""


class Encoding:
    """One data set on its way to the file.

    Args:
        source: The source.
        columns: From the first reading.
        parts: The part of each example.
        encoder: For text.
        sections: Divides long texts by position; ``None`` if texts stay whole.
        ends: Whether a text ends with the encoder's end token, if it has one.
        registry: Knows whose the encoder is.
        told: Told what is going on.
        vocabulary: Encodes texts instead of one that is fitted on the training part.

    Attributes:
        fitted: The vocabulary, once ``write`` has made it; ``None`` unless the input is text.
    """

    def __init__(self, source: Source, columns: Columns, parts: Parts, encoder: Encoder | None,
                 sections: Sections | None, ends: bool, registry: Registry, told: Told,
                 vocabulary: FittedEncoder | None = None) -> None:
        self._source = source
        self._columns = columns
        self._parts = parts
        self._encoder = encoder
        self._sections = sections
        self._ends = ends
        self._registry = registry
        self._told = told
        self.fitted: FittedEncoder | None = vocabulary
        self._width = 0
        self._vocabulary = source.contents.vocabulary_size
        self._began = time.perf_counter()

    def write(self, folder: Path) -> None:
        """Write the folder of the store.

        Raises:
            UserError: If the data can't be used, or changed since the first reading.
            Cancelled: If the user stopped it.
        """
        fitted = self.fitted = self._fit()
        if fitted is not None:
            with self._blamed():
                fitted.save(folder / VOCABULARY)
        rows = 0
        with pa.OSFile(str(folder / DATA), "wb") as sink:
            writer: pa.RecordBatchWriter | None = None
            for batch in _gathered(self._encoded(fitted)):
                writer = writer or pa.ipc.new_file(sink, batch.schema)
                writer.write_batch(batch)
                rows += batch.num_rows
            if writer is not None:
                writer.close()
        if rows != len(self._parts):
            raise UserError(_changed())
        about = About(rows=rows, bad=self._columns.bad, language=language(),
                      seconds=time.perf_counter() - self._began)
        with whole_file(folder / ABOUT) as file:
            file.write_bytes(msgspec.json.encode(about))

    def _blamed(self) -> Any:
        assert self._encoder is not None
        return blamed_on(self._encoder, self._registry)

    def _fit(self) -> FittedEncoder | None:
        if self._encoder is None or self.fitted is not None:
            return self.fitted
        self._told(tr("Collecting the vocabulary"), None)
        with self._blamed():
            return self._encoder.fit(self._training_texts())

    def _training_texts(self) -> Iterator[str]:
        done = 0
        for batch in self._batches():
            wanted = self._parts[done:done + batch.num_rows] == TRAINING
            yield from batch.column(self._source.contents.input).filter(pa.array(wanted)).to_pylist()
            done += batch.num_rows

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows again, in small batches."""
        read = self._columns.kept if self._columns.kept is not None else self._source.batches()
        done = 0
        for batch in read:
            for begin in range(0, batch.num_rows, _SLICE):
                part = batch.slice(begin, _SLICE)
                part = self._sections.cut(part, self._source.contents.input) if self._sections else part
                done += part.num_rows
                if done > len(self._parts):
                    raise UserError(_changed())
                yield part

    def _encoded(self, fitted: FittedEncoder | None) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in self._batches():
            column = batch.column(self._source.contents.input)
            width = 1
            hashes = None
            if fitted is not None:
                texts = column.to_pylist()
                flat, lengths = self._ids_of(fitted, texts)
                self._check_ids(flat, lengths, len(fitted.tokens), done)
                hashes = pa.array([text_hash(text) for text in texts], pa.uint64())
            elif self._source.contents.input == "ids":
                flat, lengths = flattened([row or (UNKNOWN_ID,) for row in column.to_pylist()])
                self._check_ids(flat, lengths, self._vocabulary, done)
            else:
                flat, lengths, width = self._numbers(column, done)
            yield self._batch(flat, lengths, width, hashes, batch, done)
            done += batch.num_rows
            self._told(tr("Encoding: {done} of {all} examples", done=f"{done:,}", all=f"{len(self._parts):,}"),
                       done / len(self._parts))

    def _ids_of(self, fitted: FittedEncoder, texts: list[str]) -> tuple[Array, Ints]:
        """Encode texts; one without tokens gets an unknown token, so that a mask leaves something of every row."""
        with self._blamed():
            rows = fitted.encode(texts)
            if len(rows) != len(texts):
                raise ValueError(f"{len(texts)} texts went in, {len(rows)} rows came out")
            if self._ends and fitted.end_id is not None:
                rows = [[*row, fitted.end_id] for row in rows]
            return flattened([row if len(row) else (UNKNOWN_ID,) for row in rows])

    def _check_ids(self, flat: Array, lengths: Ints, vocabulary: int | None, done: int) -> None:
        most = vocabulary if vocabulary is not None else np.iinfo(np.int32).max
        offsets = offsets_of(lengths)
        wrong = np.flatnonzero((flat < 0) | (flat >= most))  # type: ignore[operator]
        if wrong.size:
            number = done + int(np.searchsorted(offsets, wrong[0], side="right"))
            raise UserError(
                tr("example {number} holds the token id {found}; ids go from 0 to {last}", number=number,
                   found=flat[wrong[0]], last=most - 1) if vocabulary is not None else
                tr("example {number} holds the token id {found}; ids begin with 0", number=number,
                   found=flat[wrong[0]]))
        hollow = np.add.reduceat(flat != 0, offsets[:-1]) == 0
        flat[offsets[:-1][hollow]] = UNKNOWN_ID

    def _numbers(self, column: pa.Array, done: int) -> tuple[Array, Ints, int]:
        """Return sequences of numbers, end to end.

        Raises:
            UserError: If a sequence is empty, a time step has another size than the first, or a number isn't finite.
        """
        lengths = np.asarray(pc.list_value_length(column).to_numpy(zero_copy_only=False), np.int64)
        if (lengths == 0).any():
            raise UserError(tr("example {number} has no time steps", number=done + int(np.argmin(lengths)) + 1))
        steps = pc.list_flatten(column)
        widths = np.asarray(pc.fill_null(pc.list_value_length(steps), 0).to_numpy(zero_copy_only=False), np.int64)
        self._width = self._width or self._source.contents.features or int(widths[0])
        offsets = offsets_of(lengths)
        wrong = np.flatnonzero(widths != self._width)
        if wrong.size:
            raise UserError(tr("example {number} has a time step of {found} numbers, where {features} are expected",
                               number=done + int(np.searchsorted(offsets, wrong[0], side="right")),
                               features=max(self._width, 1), found=widths[wrong[0]]))
        numbers = pc.fill_null(pc.list_flatten(steps).cast(pa.float32(), safe=False), float("nan"))
        flat = np.array(numbers.to_numpy(zero_copy_only=False), np.float32)
        infinite = np.flatnonzero(~np.isfinite(flat))
        if infinite.size:
            raise UserError(tr("example {number} holds something that is not a finite number", number=done + int(
                np.searchsorted(offsets, infinite[0] // self._width, side="right"))))
        return flat, lengths, self._width

    def _batch(self, flat: Array, lengths: Ints, width: int, hashes: pa.Array | None, batch: pa.RecordBatch,
               done: int) -> pa.RecordBatch:
        columns: dict[str, Any] = {INPUT: pa.LargeListArray.from_arrays(
            pa.array(offsets_of(lengths) * width), pa.array(flat))}
        columns[PART] = pa.array(self._parts[done:done + len(lengths)])
        if hashes is not None:
            columns[HASH] = hashes
        for name, given in ((LABEL, "label"), (LINE, "line")):
            if given in batch.schema.names:
                columns[name] = batch.column(given)
        schema = pa.schema([(name, column.type) for name, column in columns.items()], {WIDTH: str(width).encode()})
        return pa.record_batch(list(columns.values()), schema=schema)


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Put small batches together until they hold enough numbers."""
    waiting: list[pa.RecordBatch] = []
    numbers = 0
    for batch in batches:
        waiting.append(batch)
        numbers += len(batch.column(INPUT).values)
        if numbers >= _NUMBERS_IN_A_BATCH:
            yield pa.concat_batches(waiting)
            waiting, numbers = [], 0
    if waiting:
        yield pa.concat_batches(waiting)


def text_hash(text: str) -> int:
    """Return a number that tells a text from others, below 2**64."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _changed() -> str:
    return tr("the data changed while it was read; try again when nothing writes to it any more")
