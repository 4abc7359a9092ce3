"""The command ``predict``: asks a run's model about texts, has it write, or forecast."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.project.trial import Prediction, WritingSettings
from rnnstudio.project.words import number
from rnnstudio.registry import Registry
from rnnstudio.runs.folder import INFO
from rnnstudio.runs.places import runs_folder

if TYPE_CHECKING:
    from rnnstudio.engine.asked import Asked

_SHOWN_CLASSES = 3
_SHOWN_TEXT = 60


def predict(options: argparse.Namespace, answer: Answer) -> int:
    """Ask a run's model."""
    if options.to is not None and options.file is None:
        raise UserError(tr("--to writes what --file holds; name a file of texts too"))
    if options.attention and options.file is not None:
        raise UserError(tr("--attention tells of texts on the command line, not of a file"))
    registry = Registry.discover()
    run = _found(options.run)
    with answer.busy(tr("Loading the model")):
        from rnnstudio.engine.asked import open_model

        asked = open_model(run, registry, options.which)
    match asked.trained.facts.task:
        case "next_token":
            _write(asked, options, answer)
        case "forecasting":
            _forecast(asked, registry, options, answer)
        case _ if options.file is not None:
            _predict_file(asked, registry, options, answer)
        case _:
            _predict_texts(asked, _texts(options), answer, options.attention)
    return DONE


def _found(run: Path) -> Path:
    """Return the folder that a person means: a path, or the name of one among the runs."""
    among = runs_folder() / run
    return among if not run.exists() and (among / INFO).is_file() else run


def _texts(options: argparse.Namespace) -> list[str]:
    if not options.texts:
        raise UserError(tr("say what to predict: one or more texts, - for standard input, or --file"))
    texts: list[str] = []
    for text in options.texts:
        texts += [line for line in sys.stdin.read().splitlines() if line.strip()] if text == "-" else [text]
    if not texts or not all(text.strip() for text in texts):
        raise UserError(tr("the text is empty; type or paste one"))
    return texts


def _predict_texts(asked: Asked, texts: list[str], answer: Answer, attention: bool) -> None:
    from rnnstudio.cli import weighing
    from rnnstudio.engine.predict import no_token_known, predict_text

    found = [predict_text(asked, text) for text in texts]
    for told in found:
        if no_token_known(told):
            raise UserError(tr("the model knows none of the words in this text: {text}", text=_short(told.text)))
    _show(found, answer)
    weighed = [weighing.weighed(asked, told) if attention else {} for told in found]
    if attention:
        weighing.show(weighed, answer)
    answer.result({"predictions": [_plain(told, asked) | more for told, more in zip(found, weighed, strict=True)]})


def _plain(told: Prediction, asked: Asked) -> dict[str, Any]:
    """Return a prediction as it is printed in JSON; of several labels at once, ``label`` is a list."""
    if told.value is not None:
        return {"text": told.text, "value": told.value}
    several = asked.trained.facts.task == "multilabel"
    return {"text": told.text, "label": list(told.labels) if several else told.label,
            "probabilities": {score.name: score.value for score in told.scores}}


def _show(found: list[Prediction], answer: Answer) -> None:
    if found and found[0].value is not None:
        answer.table((tr("Text"), ">" + tr("Value")),
                     [(_short(told.text), number(round(told.value or 0.0, 4))) for told in found])
        return
    answer.table((tr("Text"), tr("Label"), tr("Probabilities")),
                 [(_short(told.text), told.label or tr("none"), _likeliest(told)) for told in found])


def _likeliest(told: Prediction) -> str:
    ranked = sorted(told.scores, key=lambda score: -score.value)[:_SHOWN_CLASSES]
    return ", ".join(f"{score.name} {score.value:.3f}" for score in ranked)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_TEXT else line[:_SHOWN_TEXT - 1] + "…"


def _predict_file(asked: Asked, registry: Registry, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.engine.predict_file import TextFile, faults_of, predict_file, predictions_of

    if options.to is not None:
        with answer.busy(tr("Predicting")):
            report = predict_file(asked, options.file, options.to.absolute(), registry, column=options.column)
        answer.say(tr("Wrote {count} predictions to {path}", count=number(report.texts), path=report.target))
        if report.unknown:
            answer.say(tr("Texts of which the model knows no token: {count}", count=number(report.unknown)))
        _say_faults(report.bad, report.faults, answer)
        answer.result({"file": report.target, "texts": report.texts, "unknown": report.unknown, "bad": report.bad,
                       "faults": report.faults})
        return
    file = TextFile(options.file, options.column, registry)
    with answer.busy(tr("Predicting")):
        found = [told for rows in predictions_of(asked, file) for _, told in rows]
    if not found:
        raise UserError(next(iter(faults_of(file)), tr("{path} holds no text", path=options.file)))
    _show(found, answer)
    _say_faults(sum(rows.count for rows in file.faults.rows()), faults_of(file), answer)
    answer.result({"predictions": [_plain(told, asked) for told in found]})


def _say_faults(bad: int, faults: tuple[str, ...], answer: Answer) -> None:
    if bad:
        answer.say(tr("Rows that can't be used: {count}, such as", count=number(bad)))
        for fault in faults:
            answer.say(f"  {fault}")


def _write(asked: Asked, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.engine.generate import Writer

    if options.file is not None:
        raise UserError(tr("this model writes; it predicts no label for the texts of a file"))
    prompt = " ".join(sys.stdin.read().rstrip("\n") if text == "-" else text for text in options.texts)
    said = {name: getattr(options, name) for name in ("length", "temperature", "top_k", "top_p", "seed")}
    settings = WritingSettings(**{name: value for name, value in said.items() if value is not None})
    writer = Writer(asked, prompt, settings)
    if writer.unknown:
        answer.say(tr("Tokens of the beginning that the model doesn't know: {count}", count=number(writer.unknown)))
    answer.write(prompt)
    written: list[str] = []
    for token in writer.tokens():
        written.append(token.text)
        answer.write(token.text)
    answer.say()
    answer.result({"generated": "".join(written)})


def _forecast(asked: Asked, registry: Registry, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.engine.forecast import forecast

    if options.texts or options.file is not None:
        raise UserError(tr("this model forecasts the series that it was trained on; it takes no text"))
    with answer.busy(tr("Forecasting")):
        told = forecast(asked, registry, beyond=options.length)
    answer.table((">" + tr("Step"), ">" + told.name),
                 [(number(step + 1), f"{value:,.4g}")
                  for step, value in zip(told.beyond_steps, told.beyond, strict=True)])
    if told.error is not None and told.naive_error is not None:
        answer.say(tr("On the part kept aside it is wrong by {error} on average; by {naive}, if all stayed as it was",
                      error=f"{told.error:,.4g}", naive=f"{told.naive_error:,.4g}"))
    answer.result({"forecast": list(told.beyond)})
