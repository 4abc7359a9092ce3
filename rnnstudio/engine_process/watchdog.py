"""Watches an engine process from outside: ends it if it takes too much memory, or a plugin's layer never comes back.

What happens inside the process, a plugin's endless loop in C code included, can't keep this from working.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rnnstudio.api import tr
from rnnstudio.project.report import Building
from rnnstudio.project.words import size

STEP = 0.2
"""Seconds between two looks."""
SHARE = 0.85
"""Share of the machine's memory that the engine may take."""
MEMORY = "RNNSTUDIO_ENGINE_MEMORY"
"""The environment variable that says how much memory the engine may take instead, in megabytes."""
LIMIT = "RNNSTUDIO_BUILD_LIMIT"
"""The environment variable that says how many seconds a layer may take to be built."""
BUILD_SECONDS = 30.0


class Watchdog:
    """Watches one process from a thread of its own until told that it is over.

    Args:
        pid: The process.
        end: Ends it, given why in a sentence.
        may_end: Tells whether it may be ended for a layer that doesn't come back; memory is no matter of choice.
    """

    def __init__(self, pid: int, end: Callable[[str], None], may_end: Callable[[], bool]) -> None:
        self._pid = pid
        self._end = end
        self._may_end = may_end
        self._building: tuple[Building, float] | None = None
        self._over = threading.Event()
        self._most = memory_limit()
        self._limit = _number(LIMIT, BUILD_SECONDS)
        self.thread = threading.Thread(target=self._watch, name="engine watchdog", daemon=True)
        self.thread.start()

    @property
    def building(self) -> Building | None:
        """The third party's layer whose code runs, or ran last."""
        present = self._building
        return present[0] if present is not None else None

    def note(self, building: Building | None) -> None:
        """Take in which layer is being built."""
        self._building = (building, time.monotonic()) if building is not None else None

    def stop(self) -> None:
        """It is over."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(STEP):
            taken = memory_of(self._pid)
            if taken is not None and self._most is not None and taken > self._most:
                self._end(tr("The engine process was ended because it took {size} of memory, more than is good for "
                             "this machine.", size=size(taken)))
                return
            present = self._building
            if present is not None and time.monotonic() - present[1] > self._limit and self._may_end():
                self._end(tr("The engine process was ended because a layer was not built within {seconds} s.",
                             seconds=round(self._limit)))
                return


def memory_of(pid: int) -> int | None:
    """Return the bytes of memory that a process has for itself alone, or ``None`` where that can't be told."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return None


def memory_limit() -> int | None:
    """Return how many bytes the engine may take, or ``None`` where the machine's memory isn't known."""
    asked = _number(MEMORY, 0.0)
    if asked > 0:
        return int(asked * 1e6)
    known = []
    with suppress(OSError, ValueError, AttributeError):
        known.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # "max" is no number: no limit
            known.append(int(Path(file).read_text(encoding="ascii")))
    return int(min(known) * SHARE) if known else None


def _number(variable: str, default: float) -> float:
    try:
        return float(os.environ.get(variable, default))
    except ValueError:
        return default
