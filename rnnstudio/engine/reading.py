"""Reads a data source: checks its columns, leaves out rows that can't be used, and counts them.

A source is read once for what decides over the examples (labels, parts, groups), and again for the inputs, unless
they were small enough to be kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import BadRow, Cancelled, Contents, DataSource, ReadContext, UserError, tr
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.ragged import Ints
from rnnstudio.project.preview import BadRows
from rnnstudio.project.words import stopped_at
from rnnstudio.registry import Registry

LABEL, SPLIT, GROUP, LINE = "label", "split", "group", "line"
MOST_KEPT = 64 * 2**20
"""Bytes of inputs that are kept from the first reading for the second."""
_FIRST = 5
_SLICE = 2048

Told = Callable[[str, float | None], None]
"""Told what is going on, in words, and the share done, if known."""


class BadRowCounter:
    """Counts rows that can't be used, by reason."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, list[BadRow]]] = {}

    def add(self, row: BadRow) -> None:
        """Count a row; may stand for ``ReadContext.bad_row``."""
        count, first = self._found.get(row.reason, (0, []))
        if count < _FIRST:
            first.append(row)
        self._found[row.reason] = count + 1, first

    def rows(self) -> tuple[BadRows, ...]:
        """Return what was counted, the most frequent reason first."""
        found = [BadRows(reason=reason, count=count, first=tuple(first))
                 for reason, (count, first) in self._found.items()]
        return tuple(sorted(found, key=lambda bad: -bad.count))


def _stop(row: BadRow) -> None:
    raise UserError(stopped_at(row))


