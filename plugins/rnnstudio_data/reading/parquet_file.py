"""A Parquet file, opened like a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio_data.reading.opening import described, unchanged
from rnnstudio_data.reading.table_file import Chunk

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 4096
_ROWS_TO_GUESS_FROM = 200
_BUFFER = 2**20


class ParquetFile(AbstractContextManager["ParquetFile"]):
    """A Parquet file. A context manager.

    Attributes:
        names: The names of the columns.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and look at its first rows.

        Raises:
            UserError: If it can't be read, isn't Parquet, or holds no rows.
        """
        import pyarrow as pa
        from pyarrow import parquet

        self.path = path
        self._before = described(path)
        try:
            self._file = parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        self.names: list[str] = list(self._file.schema_arrow.names)
        self._first: dict[int, list[Any]] = {}
        if not self._file.metadata.num_rows:
            self._file.close()
            raise UserError(tr("{path} holds no examples; choose another file", path=path))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()

    def found(self) -> dict[str, str]:
        """Return nothing: the file says itself how it is written."""
        return {}

    def column(self, index: int) -> list[Any]:
        """Return a column's first values that are not missing, floats and lists as such and the rest as strings.

        Raises:
            UserError: If they can't be read.
        """
        batch = next(self._batches([index], _ROWS_TO_GUESS_FROM), None)
        return [value for value in batch[0].to_pylist() if value is not None] if batch else []

    def chunks(self, wanted: Sequence[int], cancelled: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield all rows; a row's line is its number, from 1.

        Args:
            wanted: Indices of the columns to yield: strings, integers, float64, or lists of strings.
            cancelled: Asked between reads.

        Raises:
            UserError: If the file can't be read on, or changes meanwhile.
            Cancelled: If ``cancelled`` answers True.
        """
        import numpy as np
        import pyarrow as pa

        row = 1
        for columns in self._batches(wanted, _ROWS_AT_ONCE):
            if cancelled():
                raise Cancelled
            unchanged(self.path, self._before)
            count = len(columns[0])
            yield Chunk(columns, pa.array(np.arange(row, row + count)))
            row += count
        unchanged(self.path, self._before)

    def _batches(self, wanted: Sequence[int], size: int) -> Iterator[list[pa.Array]]:
        import pyarrow as pa

        names = [self.names[index] for index in wanted]
        try:
            for batch in self._file.iter_batches(size, columns=list(dict.fromkeys(names)), use_threads=False):
                yield [self._plain(name, batch.column(name)) for name in names]
        except (OSError, pa.ArrowException) as error:
            unchanged(self.path, self._before)
            raise _unreadable(self.path, error) from error

    def _plain(self, name: str, column: pa.Array) -> pa.Array:
        import pyarrow as pa

        kind, types = column.type, pa.types
        if types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if types.is_integer(kind):
            return column
        if types.is_floating(kind) or types.is_decimal(kind):
            return column.cast(pa.float64())
        if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
            return column.cast(pa.list_(pa.string()))
        if types.is_binary(kind) or types.is_large_binary(kind) or types.is_nested(kind):
            raise UserError(tr('{path}: the column "{name}" holds {found}, which is neither text nor a label; choose '
                               "another column", path=self.path, name=name, found=kind))
        return column.cast(pa.string())


def _unreadable(path: Path, error: Exception) -> UserError:
    return UserError(tr("{path} can't be read as Parquet: {reason}; copy it again, or choose another file", path=path,
                        reason=str(error).split("\n")[0].rstrip(".")))
