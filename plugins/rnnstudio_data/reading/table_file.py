"""A table file, CSV or TSV, opened: its columns' names, its first rows, all rows as chunks of Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from rnnstudio.api import BadRow, UserError, tr
from rnnstudio_data.reading.blocks import LONGEST_LINE, Block, blocks, stray_bytes, too_long
from rnnstudio_data.reading.careful import Fault, Row, careful_rows, old_line_ends
from rnnstudio_data.reading.dialect import DELIMITERS, DelimiterChoice, YesNoChoice, guess_dialect, guess_header
from rnnstudio_data.reading.encodings import EncodingChoice, decoded, find_encoding
from rnnstudio_data.reading.fast import fast_rows
from rnnstudio_data.reading.opening import SourceFile

if TYPE_CHECKING:
    import pyarrow as pa

_LOOKS = (2**16, 2**20, LONGEST_LINE + 2**16)  # more only where two lines don't fit
_ROWS_TO_GUESS_FROM = 200


class Chunk(NamedTuple):
    """Some rows of a file.

    Attributes:
        columns: The wanted columns; a missing cell is null.
        lines: int64, each row's line or number.
        bad: Rows that can't be read, in order.
    """

    columns: list[pa.Array]
    lines: pa.Array
    bad: list[Fault] = []  # noqa: RUF012 - nobody adds to it


class TableOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a table is written, as far as the person says it, and the columns they chose."""

    delimiter: DelimiterChoice = "auto"
    quotes: YesNoChoice = "auto"
    header: YesNoChoice = "auto"
    encoding: EncodingChoice = "auto"
    columns: tuple[str, ...] = ()


class TableFile(AbstractContextManager["TableFile"]):
    """A table file. A context manager.

    Attributes:
        names: The columns' names, or 1, 2, 3 and so on.
        first: The first rows below the header, those that can be read.
    """

    def __init__(self, path: Path, options: TableOptions) -> None:
        """Open the file and look at its first rows.

        Raises:
            UserError: If it can't be read, holds no rows, or isn't a table.
        """
        self.path = path
        self._file = SourceFile(path)
        try:
            self._look(options)
        except BaseException:
            self._file.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _look(self, options: TableOptions) -> None:
        for size in _LOOKS:
            head = self._file.peek(size)
            complete = len(head) < size
            self._encoding = find_encoding(self.path, head, complete, options.encoding)
            text = decoded(head[self._encoding.mark:], complete, self._encoding.codec)
            if complete or text.count("\n") > 1:
                break
        if not complete:
            text = text[:text.rfind("\n") + 1]
            if not text:
                self._fail(Fault(1, too_long()))
        if "\n" not in text and "\r" in text.rstrip("\r"):
            self._fail(Fault(1, old_line_ends()))
        self.delimiter, self._quoted = guess_dialect(text, complete, options.delimiter, options.quotes)
        found = careful_rows(text, 1, self.delimiter, self._quoted, final=complete)
        rows = found.good[:_ROWS_TO_GUESS_FROM]
        if found.bad and (not rows or found.bad[0].line < rows[0].line):
            self._fail(found.bad[0])
        if not rows:
            raise UserError(tr("{path} holds no examples; choose another file", path=self.path))
        self._width = len(rows[0].cells)
        header = options.header == "yes" or (options.header == "auto" and guess_header(rows, options.columns))
        self._header_lines = rows[0].after - 1 if header else 0
        self.first = [row for row in rows[1 if header else 0:] if len(row.cells) == self._width]
        if header and complete and len(rows) == 1 and not found.bad:
            raise UserError(tr("{path} holds no examples: there is nothing below its first row, which names the "
                               "columns; choose another file", path=self.path))
        self.names = [cell.strip() or str(number) for number, cell in enumerate(rows[0].cells, 1)] if header else [
            str(number) for number in range(1, self._width + 1)]

    def found(self) -> dict[str, str]:
        """Return how the table is written, in the words of ``TableOptions``."""
        named = {mark: name for name, mark in DELIMITERS.items()}
        return {"delimiter": named[self.delimiter], "quotes": "yes" if self._quoted else "no",
                "header": "yes" if self._header_lines else "no", "encoding": self._encoding.name}

    def _fail(self, fault: Fault) -> None:
        raise UserError(str(BadRow(reason=fault.reason, where=str(self.path), line=fault.line)))

    def column(self, index: int) -> list[str]:
        """Return a column's cells in the first rows."""
        return [row.cells[index] for row in self.first]

    def chunks(self, wanted: Sequence[int], cancelled: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield all rows, a block of the file at a time.

        Args:
            wanted: Indices of the columns to yield, as strings.
            cancelled: Asked between reads.

        Raises:
            UserError: If the file can't be read on.
            Cancelled: If ``cancelled`` answers True.
        """
        rest = Block(1, b"")
        for block in blocks(self._file, self._encoding, cancelled):
            if block.line <= self._header_lines:
                block = _without(block, self._header_lines)
            if block.too_long:
                if rest.text:
                    yield from self._divided(rest, wanted, final=True)[0]
                rest = Block(1, b"")
                yield self._chunk([], [Fault(block.line, too_long())], wanted)
                continue
            if rest.text:
                block = Block(rest.line, rest.text + block.text, rest.stray | block.stray)
            chunks, rest = self._divided(block, wanted, final=False)
            yield from chunks
        if rest.text:
            yield from self._divided(rest, wanted, final=True)[0]

    def _divided(self, block: Block, wanted: Sequence[int], final: bool) -> tuple[list[Chunk], Block]:
        """Return a block's rows, and the beginning of a row that goes on in the next block."""
        import pyarrow as pa

        if not block.stray and len(block.text) <= 2 * LONGEST_LINE:
            fast = fast_rows(block.text, block.line, self.delimiter, self._quoted, self._width, wanted, final)
            if fast is not None:
                rest = block.text[fast.used:]
                after = block.line + block.text.count(b"\n", 0, fast.used) if rest else 1
                return [Chunk(fast.columns, pa.array(fast.lines))], Block(after, rest)
        rows = careful_rows(block.text.decode(), block.line, self.delimiter, self._quoted, self._width,
                            block.stray, stray_bytes(self._encoding), final)
        rest = rows.rest.encode()
        after = block.line + block.text.count(b"\n") - rest.count(b"\n")
        return ([self._chunk(rows.good, rows.bad, wanted)],
                Block(after, rest, frozenset(line for line in block.stray if line >= after)))

    def _chunk(self, rows: Sequence[Row], bad: list[Fault], wanted: Sequence[int]) -> Chunk:
        import pyarrow as pa

        return Chunk([pa.array([row.cells[index] for row in rows], pa.string()) for index in wanted],
                     pa.array([row.line for row in rows], pa.int64()), bad)


def _without(block: Block, last: int) -> Block:
    """Return a block without its lines up to ``last``."""
    at, line = 0, block.line
    while line <= last and at < len(block.text):
        at = block.text.find(b"\n", at) + 1 or len(block.text)
        line += 1
    return Block(line, block.text[at:], frozenset(number for number in block.stray if number >= line),
                 block.too_long)
