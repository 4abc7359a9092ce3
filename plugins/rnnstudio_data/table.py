"""A person's own table file, CSV or TSV: a text and a label in each row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

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
from rnnstudio_data.columns import find, find_columns, looks_like_names
from rnnstudio_data.rows import DELIMITERS, Row, Rows, guess_delimiter
from rnnstudio_data.text_file import locate

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_BATCH = 4096
_CHARACTERS_IN_A_BATCH = 2**24
_PATTERNS = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.gz")


class Layout(msgspec.Struct, frozen=True):
    """Where in a table things stand; ``None`` for what it doesn't hold."""

    text: int
    label: int | None
    split: int | None
    group: int | None


class Table(DataSource, frozen=True, kw_only=True):
    """A table of your own: one row for each example, a column with its text, a column with its label."""

    info = SourceInfo(id="rnnstudio.table", title="Table file (CSV, TSV)", icon="table", version=2,
                      origin=mark("Your own file"))

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "A table as text, packed with gzip or not. A relative path starts at the project file's folder.")] = ""
    text_column: Annotated[str, Doc("Name of the column with the text. Empty to guess.")] = ""
    label_column: Annotated[str, Doc("Name of the column with the label. Empty to guess.")] = ""
    labels: Annotated[Literal["class", "number", "several", "none"], Title("Labels are"), Doc(
        "Class: one of some names. Number: to be predicted as such. Several: more than one name in a cell. None: "
        "there are no labels, only texts.")] = "class"
    label_separator: Annotated[str, Folded(), Title("Between two labels"), Doc(
        "What stands between the labels of an example that has several.")] = "|"
    header: Annotated[Literal["auto", "yes", "no"], Folded(), Title("First row names the columns"), Doc(
        "Without names, the columns are called 1, 2, 3 and so on; auto looks at the first rows.")] = "auto"
    delimiter: Annotated[Literal["auto", "comma", "tab", "semicolon", "pipe"], Folded(),
                         Title("Columns are divided by"), Doc(
        "What stands between two columns; auto looks at the first rows.")] = "auto"
    quotes: Annotated[Literal["auto", "yes", "no"], Folded(), Title("Quotation marks enclose cells"), Doc(
        "Whether a cell may stand in quotation marks, with line breaks and dividers inside; auto means yes, "
        "except where columns are divided by tabs.")] = "auto"
    encoding: Annotated[Literal["auto", "utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis", "euc-kr"],
                        Folded(), Title("Text encoding"), Doc(
        "How letters are stored; auto looks at the first lines.")] = "auto"
    split_column: Annotated[str, Folded(), Doc(
        "Name of a column that says train, validation or test. Empty to divide here.")] = ""
    group_column: Annotated[str, Folded(), Doc(
        "Name of a column, such as the author; examples with the same value stay in the same part.")] = ""
    validation_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("Validation file"), Doc(
        "A second table like the first, to judge the model by. Empty to divide the first.")] = ""
    test_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("Test file"), Doc(
        "A table like the first, which training never sees.")] = ""

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn the switch of version 1 into a choice."""
        if isinstance(params.get("header"), bool):
            return {**params, "header": "yes" if params["header"] else "no"}
        return params

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and say that it is text.

        Raises:
            UserError: If a file is missing or empty, or a column isn't there.
        """
        for path, _ in self._files(context):
            with self._open(path, ReadContext(bad_row=lambda row: None)) as rows:
                self._layout(rows)
        task: Literal["regression", "multilabel"] | None = None
        if self.labels in ("number", "several"):
            task = "regression" if self.labels == "number" else "multilabel"
        return Contents(input="text", task=task)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and line, some thousand rows at a time. Empty lines are passed over.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        for path, part in self._files(context):
            with self._open(path, context) as rows:
                layout = self._layout(rows)
                for batch in _batches(self._usable(rows, layout)):
                    if context.cancelled():
                        raise Cancelled
                    yield self._record_batch(batch, layout, part)

    def _files(self, context: ReadContext) -> list[tuple[Path, str]]:
        """Return the files with the part that each one is; "" if the table itself says or is to be divided."""
        path = locate(self.path, context, tr("no table file is chosen yet; choose a CSV or TSV file"))
        others = [(name, part) for name, part in ((self.validation_path, "validation"), (self.test_path, "test"))
                  if name.strip()]
        first = "train" if others else ""
        return [(path, first), *((locate(name, context, ""), part) for name, part in others)]

    def _open(self, path: Path, context: ReadContext) -> Rows:
        delimiter = (guess_delimiter(path, self._quoted, self.encoding) if self.delimiter == "auto"
                     else DELIMITERS[self.delimiter])
        return Rows(path, delimiter, self._quoted(delimiter), context, self.encoding)

    def _quoted(self, delimiter: str) -> bool:
        return self.quotes == "yes" or (self.quotes == "auto" and delimiter != "\t")

    def _layout(self, rows: Rows) -> Layout:
        """Return where things stand; ``rows`` is then at the first example."""
        first = rows.peek()
        named = first is not None and self._is_header(first, rows)
        if named:
            next(rows)
        example = rows.peek()
        if first is None or example is None:
            raise UserError(tr("{path} holds no examples", path=rows.path))
        names = first.cells if named else [str(number) for number in range(1, len(first.cells) + 1)]
        text, label = find_columns(rows.path, names, self.text_column.strip(), self.label_column.strip(),
                                   example.cells, self.labels != "none")
        split, group = (find(rows.path, names, name.strip()) if name.strip() else None
                        for name in (self.split_column, self.group_column))
        return Layout(text, label, split, group)

    def _is_header(self, first: Row, rows: Rows) -> bool:
        if self.header != "auto":
            return self.header == "yes"
        asked = {name.strip() for name in (self.text_column, self.label_column, self.split_column, self.group_column)}
        if asked - {""} and asked - {""} <= {cell.strip() for cell in first.cells}:
            return True
        with self._open(rows.path, ReadContext(bad_row=lambda row: None)) as again:
            others = [row.cells for row in islice(again, 1, 50)]
        return looks_like_names(first.cells, others)

    def _usable(self, rows: Rows, layout: Layout) -> Iterator[Row]:
        """Yield the rows whose text, label and part are there."""
        for row in rows:
            if not row.cells[layout.text].strip():
                rows.bad(row.line, tr("the text is empty"))
            elif layout.label is not None and not row.cells[layout.label].strip() and self.labels != "several":
                rows.bad(row.line, tr("the label is empty"))
            elif self.labels == "number" and layout.label is not None and not _is_finite(row.cells[layout.label]):
                rows.bad(row.line, tr("the label is not a number"))
            elif layout.split is not None and _part(row.cells[layout.split]) is None:
                rows.bad(row.line, tr('the part is not "train", "validation" or "test"'))
            else:
                yield row

    def _record_batch(self, batch: list[Row], layout: Layout, part: str) -> pa.RecordBatch:
        import pyarrow as pa

        columns: dict[str, Any] = {"text": pa.array([row.cells[layout.text] for row in batch], pa.string())}
        if layout.label is not None:
            columns["label"] = self._labels([row.cells[layout.label].strip() for row in batch])
        if part or layout.split is not None:
            columns["split"] = pa.array([part or _part(row.cells[layout.split or 0]) for row in batch], pa.string())
        if layout.group is not None:
            columns["group"] = pa.array([row.cells[layout.group] for row in batch], pa.string())
        columns["line"] = pa.array([row.line for row in batch], pa.int64())
        return pa.record_batch(columns)

    def _labels(self, cells: list[str]) -> pa.Array:
        import pyarrow as pa

        if self.labels == "number":
            return pa.array([float(cell) for cell in cells], pa.float64())
        if self.labels == "several":
            between = self.label_separator or "|"
            return pa.array([[label.strip() for label in cell.split(between) if label.strip()] for cell in cells],
                            pa.list_(pa.string()))
        return pa.array(cells, pa.string())


def _is_finite(cell: str) -> bool:
    try:
        return abs(float(cell)) < float("inf")
    except ValueError:
        return False


_PARTS = {"train": "train", "training": "train", "validation": "validation", "val": "validation",
          "valid": "validation", "dev": "validation", "test": "test"}


def _part(cell: str) -> str | None:
    return _PARTS.get(cell.strip().lower())


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Divide rows by number and by size, so that very long texts don't fill the memory."""
    batch: list[Row] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(map(len, row.cells))
        if len(batch) == _ROWS_IN_A_BATCH or characters >= _CHARACTERS_IN_A_BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
