"""Collects what is wrong, so that one run of a check tells all of it."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rnnstudio.api.text import tr

_HERE = Path(__file__).parent
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LIBRARIES = ("keras", "tensorflow", "msgspec", "pluggy", "numpy", "pyarrow")

_listeners: list[Callable[[str], None]] = []


class Problems:
    """What is wrong with one thing under check.

    Attributes:
        found: A sentence or two each: what is wrong, and what to do.
    """

    def __init__(self, of: str) -> None:
        self.of = of
        self.found: list[str] = []

    def add(self, problem: str) -> None:
        """Note a problem; one that is known already is not repeated."""
        if problem not in self.found:
            self.found.append(problem)

    def require(self, fine: bool, problem: str) -> bool:
        """Note a problem unless all is fine; return whether it is."""
        if not fine:
            self.add(problem)
        return fine

    @contextmanager
    def trying(self, doing: str, advice: str = "") -> Iterator[None]:
        """Note what is raised inside: what was being done, the error with its place, and what to do about it.

        Args:
            doing: Completes "... failed", such as "build() at the default parameters"; already translated.
            advice: A sentence on what to do; already translated.
        """
        step(f"{self.of}: {doing}")
        try:
            yield
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            said = tr("{doing} failed: {error}.", doing=doing, error=f"{brief(error)}{_place(error)}")
            self.add(f"{said} {advice}" if advice else said)

    def tell(self) -> None:
        """Raise an ``AssertionError`` with all problems, if there are any."""
        told(self.of, self.found)


def told(of: str, found: Sequence[str]) -> None:
    """Raise an ``AssertionError`` that lists problems, if there are any."""
    if found:
        heading = (tr("{of}: 1 problem", of=of) if len(found) == 1 else
                   tr("{of}: {count} problems", of=of, count=len(found)))
        lines = [f"{number}. {problem}" for number, problem in enumerate(found, start=1)]
        raise AssertionError("\n".join([heading, *lines]))


def brief(error: BaseException) -> str:
    """Return an error's type and the first sentence of its text, on one line."""
    lines = [line.strip() for line in _COLOURS.sub("", str(error)).splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("Exception encountered when calling"):
        del lines[0]  # Keras' wrapping
    text = lines[0] if lines else ""
    if len(lines) > 1 and text.endswith(":"):
        text = f"{text} {lines[1]}"
    text = text if len(text) <= 400 else text[:400] + "…"
    return f"{type(error).__name__}: {text}".rstrip(".") if text else type(error).__name__


def _place(error: BaseException) -> str:
    """Return the line of the plugin that an error comes from: the innermost one that is no library's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if not path.is_relative_to(_HERE) and not _of_a_library(path):
            return tr(" ({file}, line {line})", file=path.name, line=frame.lineno)
    return ""


def at_values(values: Mapping[str, Any]) -> str:
    """Say at which parameters something was tried."""
    return tr("at {values}", values=", ".join(f"{name}={value!r}" for name, value in values.items()))


def _of_a_library(path: Path) -> bool:
    return (str(path).startswith("<") or path.is_relative_to(Path(sys.base_prefix) / "lib")
            or any(part in _LIBRARIES for part in path.parts) or path.parent.name == "api")


def step(doing: str) -> None:
    """Tell whoever listens what is being done now: a crash or a hang can then be told apart."""
    for listener in _listeners:
        listener(doing)


def listen(listener: Callable[[str], None]) -> None:
    """Be told of each step, before it is taken."""
    _listeners.append(listener)
