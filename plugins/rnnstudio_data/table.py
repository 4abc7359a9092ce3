"""A person's own table file, CSV or TSV: a text and a label in each row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

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
from rnnstudio_data.columns import find_columns
from rnnstudio_data.rows import DELIMITERS, Row, Rows, guess_delimiter

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_BATCH = 4096
_CHARACTERS_IN_A_BATCH = 2**24


class Table(DataSource, frozen=True, kw_only=True):
    """A table of your own: one row for each example, a column with its text, a column with its label."""

    info = SourceInfo(id="rnnstudio.table", title="Table file (CSV, TSV)", icon="table",
                      origin=mark("Your own file"))

    path: Annotated[str, FilePath(("*.csv", "*.tsv", "*.tab", "*.txt")), Title("File"), Doc(
        "A table in UTF-8. A relative path starts at the project file's folder.")] = ""
    text_column: Annotated[str, Doc("Name of the column with the text. Empty to guess.")] = ""
    label_column: Annotated[str, Doc("Name of the column with the class. Empty to guess.")] = ""
    header: Annotated[bool, Title("First row names the columns"), Doc(
        "Without names, the columns are called 1, 2, 3 and so on.")] = True
    delimiter: Annotated[Literal["auto", "comma", "tab", "semicolon"], Folded(), Title("Columns are divided by"), Doc(
        "What stands between two columns; auto looks at the first rows.")] = "auto"
    quotes: Annotated[Literal["auto", "yes", "no"], Folded(), Title("Quotation marks enclose cells"), Doc(
        "Whether a cell may stand in quotation marks, with line breaks and dividers inside; auto means yes, "
        "except where columns are divided by tabs.")] = "auto"

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and say that it is text.

        Raises:
            UserError: If the file is missing or empty, or a column isn't there.
        """
        with self._open(context) as rows:
            self._columns(rows)
        return Contents(input="text")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text and label, both as strings, some thousand rows at a time. Empty lines are passed over.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import pyarrow as pa

        kind = pa.schema({"text": pa.string(), "label": pa.string()})
        with self._open(context) as rows:
            text, label = self._columns(rows)
            for batch in _batches(rows):
                if context.cancelled():
                    raise Cancelled
                labels = [row.cells[label].strip() for row in batch]
                if "" in labels:
                    rows.fail(batch[labels.index("")].line, tr("the label is empty"))
                yield pa.record_batch([[row.cells[text] for row in batch], labels], schema=kind)

    def _open(self, context: ReadContext) -> Rows:
        if not self.path.strip():
            raise UserError(tr("no table file is chosen yet; choose a CSV or TSV file"))
        path = (context.folder or Path()).joinpath(Path(self.path.strip()).expanduser()).absolute()
        if self.delimiter == "auto":
            delimiter = guess_delimiter(path, self._quoted)
        else:
            delimiter = DELIMITERS[self.delimiter]
        return Rows(path, delimiter, self._quoted(delimiter))

    def _quoted(self, delimiter: str) -> bool:
        return self.quotes == "yes" or (self.quotes == "auto" and delimiter != "\t")

    def _columns(self, rows: Rows) -> tuple[int, int]:
        """Return where text and label stand; ``rows`` is then at the first example."""
        first = rows.peek()
        if first is not None and self.header:
            next(rows)
        example = rows.peek()
        if first is None or example is None:
            raise UserError(tr("{path} holds no examples", path=rows.path))
        names = first.cells if self.header else [str(number) for number in range(1, len(first.cells) + 1)]
        return find_columns(rows.path, names, self.text_column.strip(), self.label_column.strip(), example.cells)


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
