"""Errors whose text is meant for the person at the screen."""

from __future__ import annotations


class UserError(Exception):
    """Something about the input, said in one sentence: what is wrong, where, what to do.

    The window shows ``str(error)`` as it is and the command line prints it and exits with 1. Anything that is
    not a ``UserError`` is a fault of the program or of a plugin, and is shown with a trace.
    """


class ParameterError(UserError):
    """A parameter has a value that it can't take.

    Attributes:
        path: Where it stands, such as ``$.stack[2].params.units``.
        reason: What was expected and what was found, without the place.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Cancelled(Exception):  # noqa: N818 - it is an answer, not a fault
    """Raised inside long work after the user asked it to stop."""


def words_of(error: BaseException) -> str:
    """Return what an error says, or "" where a plugin's error can't even be printed."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - it is a plugin's code
        return ""
