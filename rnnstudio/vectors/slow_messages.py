"""What a program and the process that lays words out say to each other: msgpack, each after its length."""

from __future__ import annotations

import struct
from typing import BinaryIO, Literal

import msgspec

Method = Literal["tsne", "umap"]
READY = 0.3
"""Share of UMAP's work that is told before it moves points; getting ready may take long, the first time."""
_LENGTH = struct.Struct(">Q")


class TsneSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How t-SNE is to lay words out.

    Attributes:
        perplexity: How many neighbours each word looks at, about; less where there are few words.
        dimensions: Of the map.
        seed: The same gives the same map.
    """

    perplexity: float = 30.0
    dimensions: Literal[2, 3] = 2
    seed: int = 0


class UmapSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How UMAP is to lay words out.

    Attributes:
        neighbours: How many neighbours each word looks at; fewer where there are few words.
        least_distance: How close words may come to each other, 0 to 1.
        dimensions: Of the map.
        seed: The same gives the same map.
    """

    neighbours: int = 15
    least_distance: float = 0.1
    dimensions: Literal[2, 3] = 2
    seed: int = 0


class Lay(msgspec.Struct, frozen=True, kw_only=True):
    """Lay these vectors out: float32 bytes of the shape, in the order of rows.

    Attributes:
        vectors: The vectors' bytes.
        shape: Vectors and dimensions.
        settings: By which method, and how.
        language: In which sentences are to be.
    """

    vectors: bytes
    shape: tuple[int, int]
    tsne: TsneSettings | None = None
    umap: UmapSettings | None = None
    language: str = "en"


class Told(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How far it is.

    Attributes:
        fraction: The share done, 0 to 1.
        positions: Where the words are by now, float32 bytes; empty if that isn't known.
    """

    fraction: float
    positions: bytes = b""


class Laid(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where the words came to lie, float32 bytes. It is the last that is said."""

    positions: bytes


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why nothing came of it, in a sentence. It is the last that is said."""

    message: str


Answer = Told | Laid | Failed


def send(pipe: BinaryIO, message: Lay | Answer) -> None:
    """Write a message; raises ``OSError`` if nobody reads any more."""
    payload = msgspec.msgpack.encode(message)
    pipe.write(_LENGTH.pack(len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """Return the next message's bytes; ``None`` if the other side is gone, in the middle of a message too."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length: int = _LENGTH.unpack(head)[0]
    payload = pipe.read(length)
    return payload if len(payload) == length else None
