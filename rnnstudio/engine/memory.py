"""What memory the allocators keep for later: more while batches come and go, none after work that took much once.

Encoding two gigabytes leaves some 40 MB with Arrow's pool and the C library that nothing would use again.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What glibc's malloc.h calls M_TRIM_THRESHOLD and M_MMAP_THRESHOLD."""
_KEPT, _LARGEST = 2**27, 2**25
"""Bytes kept at most at the end of a heap, and of a block that is taken from one; no larger one may be."""


def give_back() -> None:
    """Give back what is free. Takes milliseconds; does nothing where the system can't."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)


def keep_what_is_freed() -> None:
    """Let the C library keep what is freed for the next batch, where it would hand much of it back each time.

    A gradient of a few megabytes comes and goes with every batch; to get it from the system anew costs hundreds of
    page faults each. ``give_back`` gives back what was kept.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_TRIM_THRESHOLD, _KEPT)
            library.mallopt(_MMAP_THRESHOLD, _LARGEST)
