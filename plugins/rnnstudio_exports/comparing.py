"""Whether what was read back is what was to be written. Shares nothing with the code that writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rnnstudio.api import UserError, tr

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rnnstudio_exports.choosing import Matrix


def parsed(numbers: bytes) -> Matrix | None:
    """Return the numbers of a text with a number in each line, ``None`` if any is none."""
    import pyarrow as pa
    from pyarrow import csv

    reading = csv.ReadOptions(use_threads=False, column_names=["number"], block_size=len(numbers) + 1)
    try:
        table = csv.read_csv(
            pa.BufferReader(numbers), reading,
            csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types={"number": pa.float32()}, null_values=[]))
    except pa.ArrowInvalid:
        return None
    found: Matrix = table.column(0).to_numpy()
    return found


def agree(found: Matrix | None, expected: Matrix, digits: int | None) -> bool:
    """Tell whether numbers, in a row, are those of ``expected``: the same float32, or to so many digits."""
    import numpy as np

    if found is None or found.size != expected.size:
        return False
    wanted = expected.reshape(-1)
    if digits is None:
        return np.array_equal(found, wanted)
    slack = np.abs(wanted, dtype=np.float64) * (0.5 * 10.0 ** (1 - digits) * (1 + 1e-6)) + 1e-45
    return bool((np.abs(np.subtract(found, wanted, dtype=np.float64)) <= slack).all())


class Distinct:
    """Tells whether many words are all different, with eight bytes of memory for each."""

    def __init__(self) -> None:
        self._hashes: list[npt.NDArray[np.int64]] = []

    def add(self, words: Sequence[str]) -> None:
        """Take in more words."""
        import numpy as np

        self._hashes.append(np.fromiter(map(hash, words), np.int64, len(words)))

    def holds(self) -> bool:
        """Tell whether no two were the same."""
        import numpy as np

        hashes = np.sort(np.concatenate(self._hashes)) if self._hashes else np.zeros(0, np.int64)
        return not bool((hashes[1:] == hashes[:-1]).any())


def differs(path: Path) -> NoReturn:
    """Refuse a file that reads back differently."""
    raise UserError(tr("{file} reads back differently from what was written, so nothing was kept; the disk may be "
                       "failing: try another folder", file=path.name))
