"""Reads the rows of a table file one by one, and says in which line something is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, NoReturn

from rnnstudio.api import UserError, tr

DELIMITERS = {"tab": "\t", "semicolon": ";", "comma": ","}
_ROWS_TO_GUESS_FROM = 20
_LONGEST_CELL = 2**27


class Row(NamedTuple):
    """The cells of a row, and the line it begins in, from 1."""

    line: int
    cells: list[str]


class Rows(AbstractContextManager["Rows"], Iterator[Row]):
    """The rows of a file that are not empty, all with as many cells as the first. A context manager."""

    def __init__(self, path: Path, delimiter: str, quoted: bool) -> None:
        """Open the file.

        Raises:
            UserError: If it can't be opened.
        """
        self.path = path
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise UserError(tr("{path} does not exist; choose another file", path=path)) from None
        except OSError as error:
            raise UserError(tr("{path} can't be read: {reason}", path=path,
                               reason=error.strerror or str(error))) from error
        csv.field_size_limit(_LONGEST_CELL)
        self._csv = csv.reader(self._lines(), delimiter=delimiter, strict=quoted,
                               quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
        self._width = 0
        self._peeked: Row | None = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()

    def __next__(self) -> Row:
        if self._peeked is not None:
            row, self._peeked = self._peeked, None
            return row
        return self._read()

    def peek(self) -> Row | None:
        """Return the row that comes next and leave it there; ``None`` at the end."""
        if self._peeked is None:
            self._peeked = next(self, None)
        return self._peeked

    def fail(self, line: int, reason: str) -> NoReturn:
        """Raise a ``UserError`` with the file and a line."""
        raise UserError(tr("{path}, line {line}: {reason}", path=self.path, line=line, reason=reason))

    def _read(self) -> Row:
        cells: list[str] = []
        while not cells:
            line = self._csv.line_num + 1
            try:
                cells = next(self._csv)
            except csv.Error as error:
                self.fail(line, _in_words(str(error)))
            except OSError as error:
                self.fail(line, error.strerror or str(error))
        self._width = self._width or len(cells)
        if len(cells) != self._width:
            self.fail(line, tr("it has {found} columns where the first row has {expected}", found=len(cells),
                               expected=self._width))
        return Row(line, cells)

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(self._file, 1):
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                self.fail(number, tr("it is not UTF-8 text; save the table as UTF-8"))


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


def guess_delimiter(path: Path, quoted: Callable[[str], bool]) -> str:
    """Return what divides the first rows into equally many columns; else what the first line has most of.

    Args:
        path: The file.
        quoted: Whether cells may be quoted, by delimiter.

    Raises:
        UserError: If the file can't be opened.
    """
    for delimiter in DELIMITERS.values():
        with Rows(path, delimiter, quoted(delimiter)) as rows:
            try:
                first = list(islice(rows, _ROWS_TO_GUESS_FROM))
            except UserError:  # said again when the rows are read for good
                continue
            if first and len(first[0].cells) >= 2:
                return delimiter
    with path.open("rb") as file:
        line = next((line for line in file if line.strip()), b"")
    counts = {delimiter: line.count(delimiter.encode()) for delimiter in DELIMITERS.values()}
    return max(counts, key=counts.__getitem__) if any(counts.values()) else ","
