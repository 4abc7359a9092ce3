"""Tallies of predicted tokens and numbers: sums, and the worst mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnnstudio.api import DataFacts, Window, tr
from rnnstudio.engine import formulas
from rnnstudio.engine.forward import wanted
from rnnstudio.engine.judged_examples import Shower
from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Ints
from rnnstudio.engine.tally import MOST_MISTAKES, Numbers, Told, highest
from rnnstudio.runs.evaluation import JudgedExample, NumberScore

MOST_POINTS = 3000
RESIDUAL_BINS = 41
_CONTEXT = 60
"""Tokens before a predicted one that are shown."""


class TokenTally:
    """The token that follows: sums, and the most confident mistakes so far."""

    def __init__(self, part: Part, shower: Shower) -> None:
        self._part, self._shower = part, shower
        self._tokens, self._loss, self._right = 0, 0.0, 0
        self._worst: list[tuple[float, int, int, int, float]] = []

    def add(self, rows: Ints, made: tuple[Numbers, ...]) -> None:
        """Take in a batch."""
        lost, given, chance, truth = made
        target = wanted(self._part, rows)
        right = given == target
        self._tokens += given.size
        self._right += int(right.sum())
        self._loss += float(lost.sum(dtype=np.float64))
        order = np.argsort(-np.where(right, -1.0, chance).ravel())[:MOST_MISTAKES]
        for at, step in zip(*np.unravel_index(order, given.shape), strict=True):
            if not right[at, step]:
                self._worst.append((float(chance[at, step]), int(rows[at]), int(step), int(given[at, step]),
                                    float(truth[at, step])))
        self._worst = sorted(self._worst, reverse=True)[:MOST_MISTAKES]

    def metrics(self) -> dict[str, float]:
        """Return loss, accuracy and what follows from the counts."""
        loss = self._loss / max(self._tokens, 1)
        return {"loss": loss, "accuracy": self._right / max(self._tokens, 1), "perplexity": float(np.exp(loss)),
                "bits_per_token": loss / float(np.log(2)), "tokens": float(self._tokens)}

    def details(self) -> dict[str, Any]:
        """Return fields of an ``Evaluation``."""
        return {}

    def mistakes(self) -> Told:
        """Return the worst mistakes with their places."""
        return [(place, self._mistake(*worst)) for worst in self._worst for place in (worst[1],)]

    def _mistake(self, chance: float, place: int, step: int, given: int, truth: float) -> JudgedExample:
        inputs, window = self._part.inputs, self._part.window
        assert window is not None
        behind = int(inputs.starts[place]) + window.first + step
        seen = np.asarray(inputs.flat[max(int(inputs.starts[place]), behind - _CONTEXT):behind]).tolist()
        said = self._shower.decoded
        return JudgedExample(number=0, text=said(seen), true=said([int(inputs.flat[behind])]),
                             predicted=said([given]), probability=chance, true_probability=truth)

    def cell(self, true: int, predicted: int, label: int) -> Ints:
        """Return the places behind a cell."""
        return np.zeros(0, np.int64)

    def example(self, place: int, label: int = -1) -> JudgedExample:
        """Return truth and prediction."""
        return JudgedExample(number=0)


class NumberTally:
    """Numbers: a label, or the next values of a series, in the units of the data where they were standardized."""

    def __init__(self, facts: DataFacts, part: Part) -> None:
        self._part = part
        self._outputs = facts.outputs
        self._names = _output_names(facts, part.window)
        self._scale = _output_scale(facts, part.window)
        self._sums, self._own = formulas.Squares(self._outputs), formulas.Squares(self._outputs)
        self._loss = 0.0
        self._residual = np.zeros(len(part), np.float32)
        self._true, self._given = np.zeros(len(part), np.float32), np.zeros(len(part), np.float32)

    def add(self, rows: Ints, made: tuple[Numbers, ...]) -> None:
        """Take in a batch."""
        target, given = np.asarray(wanted(self._part, rows), np.float64), made[1].astype(np.float64)
        self._loss += float(made[0].sum(dtype=np.float64))
        self._sums.add(target, given)
        means, deviations = self._scale
        target, given = target * deviations + means, given * deviations + means
        self._own.add(target, given)
        at = np.arange(len(rows)), np.abs((given - target) / deviations).argmax(axis=1)
        self._true[rows], self._given[rows] = target[at], given[at]
        self._residual[rows] = (given - target)[at]

    def metrics(self) -> dict[str, float]:
        """Return loss, accuracy and what follows from the counts."""
        return {"loss": self._loss / len(self._part)} | self._sums.together()

    def details(self) -> dict[str, Any]:
        """Return fields of an ``Evaluation``."""
        mae, rmse, r2 = self._own.each()
        outputs = tuple(NumberScore(name=name, mae=float(mae[at]), rmse=float(rmse[at]), r2=float(r2[at]))
                        for at, name in enumerate(self._names))
        chosen = np.unique(np.linspace(0, len(self._true) - 1, min(MOST_POINTS, len(self._true))).astype(int))
        counts, edges = np.histogram(self._residual, RESIDUAL_BINS)
        return {"outputs": outputs,
                "points": tuple((float(self._true[at]), float(self._given[at])) for at in chosen),
                "residuals": tuple((float(low), float(high), int(count)) for low, high, count in zip(
                    edges[:-1], edges[1:], counts, strict=True))}

    def mistakes(self) -> Told:
        """Return the worst mistakes with their places."""
        places = highest(np.arange(len(self._residual)), np.abs(self._residual), MOST_MISTAKES)
        return [(int(place), self.example(int(place))) for place in places]

    def cell(self, true: int, predicted: int, label: int) -> Ints:
        """Return the places behind a cell."""
        return np.zeros(0, np.int64)

    def example(self, place: int, label: int = -1) -> JudgedExample:
        """Return truth and prediction."""
        return JudgedExample(number=0, true=f"{self._true[place]:.6g}", predicted=f"{self._given[place]:.6g}",
                             probability=float(self._residual[place]))


def _output_names(facts: DataFacts, window: Window | None) -> list[str]:
    if window is None:
        return [tr("the number")] if facts.outputs == 1 else [str(at + 1) for at in range(facts.outputs)]
    features = window.features or tuple(range(facts.features or 1))
    names = [facts.names[at] if at < len(facts.names) else str(at + 1) for at in features]
    return [name if window.ahead == 1 else tr("{name}, {steps} ahead", name=name, steps=step)
            for step in range(1, window.ahead + 1) for name in names]


def _output_scale(facts: DataFacts, window: Window | None) -> tuple[Numbers, Numbers]:
    """Return mean and deviation by which each output was standardized."""
    if window is None or not facts.scale:
        return np.zeros(facts.outputs), np.ones(facts.outputs)
    features = window.features or tuple(range(facts.features or 1))
    scale = np.array([facts.scale[at] for at in features])
    return np.tile(scale[:, 0], window.ahead), np.tile(scale[:, 1], window.ahead)
