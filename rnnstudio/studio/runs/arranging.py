"""Which runs the table shows, in which columns and in which order. No Qt in here.

Thousands of rows are sorted by keys made once each; a proxy model would ask for two values at every comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec

from rnnstudio.api import mark, tr
from rnnstudio.project.comparing import varying
from rnnstudio.project.metric_words import is_better
from rnnstudio.studio.runs.rows import RunRow

Fixed = Literal["star", "name", "best", "state", "started", "seconds", "epochs", "model"]
FIXED: dict[Fixed, str] = {
    "star": "", "name": mark("Name"), "best": mark("Best"), "state": mark("State"), "started": mark("Began"),
    "seconds": mark("Duration"), "epochs": mark("Epochs"), "model": mark("Model")}
"""The columns that are always there, with their titles."""

StateChoice = Literal["all", "ended", "running", "interrupted", "failed"]
_STANDINGS: dict[StateChoice, tuple[str, ...]] = {
    "ended": ("completed", "early", "stopped"), "running": ("running",), "interrupted": ("interrupted",),
    "failed": ("failed", "unreadable")}


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a run must have to be shown: all of the words, the state, the star if that is asked for."""

    words: str = ""
    state: StateChoice = "all"
    starred: bool = False

    def accepts(self, row: RunRow) -> bool:
        """Tell whether a run is shown."""
        return ((not self.starred or row.entry.own.starred)
                and (self.state == "all" or row.entry.standing in _STANDINGS[self.state])
                and all(word in row.words for word in self.words.casefold().split()))


class Column(msgspec.Struct, frozen=True):
    """A column: a fixed one, or a setting's key, and its title."""

    key: str
    title: str


def columns(rows: Sequence[RunRow]) -> tuple[Column, ...]:
    """Return the columns for some runs: the fixed ones, then the settings that differ among them.

    The planned epochs are left out: the epochs that were trained have a column.
    """
    fixed = tuple(Column(key, tr(title) if title else "") for key, title in FIXED.items())
    titles = {key: setting.title for row in rows for key, setting in row.settings.items()}
    keys = [key for key in varying([row.settings for row in rows]) if key != "training.epochs"]
    return fixed + tuple(Column(key, titles[key]) for key in keys)


def arranged(rows: Iterable[RunRow], wanted: Filter, key: str, descending: bool) -> list[RunRow]:
    """Return the runs that are shown, in order: what has no value comes last either way, equals the newest first."""
    shown = sorted((row for row in rows if wanted.accepts(row)), key=lambda row: row.started, reverse=True)
    value = _value_of(key)
    known = [(value(row), row) for row in shown]
    some = [pair for pair in known if pair[0] is not None]
    some.sort(key=lambda pair: pair[0], reverse=descending)
    return [row for _, row in some] + [row for found, row in known if found is None]


def _value_of(key: str) -> Callable[[RunRow], Any]:
    """Return what a column is sorted by."""
    match key:
        case "star":
            return lambda row: row.entry.own.starred
        case "name":
            return lambda row: row.entry.name.casefold()
        case "best":
            return _goodness
        case "state":
            return lambda row: row.state
        case "started":
            return lambda row: row.started
        case "seconds":
            return lambda row: row.entry.info.seconds if row.entry.info is not None else None
        case "epochs":
            return lambda row: row.entry.info.epochs if row.entry.info is not None else None
        case "model":
            return lambda row: row.model or None
    return lambda row: _setting(row, key)


def _goodness(row: RunRow) -> tuple[str, float] | None:
    """Return what grows as a run gets better, runs of another metric apart."""
    if math.isnan(row.best):
        return None
    return row.metric, row.best if is_better(row.metric, 1.0, 0.0) else -row.best


def _setting(row: RunRow, key: str) -> tuple[bool, float | str] | None:
    setting = row.settings.get(key)
    return None if setting is None or setting.value == "" else (isinstance(setting.value, str), setting.value)
