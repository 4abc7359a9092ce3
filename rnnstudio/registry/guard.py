"""Keeps a plugin that is being loaded from doing more than that, and notices what it tried.

What it prints is caught, what it warns of is kept, what it replaces in Python's own modules and in ours is put back,
and whatever it raises, an exit of the program included, is a sentence. Ctrl+C is nobody's fault and goes through.
"""

from __future__ import annotations

import builtins
import importlib
import io
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from types import ModuleType
from typing import Any

from rnnstudio.api import UserError, tr
from rnnstudio.api.errors import words_of

WATCHED = ("builtins", "sys", "os", "os.path", "time", "json", "random", "threading", "warnings", "logging",
           "msgspec", "pluggy", "rnnstudio.api")
"""Modules whose functions and classes no plugin may replace, as far as they are loaded."""
_MOST = 2000
"""Characters kept of what a plugin prints."""
_WARNINGS = 5


class Watched:
    """What was noticed while a plugin was loaded.

    Attributes:
        problems: Sentences on what is wrong.
        notes: Sentences on what is worth knowing.
        trace: Where it failed, if it did.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.trace = ""
        self._before = _snapshot()

    def put_back(self) -> None:
        """Put back what was replaced, and say so."""
        missing = object()
        for module, values in self._before:
            for name, value in values.items():
                if getattr(module, name, missing) is not value:
                    setattr(module, name, value)
                    self.problems.append(tr("it replaces {name} of Python or of RNN Studio, which all others use; it "
                                            "was put back", name=f"{module.__name__}.{name}"))


@contextmanager
def guarded() -> Iterator[Watched]:
    """Guard what a plugin does inside; it ends normally whatever was raised, but for Ctrl+C."""
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as warned, redirect_stdout(printed), redirect_stderr(printed):
        warnings.simplefilter("default")
        watched = Watched()
        try:
            yield watched
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
            watched.problems.append(fault(error))
            watched.trace = traceback.format_exc()
        watched.put_back()
    note_output(watched.notes, printed.getvalue())
    for warning in list(warned)[:_WARNINGS]:
        watched.notes.append(tr("it warned while it was loaded: {warning}",
                                warning=f"{warning.category.__name__}: {_first_line(str(warning.message))}"))


def note_output(notes: list[str], printed: str) -> None:
    """Note what a plugin printed, if anything."""
    text = printed.strip()
    if text:
        text = text if len(text) <= _MOST else text[:_MOST] + "…"
        notes.append(tr("it printed while it was loaded: {text}", text=text))


def fault(error: BaseException) -> str:
    """Say why a plugin could not be loaded."""
    match error:
        case UserError():
            return tr("it could not be loaded: {error}", error=error)
        case ModuleNotFoundError(name=str() as name) if not name.startswith("rnnstudio"):
            return tr("it could not be loaded: it needs {module}, which isn't installed; install it, or ask the "
                      "plugin's author", module=name)
        case ImportError(name=str() as name) if name.startswith("rnnstudio"):
            return tr("it could not be loaded: {error}; it needs a newer RNN Studio, so update RNN Studio",
                      error=brief(error))
        case SyntaxError(lineno=int() as line):
            return tr("it could not be loaded: {error} in line {line} of {file}", error=brief(error), line=line,
                      file=error.filename or "?")
        case SystemExit():
            return tr("it could not be loaded: {error}: it tried to end the program", error=brief(error))
    return tr("it could not be loaded: {error}", error=brief(error))


def brief(error: BaseException) -> str:
    """Return an error as its class and the first line of what it says."""
    text = _first_line(error.msg if isinstance(error, SyntaxError) else words_of(error))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")


def _snapshot() -> list[tuple[ModuleType, dict[str, Any]]]:
    modules = [importlib.import_module(name) for name in WATCHED if name in sys.modules]
    return [(module, {name: value for name, value in vars(module).items() if _is_watched(module, name, value)})
            for module in modules]


def _is_watched(module: ModuleType, name: str, value: object) -> bool:
    if module is sys and name in ("stdout", "stderr", "stdin"):
        return True
    return (callable(value) and not name.startswith("__")) or (module is builtins and callable(value))


@contextmanager
def stdout_kept_clean() -> Iterator[Callable[[], str]]:
    """Keep what C code and child processes print off descriptor 1, and give what returns it.

    Where descriptor 1 is the answer that another program reads (``--json``), a plugin must not write into it.
    """
    with tempfile.TemporaryFile() as caught:
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(caught.fileno(), 1)

        def printed() -> str:
            caught.seek(0)
            return caught.read().decode("utf-8", "replace")

        try:
            yield printed
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)
