"""Gives a file's text as blocks of whole lines in UTF-8, bounded in size whatever the file holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rnnstudio.api import Cancelled, tr
from rnnstudio_data.reading.encodings import Encoding
from rnnstudio_data.reading.opening import SourceFile

LONGEST_LINE = 2**24
"""Bytes that a line, or a row of several lines, may have."""
_FIRST, _LARGEST = 2**16, 2**20  # the first rows at once, the rest at full speed


class Block(NamedTuple):
    """Whole lines; the file's last one may lack its line end.

    Attributes:
        line: The number of the first line, from 1.
        text: Valid UTF-8.
        stray: The numbers of lines with bytes that are no text; U+FFFD stands there instead.
        too_long: True if this is one line that is too long to be read; ``text`` is then empty.
    """

    line: int
    text: bytes
    stray: frozenset[int] = frozenset()
    too_long: bool = False


def too_long() -> str:
    """Return the reason that goes with a line that is too long."""
    return tr("the line is longer than {count} bytes, as in files that are no text", count=f"{LONGEST_LINE:,}")


def stray_bytes(encoding: Encoding) -> str:
    """Return the reason that goes with a line that can't be decoded."""
    return tr("it holds bytes that are not {encoding} text; choose another text encoding, or save the file as UTF-8",
              encoding=encoding.name)


def blocks(file: SourceFile, encoding: Encoding, cancelled: Callable[[], bool]) -> Iterator[Block]:
    """Yield all of a file's lines.

    Args:
        file: Opened and not read from yet.
        encoding: What its bytes are; its mark is passed over.
        cancelled: Asked between reads.

    Raises:
        UserError: If it can't be read, or changes meanwhile.
        Cancelled: If ``cancelled`` answers True.
    """
    file.read(encoding.mark)
    line, size, length = 1, _FIRST, 0
    pending: list[bytes] = []
    skipping = False
    while part := file.read(size):
        if cancelled():
            raise Cancelled
        size = min(size * 4, _LARGEST)
        if skipping:
            end = _first_end(part, encoding)
            if not end:
                continue
            part, skipping = part[end:], False
            line += 1
        end = _last_end(part, encoding)
        if end:
            block = _block(b"".join(pending) + part[:end], line, encoding)
            yield block
            line += block.text.count(b"\n")
            pending, length = [], 0
            part = part[end:]
        if part:
            pending.append(part)
            length += len(part)
        if length > LONGEST_LINE:
            yield Block(line, b"", too_long=True)
            pending, length, skipping = [], 0, True
    if pending:
        yield _block(b"".join(pending), line, encoding)


def _first_end(data: bytes, encoding: Encoding, start: int = 0) -> int:
    """Return the index behind the first line end from ``start`` on, 0 if there is none."""
    newline = encoding.newline
    at = data.find(newline, start)
    while at % len(newline) and at >= 0:  # half of one character and half of the next
        at = data.find(newline, at + 1)
    return at + len(newline) if at >= 0 else 0


def _last_end(data: bytes, encoding: Encoding) -> int:
    """Return the index behind the last line end, 0 if there is none."""
    newline = encoding.newline
    at = data.rfind(newline)
    while at % len(newline) and at >= 0:
        at = data.rfind(newline, 0, at + len(newline) - 1)
    return at + len(newline) if at >= 0 else 0


def _block(data: bytes, line: int, encoding: Encoding) -> Block:
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError:
        return _repaired(data, line, encoding)
    return Block(line, data if encoding.codec == "utf-8" else text.encode())


def _repaired(data: bytes, line: int, encoding: Encoding) -> Block:
    lines, stray, start = [], set(), 0
    while start < len(data):
        end = _first_end(data, encoding, start) or len(data)
        try:
            lines.append(data[start:end].decode(encoding.codec))
        except UnicodeDecodeError:
            stray.add(line + len(lines))
            lines.append(data[start:end].decode(encoding.codec, "replace").replace("\n", "") + "\n")
        start = end
    return Block(line, "".join(lines).encode(), frozenset(stray))
