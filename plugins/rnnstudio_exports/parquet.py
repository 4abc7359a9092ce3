"""Words and vectors as a Parquet file, for pandas, polars, DuckDB, Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import (
    Cancelled,
    Doc,
    EmbeddingTable,
    ExportContext,
    ExporterInfo,
    ExportReport,
    Title,
)
from rnnstudio_exports.choosing import Chosen, WordsExporter
from rnnstudio_exports.reading_parquet import check_table
from rnnstudio_exports.replacing import replaced_together
from rnnstudio_exports.reporting import part, reported
from rnnstudio_exports.spelling import spell_as_unicode, spell_columns

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "vectors.parquet"
_NUMBERS_IN_A_GROUP = 2**20


class ParquetTable(WordsExporter, frozen=True, kw_only=True):
    """A table with a row for each word: word, id, count, classes, and the vector as a list of float32."""

    info = ExporterInfo(id="rnnstudio.parquet_table", title="Parquet", icon="table")

    classes: Annotated[bool, Title("Classes"), Doc(
        "Write a column for each class with P(class | word): the share of the word's places in the training text "
        "that stand in examples of the class.")] = False

    def wants_association(self) -> bool:
        """Tell whether the classes are to be written."""
        return self.classes

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write one file into ``target``, whole or not at all.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
            Cancelled: If ``context.cancelled`` answers True; what was there before is unchanged.
        """
        chosen = self.choose(table, context)
        if self.classes:
            chosen.tell_association()
        words = chosen.words()
        written = spell_as_unicode(words)
        classes = _columns(chosen) if self.classes else ()
        with replaced_together(target) as folder:
            _write(folder / TABLE, written, classes, chosen, part(context, 0.0, 0.6))
            check_table(folder / TABLE, written, classes, chosen, part(context, 0.6, 1.0))
        context.progress(1.0)
        return reported(chosen, words, written, target, [TABLE])


def _columns(chosen: Chosen) -> Sequence[str]:
    """Return the names of the columns of classes, each another: readers stumble over a name that repeats."""
    if chosen.table.association is None:
        return ()
    return spell_columns([f"P({name})" for name in chosen.table.classes])


def _write(path: Path, words: Sequence[str], classes: Sequence[str], chosen: Chosen, context: ExportContext) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    fields = [("word", pa.string()), ("id", pa.int64())]
    if len(chosen.table.counts):
        fields.append(("count", pa.int64()))
    fields += [(name, pa.float32()) for name in classes]
    fields.append(("vector", pa.list_(pa.field("element", pa.float32(), nullable=False), chosen.dimensions)))
    schema = pa.schema(fields)
    step = max(1, _NUMBERS_IN_A_GROUP // chosen.dimensions)
    with path.open("wb") as file, parquet.ParquetWriter(file, schema, use_dictionary=False) as writer:
        for start in range(0, len(chosen), step):
            if context.cancelled():
                raise Cancelled
            columns = _block(words, classes, chosen, schema, start, start + step)
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=step)
            context.progress(min(1.0, (start + step) / len(chosen)))


def _block(words: Sequence[str], classes: Sequence[str], chosen: Chosen, schema: pa.Schema, start: int,
           end: int) -> list[pa.Array]:
    import numpy as np
    import pyarrow as pa

    columns = [pa.array(words[start:end], pa.string()), pa.array(chosen.ids(start, end), pa.int64())]
    counts = chosen.counts(start, end)
    if counts is not None:
        columns.append(pa.array(counts, pa.int64()))
    association = chosen.association(start, end) if classes else None
    if association is not None:
        columns += [pa.array(column, from_pandas=True) for column in np.ascontiguousarray(association.T)]
    numbers = pa.array(chosen.block(start, end).reshape(-1))
    return [*columns, pa.FixedSizeListArray.from_arrays(numbers, type=schema.field("vector").type)]
