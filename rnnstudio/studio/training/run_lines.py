"""Which charts a run has, and which lines are in each. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from rnnstudio.api import tr
from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.look import Look, Way
from rnnstudio.studio.plots.pyramid import Pyramid, Values
from rnnstudio.studio.plots.ticks import short
from rnnstudio.studio.training.curves import SPEED, Curves, Of
from rnnstudio.studio.training.kinds import ChartKind
from rnnstudio.studio.training.looks import GAUGE, LOOKS, TITLES, Role
from rnnstudio.studio.training.wording import in_sentence, part_name

_CALM = frozenset({"learning_rate"})
"""Gauges without noise, which aren't smoothed."""


class Source(msgspec.Struct, frozen=True):
    """A run whose curves are drawn.

    Attributes:
        curves: Its numbers.
        name: Of the run; "" if it is the only one.
        looks: Of its curves; a role that is missing isn't drawn.
        gauge: Of its gauges.
    """

    curves: Curves
    name: str = ""
    looks: Mapping[Role, Look] = msgspec.field(default_factory=lambda: LOOKS)
    gauge: Look = GAUGE


def kinds_of(sources: Sequence[Source]) -> list[ChartKind]:
    """Return all charts that runs have, in reading order."""
    metrics = {name: ChartKind(name) for source in sources for name in source.curves.metrics}
    gauges = {name: ChartKind(name, "gauge") for source in sources for name in source.curves.gauges}
    has_speed = any(not source.curves.ended or len(source.curves.rows("speed")) for source in sources)
    return [*metrics.values(), *gauges.values(), *([ChartKind(SPEED, "speed")] if has_speed else [])]


def lines_of(source: Source, kind: ChartKind, way: Way, span: float) -> list[Line]:
    """Return a run's lines in a chart.

    Args:
        source: The run.
        kind: The chart.
        way: What the x axis counts. By epoch, a metric has no line of its batches.
        span: Batches over which noisy lines are smoothed.
    """
    if kind.of == "speed":
        return _gauge(source, "speed", kind, way)
    if kind.of == "gauge":
        return (_gauge(source, "batch", kind, way) if kind.name in _CALM
                else _batches(source, kind.name, way, span))
    batches = _batches(source, kind.name, way, span) if way != "epoch" else []
    return batches + _epochs(source, kind.name, way)


def words_of(source: Source, kind: ChartKind) -> str:
    """Return the last values of a metric in words, for a screen reader."""
    columns = source.curves.rows("epoch").columns
    parts = []
    for name in (kind.name, f"val_{kind.name}"):
        values = columns[name].values if name in columns else np.empty(0)
        if len(values) and np.isfinite(values[-1]):
            parts.append(f"{part_name(name)}: {short(float(values[-1]))}")
    return ", ".join(parts)


def _batches(source: Source, name: str, way: Way, span: float) -> list[Line]:
    curves, lines = source.curves, []
    rows = curves.rows("batch")
    x, scale = curves.places("batch", way)
    column = rows.columns.get(name)
    if column is None or (len(column) and column.extremes(0, len(column)) is None):
        return []  # some metrics are known of epochs alone
    if "batch" in source.looks:
        lines.append(_line(source, "batch", x, column, scale))
    if "smooth" in source.looks:
        lines.append(_line(source, "smooth", x, curves.smoothed(name, span), scale))
    return lines


def _epochs(source: Source, name: str, way: Way) -> list[Line]:
    curves = source.curves
    rows, lines = curves.rows("epoch"), []
    x, scale = curves.places("epoch", way)
    validation = rows.columns.get(f"val_{name}")
    for role, column in (("training", rows.columns.get(name)), ("validation", validation)):
        if column is not None and (not len(column) or np.isfinite(column.values).any()):
            lines.append(_line(source, role, x, column, scale))  # type: ignore[arg-type]
    row = curves.best_row()
    if row is not None:
        values = [column.values[row] for column in (validation, rows.columns.get(name)) if column is not None]
        found = next((value for value in values if np.isfinite(value)), None)
        if found is not None:
            lines.append(_line(source, "best", x[row:row + 1], Pyramid([found]), scale, is_read=False))
    return lines


def _gauge(source: Source, of: Of, kind: ChartKind, way: Way) -> list[Line]:
    column = source.curves.rows(of).columns.get(kind.name)
    x, scale = source.curves.places(of, way)
    return [] if column is None else [
        Line(f"{source.name}:{kind.key}", source.name or in_sentence(kind.title), source.gauge, x, column, scale)]


def _line(source: Source, role: Role, x: Values, y: Pyramid, scale: float, is_read: bool = True) -> Line:
    part = tr(TITLES[role])
    name = tr("{run}, {part}", run=source.name, part=part) if source.name else part
    return Line(f"{source.name}:{role}", name, source.looks[role], x, y, scale, is_read)
