"""Draws the points of a scene, as well as there is time for. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnstudio.studio.scatter import raster
from rnnstudio.studio.scatter.camera import EYE, Seen
from rnnstudio.studio.scatter.cloud import Floats, Rows
from rnnstudio.studio.scatter.colouring import mixed
from rnnstudio.studio.scatter.raster import EDGE, Image
from rnnstudio.studio.scatter.scene import Scene
from rnnstudio.studio.scatter.stamps import PHASES, SHAPES, stamp
from rnnstudio.studio.theme import Palette

BUDGET = 0.011
"""Seconds that points may take to draw while they move."""
_OPAQUE_COST, _BLEND_COST, _POINT_COST, _CALL_COST = 3e-9, 12e-9, 30e-9, 1.2e-6
"""Seconds of a covered pixel, of one at an edge, of a point and of a call of numpy, on a usual machine; how much
slower this one is at the moment is measured."""
_MOST_PHASED = 12_000
_PIXEL_BITS, _COLOUR_BITS = 36, 8
_SLABS = 12
_LEAST_FRONT = 4.5
_FADE, _DIMMED = 0.62, 0.72
"""Share of the ground's colour in what is farthest, and in what isn't selected where something is."""


class Plan(NamedTuple):
    """How well points are drawn: with stamps of whole pixels or not, at parts of a pixel or not, in how many depths.

    ``cost`` is the seconds it takes on a usual machine.
    """

    crude: bool
    phased: bool
    slabs: int
    cost: float


class Kind(NamedTuple):
    """How points of a group are drawn: the arguments of ``stamp``, and 256 colours as 0xRRGGBB."""

    shape: str
    size: float
    phase: int
    table: NDArray[np.uint32]


class Group(NamedTuple):
    """Points that are drawn alike: float32 (n,) places in pixels, and uint32 (n,) colours as 0xRRGGBB."""

    shape: str
    size: float
    phase: int
    x: Floats
    y: Floats
    inks: NDArray[np.uint32]


class Pencil:
    """Draws points, and learns how quick it is."""

    def __init__(self) -> None:
        self._pace = 1.0

    def draw(self, scene: Scene, image: Image, palette: Palette, ratio: float = 1.0, front: Iterable[int] = (), *,
             quick: bool = False) -> None:
        """Draw the points on the palette's surface.

        Args:
            scene: The points.
            image: As large as the camera's screen times ``ratio``.
            palette: The colours.
            ratio: Device pixels of a pixel.
            front: Rows that lie over all others, a little larger: those with a label.
            quick: Whether they are on the move, so that time is short.
        """
        ground = int(palette.surface[1:], 16)
        start = time.perf_counter()
        image.clear(ground)
        rows, where = _drawn(scene, ratio, image.edge // 3)
        plan = self._plan(scene, len(rows), scene.diameter * ratio, where.near is not None, quick)
        kinds = _kinds(scene, palette, scene.diameter * ratio, plan)
        if where.near is None:
            for group in _groups(scene, rows, where, kinds, plan):
                raster.draw(image, *group[3:], stamp(*group[:3], crude=plan.crude), ground)
        else:
            for kind, spots, inks in _by_pixel(scene, image, rows, where, kinds, plan):
                raster.draw_at(image, spots, inks, stamp(*kind[:3], crude=plan.crude), ground)
        for group in _front(scene, front, palette, ratio):
            raster.draw(image, *group[3:], stamp(*group[:3], crude=plan.crude, rim=True), ground)
        if quick and plan.cost > BUDGET / 10:
            measured = (time.perf_counter() - start) / plan.cost
            self._pace += 0.25 * (min(max(measured, 0.3), 8.0) - self._pace)

    def _plan(self, scene: Scene, count: int, size: float, deep: bool, quick: bool) -> Plan:
        """Choose how well points are drawn in the time there is."""
        shapes = 1 if scene.colouring.shape is None else len(SHAPES)
        chosen = 1 if scene.selected is None else 2
        phased = count <= _MOST_PHASED and (not quick or shapes == 1) and not deep
        slabs = (_SLABS // 2 if quick else _SLABS) if deep else 1
        plans = [Plan(crude, phased and not crude, slabs, 0.0) for crude in (False, True)]
        costs = []
        for plan in plans:
            one = stamp("circle", size, crude=plan.crude)
            edges = len(one.alpha) - one.whole
            groups = slabs * shapes * chosen * (PHASES ** 2 if plan.phased else 1)
            costs.append(count * (_POINT_COST + one.whole * _OPAQUE_COST + edges * _BLEND_COST)
                         + min(groups, count) * (one.whole * 2 + edges * 13) * _CALL_COST)
        which = int(quick and costs[0] * self._pace > BUDGET)
        return plans[which]._replace(cost=costs[which])


def groups_in_sight(scene: Scene, palette: Palette, front: Iterable[int] = ()) -> Iterator[Group]:
    """Yield the points in sight as they are drawn one over another, in the screen's pixels. See ``Pencil.draw``."""
    rows, where = _drawn(scene, 1.0, EDGE // 3)
    plan = Plan(False, False, 1 if where.near is None else _SLABS, 0.0)
    yield from _groups(scene, rows, where, _kinds(scene, palette, scene.diameter, plan), plan)
    yield from _front(scene, front, palette, 1.0)


def _drawn(scene: Scene, ratio: float, spare: int) -> tuple[Rows, Seen]:
    """Return the rows that are drawn, and where, in an order that is good to draw."""
    width, height = scene.pixels(ratio)
    if scene.cloud.dimensions == 3:
        where, _ = scene.seen(ratio)
        rows = np.flatnonzero(raster.in_sight(where.x, where.y, width, height, spare))
        return rows, Seen(where.x[rows], where.y[rows], None if where.near is None else where.near[rows])
    line, columns = scene.cloud.downward
    low, high = (scene.camera.target[1] + (height / 2 - edge) / (scene.camera.scale * ratio)
                 for edge in (height + spare, -spare))
    last, first = len(line) - np.searchsorted(columns[1, ::-1], (low, high))
    part = slice(int(first), int(last))
    where, line = scene.camera.project(columns[:, part], ratio), line[part]
    inside = raster.in_sight(where.x, where.y, width, height, spare)
    if not inside.all():
        kept = np.flatnonzero(inside)
        line, where = line[kept], Seen(where.x[kept], where.y[kept], None)
    return line, where


def _kinds(scene: Scene, palette: Palette, size: float, plan: Plan) -> list[Kind]:
    """Return how points are drawn by the number of their group: by selection, by depth, by shape and by phase."""
    shapes = SHAPES[:1] if scene.colouring.shape is None else SHAPES
    phases = range(PHASES ** 2) if plan.phased else (-1,)
    return [Kind(shape, _sized(size, depth % plan.slabs, plan.slabs), phase, table)
            for depth, table in enumerate(_tables(scene, palette, plan.slabs))
            for shape in shapes for phase in phases]


def _groups(scene: Scene, rows: Rows, where: Seen, kinds: list[Kind], plan: Plan) -> Iterator[Group]:
    """Yield points in the order they are drawn, those of a group in the order they are in."""
    x, y, colour = where.x, where.y, scene.colouring.colour[rows]
    ends = np.array([0, len(rows)])
    if len(kinds) > 1:
        key = _keys(scene, rows, where, plan)
        order = np.argsort(key, kind="stable")  # of small whole numbers: a radix sort
        x, y, colour = x[order], y[order], colour[order]
        ends = np.searchsorted(key[order], np.arange(len(kinds) + 1))
    for number, kind in enumerate(kinds):
        part = slice(int(ends[number]), int(ends[number + 1]))
        if part.start < part.stop:
            yield Group(*kind[:3], x[part], y[part], kind.table.take(colour[part]))


def _by_pixel(scene: Scene, image: Image, rows: Rows, where: Seen, kinds: list[Kind],
              plan: Plan) -> Iterator[tuple[Kind, NDArray[np.intp], NDArray[np.uint32]]]:
    """Yield points in the order they are drawn, those of a group by pixel: in space no order of before is of use.

    Group, pixel and colour are packed into a whole number each: sorting those is quicker than finding an order.
    """
    packed = raster.pixel_of(image, where.x, where.y)
    packed |= _keys(scene, rows, where, plan).astype(np.intp) << _PIXEL_BITS
    packed <<= _COLOUR_BITS
    packed |= scene.colouring.colour[rows]
    packed.sort()
    ends = np.searchsorted(packed, np.arange(len(kinds) + 1) << (_PIXEL_BITS + _COLOUR_BITS))
    for number, kind in enumerate(kinds):
        part = packed[int(ends[number]):int(ends[number + 1])]
        if len(part):
            inks = kind.table.take(part & ((1 << _COLOUR_BITS) - 1))
            yield kind, part >> _COLOUR_BITS & ((1 << _PIXEL_BITS) - 1), inks


def _front(scene: Scene, front: Iterable[int], palette: Palette, ratio: float) -> Iterator[Group]:
    rows = np.fromiter(front, np.int64)
    if not len(rows):
        return
    where = scene.camera.project(scene.cloud.columns[:, rows], ratio)
    kept = np.flatnonzero(raster.in_sight(where.x, where.y, *scene.pixels(ratio)))
    rows, x, y = rows[kept], where.x[kept], where.y[kept]
    shape = np.zeros(len(rows), np.uint8) if scene.colouring.shape is None else scene.colouring.shape[rows]
    inks = scene.colouring.table(palette).take(scene.colouring.colour[rows])
    size = max(scene.diameter + 1, _LEAST_FRONT) * ratio
    for number in np.unique(shape).tolist():
        these = shape == number
        yield Group(SHAPES[number], size, -1, x[these], y[these], inks[these])


def _keys(scene: Scene, rows: Rows, where: Seen, plan: Plan) -> NDArray[np.uint16]:
    """Return which group each point is in."""
    key = np.zeros(len(rows), np.uint16)
    if where.near is not None:
        key += _slab(where.near, plan.slabs)
    if scene.selected is not None:
        key += np.uint16(plan.slabs) * scene.selected[rows]
    if scene.colouring.shape is not None:
        key *= np.uint16(len(SHAPES))
        key += scene.colouring.shape[rows]
    if plan.phased:
        for places in (where.y, where.x):
            key *= np.uint16(PHASES)
            key += (np.floor(places * PHASES).astype(np.int32) % PHASES).astype(np.uint16)
    return key


def _slab(near: Floats, slabs: int) -> NDArray[np.uint16]:
    if not len(near):
        return np.zeros(0, np.uint16)
    low, high = float(near.min()), float(near.max())
    if not high > low:
        return np.full(len(near), slabs // 2, np.uint16)
    share = (near - np.float32(low)) * np.float32(slabs / (high - low))
    return np.minimum(share.astype(np.uint16), np.uint16(slabs - 1))


def _tables(scene: Scene, palette: Palette, slabs: int) -> list[NDArray[np.uint32]]:
    """Return colours from what is drawn first to what is drawn last: by selection, then by depth."""
    table, ground = scene.colouring.table(palette), int(palette.surface[1:], 16)
    faded = [mixed(table, ground, _FADE * (1 - (slab + 0.5) / slabs)) if slabs > 1 else table
             for slab in range(slabs)]
    if scene.selected is None:
        return faded
    return [mixed(each, ground, _DIMMED) for each in faded] + faded


def _sized(size: float, slab: int, slabs: int) -> float:
    """Return the diameter of points at a depth."""
    if slabs == 1:
        return size
    depth = ((slab + 0.5) / slabs - 0.5) * EYE * 0.62
    return round(max(size / (1 - depth / EYE), 1.5) * 2) / 2
