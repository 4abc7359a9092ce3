"""The inputs of all examples as one ragged array: texts encoded, ids and numbers checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import UNKNOWN_ID, Cancelled, Encoder, FittedEncoder, UserError, tr
from rnnstudio.engine.examples import Examples
from rnnstudio.engine.ragged import Array, Bools, IdsBuilder, Ints, Ragged, offsets_of


def encode_texts(examples: Examples, training: Bools, encoder: Encoder,
                 cancelled: Callable[[], bool]) -> tuple[Ragged, FittedEncoder]:
    """Fit the encoder on the training part's texts and encode all of them.

    A text without tokens gets one unknown token, so that a mask leaves something of every row.

    Raises:
        UserError: If the encoder gives ids outside its own vocabulary.
        Cancelled: If ``cancelled`` answers True.
    """
    fitted = encoder.fit(_texts(examples, training, cancelled))
    builder = IdsBuilder()
    for _, part in examples.slices():
        if cancelled():
            raise Cancelled
        rows = fitted.encode(part.to_pylist())
        if len(rows) != len(part):
            raise ValueError(f"{len(part)} texts went in, {len(rows)} rows came out")
        builder.add([row if len(row) else (UNKNOWN_ID,) for row in rows])
    return _usable_ids(builder.build(), len(fitted.tokens)), fitted


def _texts(examples: Examples, wanted: Bools, cancelled: Callable[[], bool]) -> Iterator[str]:
    for start, part in examples.slices():
        if cancelled():
            raise Cancelled
        yield from part.filter(pa.array(wanted[start:start + len(part)])).to_pylist()


def read_ids(examples: Examples) -> tuple[Ragged, int]:
    """Return token ids that came as such, and the size of their vocabulary: the source's, else the largest id's.

    Raises:
        UserError: If an id is negative or outside the source's vocabulary.
    """
    builder = IdsBuilder()
    for _, part in examples.slices():
        builder.add([row or (UNKNOWN_ID,) for row in part.to_pylist()])
    ids = builder.build()
    vocabulary = examples.contents.vocabulary_size or int(ids.flat.max()) + 1
    return _usable_ids(ids, vocabulary), vocabulary


def _usable_ids(inputs: Ragged, vocabulary: int) -> Ragged:
    """Check the bounds of ids, and put an unknown token into rows of nothing but padding."""
    flat, offsets = inputs.flat, inputs.offsets
    wrong = np.flatnonzero((flat < 0) | (flat >= vocabulary))  # type: ignore[operator]
    if wrong.size:
        raise UserError(tr("example {number} holds the token id {found}; ids go from 0 to {last}",
                           number=_row(offsets, wrong[0]), found=flat[wrong[0]], last=vocabulary - 1))
    hollow = np.add.reduceat(flat != 0, offsets[:-1]) == 0
    if hollow.any():
        flat = flat.copy()
        flat[offsets[:-1][hollow]] = UNKNOWN_ID
    return Ragged(flat, offsets)


def read_values(examples: Examples) -> Ragged:
    """Return sequences of numbers, float32 of shape (all steps, features).

    Raises:
        UserError: If a sequence is empty, a time step has another size than the first, or a number is not finite.
    """
    lengths, steps = [], []
    for chunk in examples.inputs.chunks:
        lengths.append(np.asarray(pc.list_value_length(chunk).to_numpy(zero_copy_only=False), np.int64))
        steps.append(chunk.flatten())
    offsets = offsets_of(np.concatenate(lengths))
    empty = np.flatnonzero(np.diff(offsets) == 0)
    if empty.size:
        raise UserError(tr("example {number} has no time steps", number=empty[0] + 1))
    return Ragged(_matrix(pa.chunked_array(steps), examples.contents.features, offsets), offsets)


def _matrix(column: pa.ChunkedArray, promised: int | None, offsets: Ints) -> Array:
    """Return time steps, lists of numbers, as one array."""
    widths = np.asarray(pc.fill_null(pc.list_value_length(column), 0).to_numpy(), np.int64)
    features = promised or int(widths[0])
    wrong = np.flatnonzero(widths != features)
    if wrong.size or features < 1:
        raise UserError(tr("example {number} has a time step of {found} numbers, where {features} are expected",
                           number=_row(offsets, wrong[0]) if wrong.size else 1, features=max(features, 1),
                           found=widths[wrong[0]] if wrong.size else 0))
    numbers = pc.fill_null(pc.list_flatten(column).cast(pa.float32(), safe=False), float("nan")).to_numpy()
    matrix = np.asarray(numbers, np.float32).reshape(-1, features)
    infinite = np.flatnonzero(~np.isfinite(matrix).all(axis=1))
    if infinite.size:
        raise UserError(tr("example {number} holds something that is not a finite number",
                           number=_row(offsets, infinite[0])))
    return matrix


def _row(offsets: Ints, position: int) -> int:
    """Return the number, from 1, of the sequence that a place in the flat array belongs to."""
    return int(np.searchsorted(offsets, position, side="right"))
