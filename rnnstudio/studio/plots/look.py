"""How a line looks, and what the x axis counts. Knows neither Qt nor numpy: the window needs it before any plot."""

from __future__ import annotations

from typing import Literal

import msgspec

from rnnstudio.api import mark

Way = Literal["step", "epoch", "time"]
"""What the x axis counts: training batches, epochs, or seconds."""

WAY_NAMES: dict[Way, str] = {"step": mark("step"), "epoch": mark("epoch"), "time": mark("time")}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a line looks.

    Attributes:
        colour: Which of the palette's series colours; ``None`` is the colour of text.
        dash: Which of the palette's series line styles; 0 is solid.
        width: Of the line, in pixels; 0 is no line.
        strength: Opacity, 0 to 1.
        marker: "o" a circle, "d" a diamond, "" none.
        marker_size: Its width, in pixels.
        hollow: Whether the marker is nothing but an edge; it then stays where others would be too many.
        height: What is drawn over what.
    """

    colour: int | None = 0
    dash: int = 0
    width: float = 2.0
    strength: float = 1.0
    marker: Literal["", "o", "d"] = ""
    marker_size: int = 7
    hollow: bool = False
    height: int = 0
