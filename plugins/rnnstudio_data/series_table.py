"""A person's own time series: a table whose rows are time steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import BadRow, Contents, Doc, Folded, Look, Range, ReadContext, SourceInfo, UserError, mark, tr
from rnnstudio_data.reading.examples import Checker
from rnnstudio_data.reading.numbers import NumberTable, filled, sequences, unfilled
from rnnstudio_data.reading.opening import described

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]


class SeriesTable(NumberTable, frozen=True, kw_only=True):
    """A time series of your own: a table with a row for each time step, to predict how it goes on."""

    info = SourceInfo(id="rnnstudio.series_table", title="Time series (table)", icon="chart-line",
                      origin=mark("Your own file"))

    steps_in_a_row: Annotated[int | None, Range(2, 100_000_000), Folded(), Doc(
        "Divides a very long series into pieces of so many time steps, each an example of its own; no window reaches "
        "from one into the next. Empty: the whole series is one.")] = None

    def look(self, context: ReadContext) -> Look:
        """Say which columns are features, and how the table is written.

        Raises:
            UserError: If the file is missing or can't be read, or holds no numbers.
        """
        with self.opened(context) as file:
            features = ", ".join(file.names[index] for index in self.features(file, ()))
            return Look(found={**self.written(file), "columns": features})

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and say which features there are.

        Raises:
            UserError: If the file is missing or empty, or holds no numbers.
        """
        (path, _), *others = self.files(context)
        for other, _ in others:
            described(other)
        with self.opened(context, path) as file:
            names = tuple(file.names[index] for index in self.features(file, ()))
        return Contents(input="values", task="forecasting", features=len(names), names=names)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield values, and the line they begin in: one example of each file, or pieces of it.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import numpy as np
        import pyarrow as pa

        files = self.files(context)
        names = self.contents(context).names if len(files) > 1 else ()
        for path, part in files:
            found = False
            for values, lines in self._pieces(context, path, names):
                found = True
                columns = {"values": sequences(values, [0]), "line": pa.array(lines[:1].astype(np.int64))}
                yield pa.record_batch({**columns, "split": pa.array([part])} if part else columns)
            if not found:
                raise UserError(tr("{path} holds no time steps that can be used; choose another file", path=path))

    def _pieces(self, context: ReadContext, path: Path,
                names: tuple[str, ...]) -> Iterator[tuple[Numbers, Numbers]]:
        import numpy as np

        kept: list[Numbers] = []
        numbers: list[Numbers] = []
        for values, lines in self._filled(context, path, names):
            kept.append(values)
            numbers.append(lines)
            size = self.steps_in_a_row
            if size is None or sum(map(len, kept)) < size:
                continue
            whole, places = np.concatenate(kept), np.concatenate(numbers)
            for start in range(0, len(whole) - size + 1, size):
                yield whole[start:start + size], places[start:start + size]
            kept, numbers = [whole[len(whole) // size * size:]], [places[len(whole) // size * size:]]
        if sum(map(len, kept)):
            yield np.concatenate(kept), np.concatenate(numbers)

    def _filled(self, context: ReadContext, path: Path,
                names: tuple[str, ...]) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield time steps × features as float32, gaps filled, and each step's line."""
        import numpy as np

        with self.opened(context, path) as file:
            wanted = self.features(file, (), names)
            checker = Checker(context=context, path=file.path, roles=("number",) * len(wanted), meaning="none",
                              names=tuple(file.names[index] for index in wanted),
                              decimal_comma=self.comma(file), gaps=self.missing != "stop")
            # What gaps are filled from: rows that wait for a number after their gap, led by one already yielded,
            # which has line 0.
            values, lines = np.empty((0, len(wanted))), np.empty(0, np.int64)
            for chunk in file.chunks(wanted, context.cancelled):
                batch = checker.checked(chunk)
                columns = [batch.column(str(place)).to_numpy(zero_copy_only=False) for place in range(len(wanted))]
                values = np.concatenate([values, np.column_stack(columns)])
                lines = np.concatenate([lines, batch.column("line").to_numpy()])
                end = len(values)
                if self.missing == "interpolate":
                    complete = np.flatnonzero(~np.isnan(values).any(axis=1))
                    end = int(complete[-1]) + 1 if len(complete) else 0
                if not end:
                    continue
                done = filled(values[:end].copy(), self.missing)
                yield self._usable(context, file.path, done, lines[:end])
                values = np.concatenate([done[-1:], values[end:]])
                lines = np.concatenate([[0], lines[end:]])
            yield self._usable(context, file.path, filled(values, self.missing), lines)

    def _usable(self, context: ReadContext, path: Path, values: Numbers, lines: Numbers) -> tuple[Numbers, Numbers]:
        import numpy as np

        holes = np.isnan(values).any(axis=1)
        for line in lines[holes & (lines > 0)]:
            context.bad_row(BadRow(reason=unfilled(self.missing), where=str(path), line=int(line)))
        good = ~holes & (lines > 0)
        return values[good].astype(np.float32), lines[good]
