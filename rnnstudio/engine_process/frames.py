"""Frames on a pipe: a 4-byte big-endian length, then as many bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

_LENGTH = struct.Struct(">I")
LARGEST = 1 << 28
"""Longest frame that is believed, in bytes; a longer one means that something else wrote into the pipe."""


class BrokenFrame(Exception):  # noqa: N818 - it is what was found
    """What stands in the pipe is no frame."""


def write_frame(pipe: BinaryIO, payload: bytes) -> None:
    """Write one frame and flush it.

    Raises:
        OSError: If nobody reads any more.
    """
    pipe.write(_LENGTH.pack(len(payload)) + payload)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> bytes | None:
    """Return the next frame's bytes, or ``None`` if the other side is gone, in the middle of a frame too.

    Raises:
        BrokenFrame: If the length can't be one.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length: int = _LENGTH.unpack(head)[0]
    if length > LARGEST:
        raise BrokenFrame(f"a frame of {length} bytes")
    payload = pipe.read(length)
    return payload if len(payload) == length else None
