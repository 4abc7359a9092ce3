"""Reads a data source through and checks that its columns are what they should be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import Cancelled, Contents, DataSource, ReadContext, UserError, tr
from rnnstudio.engine.faults import blamed_on
from rnnstudio.registry import Registry

LABEL = "label"
SPLIT = "split"
_SLICE = 2048


@dataclasses.dataclass(frozen=True)
class Examples:
    """All that a source yielded, still as Arrow columns: compact, nothing copied.

    Attributes:
        contents: What the source says it holds.
        inputs: Texts, lists of ids, or lists of lists of numbers.
        labels: One for each example, none of them null.
        split: "train", "validation" or "test" for each, or ``None`` if the source leaves dividing to us.
    """

    contents: Contents
    inputs: pa.ChunkedArray
    labels: pa.ChunkedArray
    split: pa.ChunkedArray | None

    def __len__(self) -> int:
        return len(self.inputs)

    def slices(self) -> Iterator[tuple[int, pa.Array]]:
        """Yield the inputs some at a time, each time with the index of the first."""
        start = 0
        for chunk in self.inputs.chunks:
            for begin in range(0, len(chunk), _SLICE):
                part = chunk.slice(begin, _SLICE)
                yield start, part
                start += len(part)


def read_examples(source: DataSource, context: ReadContext, registry: Registry) -> Examples:
    """Read a source through.

    Raises:
        UserError: If it yields nothing, or a column is missing, empty in places, or of the wrong type.
        Cancelled: If ``context.cancelled`` answers True.
    """
    with blamed_on(source, registry):
        contents = source.contents(context)
        wanted = (contents.input, LABEL, SPLIT)
        batches = []
        for batch in source.read(context):
            if context.cancelled():
                raise Cancelled
            _require_columns(batch, contents.input)
            batches.append(batch.select([name for name in wanted if name in batch.schema.names]))
    if not any(batch.num_rows for batch in batches):
        raise UserError(tr("the data holds no examples"))
    try:
        table = pa.Table.from_batches(batches)
    except pa.ArrowInvalid:
        raise UserError(tr("{title} changes the type of its columns on the way; every batch needs the same columns",
                           title=tr(source.info.title))) from None
    for name in table.column_names:
        _refuse_nulls(name, table[name])
    examples = Examples(contents, _plain(table[contents.input]), _plain(table[LABEL]),
                        _plain(table[SPLIT]) if SPLIT in table.column_names else None)
    _check_types(examples)
    return examples


def _require_columns(batch: pa.RecordBatch, column: str) -> None:
    for name in (column, LABEL):
        if name not in batch.schema.names:
            found = ", ".join(f'"{other}"' for other in batch.schema.names) or tr("none at all")
            raise UserError(tr('the data has no column "{name}"; its columns are: {found}', name=name, found=found))


def _refuse_nulls(name: str, column: pa.ChunkedArray) -> None:
    if column.null_count:
        row = pc.index(pc.is_null(column), True).as_py()
        raise UserError(tr('example {number} has no value in the column "{name}" ({count} such examples in all); '
                           'fill it in or leave the example out', number=row + 1, name=name, count=column.null_count))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column without dictionary encoding."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _check_types(examples: Examples) -> None:
    kind, found = examples.contents.input, examples.inputs.type
    text = pa.types.is_string(found) or pa.types.is_large_string(found)
    lists = pa.types.is_list(found) or pa.types.is_large_list(found) or pa.types.is_fixed_size_list(found)
    fits = {
        "text": text,
        "ids": lists and pa.types.is_integer(found.value_type),
        "values": lists and hasattr(found.value_type, "value_type"),
    }[kind]
    if not fits:
        expected = {"text": tr("text"), "ids": tr("lists of whole numbers"),
                    "values": tr("lists of time steps, each a list of numbers")}[kind]
        raise UserError(tr('the column "{name}" should hold {expected}, but holds {found}', name=kind,
                           expected=expected, found=found))
