"""``plugins check``: the contract kit on one plugin, in a process of its own, which may crash, hang or eat memory."""

from __future__ import annotations

import argparse
import difflib
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, INPUT_AT_FAULT, Answer
from rnnstudio.cli.checking import Ended, Part, Step, Told
from rnnstudio.engine_process.watchdog import memory_limit, memory_of
from rnnstudio.project.words import size
from rnnstudio.registry import Plugin, installed_plugins
from rnnstudio.registry.choice import chosen
from rnnstudio.registry.on_path import plugins_at

PATIENCE = 120
"""Seconds that one step of the check may take, unless the person says otherwise."""
LOOK = 0.2
"""Seconds between two looks at the process's memory."""
_NOISE = re.compile(r"[IWE]0000 |WARNING: All log messages before")
"""What TensorFlow says of itself when it starts."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What ``--json`` prints."""

    plugin: str
    parts: tuple[Part, ...]
    problems: int


def check(options: argparse.Namespace, answer: Answer) -> int:
    """Check a plugin and tell everything that is wrong with it."""
    found = find(options.plugin)
    checked: list[Part] = []
    for plugin in found:
        answer.say(tr("Checking {name}", name=plugin.name))
        for part in run(plugin, options.seconds):
            checked.append(part)
            answer.say(("✓ " if not part.problems else "✗ ") + part.title)
            for problem in part.problems:
                answer.say(f"    {problem}")
    count = sum(len(part.problems) for part in checked)
    answer.say(tr("Nothing is wrong with it.") if not count else tr("1 problem") if count == 1
               else tr("{count} problems", count=count))
    answer.result(Checked(plugin=", ".join(plugin.name for plugin in found), parts=tuple(checked), problems=count))
    return INPUT_AT_FAULT if count else DONE


def find(named: str) -> list[Plugin]:
    """Return the plugins at a path, or the installed one of a name, its own or its distribution's.

    Raises:
        UserError: If there is none.
    """
    if Path(named).exists() or named.endswith(".py") or os.sep in named:
        return plugins_at(str(Path(named).expanduser().absolute()))
    known = [*installed_plugins(), *(plugin for path in chosen().paths for plugin in plugins_at(path))]
    found = [plugin for plugin in known if _plain(named) in (_plain(plugin.name), _plain(plugin.distribution))]
    if not found:
        names = sorted({plugin.name for plugin in known})
        near = difflib.get_close_matches(named, names, n=1)
        hint = tr(" (did you mean {name}?)", name=near[0]) if near else ""
        raise UserError(tr("no plugin is called {name}, and there is no such path", name=named) + hint)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run(plugin: Plugin, seconds: float) -> Iterator[Part]:
    """Check a plugin in a process of its own; how that ended is a part too, unless it ended well.

    Args:
        plugin: The plugin.
        seconds: How long a single step may take.
    """
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen([sys.executable, "-m", "rnnstudio.cli.checking", plugin.key, plugin.path],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=printed,
                                   env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
        told: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(cast(IO[bytes], process.stdout), told), daemon=True).start()
        try:
            yield from _followed(process, told, plugin, seconds, printed)
        finally:
            process.kill()
            process.wait()


def _listen(pipe: IO[bytes], told: queue.SimpleQueue[Told | None]) -> None:
    for line in pipe:
        told.put(msgspec.json.decode(line, type=Told))
    told.put(None)


def _followed(process: subprocess.Popen[bytes], told: queue.SimpleQueue[Told | None], plugin: Plugin, seconds: float,
              printed: IO[bytes]) -> Iterator[Part]:
    doing, since = tr("the start of the check"), time.monotonic()
    most = memory_limit()
    while True:
        try:
            heard = told.get(timeout=LOOK)
        except queue.Empty:
            taken = memory_of(process.pid)
            if taken is not None and most is not None and taken > most:
                yield _ended(plugin, doing, tr("it took {size} of memory", size=size(taken)))
                return
            if time.monotonic() - since > seconds:
                yield _ended(plugin, doing, tr("it did not end within {seconds} s", seconds=f"{seconds:g}"))
                return
            continue
        match heard:
            case Step(doing=doing):
                since = time.monotonic()
            case Part():
                yield heard
            case Ended():
                return
            case None:
                code = process.wait()
                how = tr("signal {number}", number=-code) if code < 0 else tr("exit code {code}", code=code)
                yield _ended(plugin, doing, tr("its process ended ({how})", how=how) + _last_words(printed))
                return


def _ended(plugin: Plugin, doing: str, how: str) -> Part:
    return Part(title=plugin.name, problems=(tr("{doing}: {how}", doing=doing, how=how),))


def _last_words(printed: IO[bytes]) -> str:
    printed.seek(0)
    lines = [line.strip() for line in printed.read().decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line and not _NOISE.match(line)]
    return f": {lines[-1][:300]}" if lines else ""
