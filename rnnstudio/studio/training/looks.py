"""How each kind of curve looks, in plots and legend: colour, line and marker, each telling enough alone."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtGui import QColor, QPen

from rnnstudio.api import mark
from rnnstudio.studio.theme import theme

Role = Literal["batch", "smooth", "training", "validation", "best"]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of curve.

    Attributes:
        title: Its name in the legend.
        series: Which of the palette's series colours and line styles it has; ``None`` is the colour of text.
        width: Of the line, in pixels; 0 is no line.
        strength: Opacity, 0 to 1.
        marker: pyqtgraph's name of the symbol, or "".
        hollow: Nothing but an edge.
        height: What is drawn over what.
    """

    title: str
    series: int | None = None
    width: float = 2.0
    strength: float = 1.0
    marker: str = ""
    marker_size: int = 7
    hollow: bool = False
    height: int = 0


LOOKS: dict[Role, Look] = {
    "batch": Look(title=mark("each batch"), series=0, width=1, strength=0.4, height=1),
    "smooth": Look(title=mark("smoothed"), series=0, width=1.5, strength=0.65, height=2),
    "training": Look(title=mark("training"), series=0, marker="o", height=3),
    "validation": Look(title=mark("validation"), series=1, marker="d", marker_size=9, height=4),
    "best": Look(title=mark("best epoch"), width=0, marker="o", marker_size=16, hollow=True, height=5),
}


def colour(role: Role) -> QColor:
    """Return a role's colour in the theme in use."""
    look = LOOKS[role]
    made = QColor(theme().colours.text if look.series is None else theme().colours.series[look.series].colour)
    made.setAlphaF(look.strength)
    return made


def edge(role: Role) -> QPen:
    """Return the pen of a role's marker in the theme in use."""
    made = QPen(colour(role), 1.5)
    made.setCosmetic(True)
    return made


def ground(role: Role) -> QColor:
    """Return what a role's marker is filled with in the theme in use: nothing, if it is hollow."""
    return QColor(0, 0, 0, 0) if LOOKS[role].hollow else colour(role)


def pen(role: Role) -> QPen:
    """Return the pen of a role's line in the theme in use."""
    look = LOOKS[role]
    made = theme().series_pen(look.series or 0, look.width)
    made.setColor(colour(role))
    return made
