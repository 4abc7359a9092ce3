"""A small memory of results that take long, faults included, bounded by count and by size, safe between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

from rnnstudio.api import Cancelled, Component, UserError, parameters

T = TypeVar("T")


class Kept(Generic[T]):
    """Results by key, the least recently used forgotten first; the newest is always kept."""

    def __init__(self, entries: int, size: int, size_of: Callable[[T], int]) -> None:
        self._entries = entries
        self._size = size
        self._size_of = size_of
        self._found: OrderedDict[Hashable, T | UserError] = OrderedDict()
        self._under_way: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], cancelled: Callable[[], bool] = lambda: False) -> T:
        """Return what is kept for ``key``, or make it; of two threads that ask at once, one makes it for both.

        Raises:
            UserError: What making it raised, then or before.
            Cancelled: If ``cancelled`` answers True while another thread makes it.
        """
        while True:
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    return _result(self._found[key])
                other = self._under_way.get(key)
                if other is None:
                    mine = self._under_way[key] = threading.Event()
                    break
            while not other.wait(0.05):
                if cancelled():
                    raise Cancelled
        try:
            made = _outcome(make)
            with self._lock:
                self._found[key] = made
                self._forget()
            return _result(made)
        finally:
            with self._lock:
                del self._under_way[key]
            mine.set()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._found.clear()

    def _forget(self) -> None:
        total = sum(map(self._measure, self._found.values()))
        while len(self._found) > 1 and (len(self._found) > self._entries or total > self._size):
            _, oldest = self._found.popitem(last=False)
            total -= self._measure(oldest)

    def _measure(self, kept: T | UserError) -> int:
        return 0 if isinstance(kept, UserError) else self._size_of(kept)


def _outcome(make: Callable[[], T]) -> T | UserError:
    try:
        return make()
    except UserError as error:
        return error


def _result(kept: T | UserError) -> T:
    if isinstance(kept, UserError):
        raise kept.with_traceback(None)
    return kept


def stamp(component: Component, folder: Path | None) -> tuple[tuple[str, int, int, int], ...]:
    """Return path, times of change and size of every file that a component's parameters name."""
    found = []
    for parameter in parameters(type(component)):
        value = getattr(component, parameter.name)
        if parameter.path is None or not value:
            continue
        path = Path(value).expanduser()
        path = path if path.is_absolute() or folder is None else folder / path
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [_stamp(file) for file in files]
    return tuple(found)


def _stamp(file: Path) -> tuple[str, int, int, int]:
    try:
        status = file.stat()
    except OSError:
        return str(file), -1, -1, -1
    return str(file), status.st_mtime_ns, status.st_ctime_ns, status.st_size
