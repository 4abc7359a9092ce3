"""A person's own text, a file or a folder of files, for a model that learns to write such text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import (
    BadRow,
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
from rnnstudio_data.reading.blocks import LONGEST_LINE, blocks, stray_bytes, too_long
from rnnstudio_data.reading.careful import nul_byte
from rnnstudio_data.reading.encodings import EncodingChoice, find_encoding
from rnnstudio_data.reading.opening import SourceFile, parted
from rnnstudio_data.reading.texts import UnusableText, read_text

if TYPE_CHECKING:
    import pyarrow as pa

DIVISIONS = (mark("blank line"), mark("line"), mark("whole file"))
_HEAD = 2**16
_TEXTS_AT_ONCE = 4096
_CHARACTERS_AT_ONCE = 2**22
_Text = tuple[int, str]


class PlainText(DataSource, frozen=True, kw_only=True):
    """Plain text of your own, without labels: the model learns to go on with it."""

    info = SourceInfo(id="rnnstudio.plain_text", title="Plain text", icon="align-justify",
                      origin=mark("Your own files"))

    path: Annotated[str, FilePath(("*.txt", "*.md", "*.txt.gz", "*"), or_folder=True), Title("File or folder"), Doc(
        "A text file, or a folder whose .txt files are read in the order of their names. A relative path starts at "
        "the project file's folder.")] = ""
    validation_path: Annotated[str, FilePath(("*.txt", "*.md", "*.txt.gz", "*")), Folded(), Title(
        "File for validation"), Doc("A file or folder of its own for validation. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(("*.txt", "*.md", "*.txt.gz", "*")), Folded(), Title(
        "File for testing"), Doc("A file or folder of its own for the final test. Empty if there is none.")] = ""
    divide: Annotated[Literal["blank line", "line", "whole file"], Title("A text ends at a"), Doc(
        "Where one text ends and the next begins, such as the poems of a collection. What is predicted never reaches "
        "from one text into another.")] = "blank line"
    encoding: Annotated[EncodingChoice, Folded(), Title("Text encoding"), Doc(
        "How the files' bytes stand for characters; auto looks at the beginning of each file.")] = "auto"

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text to be written on.

        Raises:
            UserError: If it isn't there, or the folder holds no text files.
        """
        for path, _ in self._places(context):
            files, _ = self._files(path)
            with SourceFile(files[0]):
                pass
        return Contents(input="text", task="next_token")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, the line it begins in, and the part if there are files of their own, some thousand at a time.

        Raises:
            UserError: If nothing is there, or with the file and line that can't be used.
            Cancelled: If ``context.cancelled`` answers True.
        """
        for place, part in self._places(context):
            files, alone = self._files(place)
            for path in files:
                if context.cancelled():
                    raise Cancelled
                if not alone and not path.stat().st_size:
                    context.bad_row(BadRow(reason=tr("the text is empty"), where=str(path)))
                    continue
                texts = self._whole(path, context) if self.divide == "whole file" else self._divided(path, context)
                yield from _batches(texts, part)

    def _places(self, context: ReadContext) -> list[tuple[Path, str]]:
        """Return each file or folder with the part it is for."""
        if not self.path.strip():
            raise UserError(tr("no text is chosen yet; choose a text file or a folder of .txt files"))
        return parted(context, self.path, self.validation_path, self.test_path)

    def _files(self, path: Path) -> tuple[list[Path], bool]:
        """Return the files of a place, and whether it is one that was chosen by itself."""
        if not path.is_dir():
            return [path], True
        files = sorted(file for file in path.glob("*.txt") if file.is_file() and not file.name.startswith("."))
        if not files:
            raise UserError(tr("the folder {path} holds no .txt files; choose another one, or a file", path=path))
        return files, False

    def _whole(self, path: Path, context: ReadContext) -> Iterator[_Text]:
        with SourceFile(path):  # says what is wrong with the file as a file
            pass
        try:
            yield 1, read_text(path, self.encoding)
        except UnusableText as error:
            context.bad_row(BadRow(reason=str(error), where=str(path)))

    def _divided(self, path: Path, context: ReadContext) -> Iterator[_Text]:
        """Yield the texts of a file; one with a line that can't be used is left out."""
        start, lines, fault, length = 0, [], "", 0  # type: tuple[int, list[str], str, int]

        def finished() -> Iterator[_Text]:
            if fault:
                context.bad_row(BadRow(reason=fault, where=str(path), line=start))
            elif lines:
                yield start, "\n".join(lines)

        for number, line, wrong in self._lines(path, context):
            blank = not line.strip() and not wrong
            if blank or self.divide == "line":
                yield from finished()
                start, lines, fault, length = 0, [], "", 0
            if blank:
                continue
            if wrong and not fault:
                start, fault = number, wrong
            start = start or number
            length += len(line)
            if length > LONGEST_LINE:
                fault, lines = fault or tr("the text is longer than {count} bytes; divide it into several",
                                           count=f"{LONGEST_LINE:,}"), []
            if not fault:
                lines.append(line)
        yield from finished()

    def _lines(self, path: Path, context: ReadContext) -> Iterator[tuple[int, str, str]]:
        """Yield each line's number, the line, and what is wrong with it."""
        with SourceFile(path) as file:
            head = file.peek(_HEAD)
            encoding = find_encoding(path, head, len(head) < _HEAD, self.encoding)
            for block in blocks(file, encoding, context.cancelled):
                if block.too_long:
                    yield block.line, "", too_long()
                    continue
                for number, raw in enumerate(block.text.decode().removesuffix("\n").split("\n"), block.line):
                    yield number, raw.rstrip("\r"), _fault(raw, number in block.stray, stray_bytes(encoding))


def _fault(line: str, stray: bool, stray_reason: str) -> str:
    if stray:
        return stray_reason
    return nul_byte() if "\0" in line else ""


def _batches(texts: Iterator[_Text], part: str) -> Iterator[pa.RecordBatch]:
    rows: list[_Text] = []
    characters = 0
    for row in texts:
        rows.append(row)
        characters += len(row[1])
        if len(rows) == _TEXTS_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
            yield _batch(rows, part)
            rows, characters = [], 0
    if rows:
        yield _batch(rows, part)


def _batch(rows: list[_Text], part: str) -> pa.RecordBatch:
    import pyarrow as pa

    columns = {"text": pa.array([text for _, text in rows], pa.string()),
               "line": pa.array([line for line, _ in rows], pa.int64())}
    return pa.record_batch({**columns, "split": pa.array([part] * len(rows), pa.string())} if part else columns)
