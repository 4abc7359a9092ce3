"""What part of the x axis is seen and where the crosshair is; charts side by side share one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

_SPARE = 0.02
"""Share of the width left free at both ends while following."""
_DEEPEST = 1e-6
"""Share of everything that can be zoomed in to."""


class Sight(QObject):
    """A part of the x axis.

    It follows what it is told there is, until a person zooms or moves it; then it stays, whatever comes, until
    ``release`` or until it is zoomed out to everything.

    Attributes:
        low: Where it begins.
        high: Where it ends.
        held: Whether a person has put it there.
        cursor: Where the crosshair is, or ``None``.
        least: Least width that can be zoomed in to.

    Signals:
        changed: A person sees another part.
        pointed: The crosshair moved, came or went.
        released: A person wants to see everything; charts let go of what they hold of their own too.
    """

    changed = Signal()
    pointed = Signal()
    released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.low, self.high = 0.0, 1.0
        self.held = False
        self.cursor: float | None = None
        self.least = 0.0
        self._home = 0.0, 1.0

    @property
    def width(self) -> float:
        """How much is seen."""
        return self.high - self.low

    def follow(self, first: float, last: float) -> None:
        """Say what there is to be seen. It isn't told: whoever says so draws the charts, one after the other."""
        spare = max(last - first, 1e-9) * _SPARE
        self._home = first - spare, last + spare
        if not self.held:
            self.low, self.high = self._home

    def zoom(self, factor: float, about: float) -> None:
        """See ``factor`` times as much around a place."""
        low = about - (about - self.low) * factor
        self.hold(low, low + self.width * factor)

    def move(self, by: float) -> None:
        """See another part of the same width."""
        first, last = self._home
        by = max(first - self.low, min(by, last - self.high)) if self.width < last - first else 0.0
        self.hold(self.low + by, self.high + by)

    def hold(self, low: float, high: float) -> None:
        """See a part, from now on whatever comes; everything means to follow again."""
        first, last = self._home
        least = max(self.least, (last - first) * _DEEPEST)
        if high - low < least:
            middle = (low + high) / 2
            low, high = middle - least / 2, middle + least / 2
        low, high = max(low, first), min(high, last)
        if low <= first and high >= last:
            self._set(first, last, held=False)
        elif high > low:
            self._set(low, high, held=True)

    def release(self) -> None:
        """See everything and follow what comes."""
        self._set(*self._home, held=False)
        self.released.emit()

    def point(self, cursor: float | None) -> None:
        """Put the crosshair at a place, or take it away."""
        if cursor != self.cursor:
            self.cursor = cursor
            self.pointed.emit()

    def _set(self, low: float, high: float, held: bool) -> None:
        if (low, high, held) != (self.low, self.high, self.held):
            self.low, self.high, self.held = low, high, held
            self.changed.emit()
