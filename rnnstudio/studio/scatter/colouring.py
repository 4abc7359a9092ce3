"""Which colour and shape each point has, and what a legend says of them. Knows no Qt.

Numbers take colours of a ramp that is even to the eye: equal steps in Oklab (Ottosson, "A perceptual color space for
image processing", 2020), lightness falling all the way on a light ground and rising on a dark one, so that it is read
with any kind of colour vision and in print. Classes take Okabe and Ito's colours, and a shape each.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from rnnstudio.api import tr
from rnnstudio.studio.scatter.stamps import SHAPES
from rnnstudio.studio.theme import Palette

MOST_CLASSES = len(SHAPES)
"""Classes with a colour of their own; the rest are told together."""
MISSING = 255
"""Colour of what has no value."""
_DECADES = 2.0
"""Numbers that are never negative are shown by their logarithm from this many powers of ten on."""
_MOST_TICKS = 5
_STEPS = 255

# Lightness, chroma and hue in degrees, from the least to the greatest.
_RAMPS = {False: ((0.80, 0.070, 210.0), (0.29, 0.130, 290.0)), True: ((0.47, 0.085, 280.0), (0.92, 0.145, 102.0))}
_MORE = {False: ("#8a7600", "#1c1e21"), True: ("#5f8fe8", "#e6e7e9")}
"""Two more colours beside the palette's six."""


class Numbers(msgspec.Struct, frozen=True, eq=False):
    """A number for each point.

    Attributes:
        values: float (n,); NaN is told apart as having none.
        title: What they are.
        log: Whether they are shown by their logarithm; ``None`` if they span decades.
    """

    values: Any
    title: str = ""
    log: bool | None = None


class Classes(msgspec.Struct, frozen=True, eq=False):
    """A class for each point.

    Attributes:
        codes: int (n,), places in ``names``; what is outside of them has no class.
        names: Of the classes.
        title: What they are.
    """

    codes: Any
    names: tuple[str, ...] | list[str]
    title: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One class in a legend: its name, colour and shape; ``share`` 0 to 1 along a ramp for a number."""

    name: str
    colour: int = 0
    shape: str = "circle"
    share: float = 0.0


class Legend(msgspec.Struct, frozen=True):
    """What a legend says.

    Attributes:
        title: "" for none.
        ramp: Whether entries are numbers along a ramp rather than classes.
        entries: In order.
    """

    title: str = ""
    ramp: bool = False
    entries: tuple[Entry, ...] = ()


class Colouring:
    """Colours and shapes of points.

    Attributes:
        colour: uint8 (n,), places in ``table``.
        shape: uint8 (n,), places in ``SHAPES``; ``None`` if all are discs.
        legend: What is said of them.
    """

    def __init__(self, count: int, values: Numbers | Classes | None = None) -> None:
        self._values = values
        self.shape: NDArray[np.uint8] | None = None
        self.legend = Legend()
        if isinstance(values, Numbers):
            self.colour, self.legend = _of_numbers(values, count)
        elif isinstance(values, Classes):
            self.colour, self.shape, self.legend = _of_classes(values, count)
        else:
            self.colour = np.zeros(count, np.uint8)

    def table(self, palette: Palette) -> NDArray[np.uint32]:
        """Return 256 colours as 0xRRGGBB."""
        if isinstance(self._values, Numbers):
            return np.append(ramp(palette.dark), np.uint32(_hex(palette.disabled)))
        if isinstance(self._values, Classes):
            found = [_hex(each.colour) for each in palette.series] + [_hex(each) for each in _MORE[palette.dark]]
            found += [_hex(palette.disabled)] * (256 - len(found))
            return np.array(found, np.uint32)
        return np.full(256, _hex(palette.accent), np.uint32)


@cache
def ramp(dark: bool) -> NDArray[np.uint32]:
    """Return 255 colours as 0xRRGGBB, from the least to the greatest, for a light or a dark ground."""
    lab = _lab(np.linspace(0, 1, 4096), *_RAMPS[dark])
    walked = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    share = np.interp(np.linspace(0, walked[-1], _STEPS), walked, np.linspace(0, 1, 4096))
    red, green, blue = np.rint(_rgb(_lab(share, *_RAMPS[dark])) * 255).astype(np.uint32).T
    found: NDArray[np.uint32] = (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return found


def mixed(colours: NDArray[np.uint32], ground: int, share: float) -> NDArray[np.uint32]:
    """Return colours with ``share`` of the ground's in them, all as 0xRRGGBB."""
    found = np.zeros_like(colours)
    for shift in (0, 8, 16):
        one, other = (colours >> np.uint32(shift)) & np.uint32(255), (ground >> shift) & 255
        found |= np.rint(one * (1 - share) + other * share).astype(np.uint32) << np.uint32(shift)
    return found


