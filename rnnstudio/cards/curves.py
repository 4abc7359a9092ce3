"""A run's curves as SVG: training and validation by epoch, the best epoch ringed. Colours are the page's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import msgspec

from rnnstudio.api import tr
from rnnstudio.project.words import number

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 12, 46
_MOST_POINTS = 600
_MARKERS_UP_TO = 40

Points = Sequence[tuple[float, float]]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """The curves of a metric: epoch and value of each epoch; ``best`` is the best epoch, 0 for none."""

    title: str
    training: Points
    validation: Points
    best: int = 0


def svg(drawn: Drawn) -> str:
    """Return a picture as an SVG element; "" if there is no finite value at all."""
    training, validation = _finite(drawn.training), _finite(drawn.validation)
    values = [y for _, y in (*training, *validation)]
    if not values:
        return ""
    frame = _Frame([x for x, _ in (*training, *validation)], values)
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="curves">',
             f"<title>{escape(drawn.title)}</title>", *frame.axes(),
             *_curve(frame, training, "training"), *_curve(frame, validation, "validation")]
    ringed = next((point for point in (*validation, *training) if point[0] == drawn.best), None)
    if ringed is not None:
        parts.append(f'<circle class="best" cx="{frame.x(ringed[0]):.1f}" cy="{frame.y(ringed[1]):.1f}" r="7"/>')
    return "".join((*parts, "</svg>"))


class _Frame:
    """Where numbers lie in the picture."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.first, self.last = min(xs), max(max(xs), min(xs) + 1)
        low, high = min(ys), max(ys)
        spare = (high - low) * 0.06 or max(abs(high), 1.0) * 0.06
        self.low, self.high = low - spare, high + spare

    def x(self, value: float) -> float:
        return _LEFT + (value - self.first) / (self.last - self.first) * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM)

    def axes(self) -> list[str]:
        """Return lines and figures of both axes."""
        parts = []
        for value in ticks(self.low, self.high, 5):
            y = self.y(value)
            parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}"/>'
                         f'<text x="{_LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{value:.6g}</text>')
        for value in ticks(self.first, self.last, 8, whole=True):
            parts.append(f'<text x="{self.x(value):.1f}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle">'
                         f"{number(round(value))}</text>")
        parts.append(f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 5}" text-anchor="end">{escape(tr("epoch"))}</text>')
        return parts


def _curve(frame: _Frame, points: Points, kind: str) -> list[str]:
    if not points:
        return []
    shown = points[::max(1, -(-len(points) // _MOST_POINTS))]
    if shown[-1] != points[-1]:
        shown = [*shown, points[-1]]
    places = [(frame.x(x), frame.y(y)) for x, y in shown]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    parts = [f'<path class="{kind}" d="{path}"/>'] if len(places) > 1 else []
    if len(places) <= _MARKERS_UP_TO:
        parts += [f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
    return parts


def ticks(low: float, high: float, most: int, whole: bool = False) -> list[float]:
    """Return at most about ``most`` multiples of 1, 2 or 5 times a power of ten between two numbers."""
    rough = (high - low) / max(most, 1)
    if not (rough > 0 and math.isfinite(rough)):
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    step = max(step, 1.0) if whole else step
    count = math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1
    first = math.ceil(low / step - 1e-9)
    return [(first + index) * step for index in range(count)]


def _finite(points: Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
