"""Predicts every text of a file into a table, a few thousand at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from rnnstudio.api import UNKNOWN_ID, BadRow, Cancelled, DataSource, ReadContext, UserError, tr, whole_file
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.predict import class_names, encoded, many, prediction, refuse_other_models, seen_of
from rnnstudio.engine.reading import BadRowCounter, Told
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.trial import FileReport, Prediction
from rnnstudio.registry import Registry

_AT_ONCE = 1024
_SHOWN_FAULTS = 5
_TABLES = (".csv", ".tsv", ".tab")
_OBJECTS = (".jsonl", ".ndjson", ".json")

Row = tuple[int, Prediction]


class TextFile:
    """A file of texts: a line each, or a column of a table or of JSON objects; rows without a usable one are counted.

    Args:
        path: The file; its name's end says what it is, ``.gz`` behind it included.
        column: The column with the text; "" to have it found.
        registry: Has the sources that read such files.

    Raises:
        UserError: If no installed plugin can read it.
    """

    def __init__(self, path: Path, column: str, registry: Registry) -> None:
        self.path = path
        self.faults = BadRowCounter()
        self._registry = registry
        self._component = registry.source(_reader(path.absolute(), column))

    def texts(self, cancelled: Callable[[], bool]) -> Iterator[list[tuple[int, str]]]:
        """Yield lines with their texts, some at a time.

        Raises:
            UserError: If the file isn't there or can't be read.
            Cancelled: If ``cancelled`` answers True.
        """
        component: DataSource = self._component
        context = ReadContext(cancelled=cancelled, bad_row=self.faults.add)
        with blamed_on(component, self._registry):
            component.contents(context)
            for batch in component.read(context):
                for first in range(0, batch.num_rows, _AT_ONCE):
                    part = batch.slice(first, _AT_ONCE)
                    yield list(zip(part.column("line").to_pylist(), part.column("text").to_pylist(), strict=True))
                    if cancelled():
                        raise Cancelled


def _reader(path: Path, column: str) -> ComponentRef:
    kind = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    if kind in _TABLES or kind in _OBJECTS:
        return ComponentRef(type="rnnstudio.table" if kind in _TABLES else "rnnstudio.json_lines",
                            params={"path": str(path), "label_kind": "none", "text_column": column})
    if column:
        raise UserError(tr("{path} has no columns: each of its lines is a text", path=path))
    return ComponentRef(type="rnnstudio.plain_text", params={"path": str(path), "divide": "line"})


def predictions_of(asked: Asked, file: TextFile, cancelled: Callable[[], bool] = lambda: False) -> Iterator[
        list[Row]]:
    """Yield the lines of a file with what the model says of each, some at a time.

    Args:
        asked: The model.
        file: The texts.
        cancelled: Asked between batches.

    Raises:
        UserError: If the model takes no texts, or the file can't be read.
        Cancelled: If ``cancelled`` answers True.
    """
    refuse_other_models(asked)
    for rows in file.texts(cancelled):
        told = predict_texts(asked, [text for _, text in rows], cancelled)
        yield [(line, found) for (line, _), found in zip(rows, told, strict=True)]


def predict_texts(asked: Asked, texts: Sequence[str],
                  cancelled: Callable[[], bool] = lambda: False) -> list[Prediction]:
    """Return what a model says of many texts; of their tokens only whether one is known, by ``behind`` > 0."""
    whole = encoded(asked, texts)
    told = many(asked, seen_of(asked, whole), cancelled)
    return [msgspec.structs.replace(prediction(asked, row), text=text,
                                    behind=int((whole[index] != UNKNOWN_ID).sum()))
            for index, (text, row) in enumerate(zip(texts, told, strict=True))]


def predict_file(asked: Asked, path: Path, target: Path, registry: Registry, *, column: str = "",
                 cancelled: Callable[[], bool] = lambda: False,
                 progress: Told = lambda text, share: None) -> FileReport:
    """Write a table with a row for each text of a file: line, text, label and probabilities.

    The table appears whole, once all is done.

    Args:
        asked: The model.
        path: The file of texts, see ``TextFile``.
        target: The table: CSV in UTF-8.
        registry: Has the sources that read such files.
        column: The column with the text; "" to have it found.
        cancelled: Asked between batches.
        progress: Told how many texts are done.

    Raises:
        UserError: If file or model can't be used, the file holds no text, or the table can't be written.
        Cancelled: If ``cancelled`` answers True; nothing is written then.
    """
    file = TextFile(path, column, registry)
    if target.absolute() == path.absolute():
        raise UserError(tr("{path} is the file of texts itself; choose another file to write to", path=target))
    texts = unknown = 0
    with whole_file(target) as temporary, temporary.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_titles(asked))
        for rows in predictions_of(asked, file, cancelled):
            writer.writerows(_cells(line, found) for line, found in rows)
            texts += len(rows)
            unknown += sum(found.behind == 0 for _, found in rows)
            progress(tr("{count} texts predicted", count=f"{texts:,}"), None)
        bad = file.faults.rows()
        if not texts:
            raise UserError(tr("{path} holds no text", path=path) if not bad else str(bad[0].first[0]))
    return FileReport(target=str(target), texts=texts, unknown=unknown, bad=sum(fault.count for fault in bad),
                      faults=faults_of(file))


def faults_of(file: TextFile) -> tuple[str, ...]:
    """Return the first rows that could not be used, in the order of their lines."""
    first: list[BadRow] = [row for fault in file.faults.rows() for row in fault.first]
    return tuple(str(row) for row in sorted(first, key=lambda row: row.line)[:_SHOWN_FAULTS])


def _titles(asked: Asked) -> list[str]:
    facts = asked.trained.facts
    if facts.task == "regression":
        return ["line", "text", "value"]
    names = class_names(asked, 2 if facts.task == "binary" else facts.outputs)
    return ["line", "text", "label", *(f"probability of {name}" for name in names)]


def _cells(line: int, found: Prediction) -> list[Any]:
    if found.value is not None:
        return [line, found.text, _digits(found.value)]
    return [line, found.text, found.label, *(_digits(score.value) for score in found.scores)]


def _digits(value: float) -> str:
    return np.format_float_positional(np.float32(value), trim="0")
