"""Encoded data as it lies on disk: opened without reading it, each sequence a place in the mapped file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import FittedEncoder
from rnnstudio.engine.division import TRAINING, Parts
from rnnstudio.engine.ragged import Array, Ints, Ragged, offsets_of
from rnnstudio.engine.store import DATA, read_about
from rnnstudio.project.preview import BadRows

INPUT, LABEL, PART, HASH, LINE = "input", "label", "part", "hash", "line"
WIDTH = b"width"
"""Key of the schema's metadata: numbers in a time step."""
_WORD = 4
"""Bytes of a token id or a number."""
_MOST_JOINED = 2**30
"""Bytes of texts that are sure to fit into one Arrow array."""
COPIED = 4 * 2**20
"""A file up to so many bytes is read at once instead of being mapped."""


@dataclasses.dataclass(frozen=True)
class Chunks:
    """Where the record batches' inputs lie in the file.

    Attributes:
        path: The file.
        starts: Where each one begins, in words of 4 bytes.
        sizes: Words in each.
    """

    path: Path
    starts: Ints
    sizes: Ints


@dataclasses.dataclass(frozen=True)
class Encoded:
    """All examples, none cut off.

    Attributes:
        inputs: Token ids or numbers.
        labels: As the source gave them; ``None`` if there are none or the task needs none.
        parts: The part of each example.
        hashes: Equal where the texts are equal, uint64; ``None`` unless the input is text.
        lines: Line of each example in its file, or ``None``.
        bad: Rows that were left out.
        encoder: The vocabulary; ``None`` unless the input is text.
        chunks: Where all of it lies.
        seconds: What it took to make.
    """

    inputs: Ragged
    labels: pa.ChunkedArray | None
    parts: Parts
    hashes: Array | None
    lines: Ints | None
    bad: tuple[BadRows, ...]
    encoder: FittedEncoder | None
    chunks: Chunks
    seconds: float

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        columns = (self.parts, self.hashes, self.lines)
        return self.inputs.nbytes + sum(column.nbytes for column in columns if column is not None) + (
            self.labels.nbytes if self.labels is not None else 0)


def open_encoded(folder: Path, encoder: FittedEncoder | None) -> Encoded:
    """Open a folder of the store.

    Raises:
        OSError, pyarrow.ArrowInvalid, msgspec.MsgspecError, ValueError: If it is damaged.
    """
    about = read_about(folder)
    path = folder / DATA
    with pa.memory_map(str(path)) as mapped:
        base = _base(mapped)
        reader = pa.ipc.open_file(mapped)
        table = reader.read_all()
        starts, lengths, chunk_starts, chunk_sizes = _places(table[INPUT], base)
        width = int((reader.schema.metadata or {}).get(WIDTH, b"1"))
        kind = table.schema.field(INPUT).type.value_type.to_pandas_dtype()
        columns = {name: table[name] for name in table.column_names if name != INPUT}
        copied = {name: _copied(column) for name, column in columns.items() if name != LABEL}
        labels = _unmapped(columns[LABEL]) if LABEL in columns else None
    if len(starts) != about.rows:
        raise ValueError(f"{len(starts)} rows where {about.rows} are expected")
    return Encoded(
        inputs=Ragged(_flat(path, kind), starts, lengths // width, width), labels=labels,
        parts=copied[PART].astype(np.int8, copy=False), hashes=copied.get(HASH),
        lines=copied[LINE].astype(np.int64, copy=False) if LINE in copied else None, bad=about.bad,
        encoder=encoder, chunks=Chunks(path, chunk_starts, chunk_sizes), seconds=about.seconds)


def _base(mapped: pa.MemoryMappedFile) -> int:
    mapped.seek(0)
    return int(mapped.read_buffer(1).address)


def _places(column: pa.ChunkedArray, base: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return where each row's numbers lie in the file, in words, and how many; then the same of the chunks."""
    lengths = pc.list_value_length(column).to_numpy().astype(np.int64)
    rows = np.array([len(chunk) for chunk in column.chunks], np.int64)
    before = offsets_of(lengths)
    sizes = np.diff(before[offsets_of(rows)])
    chunk_starts = np.array([_beginning(chunk, base) for chunk in column.chunks], np.int64)
    return before[:-1] + np.repeat(chunk_starts - offsets_of(sizes)[:-1], rows), lengths, chunk_starts, sizes


def _beginning(chunk: pa.ListArray, base: int) -> int:
    """Return where the numbers of a chunk's rows begin in the file, in words."""
    values = chunk.values
    if not len(values):
        return 0
    return int((values.buffers()[1].address - base) // _WORD + values.offset + chunk.offsets[0].as_py())


def _flat(path: Path, kind: type[np.generic]) -> Array:
    """Return the whole file as numbers: what stands between the batches is never pointed at."""
    size = path.stat().st_size // _WORD
    if size * _WORD <= COPIED:
        return np.fromfile(path, dtype=kind, count=size)
    return np.memmap(path, dtype=kind, mode="r", shape=(size,))


def _copied(column: pa.ChunkedArray) -> Array:
    """Return a copy in memory; of a single chunk Arrow would give what is mapped."""
    found: Array = column.to_numpy()
    return found if column.num_chunks > 1 else found.copy()


def _unmapped(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a copy in memory, which doesn't keep the file mapped."""
    if column.num_chunks > 1 and column.nbytes < _MOST_JOINED:
        return pa.chunked_array([pa.concat_arrays(column.chunks)])
    sink = pa.BufferOutputStream()
    table = pa.table({"column": column})
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    found: pa.ChunkedArray = pa.ipc.open_stream(sink.getvalue()).read_all()["column"]
    return found



def token_counts(encoded: Encoded) -> list[int]:
    """Return how often each token stands in the training part, by id, none of it cut off.

    Args:
        encoded: Token ids.
    """
    size = len(encoded.encoder.tokens) if encoded.encoder is not None else 0
    counts = np.zeros(size, np.int64)
    owners = np.searchsorted(encoded.inputs.starts, encoded.chunks.starts + encoded.chunks.sizes)
    first = 0
    for start, length, last in zip(encoded.chunks.starts, encoded.chunks.sizes, owners, strict=True):
        learned = np.repeat(encoded.parts[first:last] == TRAINING, encoded.inputs.lengths[first:last])
        counts += np.bincount(np.asarray(encoded.inputs.flat[start:start + length])[learned], minlength=size)
        first = last
    return [int(count) for count in counts]
