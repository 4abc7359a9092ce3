"""Files that replace older ones together: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rnnstudio.api import UserError, tr


@contextmanager
def replaced_together(target: Path) -> Iterator[Path]:
    """Give an empty temporary folder; on success all files in it move into ``target``, which is made if missing.

    On any failure ``target`` is as it was: older files of the same names are put back, and a folder that was made
    for it is gone again.

    Raises:
        UserError: If ``target`` can't be written to or the disk is full.
    """
    missing = [folder for folder in (target, *target.parents) if not folder.exists()]
    try:
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(0, tr("it is a file, not a folder"))
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".export-", dir=target, ignore_cleanup_errors=True) as temporary:
            fresh, former = Path(temporary, "fresh"), Path(temporary, "former")
            fresh.mkdir()
            former.mkdir()
            yield fresh
            _exchange(fresh, former, target)
    except BaseException as error:
        with suppress(OSError):
            for folder in missing:
                folder.rmdir()
        if isinstance(error, OSError):
            raise UserError(tr("{path} can't be written: {reason}; what was there before is unchanged", path=target,
                               reason=error.strerror or str(error))) from error
        raise


def _exchange(fresh: Path, former: Path, target: Path) -> None:
    """Move each file of ``fresh`` into ``target`` and what it replaces into ``former``; undo it all on a failure."""
    files = sorted(fresh.iterdir())
    for file in files:
        place = target / file.name
        if place.is_dir():
            raise IsADirectoryError(0, tr("{name} is a folder", name=place.name))
        with file.open("rb+") as written:
            os.fsync(written.fileno())
        if place.exists():
            file.chmod(place.stat().st_mode & 0o7777)
    try:
        for file in files:
            if (target / file.name).exists():
                (target / file.name).replace(former / file.name)
            file.replace(target / file.name)
    except BaseException:
        for file in files:
            if (former / file.name).exists():
                (former / file.name).replace(target / file.name)
            elif not file.exists():
                (target / file.name).unlink(missing_ok=True)
        raise
