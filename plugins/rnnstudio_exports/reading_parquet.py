"""Reads a Parquet file back and compares it with what should be there. Shares nothing with the code that writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.choosing import Chosen
from rnnstudio_exports.comparing import agree, differs


def check_table(path: Path, words: Sequence[str], classes: Sequence[str], chosen: Chosen,
                context: ExportContext) -> None:
    """Read a table, a group of rows at a time.

    Raises:
        UserError: If it isn't what was to be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    counted = ["count"] if len(chosen.table.counts) else []
    try:
        with path.open("rb") as file, parquet.ParquetFile(file) as table:
            if table.schema_arrow.names != ["word", "id", *counted, *classes, "vector"]:
                differs(path)
            start = 0
            for group in range(table.num_row_groups):
                if context.cancelled():
                    raise Cancelled
                read = table.read_row_group(group)
                end = start + read.num_rows
                columns = list(read.columns)
                vectors = columns.pop().combine_chunks()
                shares = np.array([column.to_numpy() for column in columns[len(columns) - len(classes):]], np.float32)
                expected = chosen.association(start, end) if classes else None
                if not (columns[0].to_pylist() == list(words[start:end])
                        and columns[1].to_pylist() == chosen.ids(start, end)
                        and (not counted or columns[2].to_pylist() == chosen.counts(start, end))
                        and (expected is None or np.array_equal(shares, expected.T, equal_nan=True))
                        and agree(vectors.flatten().to_numpy(), chosen.block(start, end), None)):
                    differs(path)
                start = end
                context.progress(min(1.0, start / len(chosen)))
            if start != len(chosen):
                differs(path)
    except pa.ArrowInvalid:
        differs(path)
