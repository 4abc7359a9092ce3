"""The first rows of the data, told at once as they stand and again as the network gets them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from rnnstudio.api import Contents, FittedEncoder, Look, ReadContext, UserError, Window
from rnnstudio.engine.division import NAMES
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.prepare import Prepared
from rnnstudio.engine.ragged import Ragged
from rnnstudio.engine.reading import LABEL, LINE, SPLIT, BadRowCounter, Source
from rnnstudio.project.model import DataSettings, SplitSettings
from rnnstudio.project.preview import MOST_PIECES, DataPreview, Piece, PreviewRow, SeriesPreview
from rnnstudio.registry import Registry

MOST_TEXT = 2000
"""Characters of a text that are told."""
MOST_POINTS = 2000
"""Points of a series that are told."""


def first_look(settings: DataSettings, registry: Registry, *, folder: Path | None = None,
               cancelled: Callable[[], bool] = lambda: False) -> Look:
    """Return what a glance at the data shows; nothing where it can't be read, which is said with the rows.

    Args:
        settings: The data settings.
        registry: Resolves the source.
        folder: Where relative paths start.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    try:
        source = registry.source(settings.source)
        with blamed_on(source, registry):
            return source.look(ReadContext(folder=folder, cancelled=cancelled))
    except UserError:
        return Look()


def first_rows(settings: DataSettings, registry: Registry, rows: int, *, folder: Path | None = None,
               cancelled: Callable[[], bool] = lambda: False) -> DataPreview:
    """Return the first rows as they stand; no more of the data is read than it takes.

    Args:
        settings: The data settings; rows that can't be used are passed over whatever they say.
        registry: Resolves the source.
        rows: How many.
        folder: Where relative paths start.
        cancelled: Asked now and then.

    Raises:
        UserError: If the data can't be read.
        Cancelled: If ``cancelled`` answers True.
    """
    source = Source(registry.source(settings.source), registry, folder, "skip", cancelled)
    kind = source.contents.input
    found: list[PreviewRow] = []
    series = None
    for batch in source.batches(BadRowCounter()):
        columns = {name: batch.column(name) for name in batch.schema.names}
        for at in range(min(batch.num_rows, rows - len(found))):
            found.append(row_of(source.contents, columns, at, len(found) + 1))
        if kind == "values" and series is None and batch.num_rows:
            series = _series(columns[kind], source.contents.names)
        if len(found) >= rows:
            break
    return DataPreview(input=kind, rows=tuple(found), series=series, complete=False)


def row_of(contents: Contents, columns: dict[str, pa.Array], at: int, number: int) -> PreviewRow:
    """Return a row of a source's batch as it stands.

    Args:
        contents: What the source says it holds.
        columns: The batch, by column.
        at: The row's place in it.
        number: Its number in the data, from 1.
    """
    kind = contents.input
    value = columns[kind][at]
    told: dict[str, Any] = {"number": number}
    if LABEL in columns:
        label = columns[LABEL][at].as_py()
        told["label"] = ", ".join(map(str, label)) if isinstance(label, list) else _named(label, contents.classes)
    if LINE in columns:
        told["line"] = columns[LINE][at].as_py() or 0
    if SPLIT in columns:
        told["split"] = columns[SPLIT][at].as_py() or ""
    if kind == "text":
        text = value.as_py()
        return PreviewRow(text=text[:MOST_TEXT], **told)
    length = len(value)
    if kind == "ids":
        return PreviewRow(length=length, ids=tuple(item.as_py() for item in islice(value, MOST_PIECES)), **told)
    steps = tuple(tuple(float(x) for x in step.as_py()) for step in islice(value, MOST_PIECES))
    return PreviewRow(length=length, values=steps, **told)


def _named(label: Any, classes: tuple[str, ...]) -> str:
    """Return a label's name, where it is the index of a class that has one."""
    return classes[label] if isinstance(label, int) and 0 <= label < len(classes) else str(label)


def _series(column: pa.Array, names: tuple[str, ...]) -> SeriesPreview:
    """Return the first sequence, thinned out."""
    steps = np.array(column[0].values.to_pylist(), np.float64)
    return series_of(steps, names)


