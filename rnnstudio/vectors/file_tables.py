"""Word vectors in tables of others' libraries: NumPy with a list of words beside it, and Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.file_head import ASK_EVERY, Head, Read, Vector, Wants, broken, finite, unreadable

VOCABULARY = "vocabulary.json"
WORD, VECTOR = "word", "vector"
"""Columns of a Parquet file."""


def numpy_head(path: Path) -> Head:
    """Return what an array holds, with its list of words.

    Raises:
        UserError: If there is no list, or the array is no table of numbers.
    """
    words = path.with_name(VOCABULARY)
    if not words.is_file():
        raise UserError(tr("{path} holds vectors without words; put {file} beside it, a list of the words", path=path,
                           file=VOCABULARY))
    table = _numpy_table(path)
    return Head(path=path, format="npy", width=table.shape[1], count=table.shape[0], words=words)


def _numpy_table(path: Path) -> Vector:
    try:
        table = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise unreadable(path, error) from error
    if not isinstance(table, np.ndarray) or table.ndim != 2 or table.dtype.kind not in "fiu" or 0 in table.shape:
        raise UserError(tr("{path} should hold an array of numbers of shape (words, dimensions)", path=path))
    return table


def numpy_rows(head: Head, wants: Wants, heed: Callable[[int], None]) -> Iterator[Read]:
    """Yield the words that are wanted and their vectors.

    Args:
        head: Of the array.
        wants: Asked of every word.
        heed: Told now and then how many bytes are read; may raise.
    """
    assert head.words is not None
    table = _numpy_table(head.path)
    try:
        words = json.loads(head.words.read_bytes())
    except ValueError as error:
        raise unreadable(head.words, error) from error
    if isinstance(words, dict):
        words = words.get("words")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words) or len(words) != len(table):
        raise UserError(tr("{words} should be a list of {count} words, one for each row of {path}", words=head.words,
                           count=len(table), path=head.path))
    for number, text in enumerate(words):
        if not number % ASK_EVERY:
            heed(number * table.strides[0])
        word = text.encode("utf-8", "replace")
        if wants(word):
            yield word, finite(head, table[number], number, word)


def parquet_head(path: Path) -> Head:
    """Return what a table holds, by its schema and first row.

    Raises:
        UserError: If it can't be read or lacks a column.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema, count = file.schema_arrow, file.metadata.num_rows
            if WORD not in schema.names or VECTOR not in schema.names or not count:
                raise UserError(tr('{path} should have a column "{word}" and a column "{vector}"', path=path,
                                   word=WORD, vector=VECTOR))
            first = next(file.iter_batches(1, columns=[VECTOR])).column(0)[0].as_py()
    except (pa.ArrowException, OSError, ValueError, StopIteration) as error:
        raise unreadable(path, error) from error
    if not isinstance(first, list) or not first:
        raise UserError(tr('{path} should have a column "{word}" and a column "{vector}"', path=path, word=WORD,
                           vector=VECTOR))
    return Head(path=path, format="parquet", width=len(first), count=count)


def parquet_rows(head: Head, wants: Wants, heed: Callable[[int], None]) -> Iterator[Read]:
    """Yield the words that are wanted and their vectors; arguments as for ``numpy_rows``."""
    import pyarrow as pa
    from pyarrow import parquet

    size, number = head.path.stat().st_size, 0
    try:
        with parquet.ParquetFile(head.path) as file:
            for batch in file.iter_batches(ASK_EVERY, columns=[WORD, VECTOR]):
                heed(size * number // max(1, head.count or 1))
                vectors = batch.column(VECTOR)
                for place, text in enumerate(batch.column(WORD).to_pylist()):
                    number += 1
                    word = (text or "").encode("utf-8", "replace")
                    if text is not None and wants(word):
                        values = np.asarray(vectors[place].as_py() or (), np.float32)
                        if len(values) != head.width:
                            raise broken(head, number, tr("it has {found} numbers instead of {width}",
                                                          found=len(values), width=head.width))
                        yield word, finite(head, values, number - 1, word)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise unreadable(head.path, error) from error
