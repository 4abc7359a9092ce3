"""Writing files so that nothing is ever half-written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rnnstudio.api.errors import UserError
from rnnstudio.api.text import tr


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it replaces ``path``, on failure it is gone.

    A link stays a link: the file that it points to is replaced.

    Raises:
        UserError: If the file is write-protected, the folder can't be written to or the disk is full.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, tr("it is write-protected"))
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}; what was there before is unchanged", path=path,
                           reason=error.strerror or str(error))) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
