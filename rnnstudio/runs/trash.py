"""Runs that were deleted: kept beside the others until they are emptied out, for where the system has no trash."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from rnnstudio.api import UserError, tr

TRASH = ".trash"


def put_aside(run: Path) -> Path:
    """Move a run into the ``.trash`` folder beside it, and return where it is now.

    Raises:
        UserError: If it is gone or can't be moved.
    """
    trash = run.parent / TRASH
    try:
        trash.mkdir(exist_ok=True)
        kept = free_name(trash / run.name)
        run.rename(kept)
    except OSError as error:
        raise UserError(tr("{path} can't be deleted: {reason}", path=run,
                           reason=error.strerror or str(error))) from error
    return kept


def put_back(kept: Path, place: Path) -> Path:
    """Move a deleted run back to where it was, or beside it if its name is taken by now.

    Args:
        kept: Where it is, in our trash or the system's.
        place: Where it was.

    Raises:
        UserError: If it is gone or can't be moved.
    """
    target = free_name(place)
    try:
        if not kept.is_dir():
            raise FileNotFoundError(2, tr("it is no longer in the trash"))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(kept, target)  # the system's trash may be on another disk
    except (OSError, shutil.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UserError(tr("{path} can't be brought back: {reason}", path=place,
                           reason=reason or str(error))) from error
    with suppress(OSError):  # the note that the system's trash keeps of what is in it
        if kept.parent.name == "files":
            (kept.parent.parent / "info" / f"{kept.name}.trashinfo").unlink(missing_ok=True)
    return target


def free_name(wanted: Path) -> Path:
    """Return a path that nothing has: the one wanted, or with a number behind it."""
    number, path = 1, wanted
    while path.exists() or path.is_symlink():
        number += 1
        path = wanted.with_name(f"{wanted.name}_{number}")
    return path
