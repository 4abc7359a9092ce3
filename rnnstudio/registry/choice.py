"""Which plugins a program is to load: those named at its start, those switched off, or ours alone.

The choice travels to every process that the program starts in the environment, so that the engine has the plugins
that the window has, and another window those of the first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rnnstudio.api import whole_file

SWITCHES = "plugins.json"
"""The name of the settings file that holds which plugins are switched off."""
VARIABLE = "RNNSTUDIO_PLUGINS"
"""The environment variable that carries a choice, as JSON."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What to load.

    Attributes:
        paths: Plugins that are loaded without being installed: a folder with a pyproject.toml, a package's folder
            or a single ``.py`` file each.
        safe: Load our own plugins alone.
        off: Keys of plugins that are switched off; see ``Plugin.key``.
    """

    paths: tuple[str, ...] = ()
    safe: bool = False
    off: tuple[str, ...] = ()


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings hold."""

    off: tuple[str, ...] = ()


def chosen() -> Choice:
    """Return the choice that this process was started with; what can't be read chooses nothing."""
    try:
        return msgspec.json.decode(os.environ.get(VARIABLE, "{}"), type=Choice)
    except msgspec.MsgspecError:
        return Choice()


def choose(choice: Choice) -> None:
    """Make a choice this process's, and that of every process it starts."""
    os.environ[VARIABLE] = msgspec.json.encode(choice).decode()


def in_environment(choice: Choice) -> dict[str, str]:
    """Return the environment for a process that is to have a choice."""
    return {**os.environ, VARIABLE: msgspec.json.encode(choice).decode()}


@contextmanager
def in_force(choice: Choice) -> Iterator[None]:
    """Make a choice this process's for a while."""
    before = os.environ.get(VARIABLE)
    choose(choice)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def read_off(file: Path) -> tuple[str, ...]:
    """Return the keys of the plugins that a settings file switches off; a file that can't be read switches none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept).off
    except (OSError, msgspec.MsgspecError):
        return ()


def write_off(file: Path, off: tuple[str, ...]) -> None:
    """Keep the keys of the plugins that are switched off.

    Raises:
        OSError: If the file can't be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as partial:
        partial.write_bytes(msgspec.json.encode(_Kept(off=tuple(dict.fromkeys(off)))))
