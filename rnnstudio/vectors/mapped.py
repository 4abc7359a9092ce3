"""Arrays inside zip files, mapped into memory where they lie: one larger than memory is read without a copy of it.

Keras stores the members of a ``.keras`` file as they are, and NumPy those of a ``.npz`` file. HDF5 keeps an array
that isn't chunked in one piece, as Keras writes them. Where any of this isn't so, the caller reads the array instead.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import h5py
import numpy as np
import numpy.typing as npt

_HEADER, _NAME_LENGTH = 30, 26
"""Of a member's local header: its length, and where the lengths of name and extra field stand."""


class Within(io.RawIOBase):
    """A part of a file, read as if it were a file.

    Args:
        file: The file; it is closed with this.
        start: Where the part begins.
        size: Its length.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._place = file, start, size, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return where it is."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere; see ``io.IOBase.seek``."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer; see ``io.RawIOBase.readinto``."""
        view = memoryview(buffer).cast("B")
        wanted = max(0, min(len(view), self._size - self._place))
        self._file.seek(self._start + self._place)
        found = self._file.readinto(view[:wanted])  # type: ignore[attr-defined]
        self._place += found
        return int(found)

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()


def stored(path: Path, archive: zipfile.ZipFile, name: str) -> int | None:
    """Return where a member's bytes begin in a zip file, ``None`` if they are packed or shouldn't be mapped.

    On Windows a file that is mapped can't be replaced, which a training may do at any time.

    Raises:
        KeyError: If there is no such member.
    """
    member = archive.getinfo(name)
    if member.compress_type != zipfile.ZIP_STORED or sys.platform == "win32":
        return None
    with path.open("rb") as file:
        file.seek(member.header_offset + _NAME_LENGTH)
        lengths = file.read(4)
    return member.header_offset + _HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(
        lengths[2:], "little")


def mapped(path: Path, offset: int, shape: tuple[int, ...], kind: np.dtype[Any]) -> npt.NDArray[Any] | None:
    """Return an array that lies in a file, ``None`` if it isn't float32 of this machine or has no number in it."""
    if kind != np.float32 or 0 in shape:
        return None
    return np.memmap(path, np.float32, "r", offset, shape)


def open_weights(path: Path, archive: zipfile.ZipFile, name: str) -> tuple[h5py.File, int] | None:
    """Open an HDF5 file where it lies in a zip file, and return where it begins there; ``None`` if it can't be."""
    start = stored(path, archive, name)
    if start is None:
        return None
    part = Within(path.open("rb", buffering=0), start, archive.getinfo(name).file_size)
    return h5py.File(part, "r"), start


def mapped_dataset(path: Path, start: int, dataset: Any) -> npt.NDArray[Any] | None:
    """Return a data set of an HDF5 file that begins at ``start`` of a file, ``None`` if it can't be mapped."""
    offset = dataset.id.get_offset()
    return None if offset is None else mapped(path, start + int(offset), dataset.shape, dataset.dtype)


def mapped_member(path: Path, archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any] | None:
    """Return an array of a ``.npz`` file, ``None`` if it can't be mapped."""
    start = stored(path, archive, name)
    if start is None:
        return None
    with archive.open(name) as member:
        version = np.lib.format.read_magic(member)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, kind = read(member)
        header = member.tell()
    return None if fortran else mapped(path, start + header, shape, kind)
