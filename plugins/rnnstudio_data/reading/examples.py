"""Checks the cells of many rows at once and makes batches of examples of them; every row left out is told why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from rnnstudio.api import BadRow, Cancelled, ReadContext, Task, UserError, mark, tr
from rnnstudio_data.reading.careful import Fault, nul_byte
from rnnstudio_data.reading.table_file import Chunk

if TYPE_CHECKING:
    import pyarrow as pa

LabelKind = Literal["auto", "class", "number", "none"]
Meaning = Literal["class", "number", "several", "none"]
LABEL_KINDS = (mark("auto"), mark("class"), mark("number"), mark("none"))
_ROWS_IN_A_BATCH = 4096
_LARGEST_NUMBER = 3.4e38  # of float32
MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", ".")
"""What tables write where a number is missing, in lower case."""
_NEARLY_ALL = 0.9
_PARTS = {
    "train": "train", "training": "train", "训练": "train", "训练集": "train",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
    "development": "validation", "验证": "validation", "验证集": "validation",
    "test": "test", "testing": "test", "测试": "test", "测试集": "test",
}


def part_of(name: str) -> str | None:
    """Return "train", "validation" or "test" for what people call them, else ``None``."""
    return _PARTS.get(name.strip().lower())


def meaning_of(kind: LabelKind, separator: str, sample: Sequence[Any]) -> Meaning:
    """Tell what labels are from the first of them: numbers if nearly all are, and not all of them whole.

    Raises:
        UserError: If several numbers are asked for.
    """
    if kind == "none":
        return "none"
    if kind == "number":
        if separator:
            raise UserError(tr('numbers to predict can\'t be divided by "{separator}"; leave the separator empty, '
                               "or take the labels as classes", separator=separator))
        return "number"
    if separator or any(isinstance(label, list) for label in sample):
        return "several"
    if kind == "auto" and mostly_numbers(sample):
        numbers = [number for label in sample if (number := number_in(label)) is not None]
        return "class" if all(number == int(number) for number in numbers) else "number"
    return "class"


def task_of(meaning: Meaning) -> Task | None:
    """Return the task that goes with labels, ``None`` where their number decides."""
    tasks: dict[Meaning, Task] = {"number": "regression", "several": "multilabel", "none": "next_token"}
    return tasks.get(meaning)


class Checker(msgspec.Struct, frozen=True, kw_only=True):
    """Makes examples of one file's chunks.

    Attributes:
        context: Hears of the rows that are left out.
        path: The file.
        roles: What each of a chunk's columns is: "text", "label", "split", "group", "sequence" (whose time step a
            row is), "number", "step" (a number), or "when" (a text that sorts by time).
        names: What these columns are called in the file.
        meaning: What labels are.
        separator: What stands between the labels of an example, if it has several.
        decimal_comma: Whether numbers are written with a comma.
        gaps: Whether numbers may be missing; they become null.
        part: The part that the whole file is for, or "".
    """

    context: ReadContext
    path: Path
    roles: tuple[str, ...]
    names: tuple[str, ...]
    meaning: Meaning
    separator: str = ""
    decimal_comma: bool = False
    gaps: bool = False
    part: str = ""

    def batches(self, chunk: Chunk) -> Iterator[pa.RecordBatch]:
        """Yield the examples of a chunk, some thousand rows at a time.

        Raises:
            UserError: At the first row that can't be used, if reading is to stop there.
            Cancelled: If ``context.cancelled`` answers True.
        """
        batch = self.checked(chunk)
        for start in range(0, batch.num_rows, _ROWS_IN_A_BATCH):
            if self.context.cancelled():
                raise Cancelled
            yield batch.slice(start, _ROWS_IN_A_BATCH)

    def checked(self, chunk: Chunk) -> pa.RecordBatch:
        """Return a chunk's usable rows; columns are called by their roles, numbers by their place: "0", "1" ...

        Raises:
            UserError: At the first row that can't be used, if reading is to stop there.
        """
        import numpy as np
        import pyarrow as pa

        good = np.ones(len(chunk.lines), np.bool_)
        bad: list[Fault] = list(chunk.bad)

        def leave_out(wrong: pa.Array, reason: str) -> None:
            mask = wrong.to_numpy(zero_copy_only=False) & good
            if mask.any():
                good[mask] = False
                bad.extend(Fault(int(line), reason) for line in chunk.lines.to_numpy()[mask])

        columns = {}
        for place, (role, name, column) in enumerate(zip(self.roles, self.names, chunk.columns, strict=True)):
            if role != "label" and not pa.types.is_string(column.type):
                column = column.cast(pa.string())
            columns[role if role != "number" else str(place)] = getattr(self, f"_{role}")(column, name, leave_out)
        if self.part:
            columns["split"] = pa.array([self.part] * len(chunk.lines), pa.string())
        columns["line"] = chunk.lines
        for fault in sorted(bad):
            self.context.bad_row(BadRow(reason=fault.reason, where=str(self.path), line=fault.line))
        batch = pa.record_batch(columns)
        return batch if good.all() else batch.filter(pa.array(good))

    def _text(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow.compute as pc

        leave_out(column.is_null(), tr("the text is missing"))
        column = pc.fill_null(column, "")
        leave_out(pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column)), tr("the text is empty"))
        if _may_hold_nul(column):
            leave_out(pc.match_substring(column, "\0"), nul_byte())
        return column

    def _group(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow.compute as pc

        column = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
        leave_out(pc.equal(column, ""), tr('the column "{name}" is empty', name=name))
        return column

    def _split(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        coded = pc.fill_null(column, "").dictionary_encode()
        parts = pa.array([part_of(value) for value in coded.dictionary.to_pylist()], pa.string())
        column = parts.take(coded.indices)
        leave_out(column.is_null(), tr('the column "{name}" holds something else than train, validation or test',
                                       name=name))
        return column

    def _label(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        leave_out(column.is_null(), tr("the label is missing"))
        if self.meaning == "number":
            return self._numbers(column, leave_out)
        if self.meaning == "several":
            return self._several(column)
        if pa.types.is_integer(column.type):
            return pc.fill_null(column, 0)
        column = pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.string()), "?"))
        leave_out(pc.equal(column, ""), tr("the label is empty"))
        return column

    def _numbers(self, column: pa.Array, leave_out: Any) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_string(column.type):
            column = pc.utf8_trim_whitespace(column)
            leave_out(pc.fill_null(pc.equal(column, ""), False), tr("the label is empty"))
            numbers = as_numbers(column)
        else:
            numbers = column.cast(pa.float64(), safe=False)
        leave_out(pc.invert(pc.fill_null(pc.is_finite(numbers), False)), tr("the label is not a number"))
        return pc.fill_null(numbers, 0.0)

    def _number(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow.compute as pc

        numbers, missing = parsed_numbers(column, self.decimal_comma)
        if not self.gaps:
            leave_out(missing, tr('the column "{name}" has no number; choose what is done where a number is missing',
                                  name=name))
        leave_out(pc.and_(pc.invert(missing), pc.invert(pc.fill_null(pc.is_finite(numbers), False))),
                  tr('the column "{name}" holds something that is not a number', name=name))
        leave_out(pc.fill_null(pc.greater(pc.abs(numbers), _LARGEST_NUMBER), False),
                  tr('the column "{name}" holds a number that is too large', name=name))
        return numbers

    def _step(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        import pyarrow.compute as pc

        numbers, _ = parsed_numbers(column, self.decimal_comma)
        leave_out(pc.invert(pc.fill_null(pc.is_finite(numbers), False)), tr("the time step is not a number"))
        return numbers

    def _sequence(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        return self._group(column, name, leave_out)

    def _when(self, column: pa.Array, name: str, leave_out: Any) -> pa.Array:
        return self._group(column, name, leave_out)

    def _several(self, column: pa.Array) -> pa.Array:
        """Return lists; an empty cell is an example that has none of the labels."""
        import pyarrow as pa

        if not pa.types.is_list(column.type):
            column = column.cast(pa.string())
        lists: list[Any] = column.to_pylist()
        if pa.types.is_string(column.type):
            lists = [(cell or "").split(self.separator) if self.separator else [cell] for cell in lists]
        return pa.array([list(dict.fromkeys(label for one in labels or () if (label := str(one).strip())))
                         for labels in lists], pa.list_(pa.string()))


def parsed_numbers(column: pa.Array, decimal_comma: bool) -> tuple[pa.Array, pa.Array]:
    """Return strings as float64, null where one is no number, and which of them say that there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    missing = pc.is_in(pc.utf8_lower(column), pa.array(MISSING))
    if decimal_comma:
        column = pc.replace_substring(column, ",", ".")
    return as_numbers(pc.if_else(missing, pa.scalar(None, pa.string()), column)), missing


def as_numbers(column: pa.Array) -> pa.Array:
    """Return strings without white space around them as float64, null where one is no number."""
    import pyarrow as pa

    try:
        return column.cast(pa.float64())
    except pa.ArrowInvalid:
        return pa.array([number_in(cell) for cell in column.to_pylist()], pa.float64())


def _may_hold_nul(column: pa.Array) -> bool:
    """Tell whether a NUL byte stands in a column's memory; ten times as fast as looking into each text."""
    import numpy as np

    data = column.buffers()[-1]
    return data is not None and not np.frombuffer(data, np.uint8).all()


def mostly_numbers(cells: Sequence[Any], decimal_comma: bool = False) -> bool:
    """Tell whether nearly all cells are numbers, those not counted that say that there is none.

    A stray cell that isn't then costs its row, which is told, and not the whole column, which would go unnoticed.
    """
    words = [word for cell in cells if (word := str(cell).strip()).lower() not in MISSING]
    numbers = sum(number_in(word.replace(",", ".") if decimal_comma else word) is not None for word in words)
    return bool(numbers) and numbers >= _NEARLY_ALL * len(words)


def number_in(cell: Any) -> float | None:
    """Return a cell's number, ``None`` if it is none."""
    try:
        number = float(cell)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
