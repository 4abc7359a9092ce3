"""Reads the rows of a table file one by one, and says in which line something is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, NoReturn

from rnnstudio.api import BadRow, ReadContext, UserError, tr
from rnnstudio_data.text_file import Line, TextFile

DELIMITERS = {"tab": "\t", "semicolon": ";", "pipe": "|", "comma": ","}
_ROWS_TO_GUESS_FROM = 20
_LONGEST_CELL = 2**27


class Row(NamedTuple):
    """The cells of a row, and the line it begins in, from 1."""

    line: int
    cells: list[str]


class Rows(AbstractContextManager["Rows"], Iterator[Row]):
    """The usable rows of a file that are not empty, all with as many cells as the first. A context manager.

    Args:
        path: The file.
        delimiter: What stands between two cells.
        quoted: Whether cells may stand in quotation marks.
        context: Told of rows that can't be used.
        encoding: The file's, or "auto".

    Raises:
        UserError: If it can't be opened.
    """

    def __init__(self, path: Path, delimiter: str, quoted: bool, context: ReadContext | None = None,
                 encoding: str = "auto") -> None:
        self.path = path
        self._context = context or ReadContext()
        self._file = TextFile(path, encoding)
        self._delimiter = delimiter
        self._faults: list[str] = []
        self._width = 0
        self._line = 0
        self._peeked: Row | None = None
        self._rows = self._quoted_rows() if quoted else self._plain_rows()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.__exit__(kind, error, trace)

    def __next__(self) -> Row:
        if self._peeked is not None:
            row, self._peeked = self._peeked, None
            return row
        return next(self._rows)

    def peek(self) -> Row | None:
        """Return the row that comes next and leave it there; ``None`` at the end."""
        if self._peeked is None:
            self._peeked = next(self, None)
        return self._peeked

    def bad(self, line: int, reason: str) -> None:
        """Say that a row can't be used; raises ``UserError`` unless such rows are to be left out."""
        self._context.bad_row(BadRow(reason=reason, where=str(self.path), line=line))

    def _fail(self, line: int, reason: str) -> NoReturn:
        raise UserError(tr("{path}, line {line}: {reason}", path=self.path, line=line, reason=reason))

    def _plain_rows(self) -> Iterator[Row]:
        """Yield rows without quotation marks: a line is a row."""
        delimiter = self._delimiter
        for number, text, fault in self._file.lines():
            if fault:
                self.bad(number, fault)
                continue
            text = text.rstrip("\r\n")
            if not text:
                continue
            cells = text.split(delimiter)
            if len(cells) == self._width or self._fits(number, cells):
                yield Row(number, cells)

    def _quoted_rows(self) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(self._texts(), delimiter=self._delimiter, strict=True)
        while True:
            line = self._line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "end of data" in str(error) or "field limit" in str(error):
                    self._fail(line, _in_words(str(error)))
                self.bad(line, _in_words(str(error)))
                self._faults.clear()
                continue
            if self._faults:
                self.bad(line, self._faults[0])
                self._faults.clear()
            elif cells and self._fits(line, cells):
                yield Row(line, cells)

    def _texts(self) -> Iterator[str]:
        for line in self._file.lines():
            self._line = line.number
            if line.fault:
                self._faults.append(line.fault)
            yield line.text.replace("\0", "") if line.fault else line.text

    def _fits(self, line: int, cells: list[str]) -> bool:
        self._width = self._width or len(cells)
        if len(cells) == self._width:
            return True
        self.bad(line, tr("it has {found} columns where the first row has {expected}", found=len(cells),
                          expected=self._width))
        return False


def _in_words(reason: str) -> str:
    if "end of data" in reason:
        return tr("a quotation mark opens here and is never closed")
    if "expected after" in reason:
        return tr("a quotation mark stands inside a cell; double it, or say that quotation marks don't enclose cells")
    if "new-line character" in reason:
        return tr("its lines end in a way that is no longer in use; save the table again")
    if "field limit" in reason:
        return tr("a cell that begins here is longer than {count} characters; is a quotation mark not closed?",
                  count=f"{_LONGEST_CELL:,}")
    return reason


def guess_delimiter(path: Path, quoted: Callable[[str], bool], encoding: str = "auto") -> str:
    """Return what divides the first rows into equally many columns; else what the first line has most of.

    Args:
        path: The file.
        quoted: Whether cells may be quoted, by delimiter.
        encoding: The file's, or "auto".

    Raises:
        UserError: If the file can't be opened.
    """
    bad: list[BadRow] = []
    for delimiter in DELIMITERS.values():
        bad.clear()
        try:
            with Rows(path, delimiter, quoted(delimiter), ReadContext(bad_row=bad.append), encoding) as rows:
                first = list(islice(rows, _ROWS_TO_GUESS_FROM))
        except UserError:  # said again when the rows are read for good
            continue
        if first and len(first[0].cells) >= 2 and not bad:
            return delimiter
    line = next((line for line in _first_lines(path, encoding) if line.text.strip()), Line(0, ""))
    counts = {delimiter: line.text.count(delimiter) for delimiter in DELIMITERS.values()}
    return max(counts, key=counts.__getitem__) if any(counts.values()) else ","


def _first_lines(path: Path, encoding: str) -> Iterator[Line]:
    with TextFile(path, encoding) as file:
        yield from islice(file.lines(), _ROWS_TO_GUESS_FROM)