def series_of(steps: Any, names: tuple[str, ...]) -> SeriesPreview:
    """Return a sequence of numbers with at most ``MOST_POINTS`` points; of each stretch the least and the greatest.

    Args:
        steps: Shape (steps, features).
        names: What the features are called.
    """
    total = len(steps)
    chosen = np.arange(total)
    if total > MOST_POINTS:
        edges = np.linspace(0, total, MOST_POINTS // 2 + 1).astype(int)
        pairs = [(first + steps[first:last, 0].argmin(), first + steps[first:last, 0].argmax())
                 for first, last in pairwise(edges)]
        chosen = np.unique(np.array([0, total - 1, *(point for pair in pairs for point in pair)]))
    return SeriesPreview(
        names=names or tuple(str(number) for number in range(1, steps.shape[1] + 1)),
        steps=tuple(int(step) for step in chosen), total=total,
        values=tuple(tuple(float(value) for value in steps[step]) for step in chosen))


def with_tokens(preview: DataPreview, prepared: Prepared, settings: DataSettings, registry: Registry) -> DataPreview:
    """Return a preview with what became of its rows: tokens, ids, parts.

    Args:
        preview: From ``first_rows``.
        prepared: The same data, prepared.
        settings: The data settings.
        registry: Resolves the encoder.
    """
    by_line = _numbers_by_line(prepared)
    rows = []
    for row in preview.rows:
        of_line = by_line.get(row.line)
        at = of_line.popleft() if of_line else row.number - 1
        known = len(prepared.split) == len(prepared.encoded.inputs) and 0 <= at < len(prepared.split)
        part = int(prepared.split[at]) if known and prepared.split[at] >= 0 else None
        rows.append(_tokenized(row, prepared.encoder, settings, registry, NAMES[part] if part is not None else ""))
    padded = max((row.kept for row in rows), default=0)
    window = prepared.task.window(prepared.contents)
    series = preview.series
    if series is not None:
        series = _divided(series, prepared, window, settings.split)
    return DataPreview(input=preview.input, rows=tuple(rows), padded_to=padded, series=series)


def _numbers_by_line(prepared: Prepared) -> dict[int, deque[int]]:
    """Return the examples of each line, in the order of the files they stand in."""
    found: dict[int, deque[int]] = {}
    lines = prepared.encoded.lines
    for number, line in enumerate(lines[:5000] if lines is not None else ()):
        found.setdefault(int(line), deque()).append(number)
    return found


def _tokenized(row: PreviewRow, encoder: FittedEncoder | None, settings: DataSettings, registry: Registry,
               part: str) -> PreviewRow:
    if encoder is None:
        return PreviewRow(number=row.number, line=row.line, label=row.label, split=part or row.split,
                          length=row.length, kept=row.length, ids=row.ids, values=row.values)
    pieces = encoder.pieces(row.text)
    kept = registry.encoder(settings.encoder)
    ids = np.array([index for _, index in pieces] or [1], np.int32)
    cut = Ragged.joined(ids, np.array([len(ids)], np.int64)).cut(kept.maximum_length, kept.keep)[0]
    return PreviewRow(
        number=row.number, line=row.line, text=row.text, label=row.label, split=part or row.split,
        length=len(pieces), kept=len(cut), pieces=tuple(Piece(text, index) for text, index in pieces[:MOST_PIECES]),
        ids=tuple(int(index) for index in cut[:MOST_PIECES]))


def _divided(series: SeriesPreview, prepared: Prepared, window: Window | None,
             split: SplitSettings) -> SeriesPreview:
    """Add where the parts lie and how windows are cut."""
    if window is None:
        return series
    parts: list[tuple[str, int, int]] = []
    if (prepared.split < 0).all():
        test = min(split.test, 0.9)
        validation = min(split.validation, 0.95 - test)
        bounds = [0, *(round(series.total * share) for share in (1 - validation - test, 1 - test)), series.total]
        parts = [(name, first, last) for name, first, last in zip(NAMES, bounds[:-1], bounds[1:], strict=True)
                 if last > first]
    return msgspec.structs.replace(series, parts=tuple(parts), window=window.steps, first=window.first,
                                   ahead=window.ahead)
