"""Where the ticks of an axis stand and what they say. Knows no Qt."""

from __future__ import annotations

import math

from rnnstudio.api import tr
from rnnstudio.project.words import duration, number
from rnnstudio.studio.plots.look import Way

_TIMES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)

Tick = tuple[float, str]


def linear_ticks(low: float, high: float, most: int, whole: bool = False) -> list[Tick]:
    """Return ticks at multiples of 1, 2 or 5 times a power of ten.

    Args:
        low: Where the axis begins.
        high: Where it ends.
        most: How many there may be.
        whole: Whether only whole numbers may be.
    """
    span = high - low
    if not (span > 0 and math.isfinite(span)):
        return []
    spacing = _spacing(span / max(most, 1))
    if whole and spacing < 1:
        spacing = 1.0
    digits = max(0, -math.floor(math.log10(spacing) + 1e-9))
    if not whole and (digits > 5 or max(abs(low), abs(high)) >= 1e7):
        return [(value, short(value)) for value in _multiples(low, high, spacing)]
    return [(value, f"{value + 0.0:,.{digits}f}") for value in _multiples(low, high, spacing)]


def time_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return ticks at full seconds, minutes or hours, as "0:30"."""
    wanted = (high - low) / max(most, 1)
    if not (wanted > 0 and math.isfinite(wanted)):
        return []
    spacing = next((time for time in _TIMES if time >= wanted), 86_400 * max(1, round(wanted / 86_400)))
    return [(value, duration(value)) for value in _multiples(max(low, 0), high, spacing)]


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return ticks of a logarithmic axis: powers of ten, with few of them 2 and 5 times those, else round numbers.

    Args:
        low: The logarithm to base ten of where the axis begins.
        high: That of where it ends.
        most: How many there may be.

    Returns:
        The ticks' logarithms and what they say.
    """
    if not (high > low and math.isfinite(high - low) and max(abs(low), abs(high)) < 300):
        return []
    if high - low < 0.7:
        plain = linear_ticks(10**low, 10**high, most)
        return [(math.log10(value), words) for value, words in plain if value > 0]
    decades = range(math.floor(low), math.ceil(high) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [factor * 10.0**decade for decade in decades for factor in factors]
        found = [value for value in found if low <= math.log10(value) <= high]
        if len(found) <= most:
            break
    stride = max(1, -(-len(found) // max(most, 1)))
    return [(math.log10(value), short(value)) for value in found[::stride]]


def short(value: float) -> str:
    """Return a number in few letters, with the digits that tell neighbours apart: "1,240", "0.0432", "1e-5"."""
    if value != value:
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        digits, _, power = f"{value:.3e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
    return number(round(value)) if size >= 10_000 else f"{value:,.4g}" if size < 1000 else f"{value:,.0f}"


def reading(value: float) -> str:
    """Return a number as a read-out has it, with as many digits as its neighbours: "0.7860"."""
    size = abs(value)
    return f"{value:.4f}" if 0.01 <= size < 10 else f"{value:.2f}" if 10 <= size < 1000 else short(value)


def place_words(way: Way, place: float) -> str:
    """Return a place of the x axis in words: "step 1,240", "epoch 3", "after 0:12"."""
    if way == "time":
        return tr("after {time}", time=duration(place))
    shown = number(round(place)) if abs(place - round(place)) < 1e-6 else f"{place:,.2f}"
    return tr("step {number}", number=shown) if way == "step" else tr("epoch {number}", number=shown)


def _spacing(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 2, 5, 10, 20) if power * step >= least * 0.999)


def _multiples(low: float, high: float, spacing: float) -> list[float]:
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return [index * spacing for index in range(first, last + 1)]
