"""What judging a run's model came to, as typed plain data: the engine makes it, window and terminal show it."""

from __future__ import annotations

from typing import Literal

import msgspec

from rnnstudio.api import Task

JudgedPart = Literal["validation", "test", "file"]
"""Examples that a model may be judged by: the run's own parts, or a file of the person's."""


class ClassScore(msgspec.Struct, frozen=True, kw_only=True):
    """How well one class, or one of several labels, is told.

    Attributes:
        index: Its place among the classes.
        name: What it is called.
        support: Examples that have it.
        predicted: Examples that were given it.
        precision: Share of those given it that have it; 0 where none was.
        recall: Share of those that have it that were given it; 0 where none has it.
        f1: The harmonic mean of the two.
        confused_with: The class that its examples were taken for most often; "" if none was.
        confused: How many of them.
    """

    index: int
    name: str
    support: int
    predicted: int
    precision: float
    recall: float
    f1: float
    confused_with: str = ""
    confused: int = 0


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """Examples of one class that were taken for another, or for itself: places among all classes, and how many."""

    true: int
    predicted: int
    count: int


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """A confusion matrix, perhaps of some of the classes only.

    Attributes:
        order: Which classes were chosen where there are too many: the most confused, or the largest.
        classes: Places of the shown classes among all, in order.
        cells: Cells between shown classes that aren't empty.
    """

    order: Literal["all", "confused", "largest"]
    classes: tuple[int, ...]
    cells: tuple[Cell, ...]


class ConfidenceBin(msgspec.Struct, frozen=True, array_like=True):
    """Predictions whose probability lies in a range.

    Attributes:
        low: Where the range begins.
        high: Where it ends.
        count: How many.
        confidence: Their mean probability.
        accuracy: The share of them that is right.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


class JudgedExample(msgspec.Struct, frozen=True, kw_only=True):
    """An example with what it is and what it was taken for.

    Attributes:
        number: Its number among the usable rows, from 1; 0 for a window that was cut out.
        line: Its line in the file; 0 if it has none.
        text: The text, perhaps cut short; ids in digits where there is no text.
        true: The class, labels or number that it has.
        predicted: Those that the model gives.
        probability: That the model gives to its answer; for numbers the residual, predicted less true.
        true_probability: That it gives to the truth; 0 for numbers.
        values: For numbers: time steps × features, not all of a long sequence.
    """

    number: int
    line: int = 0
    text: str = ""
    true: str = ""
    predicted: str = ""
    probability: float = 0.0
    true_probability: float = 0.0
    values: tuple[tuple[float, ...], ...] = ()


class NumberScore(msgspec.Struct, frozen=True, kw_only=True):
    """How near one predicted number comes, in the units of the data.

    Attributes:
        name: What is predicted, and how far ahead.
        mae: Mean absolute error.
        rmse: Root of the mean squared error.
        r2: Coefficient of determination: 1 is perfect, 0 no better than the mean.
    """

    name: str
    mae: float
    rmse: float
    r2: float


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that could not be judged for the same reason, with one of them."""

    reason: str
    count: int
    example: str = ""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """How a run's model does on some examples.

    Attributes:
        id: Names it to the engine, which keeps what is behind it for a while.
        run: The run's folder.
        part: What it was judged by.
        file: The person's file, if it was judged by one.
        which: The best model or the last.
        task: What is predicted.
        examples: How many were judged.
        metrics: By name, "loss" first; the same formulas as in training where they have the same name.
        classes: Names of the classes or labels.
        per_class: One for each class.
        matrices: Of one of several classes: all, or where there are too many the most confused and the largest ones.
        calibration: Ranges of probability, empty ones left out.
        mistakes: The most confident mistakes, or the largest residuals, worst first.
        points: Of numbers: (true, predicted), in the units of the data, not all where there are very many.
        residuals: Of numbers: (from, to, count) of predicted less true.
        outputs: Of numbers: each one by itself.
        left_out: Rows that could not be judged.
        notes: What else to know, a sentence each, such as that the data has changed since.
        seconds: What it took.
    """

    id: str
    run: str
    part: JudgedPart
    which: Literal["best", "last"]
    task: Task
    examples: int
    metrics: dict[str, float]
    file: str = ""
    classes: tuple[str, ...] = ()
    per_class: tuple[ClassScore, ...] = ()
    matrices: tuple[Confusion, ...] = ()
    calibration: tuple[ConfidenceBin, ...] = ()
    mistakes: tuple[JudgedExample, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    residuals: tuple[tuple[float, float, int], ...] = ()
    outputs: tuple[NumberScore, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


class ExamplesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the examples behind a cell.

    Attributes:
        first: The place of the first one, from 0.
        total: How many there are.
        examples: These.
    """

    first: int
    total: int
    examples: tuple[JudgedExample, ...]
