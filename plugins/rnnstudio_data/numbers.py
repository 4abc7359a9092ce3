"""Tables of numbers: a time series, a row for each time step; or many sequences in long form."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import (
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
from rnnstudio_data.columns import find, listed
from rnnstudio_data.rows import DELIMITERS, Row, Rows, guess_delimiter
from rnnstudio_data.text_file import locate

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
_LOOKED_AT = 200
_SEQUENCES_IN_A_BATCH = 1024
_PATTERNS = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.gz")


class NumberTable(DataSource, frozen=True, kw_only=True):
    """What both kinds of table share: the file and what to do about missing numbers."""

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "A table as text whose first row names the columns. A relative path starts at the project's folder.")] = ""
    features: Annotated[str, Doc(
        "Names of the columns with the numbers, divided by commas. Empty for all columns of numbers.")] = ""
    missing: Annotated[Literal["stop", "fill", "interpolate"], Title("Missing numbers"), Doc(
        "Stop: say where the first one is. Fill: take the last known number. Interpolate: draw a line to the next "
        "known one.")] = "stop"

    def _rows(self, context: ReadContext) -> Rows:
        path = locate(self.path, context, tr("no table file is chosen yet; choose a CSV or TSV file"))
        delimiter = guess_delimiter(path, lambda delimiter: delimiter != "\t")
        return Rows(path, delimiter, delimiter != DELIMITERS["tab"], context)

    def _names(self, rows: Rows) -> list[str]:
        header = next(rows, None)
        if header is None or rows.peek() is None:
            raise UserError(tr("{path} holds no examples", path=rows.path))
        return [name.strip() or str(number) for number, name in enumerate(header.cells, 1)]

    def _features(self, context: ReadContext, besides: Sequence[str]) -> tuple[list[str], list[int]]:
        """Return names and places of the columns with the numbers.

        Raises:
            UserError: If a column isn't there, or none holds numbers.
        """
        quiet = ReadContext(folder=context.folder, bad_row=lambda row: None)
        with self._rows(quiet) as rows:
            names = self._names(rows)
            wanted = [name.strip() for name in self.features.split(",") if name.strip()]
            if wanted:
                return wanted, [find(rows.path, names, name) for name in wanted]
            first = [row.cells for _, row in zip(range(_LOOKED_AT), rows, strict=False)]
            found = [place for place, name in enumerate(names) if name not in besides
                     and _holds_numbers([row[place] for row in first])]
            found = [place for place in found if not _counts_up([row[place] for row in first], place)] or found
        if not found:
            raise UserError(tr("{path} has no column of numbers; its columns are {columns}", path=rows.path,
                               columns=listed(names)))
        return [names[place] for place in found], found

    def _numbers(self, row: Row, places: Sequence[int], names: Sequence[str], rows: Rows) -> list[float] | None:
        """Return a row's numbers, missing ones as nan; ``None`` if it can't be used, which was said."""
        found = []
        for place, name in zip(places, names, strict=True):
            cell = row.cells[place].strip()
            if cell.lower() in _MISSING:
                if self.missing == "stop":
                    rows.bad(row.line, tr('the number in the column "{name}" is missing; fill it in, or choose how '
                                          "to fill it", name=name))
                    return None
                found.append(float("nan"))
                continue
            try:
                found.append(float(cell))
            except ValueError:
                rows.bad(row.line, tr('"{cell}" in the column "{name}" is no number', cell=cell[:40], name=name))
                return None
        return found

    def _filled(self, values: list[list[float]], where: Path) -> np.ndarray[Any, Any]:
        """Return time steps without missing numbers, float32 of shape (steps, features)."""
        import numpy as np

        matrix = np.array(values, np.float64)
        for column in matrix.T:
            known = np.flatnonzero(np.isfinite(column))
            if not len(known):
                raise UserError(tr("{path}: a column of a sequence holds no number at all", path=where))
            if len(known) == len(column):
                continue
            steps = np.arange(len(column))
            if self.missing == "interpolate":
                column[:] = np.interp(steps, known, column[known])
            else:
                column[:] = column[known[np.maximum(np.searchsorted(known, steps, side="right") - 1, 0)]]
        return matrix.astype(np.float32)


class TimeSeries(NumberTable, frozen=True, kw_only=True):
    """A time series: a row for each time step, a column for each feature; what comes next is predicted."""

    info = SourceInfo(id="rnnstudio.time_series", title="Time series (CSV, TSV)", icon="chart-line",
                      origin=mark("Your own file"))

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and name the features.

        Raises:
            UserError: If the file is missing or empty, or has no numbers.
        """
        names, _ = self._features(context, ())
        return Contents(input="values", task="forecasting", features=len(names), names=tuple(names))

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield one example: the whole series.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        names, places = self._features(context, ())
        with self._rows(context) as rows:
            self._names(rows)
            values = []
            for count, row in enumerate(rows):
                if count % 4096 == 0 and context.cancelled():
                    raise Cancelled
                numbers = self._numbers(row, places, names, rows)
                if numbers is not None:
                    values.append(numbers)
        if not values:
            raise UserError(tr("{path} holds no examples", path=rows.path))
        yield sequences([self._filled(values, rows.path)], {})


