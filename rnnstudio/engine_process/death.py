"""What an engine process died of, in a sentence: its exit code or signal, and the end of its log."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rnnstudio.api import UserError, tr
from rnnstudio.project.report import Building

LARGEST_LOG = 1 << 20
"""A log longer than this, in bytes, is put aside when a process is started."""
LAST_WORDS = 300
"""Longest line of the log that is quoted."""


class EngineDied(UserError):  # noqa: N818 - it is what happened
    """The engine process is gone.

    Attributes:
        asked: True if this program ended it, by ``kill`` or ``close``.
        building: The third party's layer whose code ran then, if one's did.
    """

    def __init__(self, message: str, *, asked: bool = False, building: Building | None = None) -> None:
        super().__init__(message)
        self.asked = asked
        self.building = building


def open_log(path: Path) -> BinaryIO:
    """Open a log to append to; one that has grown long is kept beside it under another name.

    Raises:
        UserError: If it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            if path.stat().st_size > LARGEST_LOG:
                path.replace(path.with_name(f"{path.name}.old"))
        return path.open("ab")
    except OSError as error:
        raise UserError(tr("The engine's log {path} can't be written: {reason}", path=path,
                           reason=error.strerror or str(error))) from error


def cause(code: int | None, log: Path | None, start: int) -> str:
    """Say what a process died of.

    Args:
        code: What ``Popen.poll`` says.
        log: Where its standard error went.
        start: Where its part of the log begins.
    """
    what = _exit_words(code)
    if log is None:
        return what
    words = _last_words(log, start)
    if not words:
        return tr("{what} Its log: {path}.", what=what, path=log)
    return tr('{what} Its last words: "{words}". Its log: {path}.', what=what, words=words, path=log)


def _exit_words(code: int | None) -> str:
    if code is None:
        return tr("The engine process no longer answers and can't be ended.")
    if code == -9:
        return tr("The engine process was killed from outside (signal 9), most often because memory ran out.")
    if code < 0:
        return tr("The engine process crashed (signal {number}, {name}).", number=-code, name=_signal_name(-code))
    return tr("The engine process ended unexpectedly (exit code {code}).", code=code if code < 256 else hex(code))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "?"


def _last_words(path: Path, start: int) -> str:
    """Return the line of a log that says most of an end: Python's own last cry, else the last line."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(start, size - 65_536))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    said = [line.strip() for line in lines if line.strip()]
    cries = [line for line in said if line.startswith("Fatal Python error")]
    return (cries or said or [""])[-1][:LAST_WORDS]
