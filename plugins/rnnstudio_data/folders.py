"""Text files in folders: a folder for each class, or plain text to learn to write from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import (
    BadRow,
    Cancelled,
    Contents,
    DataSource,
    Doc,
    FilePath,
    ReadContext,
    SourceInfo,
    Title,
    UserError,
    mark,
    tr,
)
from rnnstudio_data.text_file import TextFile, locate

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS_IN_A_BATCH = 256
_CHARACTERS_IN_A_BATCH = 2**22
_PARTS = {"train": "train", "training": "train", "validation": "validation", "val": "validation",
          "valid": "validation", "dev": "validation", "test": "test"}


class FolderOfClasses(DataSource, frozen=True, kw_only=True):
    """A folder with a folder for each class, and in it a text file for each example."""

    info = SourceInfo(id="rnnstudio.folder_of_classes", title="Folder of text files", icon="folder",
                      origin=mark("Your own files"))

    path: Annotated[str, FilePath(folder=True), Title("Folder"), Doc(
        "It holds a folder for each class, perhaps within folders called train, validation and test. Each .txt file "
        "is an example.")] = ""

    def contents(self, context: ReadContext) -> Contents:
        """Look at the folders' names.

        Raises:
            UserError: If there are no classes, or no files in them.
        """
        path = self._path(context)
        classes = self._classes(path)
        names = sorted({name for _, name, _ in classes})
        if len(names) < 2:
            raise UserError(tr("{path} should hold a folder for each class, two at least; it has {count}", path=path,
                               count=len(names)))
        if not any(True for folder, _, _ in classes for _ in _texts_in(folder)):
            raise UserError(tr("there are no .txt files in the folders of {path}", path=path))
        return Contents(input="text", classes=tuple(names))

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text and label, and the part where folders say it; the classes take turns, some files at a time.

        Raises:
            UserError: With the file, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import pyarrow as pa

        path = self._path(context)
        for batch in _batches(self._examples(path, context)):
            if context.cancelled():
                raise Cancelled
            columns: dict[str, Any] = {"text": [text for text, _, _ in batch]}
            columns["label"] = [name for _, name, _ in batch]
            if any(part for _, _, part in self._classes(path)):
                columns["split"] = [part for _, _, part in batch]
            yield pa.record_batch({name: pa.array(column, pa.string()) for name, column in columns.items()})

    def _path(self, context: ReadContext) -> Path:
        return _folder(locate(self.path, context, tr("no folder is chosen yet; choose one that holds a folder for "
                                                     "each class")))

    def _classes(self, path: Path) -> list[tuple[Path, str, str]]:
        """Return the folder, class and part of each folder with examples."""
        found = []
        for folder in sorted(entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith(".")):
            part = _PARTS.get(folder.name.lower())
            inner = sorted(entry for entry in folder.iterdir() if entry.is_dir()) if part else []
            found += [(entry, entry.name, part) for entry in inner if part] if inner else [(folder, folder.name, "")]
        if any(part for _, _, part in found):
            found = [entry for entry in found if entry[2]]
        return found

    def _examples(self, path: Path, context: ReadContext) -> Iterator[tuple[str, str, str]]:
        waiting = [(name, part, _texts_in(folder)) for folder, name, part in self._classes(path)]
        while waiting:
            for entry in list(waiting):
                name, part, files = entry
                file = next(files, None)
                if file is None:
                    waiting.remove(entry)
                elif (text := whole_text(file, context)).strip():
                    yield text, name, part


class PlainText(DataSource, frozen=True, kw_only=True):
    """Text to learn to write from: a file, or all .txt files of a folder."""

    info = SourceInfo(id="rnnstudio.plain_text", title="Plain text", icon="file", origin=mark("Your own file"))

    path: Annotated[str, FilePath(("*.txt", "*.md", "*.gz")), Title("File"), Doc(
        "A text file, or a folder of them. A relative path starts at the project file's folder.")] = ""
    divide: Annotated[Literal["blank line", "line", "whole file"], Title("A text ends with"), Doc(
        "A text is a paragraph, a line such as a verse, or a whole file.")] = "blank line"

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text without labels.

        Raises:
            UserError: If there is no file.
        """
        self._files(context)
        return Contents(input="text", task="next_token")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield texts.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import pyarrow as pa

        for batch in _batches((text, "", "") for file in self._files(context) for text in self._texts(file, context)):
            if context.cancelled():
                raise Cancelled
            yield pa.record_batch({"text": pa.array([text for text, _, _ in batch], pa.string())})

    def _files(self, context: ReadContext) -> list[Path]:
        path = locate(self.path, context, tr("no text is chosen yet; choose a text file or a folder of them"))
        if not path.is_dir():
            with TextFile(path) as file:
                if not file.sample.strip():
                    raise UserError(tr("{path} holds no text", path=path))
            return [path]
        files = sorted(_texts_in(path))
        if not files:
            raise UserError(tr("there are no .txt files in {path}", path=path))
        return files

    def _texts(self, path: Path, context: ReadContext) -> Iterator[str]:
        if self.divide == "whole file":
            yield from (text for text in [whole_text(path, context)] if text.strip())
            return
        paragraph: list[str] = []
        for line in _lines(path, context):
            if self.divide == "line" and line.strip():
                yield line.strip("\r\n")
            elif line.strip():
                paragraph.append(line.replace("\r\n", "\n"))
            elif paragraph:
                yield "".join(paragraph).strip("\n")
                paragraph = []
        if paragraph:
            yield "".join(paragraph).strip("\n")


def _folder(path: Path) -> Path:
    if not path.exists():
        raise UserError(tr("{path} does not exist; choose another folder", path=path))
    if not path.is_dir():
        raise UserError(tr("{path} is a file; choose a folder", path=path))
    return path


def _texts_in(folder: Path) -> Iterator[Path]:
    """Yield the text files of a folder and the folders in it, in the order of their names, numbers as numbers."""
    files = (file for file in folder.rglob("*.txt") if file.is_file() and not file.name.startswith("."))
    return iter(sorted(files, key=lambda file: [(0, int(part), "") if part.isdigit() else (1, 0, part)
                                                for part in re.split(r"(\d+)", str(file)) if part]))


def _lines(path: Path, context: ReadContext) -> Iterator[str]:
    """Yield the lines that can be used."""
    with TextFile(path) as file:
        for number, text, fault in file.lines():
            if fault:
                context.bad_row(BadRow(reason=fault, where=str(path), line=number))
            else:
                yield text


def whole_text(path: Path, context: ReadContext) -> str:
    """Return a file's text, lines that can't be used left out."""
    return "".join(_lines(path, context)).replace("\r\n", "\n")


def _batches(texts: Iterator[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
    batch: list[tuple[str, str, str]] = []
    characters = 0
    for entry in texts:
        batch.append(entry)
        characters += len(entry[0])
        if len(batch) == _TEXTS_IN_A_BATCH or characters >= _CHARACTERS_IN_A_BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
