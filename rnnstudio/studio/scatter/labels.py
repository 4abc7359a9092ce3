"""Which labels are shown, frame after frame. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from rnnstudio.studio.scatter.placing import CELL, Placed, Room, Wanted, place_firmly, place_labels
from rnnstudio.studio.scatter.scene import Scene

TRIED, TRIED_QUICKLY = 2500, 160
"""Labels that are tried at most, when still and while moving."""
TIME, TIME_QUICKLY = 0.060, 0.005
"""Seconds after which no more are tried."""
_AREA = 6500.0
"""Pixels of the view for each label, so that the picture stays calm."""
_SPARE = (9.0, 4.0)
_FEW = 60
"""With so few points in sight, each may have its label however near they are."""

Size = Callable[[int, bool], tuple[float, float]]
Rectangle = tuple[float, float, float, float]


class Labels:
    """The labels of a scene.

    Attributes:
        shown: By row, those of usual points, the most important first.
        firm: By row, those of marked points.
    """

    def __init__(self) -> None:
        self.shown: dict[int, Placed] = {}
        self.firm: dict[int, Placed] = {}
        self._view: tuple[float, bytes, int] | None = None

    def forget(self) -> None:
        """Begin anew, with other points."""
        self.shown, self.firm, self._view = {}, {}, None

    def layout(self, scene: Scene, size: Size, reserved: Sequence[Rectangle], *, quick: bool = False) -> None:
        """Place the labels of what is in sight.

        Where all points only moved together, labels shown before come first, so that none flickers. Else they count
        as twice as important as they are, so that they don't come and go with each small change.

        Args:
            scene: The points.
            size: Gives the width and height of a row's label, bold or not.
            reserved: Left, top, right and bottom of what lies over the points.
            quick: Whether the points are on the move.
        """
        camera = scene.camera
        view = camera.scale, camera.turn.tobytes(), id(scene.cloud.columns)
        moved_only, self._view = self._view == view, view
        room = Room(camera.width, camera.height)
        for rectangle in reserved:
            room.take(*rectangle)
        radius = scene.diameter / 2
        marked = [each for each in _wanted(scene, list(scene.marked), size, True) if _inside(each, room)]
        for _, x, y, _, _ in marked:
            ring = radius + 1  # a cell less than where labels begin
            room.take(x - ring, y - ring, x + ring, y + ring)
        self.firm = place_firmly(marked, room, radius + 2, self.firm)
        self._place(scene, size, room, radius, moved_only, quick)

    def _place(self, scene: Scene, size: Size, room: Room, radius: float, moved_only: bool, quick: bool) -> None:
        before = [row for row in self.shown if row not in scene.marked
                  and (scene.selected is None or scene.selected[row])]
        known = {each.row: each for each in _wanted(scene, before, size, False) if _inside(each, room)}
        rows, xs, ys = scene.foremost(TRIED_QUICKLY if quick else TRIED)
        few = len(rows) <= _FEW
        fresh = [each for each in zip(rows.tolist(), xs.tolist(), ys.tolist(), strict=True)
                 if each[0] not in known and each[0] not in scene.marked]
        most = len(known) + len(fresh) if few else max(int(room.width * room.height / _AREA), 1)
        spare, loose = (CELL, CELL) if few else _SPARE, room.copy()
        kept: dict[int, Placed] = {}
        if moved_only:  # a label that must change its side takes the place of none that needn't
            kept = place_labels(known.values(), room, loose, radius, most, self.shown, spare, keep=True)
        order: list[tuple[int, float, float] | Wanted] = [each for row, each in known.items() if row not in kept]
        order += fresh
        if not moved_only:
            rank = scene.cloud.rank
            order.sort(key=lambda each: rank[each[0]] / 2 if each[0] in known else float(rank[each[0]]))
        tried = _in_time(order, size, TIME_QUICKLY if quick else TIME, len(known))
        self.shown = kept | place_labels(tried, room, loose, radius, most - len(kept), self.shown, spare)

    def rectangles(self) -> dict[int, Rectangle]:
        """Return left, top, width and height of all labels, by row."""
        return {row: each[1:5] for row, each in {**self.shown, **self.firm}.items()}


def _wanted(scene: Scene, rows: list[int], size: Size, bold: bool) -> list[Wanted]:
    where = scene.camera.project(scene.cloud.columns[:, np.array(rows, np.int64)])
    return [Wanted(row, x, y, *size(row, bold)) for row, x, y in zip(rows, where.x.tolist(), where.y.tolist(),
                                                                    strict=True)]


def _inside(wanted: Wanted, room: Room) -> bool:
    return 0 <= wanted.x <= room.width and 0 <= wanted.y <= room.height


def _in_time(order: Sequence[tuple[int, float, float] | Wanted], size: Size, seconds: float,
             surely: int) -> Iterator[Wanted]:
    """Yield labels until time is up, but as many as ``surely`` anyhow."""
    end = time.perf_counter() + seconds
    for index, each in enumerate(order):
        if index > surely and index % 32 == 0 and time.perf_counter() > end:
            return
        yield each if isinstance(each, Wanted) else Wanted(*each, *size(each[0], False))
