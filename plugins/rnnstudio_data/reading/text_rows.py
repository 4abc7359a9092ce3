"""What the sources share that read a text and a label from each row of a file: parameters, columns, three parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from rnnstudio.api import (
    Contents,
    DataSource,
    Doc,
    FilePath,
    Folded,
    Look,
    Offered,
    ReadContext,
    Title,
    UserError,
    tr,
)
from rnnstudio_data.reading.columns import asked_column, find_columns, offers
from rnnstudio_data.reading.examples import Checker, LabelKind, Meaning, meaning_of, task_of
from rnnstudio_data.reading.opening import described, parted
from rnnstudio_data.reading.table_file import Chunk

if TYPE_CHECKING:
    import pyarrow as pa


class RowFile(Protocol):
    """An opened file with named columns."""

    path: Path
    names: list[str]

    def found(self) -> dict[str, str]:
        """Return how the file is written: parameters' names and what they come to."""

    def column(self, index: int) -> Sequence[Any]:
        """Return a column's first cells."""

    def chunks(self, wanted: Sequence[int], cancelled: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield all rows of some columns."""


class TextRows(DataSource, frozen=True, kw_only=True):
    """Base of the sources whose files hold a text and a label in each row."""

    path: Annotated[str, FilePath(), Title("File"), Doc("A relative path starts at the project file's folder.")] = ""
    text_column: Annotated[str, Offered(), Doc("Name of the column with the text. Empty to guess.")] = ""
    label_column: Annotated[str, Offered(), Doc("Name of the column with the class. Empty to guess.")] = ""
    label_kind: Annotated[LabelKind, Title("Labels are"), Doc(
        "Classes, or numbers to predict; auto takes labels with decimals for numbers. None: there are only texts, to "
        "learn to write such texts.")] = "auto"
    label_separator: Annotated[str, Folded(), Title("Between several labels"), Doc(
        "What stands between the labels of one example, such as a semicolon. Empty if each example has one "
        "label.")] = ""
    split_column: Annotated[str, Offered(), Folded(), Doc(
        "Name of a column that says train, validation or test. Empty to divide the examples here.")] = ""
    group_column: Annotated[str, Offered(), Folded(), Doc(
        "Name of a column such as author: examples that have the same in it stay in the same part. Empty for "
        "none.")] = ""
    validation_path: Annotated[str, FilePath(), Folded(), Title("File for validation"), Doc(
        "A file of its own for validation, with the same columns. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(), Folded(), Title("File for testing"), Doc(
        "A file of its own for the final test, with the same columns. Empty if there is none.")] = ""

    def open(self, path: Path) -> AbstractContextManager[RowFile]:
        """Open one file.

        Raises:
            UserError: If it isn't there or can't be read.
        """
        raise NotImplementedError

    def nothing_chosen(self) -> str:
        """Say that a file is to be chosen."""
        raise NotImplementedError

    def chosen(self) -> tuple[str, ...]:
        """Return the names of columns that the person chose."""
        names = (self.text_column, self.label_column, self.split_column, self.group_column)
        return tuple(name.strip() for name in names if name.strip())

    def look(self, context: ReadContext) -> Look:
        """Say which columns the first file has, which of them hold text and label, and how it is written.

        Raises:
            UserError: If it isn't there or can't be read.
        """
        with self.open(self._files(context)[0][0]) as file:
            found = file.found()
            try:
                roles = self._roles(file)[0]
            except UserError:  # it is said when the data is read
                roles = {}
            found |= {f"{role}_column": file.names[index] for role, index in roles.items()}
            return Look(offers=offers(self, file.names), found=found)

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and say what the labels are.

        Raises:
            UserError: If a file is missing or empty, or a column isn't there.
        """
        (path, _), *others = self._files(context)
        for other, _ in others:
            described(other)
        with self.open(path) as file:
            roles, meaning = self._roles(file)
            return Contents(input="text", task=task_of(meaning),
                            label=file.names[roles["label"]].strip() if "label" in roles else "")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and line, and split and group if there are such, some thousand rows at a time.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        meaning: Meaning | None = None
        for path, part in self._files(context):
            with self.open(path) as file:
                roles, found = self._roles(file)
                meaning = meaning or found  # the first file decides for all
                checker = Checker(context=context, path=path, roles=tuple(roles), meaning=meaning, part=part,
                                  names=tuple(file.names[index] for index in roles.values()),
                                  separator=self.label_separator)
                for chunk in file.chunks(list(roles.values()), context.cancelled):
                    yield from checker.batches(chunk)

    def _files(self, context: ReadContext) -> list[tuple[Path, str]]:
        """Return each file and the part it is for, "" if there is only one."""
        if not self.path.strip():
            raise UserError(self.nothing_chosen())
        files = parted(context, self.path, self.validation_path, self.test_path)
        if len(files) > 1 and self.split_column.strip():
            raise UserError(tr('the parts come both from files of their own and from the column "{name}"; choose one '
                               "of the two", name=self.split_column.strip()))
        return files

    def _roles(self, file: RowFile) -> tuple[dict[str, int], Meaning]:
        """Return where text, label, split and group stand, and what the labels are."""
        example = []
        if len(file.names) == 2:  # only of two, one is told by the other
            example = [str(column[0]) if column else "" for column in map(file.column, (0, 1))]
        text, label = find_columns(file.path, file.names, self.text_column.strip(), self.label_column.strip(),
                                   example, self.label_kind != "none")
        roles = {"text": text}
        sample = file.column(label) if label is not None else ()
        meaning = meaning_of(self.label_kind, self.label_separator, sample)
        if meaning == "number" and any(isinstance(value, list) for value in sample):
            raise _of_lists(file, label or 0)
        if label is not None:
            roles["label"] = label
        for role, name in (("split", self.split_column), ("group", self.group_column)):
            if name.strip():
                roles[role] = asked_column(file.path, file.names, name.strip())
        for role, index in roles.items():
            if role != "label" and any(isinstance(value, list) for value in file.column(index)):
                raise _of_lists(file, index)
        return roles, meaning


def _of_lists(file: RowFile, index: int) -> UserError:
    return UserError(tr('{path}: the column "{name}" holds lists; choose another column', path=file.path,
                        name=file.names[index]))
