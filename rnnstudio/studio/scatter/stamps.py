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
RIMMED, RIM = 5.0, 0.75
"""Diameter from which on points have a rim, and its width, in pixels."""
_SAMPLES = 8
_LEVELS = 16


class Stamp(NamedTuple):
    """Pixels of a point, in reading order; what ``alpha`` and ``rim`` leave of 256 is of what lies under it.

    Attributes:
        right: int, from the point's own pixel.
        down: int.
        alpha: int, 0 to 256: how much of the pixel has the point's colour.
        rim: int, 0 to 256: how much has the ground's, so that points beside one another are told apart.
    """

    right: tuple[int, ...]
    down: tuple[int, ...]
    alpha: tuple[int, ...]
    rim: tuple[int, ...]

    @property
    def reach(self) -> int:
        """How far its pixels are from the point's own at most."""
        return max((max(abs(x), abs(y)) for x, y in zip(self.right, self.down, strict=True)), default=0)

    @property
    def whole(self) -> int:
        """How many pixels are covered wholly, which is quicker to draw."""
        return sum(alpha == FULL for alpha in self.alpha)


@cache
def stamp(shape: str, size: float, phase: int = -1, *, crude: bool = False, rim: bool = False) -> Stamp:
    """Return a stamp.

    Args:
        shape: One of ``SHAPES``.
        size: Diameter in pixels.
        phase: Where in its pixel the point is: row * ``PHASES`` + column; -1 for its middle.
        crude: Whether it has no smooth edges and no rim, only whole pixels: much quicker to draw.
        rim: Whether it has a rim even if it is small.
    """
    shift_x = shift_y = 0.0
    if phase >= 0:
        shift_y, shift_x = (((each + 0.5) / PHASES - 0.5) for each in divmod(phase, PHASES))
    reach = int(np.ceil(size * 0.7 + 1.5))
    inked = _covered(shape, size, shift_x, shift_y, reach)
    if crude:
        chosen = inked >= min(0.5, float(inked.max()))
        inked, rimmed = chosen.astype(float), np.zeros_like(inked)
    elif rim or size >= RIMMED:
        rimmed = _covered(shape, size + 2 * RIM, shift_x, shift_y, reach) * (1 - inked)
    else:
        rimmed = np.zeros_like(inked)
    alpha = np.rint(inked * _LEVELS).astype(int) * (FULL // _LEVELS)
    edge = np.minimum(np.rint(rimmed * _LEVELS).astype(int) * (FULL // _LEVELS), FULL - alpha)
    down, right = np.nonzero(alpha + edge)
    return Stamp(tuple((right - reach).tolist()), tuple((down - reach).tolist()),
                 tuple(alpha[down, right].tolist()), tuple(edge[down, right].tolist()))


def _covered(shape: str, size: float, shift_x: float, shift_y: float, reach: int) -> NDArray[np.float64]:
    """Return how much of each pixel from ``-reach`` to ``reach`` a shape covers, 0 to 1."""
    pixels = np.arange(-reach, reach + 1)
    within = (np.arange(_SAMPLES) + 0.5) / _SAMPLES - 0.5
    along = (pixels[:, None] + within).reshape(-1)
    x, y = (along[None, :] - shift_x) / (size / 2), (along[:, None] - shift_y) / (size / 2)
    covered = _covers(shape, x, y, 2 / size).reshape(len(pixels), _SAMPLES, len(pixels), _SAMPLES)
    found: NDArray[np.float64] = covered.mean(axis=(1, 3))
    return found


def _covers(shape: str, x: NDArray[np.float64], y: NDArray[np.float64], pixel: float) -> NDArray[np.bool_]:
    """Tell which places, in radii, a shape covers. All shapes have about the same area; ``pixel`` is one's width."""
    wide, high = np.abs(x), np.abs(y)
    far = np.sqrt(x * x + y * y)
    arm = max(0.3, 0.6 * pixel)
    match shape:
        case "square":
            found = np.maximum(wide, high) <= 0.88
        case "triangle":
            found = (y <= 0.75) & (wide <= (y + 1.3) * 0.56)
        case "wedge":
            found = (y >= -0.75) & (wide <= (1.3 - y) * 0.56)
        case "diamond":
            found = wide + high <= 1.25
        case "plus":
            found = (np.minimum(wide, high) <= arm) & (np.maximum(wide, high) <= 1.15)
        case "cross":
            one, other = np.abs(x + y) / np.sqrt(2), np.abs(x - y) / np.sqrt(2)
            found = (np.minimum(one, other) <= arm) & (np.maximum(one, other) <= 1.15)
        case "ring":
            found = (far <= 1.08) & (far >= min(0.55, max(1.08 - 1.2 * pixel, 0.0)))
        case _:
            found = far <= 1.0
    covered: NDArray[np.bool_] = found
    return covered
