"""What the Data pane shows of the data: the first rows as the network gets them, and figures over all of it.

The engine makes these and the window draws them. Every number is of the settings in the project, nothing of a draft.
"""

from __future__ import annotations

import msgspec

from rnnstudio.api import BadRow, Task
from rnnstudio.project.changes import Change

MOST_PIECES = 200
"""Pieces of a text that a preview carries; the rest is only counted."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A part of a text as it stands there, and the token id it becomes; 1 is the unknown token."""

    text: str
    id: int


class PreviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is read, and as the network gets it.

    Attributes:
        number: The row's number in the data, from 1.
        line: The line in its file; 0 if it has none.
        text: The text, perhaps cut short; "" for ids and values.
        label: The label in words; "" if there is none.
        split: "train", "validation" or "test"; "" while that isn't known.
        length: Tokens or time steps, none cut off.
        kept: How many of them the network gets; 0 while that isn't known.
        pieces: The text's tokens, at most ``MOST_PIECES``; empty while there is no vocabulary.
        ids: What the network gets, before padding: token ids, at most ``MOST_PIECES``.
        values: For data of numbers: time steps × features, at most ``MOST_PIECES`` steps.
    """

    number: int
    line: int = 0
    text: str = ""
    label: str = ""
    split: str = ""
    length: int = 0
    kept: int = 0
    pieces: tuple[Piece, ...] = ()
    ids: tuple[int, ...] = ()
    values: tuple[tuple[float, ...], ...] = ()


class SeriesPreview(msgspec.Struct, frozen=True, kw_only=True):
    """A sequence that is cut into windows.

    Attributes:
        names: The features' names.
        steps: The step number of each point drawn; not all, where there are very many.
        values: A row for each point, a column for each feature.
        total: Steps in all.
        parts: Where each part begins and ends, in steps: (name, first, behind the last).
        window: Time steps that the model sees; 0 if the task cuts no windows.
        first: Where the predicted steps begin, counted from the window's first.
        ahead: How many steps are predicted.
    """

    names: tuple[str, ...]
    steps: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]
    total: int
    parts: tuple[tuple[str, int, int], ...] = ()
    window: int = 0
    first: int = 0
    ahead: int = 0


class DataPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The first rows. It may come twice: at once as text, then with tokens.

    Attributes:
        input: "text", "ids" or "values".
        rows: The first rows of the data.
        padded_to: Steps that these rows are padded to, if they stood together in a batch.
        series: A sequence to draw, for numbers.
        complete: False as long as another, fuller one follows.
    """

    input: str
    rows: tuple[PreviewRow, ...] = ()
    padded_to: int = 0
    series: SeriesPreview | None = None
    complete: bool = True


class ClassCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many examples a class has."""

    name: str
    training: int
    validation: int = 0
    test: int = 0


class BadRows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that can't be used for the same reason.

    Attributes:
        reason: Why.
        count: How many.
        first: The first few of them.
    """

    reason: str
    count: int
    first: tuple[BadRow, ...] = ()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Something that would suit this data better.

    Attributes:
        kind: Names it: "characters", "class_weights", "class_column", ...
        message: What was seen, in a sentence.
        title: What the button says.
        changes: What the button does, as one step of undo.
    """

    kind: str
    message: str
    title: str = ""
    changes: tuple[Change, ...] = ()


class DataProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Figures over all of the data.

    Attributes:
        task: What is predicted.
        proposed: The task's id that the data suggests.
        examples: Usable examples.
        training: Those in the training part; likewise the next two.
        lengths: (tokens or steps, examples of this length) in ascending order, none cut off by a maximum length;
            lengths are put together where there are more than some hundred.
        classes: Examples of each class, the most frequent first; empty where there are none.
        vocabulary: Tokens known; 0 without a vocabulary.
        unknown_training: Share of the training part's tokens that the vocabulary lacks, 0 to 1; likewise the next.
        duplicates: Examples whose text stands in the data before.
        leaked: Examples of the validation or test part whose text stands in the training part too.
        leaks: Some of those texts.
        bad: Rows that can't be used, by reason, the most frequent first.
        suggestions: What would suit the data better.
        seconds: What reading and encoding took; about 0 if it was all there from an earlier time.
    """

    task: Task
    proposed: str = ""
    examples: int = 0
    training: int = 0
    validation: int = 0
    test: int = 0
    lengths: tuple[tuple[int, int], ...] = ()
    classes: tuple[ClassCount, ...] = ()
    vocabulary: int = 0
    unknown_training: float = 0.0
    unknown_validation: float = 0.0
    duplicates: int = 0
    leaked: int = 0
    leaks: tuple[str, ...] = ()
    bad: tuple[BadRows, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    seconds: float = 0.0


def kept_share(lengths: tuple[tuple[int, int], ...], cut: int) -> float:
    """Return the share of all tokens that is kept if each example is cut to ``cut`` tokens, 0 to 1."""
    total = sum(length * count for length, count in lengths)
    return sum(min(length, cut) * count for length, count in lengths) / total if total else 1.0
