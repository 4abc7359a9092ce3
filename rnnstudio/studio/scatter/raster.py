"""Points into an image, with numpy alone. Knows no Qt.

Points are sorted by the pixel they fall on, so that those drawn one after another lie beside one another in memory,
and each pixel of a stamp is drawn for all points before the next: since stamps list their pixels in reading order,
that comes to the same as drawing whole points one over another, from the lowest right to the highest left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter.stamps import FULL, Stamp

EDGE = 24
"""Pixels around the image that points may reach into, so that none has to be cut."""
_CHUNK = 8192
_COLOUR_BITS = 8
_PLACE_BITS = 40
_RED_BLUE, _GREEN, _LOW = np.uint32(0xFF00FF), np.uint32(0x00FF00), np.uint32(0xFF)
_OPAQUE = np.uint32(0xFF000000)
_EIGHT = np.uint32(8)

Pixels = NDArray[np.uint32]


class Group(NamedTuple):
    """How points of one group are drawn: a stamp and a table of 256 colours, 0xRRGGBB."""

    stamp: Stamp
    colours: Pixels


class Image:
    """An image of 0xffRRGGBB with an edge around it.

    Attributes:
        whole: uint32 (height + 2 × EDGE, width + 2 × EDGE).
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.whole: Pixels = np.empty((height + 2 * EDGE, width + 2 * EDGE), np.uint32)

    @property
    def seen(self) -> Pixels:
        """The image without its edge."""
        return self.whole[EDGE:-EDGE, EDGE:-EDGE]

    def clear(self, colour: int) -> None:
        """Fill it with 0xRRGGBB."""
        self.whole.fill(colour | 0xFF000000)


def in_sight(x: NDArray[np.float32], y: NDArray[np.float32], width: int, height: int,
             spare: int = 0) -> NDArray[np.bool_]:
    """Tell which points are within an image or at most ``spare`` pixels beside it; those at NaN are not."""
    seen = x > -spare
    seen &= x < width + spare
    seen &= y > -spare
    seen &= y < height + spare
    return seen


def draw(image: Image, x: NDArray[np.float32], y: NDArray[np.float32], group: NDArray[np.integer] | int,
         colour: NDArray[np.uint8] | int, groups: Sequence[Group]) -> None:
    """Draw points; those of a later group over those of an earlier one.

    Args:
        image: Drawn into.
        x: float32 (n,), in pixels, all within the image or its edge less the stamps' reach.
        y: float32 (n,).
        group: Which of ``groups`` each is of.
        colour: Which of its group's colours each has.
        groups: How they are drawn.
    """
    if not len(x):
        return
    stride = image.width + 2 * EDGE
    place = (y + np.float32(EDGE)).astype(np.int64)
    place *= stride
    place += (x + np.float32(EDGE)).astype(np.int64)
    place <<= _COLOUR_BITS
    place |= colour
    if len(groups) > 1:
        place |= np.asarray(group, np.int64) << (_PLACE_BITS + _COLOUR_BITS)
    place.sort()
    last = np.empty(len(place), bool)
    last[-1] = True
    np.not_equal(place[1:] >> _COLOUR_BITS, place[:-1] >> _COLOUR_BITS, out=last[:-1])
    place = place[last]
    ends = np.searchsorted(place >> (_PLACE_BITS + _COLOUR_BITS), np.arange(len(groups) + 1))
    flat = image.whole.reshape(-1)
    for number, (one, colours) in enumerate(groups):
        part = place[ends[number]:ends[number + 1]]
        for start in range(0, len(part), _CHUNK):
            piece = part[start:start + _CHUNK]
            inks = colours[piece & 0xFF]
            spots = (piece >> _COLOUR_BITS) & ((1 << _PLACE_BITS) - 1)
            _stamp(flat, spots, inks, one, stride)


def _stamp(flat: Pixels, spots: NDArray[np.int64], inks: Pixels, stamp: Stamp, stride: int) -> None:
    red_blue, green = inks & _RED_BLUE, (inks >> _EIGHT) & _LOW
    solid = inks | _OPAQUE
    weighed: dict[int, tuple[Pixels, Pixels]] = {}
    at = np.empty_like(spots)
    for right, down, alpha in zip(*stamp, strict=True):
        np.add(spots, down * stride + right, out=at)
        if alpha == FULL:
            flat[at] = solid
            continue
        if alpha not in weighed:
            weighed[alpha] = red_blue * np.uint32(alpha), green * np.uint32(alpha)
        over_red_blue, over_green = weighed[alpha]
        rest = np.uint32(FULL - alpha)
        under = flat.take(at, mode="clip")
        mixed = under & _RED_BLUE
        mixed *= rest
        mixed += over_red_blue
        mixed >>= _EIGHT
        mixed &= _RED_BLUE
        under >>= _EIGHT
        under &= _LOW
        under *= rest
        under += over_green
        under &= _GREEN
        mixed |= under
        mixed |= _OPAQUE
        flat[at] = mixed
