"""What is seen: a cloud through a camera, in colours, with what is marked and selected. Knows no Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter import raster
from rnnstudio.studio.scatter.camera import Camera, Seen
from rnnstudio.studio.scatter.cloud import Cloud, Floats, Rows
from rnnstudio.studio.scatter.colouring import Colouring

SMALLEST, LARGEST = 2.0, 10.0
"""Diameters of points, in pixels."""


class Scene:
    """Points as they are to be drawn.

    Attributes:
        cloud, camera, colouring: What is seen, from where, in which colours.
        marked: What is emphasised: row to kind.
        selected: bool (n,), or ``None`` if nothing is selected.
    """

    def __init__(self) -> None:
        self.cloud, self.camera, self.colouring = Cloud(), Camera(), Colouring(0)
        self.marked: dict[int, str] = {}
        self.selected: NDArray[np.bool_] | None = None
        self._count = 0
        self._seen: tuple[float, Seen, NDArray[np.bool_]] | None = None

    def set_cloud(self, cloud: Cloud) -> None:
        """Show another cloud, without colours, marks and selection."""
        self.cloud, self.colouring = cloud, Colouring(len(cloud))
        self.marked, self.selected = {}, None
        self._count = cloud.placed()
        self.moved()

    def set_cloud_places(self) -> None:
        """Take note that the cloud's points moved."""
        self._count = self.cloud.placed()
        self.moved()

    def moved(self) -> None:
        """Take places anew: the camera or the points moved."""
        self._seen = None

    def select(self, rows: Rows) -> None:
        """Select rows, or nothing."""
        self.selected = None
        if len(rows):
            self.selected = np.zeros(len(self.cloud), bool)
            self.selected[rows] = True

    @property
    def count(self) -> int:
        """How many points have a place."""
        return self._count

    @property
    def diameter(self) -> float:
        """Of the points, in pixels: smaller the more there are, larger the farther it is zoomed in."""
        base = 9.0 * (500 / max(self._count, 500)) ** 0.22
        room = min(max(min(self.camera.width, self.camera.height) / 640, 0.7), 1.1)
        least = SMALLEST if self.colouring.shape is None else SMALLEST + 1.5
        size = base * room * max(self.camera.zoom, 0.5) ** 0.3 * (1.0 if self.colouring.shape is None else 1.1)
        return round(float(min(max(size, least), LARGEST)) * 2) / 2

    def seen(self, ratio: float = 1.0) -> tuple[Seen, NDArray[np.bool_]]:
        """Return where all points are, in device pixels, and which of them are in sight."""
        if self._seen is None or self._seen[0] != ratio:
            where = self.camera.project(self.cloud.columns, ratio)
            self._seen = ratio, where, raster.in_sight(where.x, where.y, *self.pixels(ratio))
        return self._seen[1], self._seen[2]

    def place(self, row: int) -> tuple[float, float]:
        """Return where a point is seen, in pixels; NaN if it has no place."""
        where = self.camera.project(self.cloud.columns[:, row:row + 1])
        return float(where.x[0]), float(where.y[0])

    def is_in_sight(self, row: int) -> bool:
        """Tell whether a point is seen."""
        x, y = self.place(row)
        return 0 <= x <= self.camera.width and 0 <= y <= self.camera.height

    def foremost(self, most: int) -> tuple[Rows, Floats, Floats]:
        """Return the most important rows in sight, in their order, and where they are seen, in pixels.

        Where something is selected, only that comes into question.
        """
        rows, xs, ys, found = [], [], [], 0
        start, step, total = 0, 4 * most, len(self.cloud)
        while start < total and found < most:
            part = slice(start, start + step)
            where = self.camera.project(self.cloud.by_rank[:, part])
            seen = raster.in_sight(where.x, where.y, round(self.camera.width), round(self.camera.height))
            if self.selected is not None:
                seen &= self.selected[self.cloud.order[part]]
            kept = np.flatnonzero(seen)[:most - found]
            rows.append(self.cloud.order[part][kept])
            xs.append(where.x[kept])
            ys.append(where.y[kept])
            found += len(kept)
            start, step = start + step, step * 4
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32)
        return np.concatenate(rows), np.concatenate(xs), np.concatenate(ys)

    def pixels(self, ratio: float) -> tuple[int, int]:
        """Return the width and height of what is seen, in device pixels."""
        return round(self.camera.width * ratio), round(self.camera.height * ratio)
