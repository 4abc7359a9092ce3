"""What a trained model answers when it is tried: a prediction, a text it goes on with, a forecast.

The engine makes these, the window draws them, the command line prints them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from rnnstudio.api import Doc, Folded, Range, Task, Title
from rnnstudio.project.preview import Piece, PreviewRow

Which = Literal["best", "last"]
"""The weights of the best epoch, or the latest ones."""


class ModelAbout(msgspec.Struct, frozen=True, kw_only=True):
    """Which model it was that answered.

    Attributes:
        run: The run's folder.
        name: The project's name.
        which: Whose weights they are; a run may have only one of the two.
        epoch: The epoch they are from; 0 while that isn't known, as in a training under way.
        written: When they were written, in seconds since 1970.
        training: True while the run is under way: there may be newer weights soon.
        task: What it predicts.
        window: Time steps that it sees at most; 0 for any number.
        ahead: Time steps that it predicts at a time; 0 for a task on labels.
    """

    run: str
    name: str
    which: Which
    epoch: int
    written: float
    training: bool
    task: Task
    window: int = 0
    ahead: int = 0


class Score(msgspec.Struct, frozen=True, array_like=True):
    """A class and its probability, 0 to 1."""

    name: str
    value: float


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says of one example.

    Attributes:
        label: The most probable class; of several labels at once those above one half, with commas between. "" for
            a number.
        labels: The same, one by one.
        scores: The probability of each class, in the model's order; empty for a number.
        value: The number that is predicted, or ``None``.
        text: The text, if it is one.
        truth: What the data says, of an example of the data.
        pieces: The tokens, none cut off.
        first: The first token that the model saw.
        behind: The one behind the last that it saw.
        row: The example, of data that isn't text.
    """

    label: str = ""
    labels: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()
    value: float | None = None
    text: str = ""
    truth: str = ""
    pieces: tuple[Piece, ...] = ()
    first: int = 0
    behind: int = 0
    row: PreviewRow | None = None


class Influence(msgspec.Struct, frozen=True, kw_only=True):
    """What the model says with a token left out, for every token.

    Attributes:
        spans: The tokens that were left out together: the first, and the one behind the last. One token each, unless
            the text is very long.
        outputs: The outputs that are told: indices of ``Prediction.scores``, or 0 for a number.
        without: For each span the probability of each of these outputs, or the number, without it.
    """

    spans: tuple[tuple[int, int], ...]
    outputs: tuple[int, ...]
    without: tuple[tuple[float, ...], ...]


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """How one attention of a model weighs the steps of an example.

    Attributes:
        node: The layer's node.
        layer: What it is called.
        heads: Attentions side by side.
        rows: 1 for a layer that makes one vector of all steps; else the steps that look, each with a row of weights.
        columns: The steps that are looked at.
        weights: 32-bit floats in the machine's order, heads × rows × columns. Of a row they add up to 1, but for what
            lies on padding and what was left out.
        first: The token that the first column stands for, as in ``Prediction.pieces``; ``None`` if the layers before
            made other steps of the tokens.
        padding: Share of the weights that lies on the padding of this example, which is not shown; 0 where it is
            skipped.
        left_out: Steps behind those that are told, of a very long example.
        fault: Why there are no weights, if the layer failed; else "".
    """

    node: str
    layer: str
    heads: int = 0
    rows: int = 0
    columns: int = 0
    weights: bytes = b""
    first: int | None = None
    padding: float = 0.0
    left_out: int = 0
    fault: str = ""

    def at(self, head: int | None, row: int, column: int) -> float:
        """Return the weight of a step; without a head, the mean over all heads."""
        return self.row(head, row)[column]

    def row(self, head: int | None, row: int) -> tuple[float, ...]:
        """Return the weights of all steps for one that looks; without a head, the mean over all heads."""
        numbers = memoryview(self.weights).cast("f")
        heads = range(self.heads) if head is None else (head,)
        starts = [(one * self.rows + row) * self.columns for one in heads]
        parts = [numbers[start:start + self.columns].tolist() for start in starts]
        return tuple(sum(values) / len(parts) for values in zip(*parts, strict=True))


class WritingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a model that learned to predict the next token writes."""

    length: Annotated[int, Range(1, 10_000, 20), Doc("Tokens to write.")] = 100
    temperature: Annotated[float, Range(0, 10, 0.1), Doc(
        "Below 1 the likely tokens become likelier still, above 1 the text becomes bolder. 0 always takes the "
        "likeliest.")] = 0.8
    top_k: Annotated[int | None, Range(1, 1_000_000), Title("Top k"), Doc(
        "Choose among so many of the likeliest tokens. Empty for all.")] = None
    top_p: Annotated[float | None, Range(0.01, 1, 0.05), Title("Top p"), Doc(
        "Choose among the likeliest tokens that together reach this probability. Empty for all.")] = None
    seed: Annotated[int, Range(0, 2**31 - 1), Doc("The same seed gives the same text.")] = 0
    stop_at_end: Annotated[bool, Folded(), Title("Stop where a text ends"), Doc(
        "End with the token that ends a text, if the vocabulary has one; else go on with the next text.")] = True


class WrittenToken(msgspec.Struct, frozen=True, array_like=True):
    """A token that was written.

    Attributes:
        id: Its id.
        text: What it adds to the text, a space before it included; "" for one that ends a text.
        probability: What the model gave it, whatever temperature and limits were.
        others: The likeliest tokens there, with their probabilities.
    """

    id: int
    text: str
    probability: float
    others: tuple[Score, ...] = ()


class ForecastSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a series is forecast."""

    ahead: Annotated[int | None, Range(1, 10_000), Title("Steps ahead"), Doc(
        "Each forecast is made so many steps before. A model that predicts fewer is fed its own forecasts. Empty for "
        "as many as it predicts.")] = None
    beyond: Annotated[int | None, Range(1, 10_000), Title("Beyond the end"), Doc(
        "Steps to forecast behind the last one known. Empty for as many as the model sees.")] = None


class SeriesForecast(msgspec.Struct, frozen=True, kw_only=True):
    """A series and what the model says of it, in the data's own units.

    Attributes:
        name: What the feature is called.
        features: All features that are predicted, by name.
        series: The number of the series, from 0.
        count: How many series there are.
        total: Steps in the series.
        steps: The step of each value drawn, from 0; the whole of what is judged, and what comes before it.
        truth: The values.
        judged_from: The first step of the validation part, or of the test part where there is no other.
        ahead: How many steps before it each forecast was made.
        told_steps: The steps that were forecast so.
        told: What was forecast for them.
        beyond_steps: The steps behind the end of the series.
        beyond: What is forecast for them.
        error: Mean absolute error of what was forecast.
        naive_error: The same of "it stays as it was when the forecast was made".
        most_ahead: Steps ahead that can be asked for; 0 for any number.
    """

    name: str
    features: tuple[str, ...]
    series: int
    count: int
    total: int
    steps: tuple[int, ...]
    truth: tuple[float, ...]
    judged_from: int
    ahead: int
    told_steps: tuple[int, ...] = ()
    told: tuple[float, ...] = ()
    beyond_steps: tuple[int, ...] = ()
    beyond: tuple[float, ...] = ()
    error: float | None = None
    naive_error: float | None = None
    most_ahead: int = 0


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file of texts.

    Attributes:
        target: The table that was written.
        texts: Texts that were predicted.
        unknown: Those of them in which no token is known.
        bad: Rows that could not be used.
        faults: The first few of them, each a sentence with its line.
        stopped: True if it was stopped before the end; then nothing was written.
    """

    target: str
    texts: int
    unknown: int = 0
    bad: int = 0
    faults: tuple[str, ...] = ()
    stopped: bool = False
