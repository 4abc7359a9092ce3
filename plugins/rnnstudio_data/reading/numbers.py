"""What the sources share that read tables of numbers: which columns are features, and what becomes of gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import DataSource, Doc, FilePath, Folded, ReadContext, Title, UserError, mark, tr
from rnnstudio_data.reading.columns import asked_column, listed, undivided
from rnnstudio_data.reading.dialect import DelimiterChoice, YesNoChoice
from rnnstudio_data.reading.encodings import EncodingChoice
from rnnstudio_data.reading.examples import mostly_numbers, number_in
from rnnstudio_data.reading.opening import parted
from rnnstudio_data.reading.table_file import TableFile, TableOptions

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

Gaps = Literal["stop", "fill from before", "interpolate"]
GAPS = (mark("stop"), mark("fill from before"), mark("interpolate"))
_PATTERNS = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.csv.gz", "*.tsv.gz")
TIMES = ("date", "time", "datetime", "timestamp", "year", "month", "day", "hour", "minute", "week", "step", "t",
         "index", "unnamed: 0", "日期", "时间", "年", "月", "日", "年份", "月份", "步")
"""What columns are often called that say when."""


class NumberTable(DataSource, frozen=True, kw_only=True):
    """Base of the sources that read tables of numbers."""

    path: Annotated[str, FilePath(_PATTERNS), Title("File"), Doc(
        "A table, CSV or TSV, perhaps gzipped. A relative path starts at the project file's folder.")] = ""
    columns: Annotated[str, Title("Features"), Doc(
        "Names of the columns that the network gets, divided by commas. Empty for all that hold numbers, except one "
        "that says the time.")] = ""
    missing: Annotated[Gaps, Title("Where a number is missing"), Doc(
        "Stop: the row can't be used. Fill from before: the number of the step before stands in. Interpolate: a "
        "straight line from the number before to the next; at the ends, the nearest one.")] = "stop"
    validation_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for validation"), Doc(
        "A file of its own for validation, with the same columns. Empty if there is none.")] = ""
    test_path: Annotated[str, FilePath(_PATTERNS), Folded(), Title("File for testing"), Doc(
        "A file of its own for the final test, with the same columns. Empty if there is none.")] = ""
    decimal_comma: Annotated[Literal["auto", "yes", "no"], Folded(), Title("Decimal comma"), Doc(
        "Whether one and a half is written 1,5; auto looks at the first rows.")] = "auto"
    header: Annotated[YesNoChoice, Folded(), Title("First row names the columns"), Doc(
        "Without names, the columns are called 1, 2, 3 and so on; auto looks at the first rows.")] = "auto"
    delimiter: Annotated[DelimiterChoice, Folded(), Title("Columns are divided by"), Doc(
        "What stands between two columns; auto looks at the first rows.")] = "auto"
    encoding: Annotated[EncodingChoice, Folded(), Title("Text encoding"), Doc(
        "How the file's bytes stand for characters; auto looks at its beginning.")] = "auto"

    def files(self, context: ReadContext) -> list[tuple[Path, str]]:
        """Return each table with the part it is for, "" if there is only one.

        Raises:
            UserError: If none is chosen.
        """
        if not self.path.strip():
            raise UserError(tr("no table file is chosen yet; choose a CSV or TSV file"))
        return parted(context, self.path, self.validation_path, self.test_path)

    def opened(self, context: ReadContext, path: Path | None = None) -> TableFile:
        """Open a table, the first one unless said.

        Raises:
            UserError: If it isn't there or can't be read.
        """
        return TableFile(path or self.files(context)[0][0], TableOptions(
            delimiter=self.delimiter, header=self.header, encoding=self.encoding,
            columns=tuple(name.strip() for name in self.columns.split(",") if name.strip())))

    def written(self, file: TableFile) -> dict[str, str]:
        """Return how the table is written: parameters' names and what they come to."""
        return {**file.found(), "decimal_comma": "yes" if self.comma(file) else "no"}

    def comma(self, file: TableFile) -> bool:
        """Tell whether numbers have a decimal comma: where some cells are numbers only so."""
        if self.decimal_comma != "auto" or file.delimiter == ",":
            return self.decimal_comma == "yes"
        cells = [cell.strip() for row in file.first for cell in row.cells]
        return any(number_in(cell) is None and "." not in cell and cell.count(",") == 1
                   and number_in(cell.replace(",", ".")) is not None for cell in cells)

    def features(self, file: TableFile, taken: Sequence[int], known: Sequence[str] = ()) -> list[int]:
        """Return the indices of the features.

        Args:
            file: The table.
            taken: Columns that are something else.
            known: The features' names, if another file has told them.

        Raises:
            UserError: If a column isn't there, or none holds numbers.
        """
        names = list(known) or [name.strip() for name in self.columns.split(",") if name.strip()]
        if names:
            return list(dict.fromkeys(asked_column(file.path, file.names, name) for name in names))
        comma = self.comma(file)
        found = [index for index in range(len(file.names))
                 if index not in taken and mostly_numbers(file.column(index), comma)]
        if not found:
            raise undivided(file.path, file.names) or UserError(tr(
                "{path}: no column holds numbers; choose the features from {columns}", path=file.path,
                columns=listed(file.names)))
        others = [index for index in found if not is_time(file, index)]
        return others or found


def is_time(file: TableFile, index: int) -> bool:
    """Tell whether a column says when: by its name, or the first column if it counts in equal steps."""
    if file.names[index].strip().lower() in TIMES:
        return True
    numbers = [number_in(cell) for cell in file.column(index)]
    known = [number for number in numbers if number is not None]
    if index or len(known) < 3 or len(known) < len(numbers):
        return False
    step = known[1] - known[0]
    return step > 0 and all(after - before == step for before, after in pairwise(known))


def filled(values: Numbers, gaps: Gaps) -> Numbers:
    """Return steps × features with the gaps (NaN) filled; what can't be filled stays.

    Args:
        values: float64, in the order of time; changed in place.
        gaps: How.
    """
    import numpy as np

    holes = np.isnan(values)
    for feature in np.flatnonzero(holes.any(axis=0)):
        hole, column = holes[:, feature], values[:, feature]
        known = np.flatnonzero(~hole)
        if not len(known) or gaps == "stop":
            continue
        if gaps == "interpolate":
            column[hole] = np.interp(np.flatnonzero(hole), known, column[known])
        else:
            before = np.searchsorted(known, np.flatnonzero(hole)) - 1
            column[hole] = np.where(before >= 0, column[known[before]], np.nan)
    return values


def unfilled(gaps: Gaps) -> str:
    """Return the reason for a row whose gap can't be filled."""
    if gaps == "interpolate":
        return tr("a number is missing, and there is none to interpolate from")
    return tr("a number is missing, and there is none before it to fill it from")


def sequences(values: Numbers, starts: Sequence[int]) -> pa.Array:
    """Return steps × features as lists of steps that begin at ``starts``, each step a list of float32."""
    import numpy as np
    import pyarrow as pa

    flat = pa.array(np.ascontiguousarray(values, np.float32).ravel())
    offsets = pa.array(np.array([*starts, len(values)], np.int32))
    return pa.ListArray.from_arrays(offsets, pa.FixedSizeListArray.from_arrays(flat, values.shape[1]))
