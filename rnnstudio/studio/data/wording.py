"""What is known of the data, in words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import DataFacts, tr
from rnnstudio.project.words import number

CLASSES_NAMED = 8
"""Classes up to which all are named."""


def facts_rows(facts: DataFacts) -> list[tuple[str, str]]:
    """Return what a person should know of the data: names and values, in reading order."""
    rows = [(tr("Training examples"), number(facts.training_examples)),
            (tr("Validation examples"), number(facts.validation_examples)),
            *([(tr("Test examples"), number(facts.test_examples))] if facts.test_examples else []),
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
        case "multilabel":
            return tr("any of {count} labels", count=number(facts.outputs))
        case "next_token":
            return tr("the next token")
        case "forecasting":
            return tr("the next values")
        case _:
            return tr("a number") if facts.outputs == 1 else tr("{count} numbers", count=number(facts.outputs))


def classes_words(classes: tuple[str, ...]) -> str:
    """Return the names of the classes; of many, the first ones and how many more."""
    named = ", ".join(classes[:CLASSES_NAMED])
    more = len(classes) - CLASSES_NAMED
    return named if more <= 0 else tr("{names} and {count} more", names=named, count=number(more))


def part_words(split: str) -> str:
    """Return the name of a part: "training"."""
    return {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}.get(split, split)


def percent(share: float) -> str:
    """Return a share in percent, finer where it is small: "97 %", "0.4 %"."""
    value = share * 100
    if 0 < value < 0.05:
        return tr("less than 0.1 %")
    text = f"{value:.1f}" if value < 10 or 99 < value < 100 else f"{value:.0f}"
    if share < 1 and float(text) >= 100:
        text = "99.9"
    return f"{text.removesuffix('.0')} %"


def listed(names: Sequence[str], total: int) -> str:
    """Return names with how many more there are: "3, 17 and 112 more"; "" without a name."""
    if not names or total <= len(names):
        return ", ".join(names)
    return tr("{names} and {count} more", names=", ".join(names), count=number(total - len(names)))


def length_words(length: int, kind: str) -> str:
    """Return a length in the units of the input: "23 tokens", "8 steps"."""
    if kind == "values":
        return tr("1 step") if length == 1 else tr("{count} steps", count=number(length))
    return tr("1 token") if length == 1 else tr("{count} tokens", count=number(length))


def examples_words(count: int) -> str:
    """Return a number of examples: "1 example", "312 examples"."""
    return tr("1 example") if count == 1 else tr("{count} examples", count=number(count))
