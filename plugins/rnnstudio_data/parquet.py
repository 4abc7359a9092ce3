"""A person's own Parquet file: a text and a label in each row."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

from rnnstudio.api import Doc, FilePath, Folded, Offered, SourceInfo, Title, mark, tr
from rnnstudio_data.reading.parquet_file import ParquetFile
from rnnstudio_data.reading.text_rows import RowFile, TextRows

_PATTERNS = ("*.parquet", "*.pq")


class Parquet(TextRows, frozen=True, kw_only=True):
    """A Parquet file of your own: a column with the text, a column with its label."""

    info = SourceInfo(id="rnnstudio.parquet", title="Parquet", icon="table", origin=mark("Your own file"))

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "A Parquet file. A relative path starts at the project file's folder.")] = ""
    label_column: Annotated[str, Offered(), Doc(
        "Name of the column with the class; a column of lists holds several labels. Empty to guess.")] = ""
    validation_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for validation"), Doc(
        "A file of its own for validation, with the same columns. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for testing"), Doc(
        "A file of its own for the final test, with the same columns. Empty if there is none.")] = ""

    def open(self, path: Path) -> AbstractContextManager[RowFile]:
        """Open a Parquet file.

        Raises:
            UserError: If it isn't there or can't be read.
        """
        return ParquetFile(path)

    def nothing_chosen(self) -> str:
        """Say that a file is to be chosen."""
        return tr("no file is chosen yet; choose a Parquet file")
