"""Divides a block of well-formed rows into Arrow columns at full speed, or says that it isn't well-formed.

What this accepts, ``careful`` reads in the same way; whatever is doubtful is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_MARK = b"\xef\xbb\xbf"  # Arrow would take it for the mark at a file's start


class FastRows(NamedTuple):
    """Rows of a block.

    Attributes:
        columns: The cells of each wanted column, as strings.
        lines: The line each row begins in, int64.
        used: How many bytes these rows are; the rest is the beginning of a row that goes on.
    """

    columns: list[pa.Array]
    lines: Numbers
    used: int


def fast_rows(data: bytes, line: int, delimiter: str, quoted: bool, width: int, wanted: Sequence[int],
              final: bool) -> FastRows | None:
    """Divide whole lines into rows, or return ``None`` if not all of them are well-formed.

    Args:
        data: The lines, valid UTF-8.
        line: The number of the first one.
        delimiter: What stands between cells.
        quoted: Whether quotation marks may enclose cells.
        width: How many cells each row must have.
        wanted: Indices of the columns to return.
        final: Whether nothing follows.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    if b"\0" in data or data.startswith(_MARK) or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n")):
        return None
    quotes: Numbers | None = None
    used = len(data)
    if quoted and b'"' in data:
        buffer = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(buffer == _QUOTE)
        if not _well_placed(buffer, quotes, ord(delimiter)) or (final and len(quotes) % 2):
            return None
        ends = _row_ends(buffer, quotes)
        if not final:
            used = int(ends[-1]) + 1 if len(ends) else 0
    if not used:
        return None
    names = [str(number) for number in range(width)]
    chosen = [names[index] for index in wanted]
    try:
        table = csv.read_csv(
            pa.py_buffer(memoryview(data)[:used]),
            csv.ReadOptions(column_names=names, block_size=used + 1, use_threads=False),
            csv.ParseOptions(delimiter=delimiter, quote_char='"' if quotes is not None else False,
                             newlines_in_values=quotes is not None),
            csv.ConvertOptions(column_types=dict.fromkeys(chosen, pa.string()), check_utf8=False,
                               include_columns=list(dict.fromkeys(chosen))))
    except pa.ArrowInvalid:
        return None
    lines = _lines(data[:used], line, quotes)
    if len(lines) != table.num_rows:
        return None
    return FastRows([table[name].combine_chunks() for name in chosen], lines, used)


def _well_placed(buffer: Numbers, quotes: Numbers, delimiter: int) -> bool:
    """Tell whether each quotation mark opens a cell, closes one, or is doubled inside one."""
    import numpy as np

    openers, closers = quotes[0::2], quotes[1::2]
    before = buffer[np.maximum(openers - 1, 0)]
    opens = (openers == 0) | (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    after = buffer[np.minimum(closers + 1, len(buffer) - 1)]
    closes = ((closers == len(buffer) - 1) | (after == delimiter) | (after == _NEWLINE) | (after == _RETURN)
              | (after == _QUOTE))
    return bool(opens.all() and closes.all())


def _row_ends(buffer: Numbers, quotes: Numbers) -> Numbers:
    """Return where lines end that are not inside quotation marks."""
    import numpy as np

    ends = np.flatnonzero(buffer == _NEWLINE)
    outside: Numbers = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return outside


def _lines(data: bytes, line: int, quotes: Numbers | None) -> Numbers:
    """Return the number of the line that each row begins in, without the empty rows."""
    import numpy as np

    buffer = np.frombuffer(data, np.uint8)
    newlines = np.flatnonzero(buffer == _NEWLINE)
    ends = newlines if quotes is None else _row_ends(buffer, quotes[quotes < len(data)])
    if not len(ends) or ends[-1] != len(data) - 1:
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    empty = (lengths == 0) | ((lengths == 1) & (buffer[starts] == _RETURN))
    numbers = line + (np.arange(len(starts)) if quotes is None else np.searchsorted(newlines, starts))
    found: Numbers = numbers[~empty].astype(np.int64)
    return found
