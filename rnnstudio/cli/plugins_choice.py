"""The options that say which plugins a command loads: ``--plugin PATH`` and ``--safe``, wherever they stand."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rnnstudio.api import tr
from rnnstudio.registry.choice import SWITCHES, Choice, chosen, read_off
from rnnstudio.runs.places import config_folder


def add_to(parser: argparse.ArgumentParser) -> None:
    """Have the help tell of the options; ``take`` has taken them out by the time anything is parsed."""
    parser.add_argument("--plugin", metavar=tr("PATH"), action="append", help=tr(
        "load a plugin without installing it: a folder with a pyproject.toml, a package's folder or a .py file; may "
        "be given several times, with every command"))
    parser.add_argument("--safe", action="store_true", help=tr(
        "load RNN Studio's own plugins alone, with every command"))


def take(words: Sequence[str]) -> tuple[list[str], Choice]:
    """Take the options out of a command line, wherever they stand in it.

    Returns:
        The other words, and which plugins are to be loaded: the paths and safety of the program that started this
        one hold here too.

    Raises:
        ValueError: If ``--plugin`` names nothing.
    """
    before = chosen()
    rest: list[str] = []
    paths, safe = list(before.paths), before.safe
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "--safe":
            safe = True
        elif word == "--plugin":
            path = next(waiting, None)
            if path is None or path.startswith("-"):
                raise ValueError(tr("--plugin needs a PATH: a folder with a pyproject.toml, a package's folder or a "
                                    ".py file"))
            paths.append(_absolute(path))
        elif word.startswith("--plugin="):
            paths.append(_absolute(word.removeprefix("--plugin=")))
        else:
            rest.append(word)
    return rest, Choice(paths=tuple(dict.fromkeys(paths)), safe=safe, off=read_off(switches()))


def switches() -> Path:
    """Return the file that holds which plugins are switched off."""
    return config_folder() / SWITCHES


def _absolute(path: str) -> str:
    return str(Path(path).expanduser().absolute())
