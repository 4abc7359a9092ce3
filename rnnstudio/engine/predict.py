"""Asks a trained model about texts and other examples: cut and padded as they were in training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, Cancelled, FittedEncoder, UserError, tr
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.probabilities import Floats
from rnnstudio.engine.ragged import Ragged, flattened
from rnnstudio.project.preview import Piece
from rnnstudio.project.trial import Prediction, Score

BATCH = 256
"""Examples in a batch."""


def predict_text(asked: Asked, text: str) -> Prediction:
    """Return what a model says of a text, with its tokens.

    Args:
        asked: The model; it takes text and its task is on labels.
        text: The text.

    Raises:
        UserError: If the text is empty, or the model is none for texts.
    """
    refuse_other_models(asked)
    if not text.strip():
        raise UserError(tr("the text is empty; type or paste one"))
    whole = encoded(asked, [text])
    seen = seen_of(asked, whole)
    found = prediction(asked, asked.probabilities(seen)[0])
    first = int(seen.starts[0] - whole.starts[0])
    return msgspec.structs.replace(found, text=text, pieces=pieces_of(asked, text, whole[0].tolist()),
                                   first=first, behind=first + int(seen.lengths[0]))


def refuse_other_models(asked: Asked) -> None:
    """Raise ``UserError`` unless the model takes texts and tells something of them."""
    facts = asked.trained.facts
    if facts.input != "text":
        raise UserError(tr("{name} was trained on numbers, not on texts", name=asked.trained.project.name))
    if facts.task in ("next_token", "forecasting"):
        raise UserError(tr("{name} predicts the next token: let it write instead", name=asked.trained.project.name))


def encoded(asked: Asked, texts: Sequence[str]) -> Ragged:
    """Return the ids of texts, none cut off; one without tokens is an unknown token, as in training."""
    encoder = asked.encoder
    with blamed_on(asked.registry.encoder(asked.trained.project.data.encoder), asked.registry):
        rows = encoder.encode(texts)
    return Ragged.joined(*flattened([row if any(index != PADDING_ID for index in row) else (UNKNOWN_ID,)
                                     for row in rows]))


def seen_of(asked: Asked, whole: Ragged) -> Ragged:
    """Return what the model sees of examples: at most the length that training kept."""
    if asked.trained.encoder is None:
        return whole
    kept = asked.registry.encoder(asked.trained.project.data.encoder)
    return whole.cut(kept.maximum_length, kept.keep)


def pieces_of(asked: Asked, text: str, ids: Sequence[int]) -> tuple[Piece, ...]:
    """Return a text's tokens as they stand in it, one for each id."""
    encoder: FittedEncoder = asked.encoder
    with blamed_on(asked.registry.encoder(asked.trained.project.data.encoder), asked.registry):
        found = encoder.pieces(text)
    if [index for _, index in found] != list(ids):
        found = [(encoder.tokens[index], index) for index in ids]
    return tuple(Piece(part, index) for part, index in found)


def many(asked: Asked, inputs: Ragged, cancelled: Callable[[], bool] = lambda: False) -> Floats:
    """Return the probabilities of many examples, in their order; they are padded beside others of like length.

    Args:
        asked: The model.
        inputs: The examples as the model sees them.
        cancelled: Asked between batches.

    Returns:
        Shape (examples, classes), or (examples, numbers).

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    order = np.argsort(inputs.lengths, kind="stable")
    parts = []
    for first in range(0, len(order), BATCH):
        if cancelled():
            raise Cancelled
        parts.append(asked.probabilities(inputs.only(order[first:first + BATCH])))
    found = np.concatenate(parts)
    unsorted = np.empty_like(found)
    unsorted[order] = found
    return unsorted


def prediction(asked: Asked, row: Floats) -> Prediction:
    """Return what a model says of an example, from the probabilities of its classes or the numbers."""
    facts = asked.trained.facts
    if facts.task in ("regression", "forecasting"):
        return Prediction(value=float(row[0]))
    names = class_names(asked, len(row))
    scores = tuple(Score(name, float(value)) for name, value in zip(names, row, strict=True))
    if facts.task == "multilabel":
        labels = tuple(score.name for score in scores if score.value >= 0.5)
    else:
        labels = (names[int(np.argmax(row))],)
    return Prediction(label=", ".join(labels), labels=labels, scores=scores)


def class_names(asked: Asked, count: int) -> list[str]:
    """Return the names of a model's outputs; one that no class of the data has is called by its number."""
    known = asked.trained.facts.classes
    return [known[index] if index < len(known) else str(index) for index in range(count)]


def no_token_known(found: Prediction) -> bool:
    """Tell whether a text holds no token that the model knows."""
    return bool(found.pieces) and all(piece.id == UNKNOWN_ID for piece in found.pieces)
