"""The command that judges the model of a run: evaluate."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from rnnstudio.api import tr
from rnnstudio.cli.answer import DONE, Answer, steady_console
from rnnstudio.project.words import number
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnnstudio.runs.evaluation import Evaluation

_MOST_CLASSES = 15
"""Classes up to which plain output shows the confusion matrix, if their names have room."""
_MOST_LETTERS = 100
_MOST_ROWS = 40
_MOST_MISTAKES = 5


def evaluate(options: argparse.Namespace, answer: Answer) -> int:
    """Judge a run's model and show what it came to."""
    from rnnstudio.engine import evaluate as engine

    with _progress() as told:
        found = engine.evaluate(
            options.run.absolute(), Registry.discover(), part="file" if options.data is not None else options.part,
            data=options.data, which=options.which, skip_unknown=options.skip_unknown, progress=told)
    _show(found, answer)
    answer.result(_result(found))
    return DONE


@contextmanager
def _progress() -> Iterator[Callable[[str, float | None], None]]:
    """Give what shows on a terminal how far it is."""
    console = steady_console()
    with Progress(TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), console=console,
                  transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(tr("Starting"), total=None)

        def told(text: str, share: float | None) -> None:
            bar.update(task, description=text, total=None if share is None else 1.0, completed=share or 0.0)

        yield told


def _result(found: Evaluation) -> dict[str, Any]:
    """Return an evaluation as it is told with --json; the matrix of all classes only where these are few."""
    told: dict[str, Any] = {"metrics": found.metrics, "examples": found.examples, "run": found.run,
                            "part": found.part, "file": found.file or None, "which": found.which}
    if found.classes:
        told["classes"] = found.classes
        told["per_class"] = [msgspec.structs.asdict(one) for one in found.per_class]
    if found.matrices and found.matrices[0].order == "all":
        told["confusion"] = table_of(found)
    if found.outputs:
        told["outputs"] = [msgspec.structs.asdict(one) for one in found.outputs]
    return told | {"left_out": [msgspec.structs.asdict(one) for one in found.left_out], "notes": found.notes}


def table_of(found: Evaluation) -> list[list[int]]:
    """Return the confusion matrix: a row for each true class, a column for each predicted one."""
    matrix = found.matrices[0]
    places = {index: place for place, index in enumerate(matrix.classes)}
    rows = [[0] * len(places) for _ in places]
    for cell in matrix.cells:
        rows[places[cell.true]][places[cell.predicted]] = cell.count
    return rows


def _show(found: Evaluation, answer: Answer) -> None:
    answer.say(tr("Judged by {count} examples, with the {which} model.", count=number(found.examples),
                  which=tr("best") if found.which == "best" else tr("last")))
    for note in found.notes:
        answer.say(note)
    for left in found.left_out:
        answer.say(tr("Left out: {count}, {reason}, such as: {example}", count=number(left.count), reason=left.reason,
                      example=left.example))
    answer.table((tr("Metric"), ">" + tr("Value")), [
        (name, f"{value:.4f}" if abs(value) < 1000 else number(round(value))) for name, value in
        found.metrics.items()])
    _show_classes(found, answer)
    if found.outputs:
        answer.table((tr("Output"), ">MAE", ">RMSE", ">R²"), [
            (one.name, f"{one.mae:.4g}", f"{one.rmse:.4g}", f"{one.r2:.4f}") for one in found.outputs[:_MOST_ROWS]])
    _show_mistakes(found, answer)


def _show_classes(found: Evaluation, answer: Answer) -> None:
    fits = len(found.classes) <= _MOST_CLASSES and sum(len(name) + 3 for name in found.classes) <= _MOST_LETTERS
    if found.matrices and fits:
        answer.say(tr("Confusion: a row for each true class, a column for each predicted one"))
        answer.table(("", *(">" + name for name in found.classes)), [
            (name, *map(number, row)) for name, row in zip(found.classes, table_of(found), strict=True)])
    if found.per_class:
        shown = sorted(found.per_class, key=lambda one: -one.support)[:_MOST_ROWS]
        answer.table((tr("Class"), ">" + tr("Precision"), ">" + tr("Recall"), ">F1", ">" + tr("Examples"),
                      tr("Most often taken for")), [
            (one.name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", number(one.support),
             f"{one.confused_with} ({number(one.confused)})" if one.confused else "") for one in shown])
        if len(found.per_class) > len(shown):
            answer.say(tr("and {count} more classes", count=number(len(found.per_class) - len(shown))))


def _show_mistakes(found: Evaluation, answer: Answer) -> None:
    if not found.mistakes:
        return
    answer.say(tr("The largest errors") if found.task in ("regression", "forecasting")
               else tr("The most confident mistakes"))
    answer.table((tr("True"), tr("Predicted"), ">" + (tr("Error") if found.outputs else tr("Probability")),
                  tr("Example")), [
        (one.true, one.predicted, f"{one.probability:.3f}", one.text[:80]) for one in
        found.mistakes[:_MOST_MISTAKES]])
