"""A folder with one sub-folder of text files for each class, perhaps under folders train, validation and test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from rnnstudio_data.reading.encodings import EncodingChoice
from rnnstudio_data.reading.examples import part_of
from rnnstudio_data.reading.opening import resolved
from rnnstudio_data.reading.texts import UnusableText, folder_at, read_text

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS_AT_ONCE = 512
_CHARACTERS_AT_ONCE = 2**22


class FolderOfClasses(DataSource, frozen=True, kw_only=True):
    """A folder of your own with one sub-folder for each class, holding its texts as files."""

    info = SourceInfo(id="rnnstudio.folder_of_classes", title="Folder of classes", icon="folder",
                      origin=mark("Your own files"))

    path: Annotated[str, FilePath(folder=True), Title("Folder"), Doc(
        "Each of its sub-folders is a class. If they are called train, validation (or val) and test, their own "
        "sub-folders are. A relative path starts at the project file's folder.")] = ""
    classes: Annotated[str, Title("Only the classes"), Doc(
        "Names of the sub-folders to read, divided by commas. Empty for all of them.")] = ""
    files: Annotated[str, Folded(), Title("Files"), Doc(
        "Which files are texts: *.txt for those whose names end so, * for all.")] = "*.txt"
    encoding: Annotated[EncodingChoice, Folded(), Title("Text encoding"), Doc(
        "How the files' bytes stand for characters; auto looks at each file.")] = "auto"

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text, and which classes there are.

        Raises:
            UserError: If the folder is missing or holds no classes.
        """
        return Contents(input="text", task="binary" if len(self._names(self._parts(context))) == 2 else None)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text and label, and split if the folders say it; the classes take turns.

        Raises:
            UserError: If the folder is missing or holds no texts, or with the file that can't be used.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import pyarrow as pa

        parts = self._parts(context)
        self._names(parts)
        for part, folders in parts.items():
            for rows in self._batches(context, folders):
                columns = {"text": pa.array([text for text, _ in rows], pa.string()),
                           "label": pa.array([label for _, label in rows], pa.string())}
                if part:
                    columns["split"] = pa.array([part] * len(rows), pa.string())
                yield pa.record_batch(columns)

    def _batches(self, context: ReadContext, folders: list[Path]) -> Iterator[list[tuple[str, str]]]:
        rows: list[tuple[str, str]] = []
        characters = 0
        for file in self._in_turns(folders):
            if context.cancelled():
                raise Cancelled
            try:
                text = read_text(file, self.encoding)
            except UnusableText as error:
                context.bad_row(BadRow(reason=str(error), where=str(file)))
                continue
            rows.append((text, file.parent.name))
            characters += len(text)
            if len(rows) == _TEXTS_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
                yield rows
                rows, characters = [], 0
        if rows:
            yield rows

    def _in_turns(self, folders: list[Path]) -> Iterator[Path]:
        texts = []
        for folder in folders:
            found = sorted(file for file in folder.glob(self.files.strip() or "*")
                           if not file.name.startswith(".") and file.is_file())
            if not found:
                raise UserError(tr("the folder {path} holds no files called {pattern}; put some there, or choose the "
                                   "classes to read", path=folder, pattern=self.files.strip() or "*"))
            texts.append(found)
        for turn in zip_longest(*texts):
            yield from (file for file in turn if file is not None)

    def _parts(self, context: ReadContext) -> dict[str, list[Path]]:
        """Return the folders of the classes for each part, "" if there are no parts."""
        if not self.path.strip():
            raise UserError(tr("no folder is chosen yet; choose one with a sub-folder for each class"))
        top = resolved(context, self.path)
        folders = _folders(folder_at(top))
        parts = {part: folder for folder in folders if (part := part_of(folder.name))}
        # A class may be called "train" too; then there are texts in it and no folders.
        if "train" not in parts or not _folders(parts["train"]):
            return {"": self._wanted(top, folders)}
        found = {"train": self._wanted(parts["train"], _folders(parts["train"]))}
        names = {folder.name for folder in found["train"]}
        for part in ("validation", "test"):
            if part in parts:
                found[part] = [folder for folder in _folders(parts[part])
                               if folder.name in names or not self.classes.strip()]
        return found

    def _wanted(self, top: Path, folders: list[Path]) -> list[Path]:
        wanted = [name.strip() for name in self.classes.split(",") if name.strip()]
        names = [folder.name for folder in folders]
        if missing := next((name for name in wanted if name not in names), None):
            found = ", ".join(f'"{name}"' for name in names[:20]) or tr("none at all")
            raise UserError(tr('{path} has no sub-folder "{name}"; its sub-folders are {found}', path=top,
                               name=missing, found=found))
        return [folder for folder in folders if not wanted or folder.name in wanted]

    def _names(self, parts: dict[str, list[Path]]) -> set[str]:
        names = {folder.name for folders in parts.values() for folder in folders}
        if len(names) < 2:
            raise UserError(tr("the folder {path} needs a sub-folder for each of two or more classes, but has "
                               "{count}", path=self.path.strip(), count=len(names)))
        return names


def _folders(top: Path) -> list[Path]:
    return sorted(folder for folder in top.iterdir() if folder.is_dir() and not folder.name.startswith("."))
