"""Where a drop would land: which place a point of the list means, and the gap that opens there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from rnnstudio.project.edits import Place
from rnnstudio.studio.builder.card_layout import CLOSING, HALF_GAP, CardLayout
from rnnstudio.studio.builder.rows import Row

ROOM = 12
"""How far the cards part, in pixels."""
MILLISECONDS = 120


@dataclass(frozen=True)
class Target:
    """A place, and how to show it.

    Attributes:
        place: Where a drop would put the layer.
        row: The row below which the gap opens; -1 is above the first.
        depth: How many wrappers are around the place.
        slot: The row of the empty slot or folded wrapper that is filled, if it is one; then there is no gap.
        around: The layer that would go into the dropped wrapper, if it is meant so; then there is no gap either.
    """

    place: Place
    row: int
    depth: int
    slot: int | None = None
    around: str | None = None

    @property
    def has_gap(self) -> bool:
        """True if cards part to show the place."""
        return self.slot is None and self.around is None


def target_at(rows: list[Row], number: int, y: int, layout: CardLayout) -> Target:
    """Return what a drop on a row means.

    The upper half of a card is before it and the lower half behind it; the lower two thirds of a wrapper's head are
    inside it; the strip below a wrapper's last inner card is behind the wrapper.

    Args:
        rows: All rows.
        number: The row's number.
        y: How far below the row's upper edge.
        layout: Where the row's parts stand.
    """
    row, frame = rows[number], layout.frame
    inner_end = frame.bottom() + 1 + HALF_GAP + CLOSING
    if row.closes and y >= inner_end:
        return _behind_wrappers(rows, number, min(1 + (y - inner_end) // (CLOSING + HALF_GAP), row.closes))
    if row.kind == "slot":
        return Target(row.place, number, row.depth, slot=number)
    if row.folded and abs(y - frame.center().y()) < frame.height() // 6:
        return Target(Place(row.node.id, len(row.node.children)), number, row.depth + 1, slot=number)
    if row.opens and y >= frame.top() + frame.height() // 3:
        slot = number + 1 if rows[number + 1].kind == "slot" else None
        return Target(Place(row.node.id, 0), number, row.depth + 1, slot)
    if row.opens or y < frame.center().y():
        return Target(row.place, number - 1, row.depth)
    return Target(Place(row.place.parent, row.place.index + 1), number, row.depth)


def target_around(rows: list[Row], number: int, y: int, layout: CardLayout, fits: bool) -> Target | None:
    """Return what a new wrapper's drop on the middle of a card means: that card inside it; ``None`` near its edges.

    Where the card doesn't fit, the middle is smaller; a wrapper, which could take the new one in, has none then.
    """
    row, frame = rows[number], layout.frame
    if row.kind == "slot" or (not fits and (row.opens or row.folded)):
        return None
    if abs(y - frame.center().y()) >= frame.height() // (4 if fits else 6):
        return None
    return Target(row.place, number, row.depth, around=row.node.id)


def target_at_end(rows: list[Row]) -> Target:
    """Return what a drop below all rows means."""
    top = sum(row.depth == 0 for row in rows)
    return Target(Place(None, top), len(rows) - 1, 0)


def _behind_wrappers(rows: list[Row], number: int, closed: int) -> Target:
    """Return the place behind the wrapper that is the ``closed``-th to end with a row, from the inside."""
    ancestors = rows[number].ancestors
    wrapper = ancestors[len(ancestors) - closed]
    place = next(row.place for row in rows if row.node.id == wrapper and row.kind != "slot")
    return Target(Place(place.parent, place.index + 1), number, len(ancestors) - closed)


class DropGuide(QObject):
    """The target under the mouse, and the gap that opens there within 120 ms.

    Signals:
        changed: Paint anew.
    """

    changed = Signal()

    def __init__(self, animated: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.target: Target | None = None
        self.room = 0
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(MILLISECONDS if animated else 0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(0)
        self._animation.setEndValue(ROOM)
        self._animation.valueChanged.connect(self._step)

    def show(self, target: Target | None) -> None:
        """Point at another target, or at none."""
        if target == self.target:
            return
        self._animation.stop()
        self.target, self.room = target, 0
        if target is not None and target.has_gap:
            self._animation.start()
        self.changed.emit()

    def shift(self, row: int) -> int:
        """Return how far a row gives way."""
        return self.room if self.target is not None and self.target.has_gap and row > self.target.row else 0

    def _step(self, value: int) -> None:
        self.room = int(value)
        self.changed.emit()