def ticks(low: float, high: float, log: bool) -> list[float]:
    """Return a few round numbers from ``low`` to ``high``."""
    if not low < high:
        return [low]
    if log:
        powers = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
        step = max(1, -(-len(powers) // _MOST_TICKS))
        found = [10.0 ** power for power in powers][::step]
        return found if len(found) > 1 else [low, high]
    rough = (high - low) / (_MOST_TICKS - 1)
    unit = 10 ** math.floor(math.log10(rough))
    step_size = next(each for each in (unit, 2 * unit, 5 * unit, 10 * unit) if each >= rough * 0.999)
    first = math.ceil(low / step_size - 1e-9)
    found = [number * step_size for number in range(first, math.floor(high / step_size + 1e-9) + 1)]
    return sorted({min(max(each, low), high) for each in found})  # rounding leads out of a range of a few last digits


def in_short(value: float) -> str:
    """Return a number in few letters: "0.25", "1,000", "20k", "3M"."""
    size = abs(value)
    for least, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size >= least:
            return f"{value / (1e3 if unit == 'k' else least):.4g}{unit}"
    return f"{value:,.0f}" if size >= 1000 else f"{value:.4g}".replace("e-0", "e-")


def _of_numbers(given: Numbers, count: int) -> tuple[NDArray[np.uint8], Legend]:
    values = np.asarray(given.values, np.float64)
    if values.shape != (count,):
        raise ValueError(f"{count} points have {values.shape} values")
    colour = np.full(count, MISSING, np.uint8)
    known = np.isfinite(values)
    if not known.any():
        return colour, Legend(given.title, True, (Entry(tr("no value"), MISSING),))
    log = spans_decades(values[known]) if given.log is None else given.log and bool((values[known] > 0).any())
    least = float(values[known & (values > 0)].min()) if log else float(values[known].min())
    greatest = float(values[known].max())
    low, high = (math.log10(least), math.log10(greatest)) if log else (least, greatest)
    placed = np.log10(np.maximum(values[known], least)) if log else values[known]
    share = (placed - low) / (high - low) if high > low else np.full(len(placed), 0.5)
    colour[known] = np.rint(share * (_STEPS - 1)).astype(np.uint8)
    marks = [(each, (math.log10(each) if log else each) - low) for each in ticks(least, greatest, log)]
    entries = [Entry(in_short(each), share=(place / (high - low) if high > low else 0.5)) for each, place in marks]
    if not known.all():
        entries.append(Entry(tr("no value"), MISSING))
    return colour, Legend(given.title, True, tuple(entries))


def spans_decades(values: NDArray[np.float64]) -> bool:
    """Tell whether numbers, none of them negative, span so many powers of ten that their logarithm says more."""
    positive = values[values > 0]
    if (values < 0).any() or not len(positive):
        return False
    return float(np.log10(positive.max()) - np.log10(positive.min())) >= _DECADES


def _of_classes(given: Classes, count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8], Legend]:
    codes = np.asarray(given.codes, np.int64)
    if codes.shape != (count,):
        raise ValueError(f"{count} points have {codes.shape} classes")
    names = list(given.names)
    known = (codes >= 0) & (codes < len(names))
    many = np.bincount(codes[known], minlength=len(names))
    kept = np.sort(np.argsort(-many, kind="stable")[:MOST_CLASSES])
    slot = np.full(len(names) + 1, MOST_CLASSES, np.uint8)
    slot[kept] = np.arange(len(kept))
    colour = slot[np.where(known, codes, len(names))]
    entries = [Entry(names[each], place, SHAPES[place]) for place, each in enumerate(kept.tolist())]
    rest = len(names) - len(kept)
    if rest:
        entries.append(Entry(tr("other: {count} classes", count=rest), MOST_CLASSES))
    elif not known.all():
        entries.append(Entry(tr("no class"), MOST_CLASSES))
    shape = np.where(colour < MOST_CLASSES, colour, 0).astype(np.uint8)
    return colour, shape, Legend(given.title, False, tuple(entries))


def _lab(share: NDArray[np.float64], low: tuple[float, float, float],
         high: tuple[float, float, float]) -> NDArray[np.float64]:
    light, chroma, hue = (one + (other - one) * share for one, other in zip(low, high, strict=True))
    return np.stack([light, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))], axis=1)


_TO_LMS = np.array([[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728],
                    [1, -0.0894841775, -1.2914855480]])
_TO_RGB = np.array([[4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
                    [-0.0041960863, -0.7034186147, 1.7076147010]])


def _rgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Oklab colours as sRGB, 0 to 1."""
    linear = np.clip((lab @ _TO_LMS.T) ** 3 @ _TO_RGB.T, 0, 1)
    found: NDArray[np.float64] = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return found


def _hex(colour: str) -> int:
    return int(colour[1:], 16)
