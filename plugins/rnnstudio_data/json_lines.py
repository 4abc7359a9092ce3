"""A person's own file of JSON objects: JSON Lines, or one array."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

from rnnstudio.api import Doc, FilePath, Folded, Offered, SourceInfo, Title, mark, tr
from rnnstudio_data.reading.encodings import EncodingChoice
from rnnstudio_data.reading.json_file import JsonFile
from rnnstudio_data.reading.text_rows import RowFile, TextRows

_PATTERNS = ("*.jsonl", "*.ndjson", "*.json", "*.jsonl.gz", "*.ndjson.gz", "*.json.gz")


class JsonLines(TextRows, frozen=True, kw_only=True):
    """JSON objects of your own, one in each line: a field with the text, a field with its label."""

    info = SourceInfo(id="rnnstudio.json_lines", title="JSON Lines", icon="file", origin=mark("Your own file"))

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "JSON objects one in each line, perhaps gzipped, or in one array of less than 100 MB. A relative path starts "
        "at the project file's folder.")] = ""
    text_column: Annotated[str, Offered(), Title("Text field"), Doc(
        "Name of the field with the text; a dot leads into a field, as in data.text. Empty to guess.")] = ""
    label_column: Annotated[str, Offered(), Title("Label field"), Doc(
        "Name of the field with the class; a list there holds several labels. Empty to guess.")] = ""
    validation_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for validation"), Doc(
        "A file of its own for validation, with the same fields. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for testing"), Doc(
        "A file of its own for the final test, with the same fields. Empty if there is none.")] = ""
    encoding: Annotated[EncodingChoice, Folded(), Title("Text encoding"), Doc(
        "How the file's bytes stand for characters; auto looks at its beginning.")] = "auto"

    def open(self, path: Path) -> AbstractContextManager[RowFile]:
        """Open a file of JSON objects.

        Raises:
            UserError: If it isn't there or can't be read.
        """
        return JsonFile(path, self.encoding)

    def nothing_chosen(self) -> str:
        """Say that a file is to be chosen."""
        return tr("no file is chosen yet; choose a file of JSON Lines")
