"""Writes vectors as text: tabs between numbers, a line for each word, no header."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, UserError, tr
from rnnstudio_exports.parallel import in_order

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Matrix: TypeAlias = npt.NDArray[np.float32]

_NUMBERS_AT_ONCE = 2**16


def finite_matrix(table: EmbeddingTable) -> Matrix:
    """Return a table's vectors as float32 of shape (tokens, dimensions), after checking that the table is sound.

    Raises:
        UserError: If tokens, counts and vectors don't belong together, or a number is not finite.
    """
    import numpy as np

    with np.errstate(over="ignore"):
        vectors = np.asarray(table.vectors, np.float32)
    if vectors.ndim != 2:
        raise UserError(tr("{name} can't be exported: its vectors have {count} axes instead of 2", name=table.name,
                           count=vectors.ndim))
    for count in (len(table.tokens), *((len(table.counts),) if table.counts else ())):
        if count != len(vectors):
            raise UserError(tr("{name} can't be exported: it has {vectors} vectors for {words} words",
                               name=table.name, vectors=len(vectors), words=count))
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        raise UserError(tr('{name} can\'t be exported: the vector of "{word}" holds a number that is not finite '
                           "({count} of {total} vectors); train again with a lower learning rate", name=table.name,
                           word=table.tokens[row], count=int((~finite).sum()), total=len(vectors)))
    return vectors


def write_vectors(path: Path, vectors: Matrix, digits: int | None, context: ExportContext) -> None:
    """Write vectors into a new file, in the shortest form that reads back as the same float32.

    Args:
        path: The file.
        vectors: Of shape (words, dimensions).
        digits: Significant digits to round to, 1 to 6, or ``None``.
        context: Told of the progress.

    Raises:
        Cancelled: If ``context.cancelled`` answers True.
        OSError: If it can't be written.
    """
    step = max(1, _NUMBERS_AT_ONCE // vectors.shape[1])
    starts = range(0, len(vectors), step)
    with path.open("wb") as file:
        texts = in_order(lambda start: _text(_rounded(vectors[start:start + step], digits)), starts)
        for start, text in zip(starts, texts, strict=True):
            if context.cancelled():
                raise Cancelled
            file.write(text)
            context.progress(min(1.0, (start + step) / len(vectors)))


def _text(block: Matrix) -> pa.Buffer:
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    columns = [pa.array(column) for column in np.ascontiguousarray(block.T)]
    batch = pa.RecordBatch.from_arrays(columns, names=[str(number) for number in range(len(columns))])
    sink = pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none"))
    return sink.getvalue()


def _rounded(block: Matrix, digits: int | None) -> Matrix:
    """Round to significant digits; six at most, so that a float32's shortest form has no more of them."""
    import numpy as np

    if digits is None:
        return block
    exact = block.astype(np.float64)
    magnitude = np.floor(np.log10(np.abs(exact), out=np.zeros_like(exact), where=exact != 0))
    scale = 10.0 ** (digits - 1 - magnitude)
    with np.errstate(over="ignore"):
        result = (np.round(exact * scale) / scale).astype(np.float32)
    return np.where(np.isfinite(result), result, block)
