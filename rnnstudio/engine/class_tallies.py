"""Tallies of classes and labels: counts, confusions, how sure the model was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnstudio.api import DataFacts
from rnnstudio.engine import formulas
from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Ints
from rnnstudio.engine.tally import MOST_MISTAKES, Numbers, Told, highest
from rnnstudio.runs.evaluation import ClassScore, Confusion, JudgedExample

MOST_SHOWN = 30
"""Classes that a confusion matrix shows."""
_MOST_BITS = 64 * 2**20


class ClassTally:
    """One of two or of several classes."""

    def __init__(self, facts: DataFacts, part: Part) -> None:
        assert part.labels is not None
        self._binary = facts.task == "binary"
        self._names = _class_names(facts)
        self._true: Ints = np.asarray(part.labels, np.int64).reshape(-1)
        self._predicted: Ints = np.zeros(len(part), np.int64)
        self._chance, self._truth = np.zeros(len(part), np.float32), np.zeros(len(part), np.float32)
        self._loss = 0.0

    def add(self, rows: Ints, made: tuple[Numbers, ...]) -> None:
        """Take in a batch."""
        self._loss += float(made[0].sum(dtype=np.float64))
        if self._binary:
            second = made[1]
            given = second > 0.5
            self._predicted[rows] = given
            self._chance[rows] = np.where(given, second, 1 - second)
            self._truth[rows] = np.where(self._true[rows] == 1, second, 1 - second)
        else:
            self._predicted[rows], self._chance[rows], self._truth[rows] = made[1:]

    def metrics(self) -> dict[str, float]:
        """Return loss, accuracy and what follows from the counts."""
        scored = self._scores()
        found = {"loss": self._loss / len(self._true), "accuracy": float(scored.hits.sum() / len(self._true))}
        if self._binary:
            found |= {"precision": float(scored.precision[1]), "recall": float(scored.recall[1]),
                      "f1": float(scored.f1[1])}
            second = np.where(self._predicted == 1, self._chance, 1 - self._chance.astype(np.float64))
            area = formulas.area_under_curve(self._true == 1, second)
            found |= {} if area is None else {"auc": area}
        return found | scored.macro() | scored.weighted() | {
            "calibration_error": formulas.calibration_error(self._bins())}

    def details(self) -> dict[str, Any]:
        """Return fields of an ``Evaluation``."""
        count = len(self._names)
        found, scored = formulas.cells(self._true, self._predicted, count), self._scores()
        if count <= MOST_SHOWN:
            choices: list[tuple[Any, Ints]] = [("all", np.arange(count))]
        else:
            choices = [("confused", formulas.most_confused(found, count, MOST_SHOWN)),
                       ("largest", formulas.largest(scored.support, MOST_SHOWN))]
        matrices = tuple(Confusion(order=order, classes=tuple(map(int, chosen)),
                                   cells=formulas.chosen_cells(found, chosen)) for order, chosen in choices)
        return {"classes": self._names, "matrices": matrices, "calibration": self._bins(),
                "per_class": _per_class(self._names, scored, _taken_for(found, count))}

    def mistakes(self) -> Told:
        """Return the worst mistakes with their places."""
        wrong = np.flatnonzero(self._true != self._predicted)
        return [(int(place), self.example(int(place))) for place in highest(wrong, self._chance, MOST_MISTAKES)]

    def cell(self, true: int, predicted: int, label: int) -> Ints:
        """Return the places behind a cell."""
        chosen = np.ones(len(self._true), np.bool_)
        if true >= 0:
            chosen &= self._true == true
        if predicted >= 0:
            chosen &= self._predicted == predicted
        return highest(np.flatnonzero(chosen), self._chance, len(chosen))

    def example(self, place: int, label: int = -1) -> JudgedExample:
        """Return truth and prediction."""
        return JudgedExample(
            number=0, true=self._names[self._true[place]], predicted=self._names[self._predicted[place]],
            probability=float(self._chance[place]), true_probability=float(self._truth[place]))

    def _scores(self) -> formulas.Scores:
        return formulas.class_scores(self._true, self._predicted, len(self._names))

    def _bins(self) -> tuple[Any, ...]:
        return formulas.calibration(self._chance, self._true == self._predicted)


class LabelTally:
    """Several labels at once; which ones an example has and was given is kept as bits."""

    def __init__(self, facts: DataFacts, part: Part) -> None:
        assert part.labels is not None
        self._names = facts.classes
        self._labels: Numbers = part.labels
        count = len(self._names)
        self._hits, self._predicted = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._support = np.asarray(self._labels.sum(axis=0, dtype=np.float64), np.int64)
        fits = len(part) * (count + 7) // 8 <= _MOST_BITS
        self._given = np.zeros((len(part), (count + 7) // 8), np.uint8) if fits else None
        self._worst = np.zeros(len(part), np.float32)
        self._where = np.zeros(len(part), np.int32)
        self._loss, self._right, self._exact = 0.0, 0, 0

    def add(self, rows: Ints, made: tuple[Numbers, ...]) -> None:
        """Take in a batch."""
        lost, chances = made
        truth, given = self._labels[rows] > 0.5, chances > 0.5
        self._loss += float(lost.sum(dtype=np.float64))
        self._hits += (truth & given).sum(axis=0)
        self._predicted += given.sum(axis=0)
        self._right += int((truth == given).sum())
        self._exact += int((truth == given).all(axis=1).sum())
        off = np.where(truth == given, 0.0, np.abs(chances - truth))
        self._where[rows] = off.argmax(axis=1)
        self._worst[rows] = off.max(axis=1)
        if self._given is not None:
            self._given[rows] = np.packbits(given, axis=1)

    def metrics(self) -> dict[str, float]:
        """Return loss, accuracy and what follows from the counts."""
        count, scored = len(self._labels), self._scores()
        return {"loss": self._loss / count, "accuracy": self._right / (count * len(self._names)),
                "exact_match": self._exact / count} | scored.micro() | scored.macro() | scored.weighted()

    def details(self) -> dict[str, Any]:
        """Return fields of an ``Evaluation``."""
        nobody = [("", 0)] * len(self._names)
        return {"classes": self._names, "per_class": _per_class(self._names, self._scores(), nobody)}

    def mistakes(self) -> Told:
        """Return the worst mistakes with their places."""
        places = highest(np.flatnonzero(self._worst > 0), self._worst, MOST_MISTAKES)
        return [(int(place), self.example(int(place))) for place in places]

    def cell(self, true: int, predicted: int, label: int) -> Ints:
        """Return the places behind a cell."""
        if self._given is None or label < 0:
            return np.zeros(0, np.int64)
        truth = self._labels[:, label] > 0.5
        given = (self._given[:, label // 8] >> (7 - label % 8)) & 1 == 1
        chosen = np.ones(len(truth), np.bool_)
        chosen &= truth == bool(true) if true >= 0 else True
        chosen &= given == bool(predicted) if predicted >= 0 else True
        return np.flatnonzero(chosen)

    def example(self, place: int, label: int = -1) -> JudgedExample:
        """Return truth and prediction."""
        truth = np.flatnonzero(self._labels[place] > 0.5)
        given = (np.flatnonzero(np.unpackbits(self._given[place])[:len(self._names)])
                 if self._given is not None else np.zeros(0, np.int64))
        return JudgedExample(
            number=0, true=", ".join(self._names[at] for at in truth),
            predicted=", ".join(self._names[at] for at in given), probability=float(self._worst[place]))

    def _scores(self) -> formulas.Scores:
        return formulas.scores(self._hits, self._support, self._predicted)


def _class_names(facts: DataFacts) -> tuple[str, ...]:
    """Return a name for each output; outputs beyond the classes go by their number."""
    count = max(len(facts.classes), 2 if facts.task == "binary" else facts.outputs)
    return (*facts.classes, *map(str, range(len(facts.classes), count)))


def _taken_for(found: tuple[Ints, Ints, Ints], classes: int) -> list[tuple[int | str, int]]:
    """Return for each class which other it was taken for most often, and how many times."""
    true, predicted, counts = found
    taken: list[tuple[int | str, int]] = [("", 0)] * classes
    for row, column, count in zip(true.tolist(), predicted.tolist(), counts.tolist(), strict=True):
        if row != column and count > taken[row][1]:
            taken[row] = column, count
    return taken


def _per_class(names: tuple[str, ...], scored: formulas.Scores,
               taken: Sequence[tuple[int | str, int]]) -> tuple[ClassScore, ...]:
    return tuple(ClassScore(
        index=at, name=name, support=int(scored.support[at]), predicted=int(scored.predicted[at]),
        precision=float(scored.precision[at]), recall=float(scored.recall[at]), f1=float(scored.f1[at]),
        confused_with=names[other] if isinstance(other, int) else "", confused=count)
        for at, (name, (other, count)) in enumerate(zip(names, taken, strict=True)))
