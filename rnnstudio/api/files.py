"""Writing files so that nothing is ever half-written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rnnstudio.api.errors import UserError
from rnnstudio.api.text import tr


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it replaces ``path``, on failure it is gone.

    Raises:
        UserError: If the folder can't be written to or the disk is full.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}; what was there before is unchanged", path=path,
                           reason=error.strerror or str(error))) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
