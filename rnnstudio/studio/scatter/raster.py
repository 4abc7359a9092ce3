"""Points into an image, with numpy alone. Knows no Qt.

Points come in the order of the pixels they fall on, or nearly so: those drawn one after another lie beside one
another in memory, which makes all the difference. Each pixel of a stamp is drawn for all points before the next:
since stamps list their pixels in reading order, that comes to the same as drawing whole points one over another, from
the lowest right to the highest left.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter.stamps import FULL, Stamp

EDGE = 24
"""Pixels around an image, at the screen's own ratio, that points may reach into, so that none has to be cut."""
_CHUNK = 8192
_LANES, _HIGH_LANES = np.uint32(0xFF00FF), np.uint32(0xFF00FF00)
_OPAQUE = np.uint32(0xFF000000)
_EIGHT = np.uint32(8)

Pixels = NDArray[np.uint32]


class Image:
    """An image of 0xffRRGGBB with an edge around it.

    Args:
        width: In pixels.
        height: In pixels.
        ratio: Device pixels of a pixel: points are so much larger.

    Attributes:
        edge: Width of the edge; a third of it is for points whose middle is out of sight.
        whole: uint32 (height + 2 × edge, width + 2 × edge).
    """

    def __init__(self, width: int, height: int, ratio: float = 1.0) -> None:
        self.width, self.height, self.edge = width, height, math.ceil(EDGE * max(ratio, 1.0))
        self.whole: Pixels = np.empty((height + 2 * self.edge, width + 2 * self.edge), np.uint32)

    @property
    def stride(self) -> int:
        """Pixels from a row to the next."""
        return self.width + 2 * self.edge

    @property
    def seen(self) -> Pixels:
        """The image without its edge."""
        return self.whole[self.edge:-self.edge, self.edge:-self.edge]

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


def draw(image: Image, x: NDArray[np.float32], y: NDArray[np.float32], inks: Pixels, stamp: Stamp,
         ground: int = 0) -> None:
    """Draw points of one stamp.

    Args:
        image: Drawn into.
        x: float32 (n,), in pixels, within the image or its edge less the stamp's reach.
        y: float32 (n,).
        inks: uint32 (n,), their colours as 0xRRGGBB.
        stamp: How each is drawn.
        ground: The colour of the stamp's rim, as 0xRRGGBB.
    """
    for start in range(0, len(x), _CHUNK):
        part = slice(start, start + _CHUNK)
        draw_at(image, pixel_of(image, x[part], y[part]), inks[part], stamp, ground)


def draw_at(image: Image, spots: NDArray[np.intp], inks: Pixels, stamp: Stamp, ground: int = 0) -> None:
    """Draw points of one stamp; ``spots`` are their places in the image with its edge. See ``draw``."""
    flat = image.whole.reshape(-1)
    for start in range(0, len(spots), _CHUNK):
        part = slice(start, start + _CHUNK)
        _stamp(flat, spots[part], inks[part], stamp, image.stride, ground)


def pixel_of(image: Image, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the places of points in the image with its edge, row after row."""
    place = (y + np.float32(image.edge)).astype(np.intp)
    place *= image.stride
    place += (x + np.float32(image.edge)).astype(np.intp)
    return place


def _stamp(flat: Pixels, spots: NDArray[np.intp], inks: Pixels, stamp: Stamp, stride: int, ground: int) -> None:
    solid = inks | _OPAQUE
    red_blue, rest_of_it = solid & _LANES, (solid >> _EIGHT) & _LANES
    ground_red_blue, ground_rest = ground & 0xFF00FF, (ground >> 8 & 0xFF) | 0xFF0000
    weighed: dict[tuple[int, int], tuple[Pixels, Pixels]] = {}
    at = np.empty_like(spots)
    for right, down, alpha, rim in zip(*stamp, strict=True):
        np.add(spots, down * stride + right, out=at)
        if alpha == FULL:
            flat[at] = solid
            continue
        if (alpha, rim) not in weighed:
            weighed[alpha, rim] = (red_blue * np.uint32(alpha) + np.uint32(ground_red_blue * rim),
                                   rest_of_it * np.uint32(alpha) + np.uint32(ground_rest * rim))
        over, over_rest = weighed[alpha, rim]
        flat[at] = _blended(flat.take(at, mode="clip"), over, over_rest, np.uint32(FULL - alpha - rim))


def _blended(under: Pixels, over: Pixels, over_rest: Pixels, share: np.uint32) -> Pixels:
    """Blend two channels at a time: red and blue, then alpha and green."""
    mixed = under & _LANES
    mixed *= share
    mixed += over
    mixed >>= _EIGHT
    mixed &= _LANES
    under >>= _EIGHT
    under &= _LANES
    under *= share
    under += over_rest
    under &= _HIGH_LANES
    mixed |= under
    return mixed
