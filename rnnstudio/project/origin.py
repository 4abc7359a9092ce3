"""Where a project comes from: its file, and what stood in the file when it was opened or saved last."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """The file of a project.

    Attributes:
        file: The file; "" for a project without one.
        digest: Of the file's bytes when the project and the file were last the same.
        base: The folder that relative paths start at while there is no file, as for a copy; "" for none.
    """

    file: str = ""
    digest: str = ""
    base: str = ""

    @classmethod
    def at(cls, path: Path, data: bytes) -> Origin:
        """Return the origin of a project that stands in a file as ``data``."""
        return cls(file=str(path.resolve()), digest=digest(data))

    @classmethod
    def of(cls, path: Path) -> Origin:
        """Return the origin of a project read from a file: read this first, so that no later change is missed."""
        try:
            return cls.at(path, path.read_bytes())
        except OSError:
            return cls(file=str(path.resolve()))

    @property
    def path(self) -> Path | None:
        """The file."""
        return Path(self.file) if self.file else None

    @property
    def folder(self) -> Path | None:
        """Where the project's relative paths start."""
        return Path(self.file).parent if self.file else Path(self.base) if self.base else None

    def copied(self) -> Origin:
        """Return the origin of a copy: no file, the same folder."""
        return Origin(base=str(self.folder or ""))

    def on_disk(self) -> Literal["same", "changed", "gone", "unknown"]:
        """Look at the file: is it still what it was?"""
        try:
            data = Path(self.file).read_bytes() if self.file else b""
        except (FileNotFoundError, NotADirectoryError):
            return "gone"
        except OSError:
            return "unknown"
        return "same" if not self.file or digest(data) == self.digest else "changed"


def digest(data: bytes) -> str:
    """Return what tells the contents of one file from another's."""
    import hashlib  # a start doesn't need it, and it costs some milliseconds

    return hashlib.blake2b(data, digest_size=16).hexdigest()
