"""Answers to questions, each by a function of the engine. Like ``server``, it runs inside the engine process."""

from __future__ import annotations

from pathlib import Path

from rnnstudio.api import UserError
from rnnstudio.engine_process.conversations import Control, Say, told
from rnnstudio.engine_process.messages import (
    Evaluate,
    Evaluated,
    Event,
    ExamplesShown,
    Question,
    ShowExamples,
    Summarize,
    Summarized,
)
from rnnstudio.engine_process.trial_messages import FindExamples, Forecast, Generate, Predict, PredictFile
from rnnstudio.engine_process.word_messages import AssociationFound, FindAssociation
from rnnstudio.registry import Registry


def answer(request: Question, registry: Registry, say: Say, control: Control) -> Event:
    """Answer a question.

    Args:
        request: The question.
        registry: Resolves components.
        say: Told each event but the last.
        control: Says when the answer isn't wanted any more.

    Returns:
        The last event.

    Raises:
        UserError: If the question can't be answered.
        Cancelled: Once stopped.
    """
    match request:
        case Summarize():
            return _summarize(request, registry, control)
        case FindExamples() | Predict() | Generate() | Forecast() | PredictFile():
            from rnnstudio.engine_process import trial_answers

            return trial_answers.answer(request, registry, say, control)
        case FindAssociation():
            return _associate(request, registry, say, control)
        case Evaluate():
            return _evaluate(request, registry, say, control)
        case ShowExamples():
            from rnnstudio.engine import evaluate

            return ExamplesShown(page=evaluate.examples_of(
                request.evaluation, true=request.true, predicted=request.predicted, label=request.label,
                first=request.first, count=request.count))


def _summarize(request: Summarize, registry: Registry, control: Control) -> Summarized:
    from rnnstudio.engine import describe

    facts = describe.describe_data(request.project, registry, folder=_path(request.folder),
                                   cancelled=lambda: control.stopped)
    return Summarized(text=describe.summarize(request.project, registry.refusing(request.refused), facts))


def _evaluate(request: Evaluate, registry: Registry, say: Say, control: Control) -> Evaluated:
    from rnnstudio.engine import evaluate, tidy

    try:
        return Evaluated(evaluation=evaluate.evaluate(
            Path(request.run), registry, part=request.part, data=_path(request.data or None), which=request.which,
            skip_unknown=request.skip_unknown, folder=_path(request.folder), progress=told(say),
            cancelled=lambda: control.stopped))
    finally:
        tidy.soon()


def _associate(request: FindAssociation, registry: Registry, say: Say, control: Control) -> AssociationFound:
    from rnnstudio.engine import association

    found = association.association(Path(request.run), registry, folder=_path(request.folder),
                                    cancelled=lambda: control.stopped, progress=told(say))
    if found.shares is None:
        raise UserError(found.missing)
    return AssociationFound(classes=found.classes, shares=found.shares.tobytes())


def _path(folder: str | None) -> Path | None:
    return Path(folder) if folder is not None else None
