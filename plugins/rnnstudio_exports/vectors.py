"""Writes vectors as text: a line for each word, numbers in the shortest form that reads back as the same float32."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.parallel import in_order

if TYPE_CHECKING:
    import pyarrow as pa

    from rnnstudio_exports.choosing import Chosen, Matrix


def write_vectors(path: Path, chosen: Chosen, digits: int | None, context: ExportContext) -> None:
    """Write vectors into a new file, tabs between numbers, without words and header.

    Args:
        path: The file.
        chosen: What is to be written.
        digits: Significant digits to round to, 1 to 6, or ``None``.
        context: Told of the progress.

    Raises:
        Cancelled: If ``context.cancelled`` answers True.
        OSError: If it can't be written.
    """
    def text(start: int) -> pa.Buffer:
        return _joined(_lines(chosen.block(start, start + chosen.step), digits, "\t"))

    write_blocks(path, b"", chosen, text, context)


def write_words_and_vectors(path: Path, words: Sequence[str], chosen: Chosen, digits: int | None,
                            context: ExportContext) -> None:
    """Write a first line with both sizes, then each word and its numbers, spaces between them; see ``write_vectors``.

    Args:
        path: The file.
        words: How each word is spelled.
        chosen: Their vectors.
        digits: Significant digits to round to, 1 to 6, or ``None``.
        context: Told of the progress.
    """
    def text(start: int) -> pa.Buffer:
        import pyarrow as pa
        import pyarrow.compute as pc

        end = start + chosen.step
        lines = _lines(chosen.block(start, end), digits, " ")
        return _joined(pc.binary_join_element_wise(pa.array(words[start:end], pa.string()), lines, " "))

    write_blocks(path, b"%d %d\n" % (len(chosen), chosen.dimensions), chosen, text, context)


def write_blocks(path: Path, header: bytes, chosen: Chosen, make: Callable[[int], Any],
                 context: ExportContext) -> None:
    """Write a header and what is made of each block of ``chosen``, given where it begins, on several cores.

    Raises:
        Cancelled: If ``context.cancelled`` answers True.
        OSError: If it can't be written.
    """
    with path.open("wb") as file:
        file.write(header)
        for start, made in zip(chosen.steps(), in_order(make, chosen.steps()), strict=True):
            if context.cancelled():
                raise Cancelled
            file.write(made)
            context.progress(min(1.0, (start + chosen.step) / len(chosen)))


def _lines(block: Matrix, digits: int | None, separator: str) -> pa.Array:
    """Return a text for each vector. Arrow writes all numbers as one column, which is quicker than as a table."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pa.array(_rounded(block, digits).reshape(-1)).cast(pa.string())
    ends = pa.array(np.arange(0, block.size + 1, block.shape[1], dtype=np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(ends, numbers), separator)


def _joined(lines: pa.Array) -> pa.Buffer:
    """Return lines as one text, a line feed after each."""
    import pyarrow as pa
    import pyarrow.compute as pc

    with_end = pa.concat_arrays([lines, pa.array([""], lines.type)])
    whole = pa.ListArray.from_arrays(pa.array([0, len(with_end)], pa.int32()), with_end)
    return pc.binary_join(whole, "\n")[0].as_buffer()


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
