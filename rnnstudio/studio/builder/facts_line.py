"""The data in one line above the stack, and the model in one below it. No Qt in here."""

from __future__ import annotations

from rnnstudio.api import DataFacts, tr
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.project.words import number, size
from rnnstudio.studio.builder.cards import UNKNOWN

BYTES = 4
"""Of one parameter: Keras' numbers are float32 unless told otherwise."""


def facts_line(facts: DataFacts | None) -> str:
    """Say what comes in and what is asked for: "text, 8,000 words → 1 of 2 classes"."""
    if facts is None:
        return UNKNOWN
    parts = [_what_comes_in(facts)]
    if facts.steps is not None:
        parts.append(tr("{count} steps", count=number(facts.steps)))
    return f"{', '.join(part for part in parts if part)} → {_what_is_asked(facts)}"


def _what_comes_in(facts: DataFacts) -> str:
    count = facts.vocabulary_size
    match facts.input:
        case "text":
            return tr("text, {count} tokens", count=number(count)) if count is not None else tr("text")
        case "ids":
            return tr("ids, {count} different", count=number(count)) if count is not None else tr("ids")
    if facts.features is None or facts.features == 1:
        return tr("a number per step")
    return tr("{count} numbers per step", count=number(facts.features))


def _what_is_asked(facts: DataFacts) -> str:
    match facts.task:
        case "binary":
            return tr("1 of {count} classes", count=2)
        case "multiclass":
            return tr("1 of {count} classes", count=number(facts.outputs))
        case "multilabel":
            return tr("any of {count} classes", count=number(facts.outputs))
        case "next_token":
            return tr("the next token")
        case "forecasting":
            return tr("the next value") if facts.outputs == 1 else tr(
                "the next {count} values", count=number(facts.outputs))
    return tr("a number") if facts.outputs == 1 else tr("{count} numbers", count=number(facts.outputs))


def model_line(project: Project, report: StackReport | None) -> str:
    """Say how large the model is: "Layers: 3 · Parameters: 144,257 · 0.6 MB"."""
    layers = tr("Layers: {count}", count=sum(node.enabled for node in project.stack))
    if not project.stack:
        return layers
    if report is None:
        return f"{layers} · {tr('Parameters: {count}', count=UNKNOWN)}"
    return f"{layers} · {tr('Parameters: {count}', count=number(report.parameters))} · " \
           f"{size(BYTES * report.parameters)}"
