"""Reads an export back as the Projector does, and compares it with what should be there.

Nothing here is shared with the code that writes: the same mistake would have to be made twice to go unnoticed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rnnstudio.api import Cancelled, ExportContext, UserError, tr
from rnnstudio_exports.parallel import in_order

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BYTES_AT_ONCE = 2**22
_SPACES = ("\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
           "\u2028\u2029\u202f\u205f\u3000\ufeff")
"""What JavaScript's trim() takes away."""


def check_vectors(path: Path, vectors: npt.NDArray[np.float32], digits: int | None, context: ExportContext) -> None:
    """Compare a file of vectors with the vectors: equal as float32, or to the digits asked for.

    Raises:
        UserError: If they differ.
        Cancelled: If ``context.cancelled`` answers True.
    """
    starts = [0]

    def blocks() -> Iterator[tuple[int, bytes]]:
        with path.open("rb") as file:
            while block := file.read(_BYTES_AT_ONCE):
                block += file.readline()
                lines = block.count(b"\n")
                yield starts[-1], block
                starts.append(starts[-1] + lines)

    for fine in in_order(lambda item: _same(item[1], vectors[item[0]:], digits), blocks()):
        if context.cancelled():
            raise Cancelled
        if not fine:
            _differs(path)
        context.progress(min(1.0, starts[-1] / len(vectors)))
    if starts[-1] != len(vectors):
        _differs(path)


def _same(block: bytes, vectors: npt.NDArray[np.float32], digits: int | None) -> bool:
    """Tell whether lines of text are the first of ``vectors``."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    if not block.endswith(b"\n") or b"\r" in block or block.startswith(codecs.BOM_UTF8):
        return False
    names = [str(number) for number in range(vectors.shape[1])]
    try:
        table = csv.read_csv(
            pa.BufferReader(block), csv.ReadOptions(use_threads=False, column_names=names, block_size=len(block) + 1),
            csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.float32()), null_values=[]))
    except pa.ArrowInvalid:
        return False
    found = np.stack([column.to_numpy() for column in table.columns], axis=1)
    expected = vectors[:len(found)]
    if found.shape != expected.shape:
        return False
    if digits is None:
        return np.array_equal(found, expected)
    slack = np.abs(expected, dtype=np.float64) * (0.5 * 10.0 ** (1 - digits) * (1 + 1e-6)) + 1e-45
    return bool((np.abs(np.subtract(found, expected, dtype=np.float64)) <= slack).all())


def check_words(path: Path, words: Sequence[str]) -> None:
    """Compare the labels that the Projector would show with ``words``, point by point.

    Raises:
        UserError: If one differs.
    """
    text = path.read_bytes().decode("utf-8", errors="replace")
    lines = [line for line in text.split("\n") if line.strip(_SPACES)]
    if lines and "\t" in lines[0]:
        del lines[0]
    labels = [line.split("\t", 1)[0] for line in lines]
    if not text.endswith("\n") or labels != list(words) or len(set(labels)) < len(labels):
        _differs(path)
    if any(_is_number(label) for label in labels):
        _differs(path)


def _is_number(cell: str) -> bool:
    """Tell whether JavaScript's Number() makes a number of a text."""
    cell = cell.strip(_SPACES)
    if not cell:
        return True
    if cell[0] not in "0123456789+-.I" or "_" in cell or not cell.isascii():
        return False
    if cell.lstrip("+-").isalpha():
        return cell in ("Infinity", "+Infinity", "-Infinity")
    try:
        if cell[:2].lower() in ("0x", "0o", "0b"):
            int(cell, 0)
        else:
            float(cell)
    except ValueError:
        return False
    return True


def check_config(path: Path, vectors: str, words: str) -> None:
    """Make sure that the configuration names the tensor and, by relative paths, the two files beside it.

    Raises:
        UserError: If it doesn't.
    """
    fields = dict(re.findall(r'^\s+(\w+): "([^"\\]+)"$', path.read_text(encoding="utf-8"), re.MULTILINE))
    name = fields.pop("tensor_name", "")
    if not name or set(name) & set("&#+%") or fields != {"tensor_path": vectors, "metadata_path": words}:
        _differs(path)
    if not all((path.parent / file).is_file() for file in (vectors, words)):
        _differs(path)


def _differs(path: Path) -> NoReturn:
    raise UserError(tr("{file} reads back differently from what was written, so nothing was kept; the disk may be "
                       "failing: try another folder", file=path.name))