class Sequences(NumberTable, frozen=True, kw_only=True):
    """Many sequences in long form: each row is a time step of one of them, named by a column."""

    info = SourceInfo(id="rnnstudio.sequences", title="Sequences in long form (CSV, TSV)", icon="table",
                      origin=mark("Your own file"))

    id_column: Annotated[str, Doc("Name of the column that tells the sequences apart.")] = "id"
    step_column: Annotated[str, Doc(
        "Name of the column by which the steps of a sequence are put in order. Empty: as they stand.")] = ""
    label_column: Annotated[str, Doc(
        "Name of the column with the label, the same in all rows of a sequence. Empty: no labels.")] = "label"
    labels: Annotated[Literal["class", "number"], Folded(), Title("Labels are"), Doc(
        "Class: one of some names. Number: to be predicted as such.")] = "class"

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and name the features.

        Raises:
            UserError: If the file is missing or empty, a column isn't there, or none holds numbers.
        """
        names, _ = self._features(context, self._others())
        quiet = ReadContext(folder=context.folder, bad_row=lambda row: None)
        with self._rows(quiet) as rows:
            known = self._names(rows)
            for name in self._others():
                find(rows.path, known, name)
        task: Literal["forecasting", "regression"] | None = None if self.label_column.strip() else "forecasting"
        return Contents(input="values", task="regression" if task is None and self.labels == "number" else task,
                        features=len(names), names=tuple(names))

    def _others(self) -> list[str]:
        asked = (self.id_column.strip() or "id", self.step_column.strip(), self.label_column.strip())
        return [name for name in asked if name]

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield sequences, in the order in which they first appear; their rows may stand anywhere.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        names, places = self._features(context, self._others())
        found: dict[str, tuple[list[Any], list[list[float]], str]] = {}
        with self._rows(context) as rows:
            known = self._names(rows)
            at, step_at, label_at = (find(rows.path, known, name) if name else None for name in (
                self.id_column.strip() or "id", self.step_column.strip(), self.label_column.strip()))
            for count, row in enumerate(rows):
                if count % 4096 == 0 and context.cancelled():
                    raise Cancelled
                numbers = self._numbers(row, places, names, rows)
                label = row.cells[label_at].strip() if label_at is not None else ""
                if numbers is None or at is None or not self._label_is_usable(rows, row, label):
                    continue
                steps, values, first = found.setdefault(row.cells[at].strip(), ([], [], label))
                if label != first:
                    rows.bad(row.line, tr('the label is "{label}", but the sequence began with "{first}"',
                                          label=label[:40], first=first[:40]))
                    continue
                steps.append(_order(row.cells[step_at]) if step_at is not None else len(steps))
                values.append(numbers)
        if not found:
            raise UserError(tr("{path} holds no examples", path=rows.path))
        entries = list(found.values())
        for start in range(0, len(entries), _SEQUENCES_IN_A_BATCH):
            part = entries[start:start + _SEQUENCES_IN_A_BATCH]
            ordered = [self._filled([value for _, value in sorted(zip(steps, values, strict=True),
                                                                  key=lambda pair: pair[0])], rows.path)
                       for steps, values, _ in part]
            yield sequences(ordered, {"label": self._labels([label for _, _, label in part])}
                            if self.label_column.strip() else {})

    def _label_is_usable(self, rows: Rows, row: Row, label: str) -> bool:
        if not self.label_column.strip():
            return True
        if not label:
            rows.bad(row.line, tr("the label is empty"))
        elif self.labels == "number" and _order(label)[0]:
            rows.bad(row.line, tr("the label is not a number"))
        else:
            return True
        return False

    def _labels(self, cells: list[str]) -> pa.Array:
        import pyarrow as pa

        if self.labels == "number":
            return pa.array([float(cell) for cell in cells], pa.float64())
        return pa.array(cells, pa.string())


def sequences(matrices: Sequence[np.ndarray[Any, Any]], others: dict[str, pa.Array]) -> pa.RecordBatch:
    """Return sequences of numbers, each float32 of shape (steps, features), as a record batch."""
    import numpy as np
    import pyarrow as pa

    offsets = np.concatenate([[0], np.cumsum([len(matrix) for matrix in matrices])]).astype(np.int32)
    flat = pa.array(np.concatenate(matrices).astype(np.float32).ravel())
    steps = pa.FixedSizeListArray.from_arrays(flat, matrices[0].shape[1])
    return pa.record_batch({"values": pa.ListArray.from_arrays(pa.array(offsets), steps), **others})


def _order(cell: str) -> tuple[bool, float, str]:
    """Return what steps are put in order by: numbers first, as numbers, then words."""
    try:
        return False, float(cell), ""
    except ValueError:
        return True, 0.0, cell


def _holds_numbers(cells: Sequence[str]) -> bool:
    present = [cell for cell in cells if cell.strip().lower() not in _MISSING]
    return bool(present) and all(not _order(cell)[0] for cell in present)


def _counts_up(cells: Sequence[str], place: int) -> bool:
    """Tell whether a first column only numbers the rows, or names years."""
    if place > 0 or any(_order(cell)[0] for cell in cells) or len(cells) < 3:
        return False
    numbers = [float(cell) for cell in cells]
    return all(later - earlier == 1 for earlier, later in itertools.pairwise(numbers))
