"""Which labels are shown, frame after frame. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from rnnstudio.studio.scatter.placing import Placed, Room, order_of, place_firmly, place_labels
from rnnstudio.studio.scatter.scene import Scene

TRIED, TRIED_QUICKLY = 2500, 700
"""Labels that are tried at most, when still and while moving."""
TIME, TIME_QUICKLY = 0.040, 0.006
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
        shown: By row, those of usual points.
        firm: By row, those of marked points.
    """

    def __init__(self) -> None:
        self.shown: dict[int, Placed] = {}
        self.firm: dict[int, Placed] = {}
        self._view: tuple[float, bytes] | None = None

    def forget(self) -> None:
        """Begin anew, with other points."""
        self.shown, self.firm, self._view = {}, {}, None

    def layout(self, scene: Scene, size: Size, ratio: float, reserved: Sequence[Rectangle], *,
               quick: bool = False) -> None:
        """Place the labels of what is in sight.

        Args:
            scene: The points.
            size: Gives the width and height of a row's label, bold or not.
            ratio: Device pixels of a pixel.
            reserved: Left, top, width and height of what lies over the points.
            quick: Whether the points are on the move.
        """
        camera = scene.camera
        view = camera.scale, camera.turn.tobytes()
        moved_only, self._view = self._view == view, view
        where, visible = scene.seen(ratio)
        room = Room(camera.width, camera.height)
        for rectangle in reserved:
            room.take(*rectangle)
        radius = scene.diameter / 2

        def place(row: int) -> tuple[float, float]:
            return float(where.x[row]) / ratio, float(where.y[row]) / ratio

        marked = [row for row in scene.marked if visible[row] and _inside(*place(row), room)]
        for row in marked:
            x, y = place(row)
            room.take(x - radius - 3, y - radius - 3, 2 * radius + 6, 2 * radius + 6)
        self.firm = place_firmly(marked, place, lambda row: size(row, True), room, radius + 2, self.firm)
        candidates = self._candidates(scene, visible, TRIED_QUICKLY if quick else TRIED)
        known = [row for row in self.shown if visible[row] and row not in scene.marked]
        order = order_of(candidates, lambda row: int(scene.cloud.rank[row]), known, moved_only)
        few = len(candidates) <= _FEW
        most = len(order) if few else max(int(camera.width * camera.height / _AREA), 1)
        self.shown = place_labels(_in_time(order, TIME_QUICKLY if quick else TIME, len(known)), place,
                                  lambda row: size(row, False), room, radius, most, self.shown,
                                  (2.0, 0.0) if few else _SPARE)

    def _candidates(self, scene: Scene, visible: np.ndarray, most: int) -> list[int]:
        """Return rows in sight, the most important first."""
        chosen = visible if scene.selected is None else visible & scene.selected
        found = scene.cloud.order[chosen[scene.cloud.order]][:most]
        rows: list[int] = found.tolist()
        return [row for row in rows if row not in scene.marked] if scene.marked else rows

    def rectangles(self) -> dict[int, Rectangle]:
        """Return left, top, width and height of all labels, by row."""
        return {row: each[1:5] for row, each in {**self.shown, **self.firm}.items()}


def _inside(x: float, y: float, room: Room) -> bool:
    return 0 <= x <= room.width and 0 <= y <= room.height


def _in_time(rows: Sequence[int], seconds: float, surely: int) -> Iterator[int]:
    """Yield rows until time is up, but as many as ``surely`` anyhow."""
    end = time.perf_counter() + seconds
    for index, row in enumerate(rows):
        if index > surely and index % 32 == 0 and time.perf_counter() > end:
            return
        yield row
