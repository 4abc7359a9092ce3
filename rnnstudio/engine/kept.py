"""A small memory of results that take long, bounded by count and by size, safe between threads."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

from rnnstudio.api import Cancelled, Component, UserError, parameters

T = TypeVar("T")
Told = Callable[[str, float | None], None]

_FAULT_SECONDS = 5.0
"""How long a fault is believed: what it was about may be put right where no key shows it."""


class Kept(Generic[T]):
    """Results by key, the least recently used forgotten first; the newest is always kept, and so is the last fault.

    Args:
        entries: Most results.
        size: Most of what ``size_of`` gives for all of them together.
        size_of: Measures a result.
    """

    def __init__(self, entries: int, size: int, size_of: Callable[[T], int]) -> None:
        self._entries = entries
        self._size = size
        self._size_of = size_of
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._fault: tuple[Hashable, str, float] | None = None
        self._under_way: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[Told], T], cancelled: Callable[[], bool] = lambda: False,
            progress: Told = lambda text, share: None) -> T:
        """Return what is kept for ``key``, or make it; of two threads that ask at once, one makes it for both.

        Args:
            key: What decides the result.
            make: Makes it, telling what it is at.
            cancelled: Asked while another thread makes it.
            progress: Told what the making is at, whichever thread makes it.

        Raises:
            UserError: What making it raised, now or a few seconds ago.
            Cancelled: If ``cancelled`` answers True while another thread makes it.
        """
        while True:
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    return self._found[key]
                if self._fault is not None and self._fault[0] == key and time.monotonic() < self._fault[2]:
                    raise UserError(self._fault[1])
                other = self._under_way.get(key)
                if other is None:
                    mine = self._under_way[key] = _Making(progress)
                    break
            told: tuple[str, float | None] | None = None
            while not other.done.wait(0.05):
                if cancelled():
                    raise Cancelled
                if other.told is not told and other.told[0]:
                    told = other.told
                    progress(*told)
        try:
            made = make(mine.tell)
            with self._lock:
                self._found[key] = made
                self._forget()
            return made
        except UserError as error:
            self._fault = key, str(error), time.monotonic() + _FAULT_SECONDS
            raise
        finally:
            with self._lock:
                del self._under_way[key]
            mine.done.set()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._found.clear()
            self._fault = None

    def _forget(self) -> None:
        total = sum(map(self._size_of, self._found.values()))
        while len(self._found) > 1 and (len(self._found) > self._entries or total > self._size):
            _, oldest = self._found.popitem(last=False)
            total -= self._size_of(oldest)


class _Making:
    """What one thread makes and others may wait for: they see what it said last."""

    def __init__(self, progress: Told) -> None:
        self.done = threading.Event()
        self.told: tuple[str, float | None] = "", None
        self._progress = progress

    def tell(self, text: str, share: float | None) -> None:
        self.told = text, share
        self._progress(text, share)


def stamp(component: Component, folder: Path | None) -> tuple[tuple[str, int, int, int], ...]:
    """Return path, times of change and size of every file that a component's parameters name."""
    found = []
    for parameter in parameters(type(component)):
        value = getattr(component, parameter.name)
        if parameter.path is None or not value:
            continue
        path = Path(value).expanduser()
        path = path if path.is_absolute() or folder is None else folder / path
        holds_files = (parameter.path.folder or parameter.path.or_folder) and path.is_dir()
        files = sorted(path.rglob("*")) if holds_files else [path]
        found += [_stamp(file) for file in files]
    return tuple(found)


def _stamp(file: Path) -> tuple[str, int, int, int]:
    try:
        status = file.stat()
    except OSError:
        return str(file), -1, -1, -1
    return str(file), status.st_mtime_ns, status.st_ctime_ns, status.st_size
