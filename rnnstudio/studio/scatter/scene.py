"""What is seen: a cloud through a camera, in colours, with what is marked and selected. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter import raster
from rnnstudio.studio.scatter.camera import EYE, Camera, Seen
from rnnstudio.studio.scatter.cloud import Cloud, Rows
from rnnstudio.studio.scatter.colouring import Colouring, mixed
from rnnstudio.studio.scatter.raster import EDGE, Group, Image
from rnnstudio.studio.scatter.stamps import FULL, PHASES, SHAPES, Stamp, block, stamp
from rnnstudio.studio.theme import Palette

SMALLEST, LARGEST = 2.0, 10.0
"""Diameters of points, in pixels."""
BUDGET = 0.011
"""Seconds that points may take to draw while they move."""
_OPAQUE_COST, _BLEND_COST, _POINT_COST = 4e-9, 14e-9, 60e-9
"""Seconds of a covered pixel, of one at an edge, and of a point, on a usual machine; it is measured as well."""
_MOST_PHASED = 12_000
_SLABS = 12
_FADE = 0.62
_DIMMED = 0.72
"""Share of the ground's colour in what is farthest, and in what isn't selected where something is."""


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
        self._pace = 1.0
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
        return round(min(max(size, least), LARGEST) * 2) / 2

    def seen(self, ratio: float = 1.0) -> tuple[Seen, NDArray[np.bool_]]:
        """Return where all points are, in device pixels, and which of them are in sight."""
        if self._seen is None or self._seen[0] != ratio:
            where = self.camera.project(self.cloud.columns, ratio)
            width, height = round(self.camera.width * ratio), round(self.camera.height * ratio)
            self._seen = ratio, where, raster.in_sight(where.x, where.y, width, height, EDGE // 2)
        return self._seen[1], self._seen[2]

    def draw(self, image: Image, palette: Palette, ratio: float = 1.0, ground: str = "", *, quick: bool = False) -> bool:
        """Draw the points.

        Args:
            image: As large as the camera's screen times ``ratio``.
            palette: The colours.
            ratio: Device pixels of a pixel.
            ground: What they lie on, as ``#rrggbb``; by default the palette's surface.
            quick: Whether they are on the move, so that time is short.

        Returns:
            Whether they are drawn as well as can be.
        """
        under = int((ground or palette.surface)[1:], 16)
        image.clear(under)
        if not len(self.cloud):
            return True
        where, visible = self.seen(ratio)
        rows = np.flatnonzero(visible)
        size = min(self.diameter * ratio, EDGE * 0.9)
        fine = not quick or self._cost(len(rows), stamp("circle", size)) * self._pace <= BUDGET
        start = time.perf_counter()
        phased = fine and len(rows) <= _MOST_PHASED and (not quick or self.colouring.shape is None)
        self._draw_rows(image, where, rows, palette, under, size, fine, phased, quick)
        if quick and len(rows) > 20_000:
            cost = self._cost(len(rows), stamp("circle", size) if fine else block(_side(size)))
            self._pace += 0.2 * (min(max((time.perf_counter() - start) / cost, 0.2), 5.0) - self._pace)
        return fine and not quick

    def _cost(self, count: int, one: Stamp) -> float:
        whole = sum(alpha == FULL for alpha in one.alpha)
        return count * (_POINT_COST + whole * _OPAQUE_COST + (len(one.alpha) - whole) * _BLEND_COST)

    def _draw_rows(self, image: Image, where: Seen, rows: Rows, palette: Palette, under: int, size: float,
                   fine: bool, phased: bool, quick: bool) -> None:
        x, y = where.x[rows], where.y[rows]
        group = np.zeros(len(rows), np.int64)
        slabs = 1
        if where.near is not None:
            slabs = _SLABS if fine and not quick else _SLABS // 2
            group = self._slab(where.near, rows, slabs)
        chosen = 1 if self.selected is None else 2
        if self.selected is not None:
            group += slabs * self.selected[rows]  # what is selected lies over all that isn't
        shapes = SHAPES if self.colouring.shape is not None and fine else SHAPES[:1]
        if self.colouring.shape is not None and fine:
            group *= len(shapes)
            group += self.colouring.shape[rows]
        if phased:
            group *= PHASES * PHASES
            group += (np.floor(y * PHASES).astype(np.int64) % PHASES) * PHASES
            group += np.floor(x * PHASES).astype(np.int64) % PHASES
        tables = self._tables(palette, under, slabs, chosen)
        groups = [Group(stamp(shape, _sized(size, slab, slabs), phase) if fine else block(_side(_sized(size, slab, slabs))),
                        tables[part][slab])
                  for part in range(chosen) for slab in range(slabs) for shape in shapes
                  for phase in (range(PHASES * PHASES) if phased else (-1,))]
        raster.draw(image, x, y, group, self.colouring.colour[rows], groups)

    def _slab(self, near: NDArray[np.float32], rows: Rows, slabs: int) -> Rows:
        low, high = float(np.nanmin(near)), float(np.nanmax(near))
        if not high > low:
            return np.full(len(rows), slabs // 2)
        share = (near[rows] - np.float32(low)) * np.float32(slabs / (high - low))
        return np.minimum(share.astype(np.int64), slabs - 1)

    def _tables(self, palette: Palette, under: int, slabs: int, chosen: int) -> Sequence[Sequence[NDArray[np.uint32]]]:
        table = self.colouring.table(palette)
        faded = [mixed(table, under, _FADE * (1 - (slab + 0.5) / slabs)) if slabs > 1 else table
                 for slab in range(slabs)]
        if chosen == 1:
            return [faded]
        return [[mixed(each, under, _DIMMED) for each in faded], faded]


def _sized(size: float, slab: int, slabs: int) -> float:
    """Return the diameter of points at a depth."""
    if slabs == 1:
        return size
    depth = ((slab + 0.5) / slabs - 0.5) * EYE * 0.62
    return round(max(size / (1 - depth / EYE), 1.5) * 2) / 2


def _side(size: float) -> int:
    return max(1, min(round(size * 0.8), 3))
