"""Opens a file that a person chose, unpacks it if it is gzipped, and notices when it changes while it is read."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, cast

from rnnstudio.api import ReadContext, UserError, tr


def resolved(context: ReadContext, path: str) -> Path:
    """Return the place of a file; a relative path starts at the project's folder."""
    return (context.folder or Path()).joinpath(Path(path.strip()).expanduser()).absolute()


def parted(context: ReadContext, path: str, validation: str, test: str) -> list[tuple[Path, str]]:
    """Return each file with the part it is for: "" if it is the only one, else "train", "validation" or "test"."""
    own = [(validation, "validation"), (test, "test")]
    others = [(resolved(context, name), part) for name, part in own if name.strip()]
    return [(resolved(context, path), "train" if others else ""), *others]


def described(path: Path) -> os.stat_result:
    """Return what the system knows of a file.

    Raises:
        UserError: If there is no such file, it is a folder, or it is empty.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(tr("{path} does not exist; choose another file", path=path)) from None
    except (OSError, ValueError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path,
                           reason=getattr(error, "strerror", None) or str(error))) from error
    if stat.S_ISDIR(found.st_mode):
        raise UserError(tr("{path} is a folder; choose a file", path=path))
    if found.st_size == 0 and stat.S_ISREG(found.st_mode):
        raise UserError(tr("{path} is empty: it has 0 bytes; choose another file", path=path))
    return found


def unchanged(path: Path, before: os.stat_result) -> None:
    """Compare a file with what it was when it was opened.

    Raises:
        UserError: If it was written to since.
    """
    try:
        now = path.stat()
    except OSError:
        now = None
    if now is None or (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise UserError(tr("{path} changed while it was read; try again when nothing writes to it any more",
                           path=path))


class SourceFile(AbstractContextManager["SourceFile"]):
    """The bytes of a file, unpacked if they are gzipped. A context manager."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            UserError: If it can't be opened, is empty, or isn't text.
        """
        self.path = path
        self.before = described(path)
        try:
            self._file: IO[bytes] = path.open("rb")
        except OSError as error:
            raise UserError(tr("{path} can't be read: {reason}", path=path,
                               reason=error.strerror or str(error))) from error
        self._ahead = b""
        start = self.peek(4)
        if start[:2] == b"\x1f\x8b":
            self._file.seek(0)
            self._file = cast(IO[bytes], gzip.GzipFile(fileobj=self._file))
            self._ahead = b""
            if not self.peek(1):
                raise UserError(tr("{path} is empty once it is unpacked; choose another file", path=path))
        elif start == b"PK\x03\x04":
            raise UserError(tr("{path} is a ZIP archive or a workbook such as Excel's, not a text file; "
                               "unpack it, or save it as CSV", path=path))
        elif start == b"PAR1":
            raise UserError(tr("{path} is a Parquet file; choose the source for Parquet files", path=path))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def peek(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end of the file, and leave them there."""
        if len(self._ahead) < size:
            self._ahead += self._taken(size - len(self._ahead))
        return self._ahead[:size]

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end of the file.

        Raises:
            UserError: If they can't be read or unpacked, or the file was written to since it was opened.
        """
        part, self._ahead = self._ahead[:size], self._ahead[size:]
        if len(part) < size:
            part += self._taken(size - len(part))
        return part

    def _taken(self, size: int) -> bytes:
        try:
            part = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            unchanged(self.path, self.before)
            raise UserError(tr("{path} can't be unpacked: it is damaged or incomplete; copy it again",
                               path=self.path)) from error
        except OSError as error:
            raise UserError(tr("{path} can't be read: {reason}", path=self.path,
                               reason=error.strerror or str(error))) from error
        unchanged(self.path, self.before)
        return part


def whole(path: Path, limit: int) -> bytes | None:
    """Return all bytes of a file, or ``None`` if there are more than ``limit``.

    Raises:
        UserError: As for ``SourceFile``.
    """
    with SourceFile(path) as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


