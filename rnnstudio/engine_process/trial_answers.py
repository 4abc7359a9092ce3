"""Answers to what is asked of a trained model: a part of ``answers``."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from rnnstudio.engine_process.conversations import PAUSE, Control, Progress, Say
from rnnstudio.engine_process.messages import Event, Progressed
from rnnstudio.engine_process.paced import INTERVAL
from rnnstudio.engine_process.trial_messages import (
    Attended,
    ExamplesFound,
    FilePredicted,
    FindExamples,
    Forecast,
    Forecasted,
    Generate,
    Influenced,
    Predict,
    Predicted,
    PredictFile,
    TrialQuestion,
    WritingEnded,
    Written,
)
from rnnstudio.project.trial import Prediction, WrittenToken
from rnnstudio.registry import Registry


def answer(request: TrialQuestion, registry: Registry, say: Say, control: Control) -> Event:
    """Answer a question to a trained model; see ``answers.answer``."""
    match request:
        case FindExamples():
            return _find(request, registry, say, control)
        case Predict():
            return _predict(request, registry, say, control)
        case Generate():
            return _write(request, registry, say, control)
        case Forecast():
            return _forecast(request, registry, say, control)
        case PredictFile():
            return _predict_file(request, registry, say, control)


def _find(request: FindExamples, registry: Registry, say: Say, control: Control) -> ExamplesFound:
    from rnnstudio.engine.examples import find_examples
    from rnnstudio.project import file
    from rnnstudio.runs import folder as runs_folder

    project = file.load(Path(request.run) / runs_folder.PROJECT, registry.check)
    return ExamplesFound(examples=find_examples(
        project, registry, request.count, seed=request.seed, folder=_path(request.folder),
        cancelled=lambda: control.stopped, progress=_telling(say)))


def _predict(request: Predict, registry: Registry, say: Say, control: Control) -> Influenced:
    from rnnstudio.engine.asked import open_model
    from rnnstudio.engine.attention import attentions
    from rnnstudio.engine.examples import example_inputs
    from rnnstudio.engine.influence import influence
    from rnnstudio.engine.predict import encoded, predict_text, prediction, seen_of

    def cancelled() -> bool:
        return control.stopped

    asked = open_model(Path(request.run), registry, request.which, cancelled)
    if request.example and asked.trained.facts.input != "text":
        seen = example_inputs(asked, registry, request.example, folder=_path(request.folder), cancelled=cancelled)
        told: Prediction = prediction(asked, asked.probabilities(seen)[0])
    else:
        told = predict_text(asked, request.text)
        seen = seen_of(asked, encoded(asked, [request.text]))
    say(Predicted(about=asked.about(), prediction=told))
    weighed = attentions(asked, seen, told.first)
    if weighed and not control.stopped:
        say(Attended(attentions=weighed))
    if asked.trained.facts.input == "values":
        return Influenced()
    values = [score.value for score in told.scores] or [told.value or 0.0]
    return Influenced(influence=influence(asked, seen[0], np.array(values), told.first, cancelled))


def _write(request: Generate, registry: Registry, say: Say, control: Control) -> WritingEnded:
    from rnnstudio.engine.asked import open_model
    from rnnstudio.engine.generate import Writer

    asked = open_model(Path(request.run), registry, request.which, lambda: control.stopped)
    writer = Writer(asked, request.prompt, request.settings, request.after)
    about = asked.about()
    say(Written(about=about, unknown=writer.unknown))
    held: list[WrittenToken] = []
    last = time.monotonic()
    for token in writer.tokens():
        held.append(token)
        if control.stopped or time.monotonic() - last >= INTERVAL:
            say(Written(about=about, tokens=tuple(held)))
            held, last = [], time.monotonic()
        if control.stopped:
            return WritingEnded(stopped=True)
    if held:
        say(Written(about=about, tokens=tuple(held)))
    return WritingEnded(ended=writer.ended)


def _forecast(request: Forecast, registry: Registry, say: Say, control: Control) -> Forecasted:
    from rnnstudio.engine.asked import open_model
    from rnnstudio.engine.forecast import forecast

    asked = open_model(Path(request.run), registry, request.which, lambda: control.stopped)
    return Forecasted(about=asked.about(), forecast=forecast(
        asked, registry, ahead=request.ahead, beyond=request.beyond, series=request.series, feature=request.feature,
        folder=_path(request.folder), cancelled=lambda: control.stopped, progress=_telling(say)))


def _predict_file(request: PredictFile, registry: Registry, say: Say, control: Control) -> FilePredicted:
    from rnnstudio.engine.asked import open_model
    from rnnstudio.engine.predict_file import predict_file

    asked = open_model(Path(request.run), registry, request.which, lambda: control.stopped)
    return FilePredicted(report=predict_file(
        asked, Path(request.file), Path(request.target), registry, column=request.column,
        cancelled=lambda: control.stopped, progress=_telling(say)))


def _telling(say: Say) -> Progress:
    """Return what says progress, a few times a second."""
    last = 0.0

    def tell(text: str, fraction: float | None) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            say(Progressed(text=text, fraction=fraction))

    return tell


def _path(folder: str | None) -> Path | None:
    return Path(folder) if folder is not None else None
