"""What is known of the data, in words. Knows no Qt."""

from __future__ import annotations

from rnnstudio.api import DataFacts, tr
from rnnstudio.project.words import number

CLASSES_NAMED = 8
"""Classes up to which all are named."""


def facts_rows(facts: DataFacts) -> list[tuple[str, str]]:
    """Return what a person should know of the data: names and values, in reading order."""
    rows = [(tr("Training examples"), number(facts.training_examples)),
            (tr("Validation examples"), number(facts.validation_examples)),
            (tr("To predict"), task_words(facts))]
    if facts.classes:
        rows.append((tr("Classes"), classes_words(facts.classes)))
    if facts.vocabulary_size is not None:
        rows.append((tr("Vocabulary"), number(facts.vocabulary_size)))
    if facts.steps is not None:
        rows.append((tr("Time steps"), number(facts.steps)))
    if facts.features is not None:
        rows.append((tr("Numbers in a step"), number(facts.features)))
    return rows


def task_words(facts: DataFacts) -> str:
    """Return what is predicted: "one of 5 classes"."""
    match facts.task:
        case "binary":
            return tr("one of two classes")
        case "multiclass":
            return tr("one of {count} classes", count=number(facts.outputs))
        case _:
            return tr("a number") if facts.outputs == 1 else tr("{count} numbers", count=number(facts.outputs))


def classes_words(classes: tuple[str, ...]) -> str:
    """Return the names of the classes; of many, the first ones and how many more."""
    named = ", ".join(classes[:CLASSES_NAMED])
    more = len(classes) - CLASSES_NAMED
    return named if more <= 0 else tr("{names} and {count} more", names=named, count=number(more))
