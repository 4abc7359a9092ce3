"""JSON Lines: an object in each line, with a text and a label among its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

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
from rnnstudio_data.columns import find_columns
from rnnstudio_data.text_file import TextFile, locate

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_BATCH = 4096
_ROWS_TO_GUESS_FROM = 50


class JsonLines(DataSource, frozen=True, kw_only=True):
    """A file with a JSON object in each line: one for each example, a field with its text, a field with its label."""

    info = SourceInfo(id="rnnstudio.json_lines", title="JSON Lines file", icon="table", origin=mark("Your own file"))

    path: Annotated[str, FilePath(("*.jsonl", "*.ndjson", "*.json", "*.gz")), Title("File"), Doc(
        "A JSON object in each line, packed with gzip or not. A relative path starts at the project file's folder."
    )] = ""
    text_field: Annotated[str, Doc(
        "Name of the field with the text; a dot leads into an object, as in review.text. Empty to guess.")] = ""
    label_field: Annotated[str, Doc(
        "Name of the field with the label: a text, a number, or a list of texts. Empty to guess.")] = ""
    labels: Annotated[Literal["class", "number", "several", "none"], Title("Labels are"), Doc(
        "Class: one of some names. Number: to be predicted as such. Several: a list of names. None: there are no "
        "labels, only texts.")] = "class"
    group_field: Annotated[str, Folded(), Doc(
        "Name of a field, such as the author; examples with the same value stay in the same part.")] = ""

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first lines and say that it is text.

        Raises:
            UserError: If the file is missing or empty, or a field isn't there.
        """
        self._fields(context)
        task: Literal["regression", "multilabel"] | None = None
        if self.labels in ("number", "several"):
            task = "regression" if self.labels == "number" else "multilabel"
        return Contents(input="text", task=task)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and line, some thousand rows at a time.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        text, label = self._fields(context)
        batch: list[tuple[int, str, Any, Any]] = []
        for number, item in self._items(context, context):
            fault, row = self._row(item, text, label)
            if fault:
                self._bad(context, number, fault)
                continue
            batch.append((number, *row))
            if len(batch) == _ROWS_IN_A_BATCH:
                if context.cancelled():
                    raise Cancelled
                yield self._record_batch(batch)
                batch = []
        if batch:
            yield self._record_batch(batch)

    def _path(self, context: ReadContext) -> Path:
        return locate(self.path, context, tr("no file is chosen yet; choose a JSON Lines file"))

    def _bad(self, context: ReadContext, line: int, reason: str) -> None:
        context.bad_row(BadRow(reason=reason, where=str(self._path(context)), line=line))

    def _items(self, context: ReadContext, told: ReadContext) -> Iterator[tuple[int, dict[str, Any]]]:
        decoder = msgspec.json.Decoder()
        path = self._path(context)
        with TextFile(path) as file:
            if file.sample.lstrip().startswith(b"["):
                raise UserError(tr("{path} holds one JSON list; a JSON Lines file holds an object in each line",
                                   path=path))
            for number, text, fault in file.lines():
                if fault or not text.strip():
                    if fault:
                        self._bad(told, number, fault)
                    continue
                try:
                    item = decoder.decode(text)
                except (msgspec.DecodeError, RecursionError) as error:
                    self._bad(told, number, tr("it is not JSON: {reason}", reason=str(error).partition(" (byte")[0]))
                    continue
                if isinstance(item, dict):
                    yield number, item
                else:
                    self._bad(told, number, tr("it is JSON, but no object with fields"))

    def _fields(self, context: ReadContext) -> tuple[str, str]:
        names: dict[str, None] = {}
        example: dict[str, Any] = {}
        quiet = ReadContext(folder=context.folder, bad_row=lambda row: None)
        for count, (_, item) in enumerate(self._items(context, quiet)):
            example = example or item
            names |= dict.fromkeys(_names(item))
            if count == _ROWS_TO_GUESS_FROM:
                break
        path = self._path(context)
        if not example:
            raise UserError(tr("{path} holds no examples", path=path))
        known = list(names)
        text, label = find_columns(path, known, self.text_field.strip(), self.label_field.strip(),
                                   [str(_at(example, name) or "") for name in known], self.labels != "none")
        return known[text], known[label] if label is not None else ""

    def _row(self, item: dict[str, Any], text_field: str, label_field: str) -> tuple[str, tuple[str, Any, Any]]:
        """Return what is wrong with an example, or "", and its text, label and group."""
        text, label = _at(item, text_field), _at(item, label_field) if label_field else None
        group = str(_at(item, self.group_field.strip())) if self.group_field.strip() else None
        if not isinstance(text, str) or not text.strip():
            return tr("the text is empty") if isinstance(text, str | None) else tr("the text is no text"), ("", 0, 0)
        if not label_field:
            return "", (text, None, group)
        match self.labels:
            case "several" if isinstance(label, list):
                return "", (text, [str(one) for one in label], group)
            case "number" if isinstance(label, int | float) and not isinstance(label, bool):
                return "", (text, float(label), group)
            case "class" if isinstance(label, str | int | float) and str(label).strip():
                return "", (text, str(label).strip(), group)
        if label is None or label == "":
            return tr("the label is empty"), ("", 0, 0)
        wanted = {"several": tr("a list"), "number": tr("a number"), "class": tr("a text or a number")}[self.labels]
        return tr("the label should be {wanted}", wanted=wanted), ("", 0, 0)

    def _record_batch(self, rows: Sequence[tuple[int, str, Any, Any]]) -> pa.RecordBatch:
        import pyarrow as pa

        kinds = {"class": pa.string(), "number": pa.float64(), "several": pa.list_(pa.string())}
        columns: dict[str, Any] = {"text": pa.array([text for _, text, _, _ in rows], pa.string())}
        if self.labels != "none":
            columns["label"] = pa.array([label for _, _, label, _ in rows], kinds[self.labels])
        if self.group_field.strip():
            columns["group"] = pa.array([group for _, _, _, group in rows], pa.string())
        return pa.record_batch({**columns, "line": pa.array([number for number, _, _, _ in rows], pa.int64())})


def _names(item: dict[str, Any], before: str = "") -> Iterator[str]:
    """Yield the names of all fields, those of inner objects with a dot."""
    for name, value in item.items():
        if isinstance(value, dict) and before.count(".") < 3:
            yield from _names(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _at(item: Any, name: str) -> Any:
    if isinstance(item, dict) and name in item:
        return item[name]
    head, dot, rest = name.partition(".")
    return _at(item.get(head), rest) if dot and isinstance(item, dict) else None
