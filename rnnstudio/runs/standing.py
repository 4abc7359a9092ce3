"""Whether a run is under way, was interrupted, or has ended, and whether it can be gone on with.

A process that trains holds a lock on the file ``lock`` in the run's folder; the system lets go of it when the process
ends, however it ends. So nothing depends on process numbers, which are given again to others, and a folder that was
copied is not locked. The file itself stays: deleting it would let two processes lock two files of one name.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Literal

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import INFO, State, read_info
from rnnstudio.runs.resuming import Position, read_position, state_file

LOCK = "lock"
_PATIENCE = 3.0
"""Seconds to wait for those who only look whether it is held, and for a killed process whose memory the system still
takes away: it lets go of locks last."""
_ABANDONED = 60.0


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is and what can be done with it.

    Attributes:
        state: As in ``run.json``, but ``interrupted`` if it says ``running`` and no process is at work on it.
        can_go_on: True if ``go_on`` can be asked for; with ``more_epochs`` if ``done``.
        done: True if all planned epochs are finished.
        epoch: Finished epochs, by the checkpoint that it would go on from.
        batch: Batches done in the epoch after.
        step: Batches done in all.
        planned: Epochs in all.
        saved: When the checkpoint was written, seconds since 1970; 0.0 if there is none and it would begin anew.
    """

    state: State | Literal["interrupted"]
    can_go_on: bool
    done: bool
    epoch: int
    batch: int
    step: int
    planned: int
    saved: float


def standing(folder: Path) -> Standing:
    """Tell how far a run is and whether it can be gone on with. Needs neither TensorFlow nor NumPy.

    Raises:
        UserError: If the folder is no run, or ``run.json`` can't be read.
    """
    info = read_info(folder)
    held = is_held(folder)
    sound, position = True, Position()
    try:
        position = read_position(folder) or position
    except UserError:
        sound = False
    saved = 0.0
    with suppress(OSError):
        saved = state_file(folder).stat().st_mtime
    state: State | Literal["interrupted"] = info.state
    if info.state == "running" and not held:
        state = "interrupted"
    return Standing(
        state=state, can_go_on=sound and not held and info.fingerprint != "",
        done=bool(info.planned) and position.epoch >= info.planned, epoch=position.epoch, batch=position.batch,
        step=position.step, planned=info.planned, saved=saved)


def interrupted_runs(runs: Path) -> list[tuple[Path, Standing]]:
    """List the runs below ``runs`` that were interrupted and can be gone on with, the latest first."""
    found = []
    for folder in runs.iterdir() if runs.is_dir() else ():
        with suppress(UserError):
            if (folder / INFO).is_file() and (told := standing(folder)).state == "interrupted" and told.can_go_on:
                found.append((read_info(folder).started, folder, told))
    return [(folder, told) for _, folder, told in sorted(found, key=lambda entry: entry[0], reverse=True)]


def remove_unborn(runs: Path) -> None:
    """Delete folders that a process made and died in before ``run.json`` was there; they hold nothing of worth."""
    for folder in runs.iterdir() if runs.is_dir() else ():
        with suppress(OSError):
            if ((folder / LOCK).is_file() and not (folder / INFO).exists() and not is_held(folder)
                    and time.time() - folder.stat().st_mtime > _ABANDONED):
                for name in (".run.json.*.part", "project.rnnstudio", ".project.rnnstudio.*.part", LOCK):
                    for left in folder.glob(name):
                        left.unlink()
                folder.rmdir()  # fails, and rightly, if there is anything else


class Hold:
    """The right to write into a run's folder, kept until ``release`` or the end of the process.

    Raises:
        UserError: If another process has it, or the folder can't be written to.
    """

    def __init__(self, folder: Path) -> None:
        deadline = time.monotonic() + _PATIENCE
        try:
            self._file = (folder / LOCK).open("ab")
        except OSError as error:
            raise UserError(tr("{path} can't be written: {reason}", path=folder,
                               reason=error.strerror or error)) from error
        while not _lock(self._file, exclusive=True):
            if time.monotonic() > deadline:
                self._file.close()
                raise UserError(tr("{path} is being trained at this moment, by another window or in a terminal; stop "
                                   "it there first", path=folder))
            time.sleep(0.02)

    def release(self) -> None:
        """Let go of it; once is enough."""
        self._file.close()


def is_held(folder: Path) -> bool:
    """Tell whether a process is at work in a run's folder."""
    try:
        with (folder / LOCK).open("rb+") as file:
            return not _lock(file, exclusive=False)
    except OSError:
        return False


def _lock(file: IO[bytes], exclusive: bool) -> bool:
    """Lock a file until it is closed; False if another has it. Where the system knows no locks, all is granted."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
