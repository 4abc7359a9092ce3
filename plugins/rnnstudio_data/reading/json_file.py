"""A file of JSON objects, one in each line or all in one array, opened like a table: fields are its columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio_data.reading.blocks import LONGEST_LINE, blocks, stray_bytes, too_long
from rnnstudio_data.reading.careful import Fault
from rnnstudio_data.reading.encodings import EncodingChoice, decoded, find_encoding
from rnnstudio_data.reading.opening import SourceFile
from rnnstudio_data.reading.table_file import Chunk

LARGEST_ARRAY = 100_000_000
"""Bytes of an array, which is read as a whole."""
_LOOKS = (2**16, 2**20, LONGEST_LINE + 2**16)
_OBJECTS_TO_GUESS_FROM = 200
_ROWS_AT_ONCE = 4096
_Record = tuple[int, dict[str, Any]]


class JsonFile(AbstractContextManager["JsonFile"]):
    """A file of JSON objects. A context manager.

    Attributes:
        names: The fields of the first objects; a field of a field is called ``outer.inner``.
    """

    def __init__(self, path: Path, encoding: EncodingChoice) -> None:
        """Open the file and look at its first objects.

        Raises:
            UserError: If it can't be read or holds no objects.
        """
        self.path = path
        self._file = SourceFile(path)
        try:
            self._look(encoding)
        except BaseException:
            self._file.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()

    def found(self) -> dict[str, str]:
        """Return the name of the text encoding."""
        return {"encoding": self._encoding.name}

    def _look(self, encoding: EncodingChoice) -> None:
        for size in _LOOKS:
            head = self._file.peek(size)
            complete = len(head) < size
            self._encoding = find_encoding(self.path, head, complete, encoding)
            text = decoded(head[self._encoding.mark:], complete, self._encoding.codec)
            if complete or "\n" in text:
                break
        self._array = self._whole() if text.lstrip()[:1] == "[" else None
        lines = text.split("\n")[:None if complete else -1]
        records = _objects(self._array, []) if self._array is not None else self._records(
            enumerate((line.encode() for line in lines), 1), [])
        self._first = [record for _, record in islice(records, _OBJECTS_TO_GUESS_FROM)]
        if not self._first:
            raise UserError(tr("{path} holds no JSON objects: each line should be one, such as {example}",
                               path=self.path, example='{"text": "...", "label": "..."}'))
        self.names = list(dict.fromkeys(name for record in self._first for name in _fields(record)))
        self._lists = {name for name in self.names if 2 * sum(
            isinstance(_field(record, name), list) for record in self._first) > sum(
            _field(record, name) is not None for record in self._first)}

    def _whole(self) -> list[tuple[int, Any]]:
        """Return what stands in an array with its number, from 1."""
        data = self._file.peek(LARGEST_ARRAY + 1)
        if len(data) > LARGEST_ARRAY:
            raise UserError(tr("{path} is one JSON array of more than {count} MB; save it as JSON Lines, one object "
                               "in each line", path=self.path, count=LARGEST_ARRAY // 1_000_000))
        text = decoded(data[self._encoding.mark:], True, self._encoding.codec)
        try:
            found = msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise UserError(_located(self.path, text) or tr("{path} is no valid JSON: {reason}", path=self.path,
                                                            reason=error)) from None
        return list(enumerate(found, 1))

    def column(self, index: int) -> list[Any]:
        """Return a field of the first objects, where they have it and it is a list, or none, as mostly."""
        name = self.names[index]
        values = (_field(record, name) for record in self._first)
        return [value for value in values if value is not None and isinstance(value, list) == (name in self._lists)]

    def chunks(self, wanted: Sequence[int], cancelled: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield all objects' fields.

        Args:
            wanted: Indices of the fields to yield; numbers become strings, lists stay lists.
            cancelled: Asked between reads.

        Raises:
            UserError: If the file can't be read on.
            Cancelled: If ``cancelled`` answers True.
        """
        names = [self.names[index] for index in wanted]
        if self._array is not None:
            for start in range(0, len(self._array), _ROWS_AT_ONCE):
                if cancelled():
                    raise Cancelled
                bad: list[Fault] = []
                yield self._chunk(_objects(self._array[start:start + _ROWS_AT_ONCE], bad), names, bad)
            self._file.read(LARGEST_ARRAY + 1)
            self._file.read(1)  # notices a change
            return
        for block in blocks(self._file, self._encoding, cancelled):
            if block.too_long:
                yield self._chunk([], names, [Fault(block.line, too_long())])
                continue
            bad = [Fault(line, stray_bytes(self._encoding)) for line in block.stray]
            lines = ((number, line) for number, line in enumerate(block.text.split(b"\n"), block.line)
                     if number not in block.stray)
            yield self._chunk(self._records(lines, bad), names, bad)

    def _chunk(self, records: Iterable[_Record], names: Sequence[str], bad: list[Fault]) -> Chunk:
        """Return fields as columns of strings, or of lists where the first objects have lists."""
        import pyarrow as pa

        lines, columns = [], [[] for _ in names]  # type: tuple[list[int], list[list[Any]]]
        for number, record in records:
            values = [_field(record, name) for name in names]
            odd = next((name for name, value in zip(names, values, strict=True)
                        if isinstance(value, dict) or (isinstance(value, list) and name not in self._lists)), None)
            if odd is not None:
                bad.append(Fault(number, tr('the field "{name}" holds a list or an object', name=odd)))
                continue
            lines.append(number)
            for name, value, column in zip(names, values, columns, strict=True):
                column.append(_list(value) if name in self._lists else _word(value))
        return Chunk([pa.array(column, pa.list_(pa.string()) if name in self._lists else pa.string())
                      for name, column in zip(names, columns, strict=True)], pa.array(lines, pa.int64()), bad)

    def _records(self, lines: Iterable[tuple[int, bytes]], bad: list[Fault]) -> Iterator[_Record]:
        decoder = msgspec.json.Decoder()

        def values() -> Iterator[tuple[int, Any]]:
            for number, line in lines:
                if line and not line.isspace():
                    try:
                        yield number, decoder.decode(line)
                    except (msgspec.DecodeError, RecursionError):
                        bad.append(Fault(number, tr("it is no valid JSON")))

        return _objects(values(), bad)


def _objects(values: Iterable[tuple[int, Any]], bad: list[Fault]) -> Iterator[_Record]:
    for number, value in values:
        if isinstance(value, dict):
            yield number, value
        else:
            bad.append(Fault(number, tr("it is no JSON object")))


def _located(path: Path, text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return tr("{path}, line {line}, column {column}: it is no valid JSON from here on", path=path,
                  line=error.lineno, column=error.colno)
    except (RecursionError, ValueError):
        pass
    return ""


def _fields(record: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _fields(value, f"{before}{name}.")
        else:
            yield before + name


def _field(record: dict[str, Any], name: str) -> Any:
    """Return a field, also one of a field; ``None`` if it isn't there."""
    if name in record:
        return record[name]
    at: Any = record
    for part in name.split("."):
        if not isinstance(at, dict) or part not in at:
            return None
        at = at[part]
    return at


def _word(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case dict():
            return None
    return str(value)


def _list(value: Any) -> list[str | None] | None:
    if value is None:
        return None
    return [_word(one) for one in value] if isinstance(value, list) else [_word(value)]
