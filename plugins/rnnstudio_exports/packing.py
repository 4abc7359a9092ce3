"""Files packed into one zip file, and unpacked again to see that it holds them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.comparing import differs

_BYTES_AT_ONCE = 2**20
_LEVEL = 3
"""Digits of numbers hardly shrink further, however long one tries."""


def pack(files: Sequence[Path], archive: Path, context: ExportContext) -> None:
    """Write files into a new archive, under their names alone.

    Raises:
        Cancelled: If ``context.cancelled`` answers True.
        OSError: If it can't be written.
    """
    watch = _Watch(files, context)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        for file in files:
            entry = zipfile.ZipInfo.from_file(file, file.name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with file.open("rb") as source, packed.open(entry, "w", force_zip64=True) as out:
                for block in watch.blocks(source):
                    out.write(block)


def check_packed(archive: Path, files: Sequence[Path], context: ExportContext) -> None:
    """Unpack an archive and compare it with the files.

    Raises:
        UserError: If it holds anything else.
        Cancelled: If ``context.cancelled`` answers True.
    """
    watch = _Watch(files, context)
    try:
        with zipfile.ZipFile(archive) as packed:
            if sorted(packed.namelist()) != sorted(file.name for file in files):
                differs(archive)
            for file in files:
                with file.open("rb") as expected, packed.open(file.name) as found:
                    if any(found.read(len(block)) != block for block in watch.blocks(expected)) or found.read(1):
                        differs(archive)
    except (zipfile.BadZipFile, EOFError):
        differs(archive)


class _Watch:
    """Reads files in blocks, tells how far it is, and stops when asked."""

    def __init__(self, files: Sequence[Path], context: ExportContext) -> None:
        self._context = context
        self._whole = sum(file.stat().st_size for file in files) or 1
        self._done = 0

    def blocks(self, file: IO[bytes]) -> Iterator[bytes]:
        """Yield a file's blocks."""
        while block := file.read(_BYTES_AT_ONCE):
            if self._context.cancelled():
                raise Cancelled
            yield block
            self._done += len(block)
            self._context.progress(min(1.0, self._done / self._whole))
