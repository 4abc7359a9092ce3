"""Gives back the memory of models that are of no use any more.

Models, traced functions and the data sets behind them refer to one another in circles, which Python breaks only now
and then; until it does, each training would add to the process. A moment after the work, when its last frames are
gone and its result has been told, the circles are broken and the allocator returns what is free.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from contextlib import suppress

AFTER = 0.5
"""Seconds after the work."""
_lock = threading.Lock()
_held: list[object] = []
_waiting: threading.Timer | None = None


def soon() -> None:
    """Tidy up in a moment; asked again before that, once for both."""
    global _waiting
    with _lock:
        if _waiting is not None:
            _waiting.cancel()
        _waiting = threading.Timer(AFTER, tidy)
        _waiting.daemon = True
        _waiting.start()


def hold(thing: object) -> None:
    """Keep something until the tidying up: letting go of it takes time that somebody is waiting for just now.

    An exception's frames hold what ``fit`` reads from; TensorFlow may need two seconds to end that.
    """
    _held.append(thing)
    soon()


def tidy() -> None:
    """Break the circles now and return the memory to the system where the allocator can."""
    _held.clear()
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL("libc.so.6").malloc_trim(0)
