"""What is gathered while a model is judged: a few numbers of each example, and from them metrics and examples.

Each tally is given batches in any order and bounded by a few bytes an example: sequences and outputs pass through.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rnnstudio.engine.ragged import Ints
from rnnstudio.runs.evaluation import JudgedExample

MOST_MISTAKES = 200
Numbers = npt.NDArray[Any]
Told = list[tuple[int, JudgedExample]]


class Tally(Protocol):
    """Gathers one evaluation."""

    def add(self, rows: Ints, made: tuple[Numbers, ...]) -> None:
        """Take in a batch of ``Forward.batches``."""

    def metrics(self) -> dict[str, float]:
        """Return what it came to, "loss" first."""

    def details(self) -> dict[str, Any]:
        """Return fields of an ``Evaluation``."""

    def mistakes(self) -> Told:
        """Return the worst mistakes with their places."""

    def cell(self, true: int, predicted: int, label: int) -> Ints:
        """Return the places of the examples behind a cell, the most confident first."""

    def example(self, place: int, label: int = -1) -> JudgedExample:
        """Return truth and prediction of an example."""


def highest(places: Ints, by: Numbers, most: int) -> Ints:
    """Return places by falling number, of equals the first one first."""
    return places[np.argsort(-by[places], kind="stable")[:most]]
