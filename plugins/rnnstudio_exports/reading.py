"""Reads an export back as the Projector does, and compares it with what should be there.

Nothing here is shared with the code that writes: the same mistake would have to be made twice to go unnoticed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.comparing import Distinct, agree, differs, parsed
from rnnstudio_exports.parallel import in_order

if TYPE_CHECKING:
    from rnnstudio_exports.choosing import Chosen, Matrix

_BYTES_AT_ONCE = 2**19
_LINES_AT_ONCE = 10_000
_SPACES = ("\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
           "\u2028\u2029\u202f\u205f\u3000\ufeff")
"""What JavaScript's trim() takes away."""
_BEFORE_NUMBERS = {"", *"0123456789+-.I", *_SPACES}


def check_vectors(path: Path, chosen: Chosen, digits: int | None, context: ExportContext) -> None:
    """Compare a file of vectors with the vectors: equal as float32, or to the digits asked for.

    Raises:
        UserError: If they differ.
        Cancelled: If ``context.cancelled`` answers True.
    """
    ends = [0]

    def blocks() -> Iterator[tuple[int, int, bytes]]:
        with path.open("rb") as file:
            while block := file.read(_BYTES_AT_ONCE):
                block += file.readline()
                ends.append(ends[-1] + block.count(b"\n"))
                yield ends[-2], ends[-1], block

    def fine(item: tuple[int, int, bytes]) -> bool:
        start, end, block = item
        return start < end <= len(chosen) and _same(block, chosen.block(start, end), digits)

    for is_fine in in_order(fine, blocks()):
        if context.cancelled():
            raise Cancelled
        if not is_fine:
            differs(path)
        context.progress(min(1.0, ends[-1] / len(chosen)))
    if ends[-1] != len(chosen):
        differs(path)


def _same(block: bytes, expected: Matrix, digits: int | None) -> bool:
    """Tell whether lines of text are these vectors: tabs between numbers, a line feed after each line, no more."""
    words, dimensions = expected.shape
    if block.startswith(codecs.BOM_UTF8):
        return False
    numbers, separators = parsed(block)
    return separators == (b"\t" * (dimensions - 1) + b"\n") * words and agree(numbers, expected, digits)


def check_words(path: Path, words: Sequence[str], header: Sequence[str], chosen: Chosen,
                context: ExportContext) -> None:
    """Compare the labels that the Projector would show, and what else it would show, with what should be, by point.

    Args:
        path: The file.
        words: The labels.
        header: Names of the columns; empty for a file of labels alone.
        chosen: Whose ids, counts and association they are.
        context: Asked whether to stop.

    Raises:
        UserError: If anything differs.
        Cancelled: If ``context.cancelled`` answers True.
    """
    distinct, seen, first = Distinct(), 0, True
    with path.open("rb") as file:
        while lines := list(islice(file, _LINES_AT_ONCE)):
            if context.cancelled():
                raise Cancelled
            if not lines[-1].endswith(b"\n"):
                differs(path)
            texts = [line[:-1].decode("utf-8", errors="replace") for line in lines]
            texts = [text for text in texts if text.strip(_SPACES)]
            if first and texts and "\t" in texts[0] and texts.pop(0).split("\t") != list(header):
                differs(path)
            first = False
            rows = [text.split("\t") for text in texts] if header else []
            labels = [row[0] for row in rows] if header else texts
            end = seen + len(labels)
            if labels != list(words[seen:end]) or any(map(_is_number, labels)):
                differs(path)
            if any(len(row) != len(header) for row in rows) or not _tell(rows, chosen, seen, end):
                differs(path)
            distinct.add(labels)
            seen = end
    if seen != len(words) or not distinct.holds():
        differs(path)


def _tell(rows: list[list[str]], chosen: Chosen, start: int, end: int) -> bool:
    """Tell whether what stands beside labels is right: ids, then counts and association where they are known."""
    import numpy as np

    if not rows:
        return True
    columns = list(zip(*rows, strict=True))[1:]
    try:
        if list(map(int, columns.pop(0))) != chosen.ids(start, end):
            return False
        counts = chosen.counts(start, end)
        if counts is not None and list(map(int, columns.pop(0))) != counts:
            return False
        if not columns:
            return True
        found = np.array([[float(cell or "nan") for cell in column] for column in columns]).T
    except ValueError:
        return False
    expected = chosen.association(start, end)
    return expected is not None and np.allclose(found, expected, rtol=0, atol=6e-5, equal_nan=True)


def _is_number(cell: str) -> bool:
    """Tell whether JavaScript's Number() makes a number of a text."""
    if cell[:1] not in _BEFORE_NUMBERS:
        return False
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
        differs(path)
    if not all((path.parent / file).is_file() for file in (vectors, words)):
        differs(path)
