"""Parquet files: columns as they are stored, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import (
    Cancelled,
    Contents,
    DataSource,
    Doc,
    FilePath,
    Folded,
    ReadContext,
    SourceInfo,
    Title,
    UserError,
    mark,
    tr,
)
from rnnstudio_data.columns import find, find_columns
from rnnstudio_data.text_file import explained, locate

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_BATCH = 4096


class Parquet(DataSource, frozen=True, kw_only=True):
    """A Parquet file: one row for each example, a column with its text, a column with its label."""

    info = SourceInfo(id="rnnstudio.parquet", title="Parquet file", icon="table", origin=mark("Your own file"))

    path: Annotated[str, FilePath(("*.parquet",)), Title("File"), Doc(
        "A relative path starts at the project file's folder.")] = ""
    text_column: Annotated[str, Doc("Name of the column with the text. Empty to guess.")] = ""
    label_column: Annotated[str, Doc("Name of the column with the label. Empty to guess.")] = ""
    labelled: Annotated[bool, Title("There are labels"), Doc("Switch off to use the texts alone.")] = True
    split_column: Annotated[str, Folded(), Doc(
        "Name of a column that says train, validation or test. Empty to divide here.")] = ""
    group_column: Annotated[str, Folded(), Doc(
        "Name of a column, such as the author; examples with the same value stay in the same part.")] = ""

    def contents(self, context: ReadContext) -> Contents:
        """Look at the columns and say that it is text.

        Raises:
            UserError: If the file is missing or damaged, or a column isn't there.
        """
        import pyarrow as pa

        names = self._columns(context)
        kind = self._schema(context).field(names["label"]).type if "label" in names else None
        task: Literal["regression", "multilabel"] | None = None
        if kind is not None and (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            task = "multilabel"
        elif kind is not None and pa.types.is_floating(kind):
            task = "regression"
        return Contents(input="text", task=task)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and line (the row's number), some thousand rows at a time.

        Raises:
            UserError: If the file can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import numpy as np
        import pyarrow as pa
        from pyarrow import parquet

        path, names = self._path(context), self._columns(context)
        done = 0
        with explained(path), _damage(path):
            for batch in parquet.ParquetFile(path).iter_batches(_ROWS_IN_A_BATCH, columns=list(names.values())):
                if context.cancelled():
                    raise Cancelled
                columns: dict[str, Any] = {role: batch.column(name) for role, name in names.items()}
                columns["line"] = pa.array(np.arange(done + 1, done + 1 + batch.num_rows))
                done += batch.num_rows
                yield pa.record_batch(columns)

    def _path(self, context: ReadContext) -> Path:
        return locate(self.path, context, tr("no file is chosen yet; choose a Parquet file"))

    def _schema(self, context: ReadContext) -> pa.Schema:
        from pyarrow import parquet

        path = self._path(context)
        with explained(path), _damage(path):
            return parquet.read_schema(path)

    def _columns(self, context: ReadContext) -> dict[str, str]:
        """Return the name of the column for each role."""
        path, schema = self._path(context), self._schema(context)
        names = list(schema.names)
        example = ["long" if "string" in str(schema.field(name).type) else "" for name in names]
        text, label = find_columns(path, names, self.text_column.strip(), self.label_column.strip(), example,
                                   self.labelled)
        found = {"text": names[text]} | ({"label": names[label]} if label is not None else {})
        for role, name in (("split", self.split_column.strip()), ("group", self.group_column.strip())):
            if name:
                found[role] = names[find(path, names, name)]
        return found


class _damage:  # noqa: N801 - reads like a function
    """Turns what the Parquet library raises into a sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        import pyarrow as pa

        if isinstance(error, pa.ArrowException) and not isinstance(error, OSError):
            raise UserError(tr("{path} is no Parquet file, or it is damaged: {reason}", path=self._path,
                               reason=str(error).partition("\n")[0])) from error
