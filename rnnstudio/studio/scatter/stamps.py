"""Small pictures of points: which pixels around a point's own are covered, and how much. Knows no Qt."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "plus", "wedge", "ring")
"""Of the classes, in the order they are handed out."""
PHASES = 2
"""Places within a pixel, along each axis, that a point is drawn at where there is time for it."""
FULL = 256
_SAMPLES = 8
_LEVELS = 16


class Stamp(NamedTuple):
    """Pixels of a point, in reading order.

    Attributes:
        right, down: int, from the point's own pixel.
        alpha: int, 1 to 256.
    """

    right: tuple[int, ...]
    down: tuple[int, ...]
    alpha: tuple[int, ...]

    @property
    def reach(self) -> int:
        """How far its pixels are from the point's own at most."""
        return max((max(abs(x), abs(y)) for x, y in zip(self.right, self.down, strict=True)), default=0)


@cache
def stamp(shape: str, size: float, phase: int = -1) -> Stamp:
    """Return a stamp with smooth edges.

    Args:
        shape: One of ``SHAPES``.
        size: Diameter in pixels.
        phase: Where in its pixel the point is: row * ``PHASES`` + column; -1 for its middle.
    """
    shift_x = shift_y = 0.0
    if phase >= 0:
        shift_y, shift_x = (((each + 0.5) / PHASES - 0.5) for each in divmod(phase, PHASES))
    reach = int(np.ceil(size * 0.7 + 0.5))
    pixels = np.arange(-reach, reach + 1)
    within = (np.arange(_SAMPLES) + 0.5) / _SAMPLES - 0.5
    along = ((pixels[:, None] + within) / (size / 2)).reshape(-1)
    x, y = along[None, :] - shift_x / (size / 2), along[:, None] - shift_y / (size / 2)
    covered = _covers(shape, x, y, 2 / size).reshape(len(pixels), _SAMPLES, len(pixels), _SAMPLES).mean(axis=(1, 3))
    alpha = np.rint(covered * _LEVELS).astype(int) * (FULL // _LEVELS)
    down, right = np.nonzero(alpha)
    return Stamp(tuple((right - reach).tolist()), tuple((down - reach).tolist()),
                 tuple(alpha[down, right].tolist()))


@cache
def block(side: int) -> Stamp:
    """Return a square of whole pixels: the quickest to draw."""
    low = -((side - 1) // 2)
    places = [(low + right, low + down) for down in range(side) for right in range(side)]
    return Stamp(tuple(x for x, _ in places), tuple(y for _, y in places), (FULL,) * len(places))


def _covers(shape: str, x: NDArray[np.float64], y: NDArray[np.float64], pixel: float) -> NDArray[np.bool_]:
    """Tell which places, in radii, a shape covers. All shapes have about the same area; ``pixel`` is one's width."""
    wide, high = np.abs(x), np.abs(y)
    far = np.sqrt(x * x + y * y)
    arm = max(0.3, 0.6 * pixel)
    match shape:
        case "square":
            return np.maximum(wide, high) <= 0.88
        case "triangle":
            return (y <= 0.75) & (wide <= (y + 1.3) * 0.56)
        case "wedge":
            return (y >= -0.75) & (wide <= (1.3 - y) * 0.56)
        case "diamond":
            return wide + high <= 1.25
        case "plus":
            return (np.minimum(wide, high) <= arm) & (np.maximum(wide, high) <= 1.15)
        case "cross":
            one, other = np.abs(x + y) / np.sqrt(2), np.abs(x - y) / np.sqrt(2)
            return (np.minimum(one, other) <= arm) & (np.maximum(one, other) <= 1.15)
        case "ring":
            return (far <= 1.08) & (far >= min(0.55, max(1.08 - 1.2 * pixel, 0.0)))
        case _:
            return far <= 1.0
