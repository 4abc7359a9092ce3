"""A person's own table file, CSV or TSV: a text and a label in each row."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import Doc, FilePath, Folded, SourceInfo, Title, UserError, mark, tr
from rnnstudio_data.reading.dialect import DelimiterChoice, YesNoChoice
from rnnstudio_data.reading.encodings import EncodingChoice
from rnnstudio_data.reading.table_file import TableFile, TableOptions
from rnnstudio_data.reading.text_rows import RowFile, TextRows

_PATTERNS = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.csv.gz", "*.tsv.gz", "*.txt.gz")


class Table(TextRows, frozen=True, kw_only=True):
    """A table of your own: one row for each example, a column with its text, a column with its label."""

    info = SourceInfo(id="rnnstudio.table", version=2, title="Table file (CSV, TSV)", icon="table",
                      origin=mark("Your own file"))

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "A table, perhaps gzipped. A relative path starts at the project file's folder.")] = ""
    validation_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for validation"), Doc(
        "A file of its own for validation, with the same columns. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for testing"), Doc(
        "A file of its own for the final test, with the same columns. Empty if there is none.")] = ""
    header: Annotated[YesNoChoice, Folded(), Title("First row names the columns"), Doc(
        "Without names, the columns are called 1, 2, 3 and so on; auto looks at the first rows.")] = "auto"
    delimiter: Annotated[DelimiterChoice, Folded(), Title("Columns are divided by"), Doc(
        "What stands between two columns; auto looks at the first rows.")] = "auto"
    quotes: Annotated[YesNoChoice, Folded(), Title("Quotation marks enclose cells"), Doc(
        "Whether a cell may stand in quotation marks, with line breaks and dividers inside; auto means yes, "
        "except where columns are divided by tabs and the first rows show no such cells.")] = "auto"
    encoding: Annotated[EncodingChoice, Folded(), Title("Text encoding"), Doc(
        "How the file's bytes stand for characters; auto looks at its beginning.")] = "auto"

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn version 1's ``header``, a yes or no, into the choice of three."""
        if version < 2 and isinstance(params.get("header"), bool):
            return {**params, "header": "yes" if params["header"] else "no"}
        return params

    def open(self, path: Path) -> AbstractContextManager[RowFile]:
        """Open a table file.

        Raises:
            UserError: If it isn't there, can't be read, or has one column where two are needed.
        """
        options = TableOptions(delimiter=self.delimiter, quotes=self.quotes, header=self.header,
                               encoding=self.encoding, columns=self.chosen())
        file = TableFile(path, options)
        if len(file.names) == 1 and self.delimiter != "auto":
            file.close()
            raise UserError(tr('{path}: its first row, "{row}", has only one column if columns are divided by '
                               "{delimiter}; choose another divider", path=path, row=file.names[0][:60],
                               delimiter=self.delimiter))
        return file

    def nothing_chosen(self) -> str:
        """Say that a table file is to be chosen."""
        return tr("no table file is chosen yet; choose a CSV or TSV file")
