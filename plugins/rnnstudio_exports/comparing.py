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

_WHITE = bytes(range(ord(" ") + 1))


def parsed(text: bytes) -> tuple[Matrix | None, bytes]:
    """Return the numbers of a text, and what stands after each: one character of white space.

    There are no numbers, ``None``, if anything in the text is none, or stands after the last separator.
    """
    import numpy as np
    import pyarrow as pa

    characters = np.frombuffer(text, np.uint8)
    places = np.flatnonzero(characters <= ord(" "))
    digits = text.translate(None, _WHITE)
    offsets = np.zeros(len(places) + 1, np.int32)
    offsets[1:] = places - np.arange(len(places))
    if offsets[-1] != len(digits):
        return None, b""
    cells = pa.StringArray.from_buffers(len(places), pa.py_buffer(offsets), pa.py_buffer(digits))
    try:
        found: Matrix = cells.cast(pa.float32()).to_numpy()
    except pa.ArrowInvalid:
        return None, b""
    return found, characters[places].tobytes()


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
