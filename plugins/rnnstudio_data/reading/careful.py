"""Divides text into rows one by one, with a reason and a line for each that can't be read."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rnnstudio.api import tr
from rnnstudio_data.reading.blocks import LONGEST_LINE

LONGEST_ROW = 2**22
"""Bytes of several lines that a quotation mark may hold together."""
_LONGEST_CELL = 2 * LONGEST_LINE
_QUOTE = '"'


class Row(NamedTuple):
    """The cells of a row, the line it begins in, from 1, and the line behind its last."""

    line: int
    cells: list[str]
    after: int


class Fault(NamedTuple):
    """A row that can't be read: the line, from 1, and why."""

    line: int
    reason: str


class Rows(NamedTuple):
    """What was found in some lines.

    Attributes:
        good: Rows that are not empty, all with as many cells as they should have.
        bad: Those that can't be read, in order.
        rest: The beginning of a row that goes on in the lines that follow.
    """

    good: list[Row]
    bad: list[Fault]
    rest: str = ""


def careful_rows(text: str, line: int, delimiter: str, quoted: bool, width: int = 0,
                 stray: Collection[int] = (), stray_reason: str = "", final: bool = True) -> Rows:
    """Divide whole lines into rows.

    Args:
        text: The lines.
        line: The number of the first one.
        delimiter: What stands between cells.
        quoted: Whether quotation marks may enclose cells, with line ends and delimiters inside.
        width: How many cells a row must have; 0 for any number.
        stray: Numbers of lines that can't be used, for ``stray_reason``.
        stray_reason: Why.
        final: Whether nothing follows.
    """
    found = _quoted(text, line, delimiter, final) if quoted else _plain(text, line, delimiter)
    good, bad = [], list(found.bad)
    strays = sorted(stray)
    for row in found.good:
        at = bisect_left(strays, row.line)
        if reason := _fault(row, width, at < len(strays) and strays[at] < row.after, stray_reason):
            bad.append(Fault(row.line, reason))
        else:
            good.append(row)
    return Rows(good, sorted(bad), found.rest)


def _fault(row: Row, width: int, stray: bool, stray_reason: str) -> str:
    if stray:
        return stray_reason
    if width and len(row.cells) != width:
        return tr("the number of its columns is {found}, that of the first row {expected}", found=len(row.cells),
                  expected=width)
    if any("\0" in cell for cell in row.cells):
        return nul_byte()
    return ""


def nul_byte() -> str:
    """Return the reason that goes with a NUL byte, as programs write it and texts never hold it."""
    return tr("a NUL byte stands in it, as in files that are no text")


def _plain(text: str, line: int, delimiter: str) -> Rows:
    good, bad = [], []
    for number, content in enumerate(text.split("\n"), line):
        stripped = content.rstrip("\r")
        if "\r" in stripped:
            bad.append(Fault(number, old_line_ends()))
        elif stripped:
            good.append(Row(number, stripped.split(delimiter), number + 1))
    return Rows(good, bad)


class _Lines(Iterator[str]):
    """Lines with their ends; ``at`` is the one that comes next."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.at = 0

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _quoted(text: str, line: int, delimiter: str, final: bool) -> Rows:
    good: list[Row] = []
    bad: list[Fault] = []
    *whole, last = text.split("\n")
    lines = _Lines([content + "\n" for content in whole] + ([last] if last else []))
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.at
        try:
            cells = next(reader)
        except StopIteration:
            return Rows(good, bad)
        except csv.Error as error:
            if "end of data" in str(error):
                rest = "".join(lines.lines[start:])
                if not final and len(rest) <= LONGEST_ROW:
                    return Rows(good, bad, rest)
                bad.append(Fault(line + start + _opened(rest, delimiter), _unclosed(final)))
            else:
                bad.append(Fault(line + start, _in_words(str(error))))
            lines.at = start + 1
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if cells:
            good.append(Row(line + start, cells, line + lines.at))


def _unclosed(final: bool) -> str:
    if final:
        return tr("a quotation mark opens here and is never closed")
    return tr("a quotation mark opens here and is not closed within {count} bytes", count=f"{LONGEST_ROW:,}")


def _opened(text: str, delimiter: str) -> int:
    """Return in which line of a row, from 0, the quotation mark opens that is never closed."""
    opened, at = -1, text.find(_QUOTE)
    while at >= 0:
        if opened >= 0:
            if text.startswith(_QUOTE, at + 1):
                at += 1
            else:
                opened = -1
        elif at == 0 or text[at - 1] in (delimiter, "\n"):
            opened = at
        at = text.find(_QUOTE, at + 1)
    return text.count("\n", 0, max(opened, 0))


def old_line_ends() -> str:
    """Return the reason that goes with a carriage return inside a line."""
    return tr("its lines end in a way that is no longer in use; save the table again")


def _in_words(reason: str) -> str:
    if "expected after" in reason:
        return tr("a quotation mark stands inside a cell; double it, or say that quotation marks don't enclose cells")
    if "new-line character" in reason:
        return old_line_ends()
    if "field limit" in reason:
        return tr("a cell that begins here is longer than {count} characters, perhaps since a quotation mark is not "
                  "closed", count=f"{_LONGEST_CELL:,}")
    return reason
