"""What the Try it pane says. Knows no Qt."""

from __future__ import annotations

import time

from rnnstudio.api import UNKNOWN_ID, Task, tr
from rnnstudio.project.preview import Piece, PreviewRow
from rnnstudio.project.trial import FileReport, ModelAbout, Prediction, SeriesForecast, WrittenToken
from rnnstudio.project.words import number
from rnnstudio.studio.training.wording import value_words

_SHORT = 40


def about_words(about: ModelAbout) -> str:
    """Return which model answered: "Movie reviews · best, epoch 3"."""
    if about.training:
        written = time.strftime("%H:%M:%S", time.localtime(about.written))
        return " · ".join((about.name, tr("training under way, as it was at {time}", time=written)))
    epoch = tr("epoch {epoch}", epoch=number(about.epoch)) if about.epoch else ""
    which = tr("best model") if about.which == "best" else tr("last model")
    return " · ".join(part for part in (about.name, which, epoch) if part)


def probability(value: float) -> str:
    """Return a probability with three digits; one that is next to nothing as "< 0.001"."""
    return "< 0.001" if 0 < value < 0.0005 else f"{value:.3f}"


def outcome_words(told: Prediction, task: Task) -> str:
    """Return what the model says, in a few words."""
    if told.value is not None:
        return value_words(told.value)
    if task == "multilabel":
        return told.label or tr("none of the labels")
    best = max((score.value for score in told.scores), default=0.0)
    return f"{told.label} · {probability(best)}"


def notes(told: Prediction) -> str:
    """Return what the model didn't see of a text: unknown tokens, and what was cut off."""
    seen = told.pieces[told.first:told.behind]
    parts = [tr("1 token") if len(told.pieces) == 1 else tr("{count} tokens", count=number(len(told.pieces)))]
    unknown = sum(piece.id == UNKNOWN_ID for piece in seen)
    if unknown and unknown < len(seen):
        parts.append(tr("{count} unknown to the model", count=number(unknown)))
    cut = len(told.pieces) - len(seen)
    if cut:
        parts.append(tr("{count} cut off, as in training", count=number(cut)))
    return " · ".join(parts) if told.pieces else ""


def none_known(pieces: tuple[Piece, ...]) -> bool:
    """Tell whether the model knows no token of a text."""
    return bool(pieces) and all(piece.id == UNKNOWN_ID for piece in pieces)


def influence_words(name: str, value: float, without: float) -> str:
    """Return how much a token counts, for its tooltip."""
    change = value - without
    if abs(change) < 0.0005:
        return tr("{name}: {value} with it and without it", name=name, value=f"{value:.3f}")
    kind = tr("{name}: {value} with it, {without} without it; it adds {change}") if change > 0 else tr(
        "{name}: {value} with it, {without} without it; it takes {change}")
    return kind.format(name=name, value=f"{value:.3f}", without=f"{without:.3f}", change=f"{abs(change):.3f}")


def chip_words(row: PreviewRow) -> str:
    """Return an example in a few words."""
    if row.text:
        return " ".join(row.text[:400].split())
    name = tr("Example {number}", number=number(row.number))
    return f"{row.label} · {name}" if row.label else name


def token_words(token: WrittenToken) -> str:
    """Return how likely a written token was, and what else could have stood there."""
    shown = visible(token.text) if token.text else tr("end of the text")
    lines = [tr("{token}: probability {value}", token=shown, value=probability(token.probability))]
    lines += [f"{visible(other.name)}  {probability(other.value)}" for other in token.others]
    return "\n".join(lines)


def visible(text: str) -> str:
    """Return a token so that white space in it can be seen."""
    shown = text.replace("\r", "").replace("\n", "↵").replace("\t", "⇥")
    return shown if shown.strip() else shown.replace(" ", "␣")


def forecast_words(told: SeriesForecast) -> str:
    """Return how good a forecast is."""
    if told.error is None or told.naive_error is None:
        return tr("The series is too short to compare a forecast with the truth.")
    ahead = (tr("One step ahead") if told.ahead == 1 else
             tr("{count} steps ahead", count=number(told.ahead)))
    return tr("{ahead}, it is wrong by {error} on average; “it stays as it is” would be wrong by {naive}.",
              ahead=ahead, error=f"{told.error:,.4g}", naive=f"{told.naive_error:,.4g}")


def report_words(report: FileReport) -> str:
    """Return what came of a file."""
    parts = [tr("{count} texts predicted and written.", count=number(report.texts))]
    if report.unknown:
        parts.append(tr("In {count} of them the model knows no token.", count=number(report.unknown)))
    if report.bad:
        parts.append(tr("{count} rows can't be used, such as: {fault}", count=number(report.bad),
                        fault=report.faults[0] if report.faults else ""))
    return " ".join(parts)
