"""Words, counts and values as the Words pane says them. Knows no Qt and no NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rnnstudio.api import tr
from rnnstudio.project.words import number

Metric = Literal["cosine", "euclidean"]


def plain(word: str) -> str:
    """Return a word as a label: what can't be seen in it can, and an empty one is said to be so."""
    if not word:
        return tr("(empty)")
    shown = word.replace("\t", "⇥").replace("\r", "↵").replace("\n", "↵")
    return shown if shown.strip() else "␣" * len(shown)


def quoted(word: str) -> str:
    """Return a word in quotation marks."""
    return f"“{plain(word)}”"


def value_words(value: float) -> str:
    """Return a similarity, a distance or a share in three digits."""
    if value != value:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def percent(share: float) -> str:
    """Return a share as "12.5 %"."""
    return f"{100 * share:.1f} %"


def times_words(count: int) -> str:
    """Say how often a word stood in the training text."""
    return tr("once in the training text") if count == 1 else tr("{count} times in the training text",
                                                                 count=number(count))


def shares(values: Sequence[float], metric: Metric) -> list[float]:
    """Return the length of a bar for each similarity or distance, 0 to 1: the nearer the longer.

    A cosine is its own length. A distance has no scale of its own: the bar shrinks as it grows beyond the nearest.
    """
    if metric == "cosine":
        return [max(0.0, value) for value in values]
    nearest = min((value for value in values if value > 0), default=1.0)
    return [1.0 if value <= nearest else nearest / value for value in values]