class Source:
    """A data source as the engine reads it.

    Args:
        component: The source.
        registry: Knows whose it is.
        folder: Where relative paths start.
        bad_rows: Whether a row that can't be used ends the reading, or is left out.
        cancelled: Asked between batches.

    Raises:
        UserError: If the data can't be there.
    """

    def __init__(self, component: DataSource, registry: Registry, folder: Path | None,
                 bad_rows: Literal["stop", "skip"], cancelled: Callable[[], bool]) -> None:
        self.component = component
        self._registry = registry
        self._skips = bad_rows == "skip"
        self._context = ReadContext(folder=folder, cancelled=cancelled)
        with blamed_on(component, registry):
            self.contents: Contents = component.contents(self._context)

    @property
    def cancelled(self) -> bool:
        """Whether the user stopped it."""
        return self._context.cancelled()

    def batches(self, counter: BadRowCounter | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the usable rows, each batch with the input, and what there is of label, split, group and line.

        Args:
            counter: Counts rows that can't be used where they are to be skipped.

        Raises:
            UserError: If a column is missing or of the wrong type, or at a row that can't be used.
            Cancelled: If the user stopped it.
        """
        counter = counter or BadRowCounter()
        context = msgspec.structs.replace(self._context, bad_row=counter.add if self._skips else _stop)
        checked, before = _Checked(self.contents, self.component), 0
        with blamed_on(self.component, self._registry):
            for batch in self.component.read(context):
                if context.cancelled():
                    raise Cancelled
                yield checked.batch(batch, before, context)
                before += batch.num_rows

    def texts(self) -> Iterator[pa.Array]:
        """Yield the inputs alone, some at a time."""
        for batch in self.batches():
            for begin in range(0, batch.num_rows, _SLICE):
                yield batch.column(self.contents.input).slice(begin, _SLICE)


class _Checked:
    """Checks the batches of one reading."""

    def __init__(self, contents: Contents, component: DataSource) -> None:
        self._input = contents.input
        self._title = tr(component.info.title)
        self._schema: pa.Schema | None = None

    def batch(self, batch: pa.RecordBatch, before: int, context: ReadContext) -> pa.RecordBatch:
        """Return a batch with the columns that are known, without the rows that can't be used."""
        if self._input not in batch.schema.names:
            found = ", ".join(f'"{other}"' for other in batch.schema.names) or tr("none at all")
            raise UserError(tr('the data has no column "{name}"; its columns are: {found}', name=self._input,
                               found=found))
        wanted = [name for name in (self._input, LABEL, SPLIT, GROUP, LINE) if name in batch.schema.names]
        batch = pa.record_batch({name: _plain(batch.column(name)) for name in wanted})
        if self._schema is None:
            _check_type(self._input, batch.schema.field(self._input).type)
        elif batch.schema != self._schema:
            raise UserError(tr("{title} changes the type of its columns on the way; every batch needs the same "
                               "columns", title=self._title))
        self._schema = batch.schema
        return _usable(batch, before, context)


def _plain(column: pa.Array) -> pa.Array:
    """Return a column without dictionary encoding."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _check_type(name: str, found: pa.DataType) -> None:
    lists = pa.types.is_list(found) or pa.types.is_large_list(found) or pa.types.is_fixed_size_list(found)
    fits = {
        "text": pa.types.is_string(found) or pa.types.is_large_string(found),
        "ids": lists and pa.types.is_integer(found.value_type),
        "values": lists and hasattr(found.value_type, "value_type"),
    }[name]
    if not fits:
        expected = {"text": tr("text"), "ids": tr("lists of whole numbers"),
                    "values": tr("lists of time steps, each a list of numbers")}[name]
        raise UserError(tr('the column "{name}" should hold {expected}, but holds {found}', name=name,
                           expected=expected, found=found))


def _usable(batch: pa.RecordBatch, before: int, context: ReadContext) -> pa.RecordBatch:
    """Leave out rows without an input or a label, each said to ``context.bad_row``."""
    names = [name for name in batch.schema.names if name != LINE and batch.column(name).null_count]
    if not names:
        return batch
    bad = np.zeros(batch.num_rows, np.bool_)
    for name in names:
        missing = np.asarray(batch.column(name).is_null()) & ~bad
        for row in np.flatnonzero(missing):
            line = batch.column(LINE)[row].as_py() if LINE in batch.schema.names else None
            context.bad_row(BadRow(reason=tr('it has no value in the column "{name}"', name=name),
                                   line=line or before + int(row) + 1))
        bad |= missing
    return batch.filter(pa.array(~bad))


@dataclasses.dataclass(frozen=True)
class Columns:
    """What the first reading found.

    Attributes:
        count: Usable examples.
        labels: One for each, none of them null; ``None`` if the data has none.
        split: "train", "validation" or "test" for each, or ``None`` if the source leaves dividing to us.
        groups: A number for each; examples of the same number stay together. ``None`` if there are no groups.
        lines: The line of each, or ``None``.
        kept: All batches, or ``None`` if they were too large to keep.
        bad: Rows that were left out.
    """

    count: int
    labels: pa.ChunkedArray | None
    split: pa.ChunkedArray | None
    groups: Ints | None
    lines: Ints | None
    kept: list[pa.RecordBatch] | None
    bad: tuple[BadRows, ...]


def read_columns(source: Source, told: Told) -> Columns:
    """Read a source through for all but its inputs.

    Raises:
        UserError: If it yields nothing that can be used, or at a fault; see ``Source.batches``.
        Cancelled: If the user stopped it.
    """
    counter, parts, kept, size, count = BadRowCounter(), [], [], 0, 0
    for batch in source.batches(counter):
        count += batch.num_rows
        size += batch.nbytes
        if size <= MOST_KEPT:
            kept.append(batch)
        else:
            kept.clear()
        parts.append(batch.drop_columns([source.contents.input]))
        told(tr("Reading the data: {count} examples", count=f"{count:,}"), None)
    bad = counter.rows()
    if not count:
        raise UserError(_nothing(bad))
    small = pa.Table.from_batches(parts, parts[0].schema)
    return Columns(
        count=count, labels=_column(small, LABEL), split=_column(small, SPLIT), groups=_groups(small),
        lines=small[LINE].to_numpy().astype(np.int64) if LINE in small.column_names else None,
        kept=kept if size <= MOST_KEPT else None, bad=bad)


def _nothing(bad: tuple[BadRows, ...]) -> str:
    if not bad:
        return tr("the data holds no examples")
    return tr("the data holds no usable examples; {count} rows were left out, as for this reason: {reason}",
              count=f"{sum(rows.count for rows in bad):,}", reason=str(bad[0].first[0]))


def _column(table: pa.Table, name: str) -> pa.ChunkedArray | None:
    return table[name] if name in table.column_names else None


def _groups(table: pa.Table) -> Ints | None:
    if GROUP not in table.column_names:
        return None
    encoded = pc.dictionary_encode(table[GROUP]).combine_chunks()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
