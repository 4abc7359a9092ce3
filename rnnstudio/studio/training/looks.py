"""How each kind of curve looks, in plots and legend: colour, line and marker, each telling enough alone."""

from __future__ import annotations

from typing import Literal

from rnnstudio.api import mark
from rnnstudio.studio.plots.look import Look

Role = Literal["batch", "smooth", "training", "validation", "best"]

TITLES: dict[Role, str] = {"batch": mark("each batch"), "smooth": mark("smoothed"), "training": mark("training"),
                           "validation": mark("validation"), "best": mark("best epoch")}

LOOKS: dict[Role, Look] = {
    "batch": Look(colour=0, width=1, strength=0.32, height=1),
    "smooth": Look(colour=0, width=1.5, strength=0.7, height=2),
    "training": Look(colour=0, marker="o", height=3),
    "validation": Look(colour=1, dash=1, marker="d", marker_size=9, height=4),
    "best": Look(colour=None, width=0, marker="o", marker_size=16, hollow=True, height=5),
}
"""The looks of the one run that is watched."""

GAUGE = Look(colour=0, width=1.5, height=3)
"""The look of what isn't measured on two parts."""

_SERIES = 6


def run_looks(index: int) -> dict[Role, Look]:
    """Return the looks of a run among several: one colour and one line style for all of its curves.

    Training is thin with circles, validation thick with diamonds. No two of 36 runs look the same.
    """
    colour, dash = index % _SERIES, (index + index // _SERIES) % _SERIES
    return {
        "smooth": Look(colour=colour, width=1.25, strength=0.6, height=2),
        "training": Look(colour=colour, dash=dash, width=1.25, marker="o", marker_size=6, height=3),
        "validation": Look(colour=colour, dash=dash, marker="d", marker_size=9, height=4),
        "best": Look(colour=colour, width=0, marker="o", marker_size=16, hollow=True, height=5),
    }


def gauge_look(index: int) -> Look:
    """Return the look of a run's gauge among several runs."""
    colour, dash = index % _SERIES, (index + index // _SERIES) % _SERIES
    return Look(colour=colour, dash=dash, width=1.5, height=3)
