"""What is drawn of runs: their loss and the metric beside it, epoch by epoch. No Qt in here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.project.metric_words import metric_name
from rnnstudio.runs.epochs import Epochs, metric_names, read_epochs
from rnnstudio.studio.runs.rows import RunRow
from rnnstudio.studio.runs.wording import when_words


class PlotLine(msgspec.Struct, frozen=True, kw_only=True):
    """One curve.

    Attributes:
        name: In the legend; a name that comes again is shown once.
        points: Epoch and value of each epoch; values that are no number leave a gap.
        series: Which of the palette's colours and line styles it has.
        ringed: The epoch that has a ring; 0 for none.
    """

    name: str
    points: Sequence[tuple[float, float]]
    series: int = 0
    ringed: int = 0


Plots = list[tuple[str, list[PlotLine]]]
"""Titles, each with its curves."""


def epochs_of(run: Path) -> Epochs:
    """Return the finished epochs of a run; none if they can't be read."""
    try:
        return read_epochs(run)
    except UserError:
        return {}


def shown_metrics(epochs: Epochs) -> list[str]:
    """Return the metrics that are plotted: the loss, and accuracy or the first other one."""
    names = metric_names(epochs)
    others = [name for name in names if name != "loss"]
    return [name for name in names if name == "loss"] + (
        ["accuracy"] if "accuracy" in others else others[:1])


def plots_of(row: RunRow) -> Plots:
    """Return the curves of one run: training and validation, the best epoch ringed."""
    epochs = epochs_of(row.path)
    found: Plots = []
    for name in shown_metrics(epochs) if epochs.get("epoch") else ():
        validation = _points(epochs, f"val_{name}")
        lines = [PlotLine(name=tr("training"), points=_points(epochs, name), series=0)]
        if validation:
            lines.append(PlotLine(name=tr("validation"), points=validation, series=1, ringed=_best(row)))
        found.append((metric_name(name), lines))
    return found


def plots_together(rows: Sequence[RunRow]) -> Plots:
    """Return curves of several runs over one another, a plot for each metric: of the validation part, if there is."""
    read = [(row, epochs_of(row.path)) for row in rows]
    called = names_apart(rows)
    names = list(dict.fromkeys(name for _, epochs in read for name in shown_metrics(epochs)))
    found: Plots = []
    for name in names:
        lines = [PlotLine(name=called[row.path], series=place, ringed=_best(row),
                          points=_points(epochs, f"val_{name}") or _points(epochs, name))
                 for place, (row, epochs) in enumerate(read) if name in epochs]
        validated = any(f"val_{name}" in epochs for _, epochs in read)
        title = tr("{metric}, validation", metric=metric_name(name)) if validated else metric_name(name)
        found.append((title, lines))
    return found


def names_apart(rows: Sequence[RunRow]) -> dict[Path, str]:
    """Return what runs are called side by side: those of one name with the time they began, or with their folder."""
    now = time.time()
    found = {row.path: row.entry.name for row in rows}
    for more in (lambda row: when_words(row.started, now), lambda row: row.path.name):
        names = list(found.values())
        found = {row.path: found[row.path] if names.count(found[row.path]) == 1 else f"{row.entry.name}, {more(row)}"
                 for row in rows}
    return found


def _best(row: RunRow) -> int:
    return row.entry.info.best_epoch if row.entry.info is not None else 0


def _points(epochs: Epochs, column: str) -> list[tuple[float, float]]:
    return list(zip(epochs["epoch"], epochs[column], strict=True)) if column in epochs else []
