"""Where points are seen: a parallel look at a plane, or a turning look with a weak perspective. Knows no Qt.

Screen coordinates are in pixels from the top left; the second axis of the points goes up.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter.cloud import Cloud, Floats

MARGIN = 28
"""Pixels that stay free around all points."""
FARTHEST, NEAREST = 0.2, 5000.0
"""Zoom at most this far out and in, relative to the look at everything: float32 keeps half a pixel there."""
EYE = 4.0
"""Distance of the eye from what it looks at, in half extents of the points: the greater the weaker is perspective."""
_FULLEST = 2.5
_OVER = 1.25
"""How much larger than the sphere around all points the look at everything may be."""


class Seen(NamedTuple):
    """Points on the screen.

    Attributes:
        x: float32 (n,), NaN without a place.
        y: float32 (n,).
        near: float32 (n,), about -1 far to 1 near; ``None`` in a plane.
    """

    x: Floats
    y: Floats
    near: Floats | None


class Camera:
    """Looks at a cloud.

    Attributes:
        scale: Pixels of one unit of the cloud, at what it looks at.
        whole: ``scale`` when everything is in sight.
        target: What is in the middle of the screen, in the cloud's units.
        turn: float64 (3, 3), the rotation; its rows are the screen's axes right, up and to the viewer.
    """

    def __init__(self) -> None:
        self.dimensions = 2
        self.scale = self.whole = 1.0
        self.target = np.zeros(3)
        self.turn = np.eye(3)
        self.width = self.height = 1.0

    @property
    def zoom(self) -> float:
        """How far it is zoomed in, 1 when everything is in sight."""
        return self.scale / self.whole

    def fit(self, cloud: Cloud, width: float, height: float) -> None:
        """Look at all points from where it is, straight on in a plane."""
        self.dimensions = cloud.dimensions
        low, high = cloud.box()
        self.target = np.zeros(3)
        self.target[:cloud.dimensions] = (low + high) / 2
        self.width, self.height = width, height
        room = np.maximum(np.array([width, height]) - 2 * MARGIN, np.array([width, height]) * 0.2)
        room = np.maximum(room, 1.0)
        extent = np.maximum(high - low, 0.0)
        if self.dimensions == 2:
            self.turn = np.eye(3)
            wanted = float((room / np.maximum(extent, 1e-9)).min())
        else:
            wanted = self._fitting(cloud, room)
        if not extent.any():
            wanted = float(room.min()) / 2
        self.scale = self.whole = wanted

    def resize(self, width: float, height: float) -> None:
        """Keep what is in the middle there, and as much in sight as fits."""
        before, now = min(self.width, self.height), min(width, height)
        if before > 1 and now > 1:
            self.scale, self.whole = self.scale * now / before, self.whole * now / before
        self.width, self.height = width, height

    def project(self, columns: Floats, factor: float = 1.0) -> Seen:
        """Return where points are seen.

        Args:
            columns: float32 (2 or 3, n), as of ``Cloud``.
            factor: Device pixels of a pixel; the result is in device pixels.
        """
        scale = np.float32(self.scale * factor)
        middle_x, middle_y = np.float32(self.width * factor / 2), np.float32(self.height * factor / 2)
        if self.dimensions == 2:
            x = (columns[0] - np.float32(self.target[0])) * scale
            y = (columns[1] - np.float32(self.target[1])) * -scale
            x += middle_x
            y += middle_y
            return Seen(x, y, None)
        moved = columns - self.target[:, None].astype(np.float32)
        right, up, near = (self._along(moved, axis) for axis in range(3))
        grow = scale / (np.float32(1.0) - np.minimum(near, np.float32(EYE * (1 - 1 / _FULLEST))) / np.float32(EYE))
        right *= grow
        right += middle_x
        up *= -grow
        up += middle_y
        return Seen(right, up, near)

    def _fitting(self, cloud: Cloud, room: NDArray[np.float64]) -> float:
        """Return a scale that shows all points as they are turned now, and nearly all however they are turned."""
        self.scale = 1.0
        seen = self.project(cloud.columns)
        across = np.abs(seen.x - np.float32(self.width / 2))
        along = np.abs(seen.y - np.float32(self.height / 2))
        placed = np.isfinite(across)
        if not placed.any():
            return 1.0
        now = min(room[0] / 2 / max(float(across[placed].max()), 1e-9),
                  room[1] / 2 / max(float(along[placed].max()), 1e-9))
        reach = np.sqrt(((cloud.columns - self.target[:, None].astype(np.float32)) ** 2).sum(axis=0)[placed].max())
        return float(min(now, room.min() / 2 / max(float(reach), 1e-9) * _OVER))

    def _along(self, moved: Floats, axis: int) -> Floats:
        one, two, three = self.turn[axis].astype(np.float32)
        found: Floats = moved[0] * one
        found += moved[1] * two
        found += moved[2] * three
        return found

    def pan(self, right: float, down: float) -> None:
        """Move what is seen by pixels."""
        self.target = self.target - (self.turn[0] * right - self.turn[1] * down) / self.scale

    def zoom_by(self, factor: float, x: float, y: float) -> None:
        """Zoom in by a factor, with what is at a place of the screen staying there."""
        wanted = min(max(self.scale * factor, self.whole * FARTHEST), self.whole * NEAREST)
        right, up = x - self.width / 2, self.height / 2 - y
        change = 1 / self.scale - 1 / wanted
        self.target = self.target + (self.turn[0] * right + self.turn[1] * up) * change
        self.scale = wanted

    def rotate(self, right: float, down: float) -> None:
        """Turn as a trackball does under a finger that moves by pixels; half the lesser side is a quarter turn."""
        per_pixel = math.pi / max(min(self.width, self.height), 1.0)
        self.turn = _straight(_around_x(down * per_pixel) @ _around_y(right * per_pixel) @ self.turn)

    def look_at(self, place: NDArray[np.float32]) -> None:
        """Put a point in the middle."""
        if np.isfinite(place).all():
            self.target = np.zeros(3)
            self.target[:len(place)] = place


def _around_x(angle: float) -> NDArray[np.float64]:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])


def _around_y(angle: float) -> NDArray[np.float64]:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


def _straight(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nearest rotation: rounding doesn't add up over thousands of small turns."""
    left, _, right = np.linalg.svd(turn)
    found: NDArray[np.float64] = left @ right
    return found
