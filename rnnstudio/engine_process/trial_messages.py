"""What is asked of a trained model, and what it answers: a part of ``messages``."""

from __future__ import annotations

import msgspec

from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.trial import (
    Attention,
    FileReport,
    Influence,
    ModelAbout,
    Prediction,
    SeriesForecast,
    Which,
    WritingSettings,
    WrittenToken,
)


class FindExamples(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Find examples of a run's data to try its model on. Answered by ``Progressed`` and ``ExamplesFound``.

    Attributes:
        run: The run's folder.
        folder: Where its relative paths start; so for all below.
        count: How many.
        seed: Another seed gives others.
    """

    run: str
    folder: str | None = None
    count: int = 8
    seed: int = 0


class Predict(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What does a model say of a text, or of an example of its data?

    Answered by ``Predicted``, by ``Attended`` if the model has an attention, and ``Influenced``.

    Attributes:
        run: The run's folder, of a training under way too.
        which: Whose weights.
        text: The text.
        example: Instead of a text, an example of the data: ``PreviewRow.number``; 0 for none.
    """

    run: str
    which: Which = "best"
    text: str = ""
    example: int = 0
    folder: str | None = None


class Generate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Have a model write. Answered by ``Written``, again and again, and ``WritingEnded``.

    Attributes:
        prompt: How the text begins.
        after: Ids of the tokens written before, to go on behind them.
    """

    run: str
    which: Which = "best"
    prompt: str = ""
    after: tuple[int, ...] = ()
    settings: WritingSettings = WritingSettings()


class Forecast(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Have a model forecast its series. Answered by ``Progressed`` and ``Forecasted``.

    Attributes:
        ahead: Steps between a forecast and what it is of; ``None`` for as many as the model predicts.
        beyond: Steps behind the end; ``None`` for as many as it sees.
        series: The number of the series, from 0; ``None`` for the first that judges.
        feature: What of it; "" for the first that is predicted.
    """

    run: str
    which: Which = "best"
    ahead: int | None = None
    beyond: int | None = None
    series: int | None = None
    feature: str = ""
    folder: str | None = None


class PredictFile(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Predict every text of a file into a table. Answered by ``Progressed`` and ``FilePredicted``.

    Attributes:
        file: The texts: a line each, or a table or JSON objects with a column of texts.
        target: The table to write.
        column: The column with the text; "" to have it found.
    """

    run: str
    file: str
    target: str
    which: Which = "best"
    column: str = ""


class ExamplesFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Some examples."""

    examples: tuple[PreviewRow, ...]


class Predicted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the model says; how much each token counts follows."""

    about: ModelAbout
    prediction: Prediction


class Attended(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How the attentions of the model weigh the example's steps, in the order of the stack."""

    attentions: tuple[Attention, ...]


class Influenced(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How much each token counts; ``None`` where that can't be told, as of numbers."""

    influence: Influence | None = None


class Written(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Tokens that were written since the last such event.

    Attributes:
        about: The model that writes.
        tokens: The tokens; none in the first event, which says that the writing begins.
        unknown: Tokens of the beginning that the model doesn't know.
    """

    about: ModelAbout
    tokens: tuple[WrittenToken, ...] = ()
    unknown: int = 0


class WritingEnded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The writing is over: at its length, where the text ends, or as it was stopped.

    Attributes:
        ended: True if the model wrote the token that ends a text.
        stopped: True if it was asked to stop.
    """

    ended: bool = False
    stopped: bool = False


class Forecasted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The forecast."""

    about: ModelAbout
    forecast: SeriesForecast


class FilePredicted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The table is written."""

    report: FileReport


TrialQuestion = FindExamples | Predict | Generate | Forecast | PredictFile
TrialEvent = ExamplesFound | Predicted | Attended | Influenced | Written | WritingEnded | Forecasted | FilePredicted
TRIAL_FINAL = (ExamplesFound, Influenced, WritingEnded, Forecasted, FilePredicted)
