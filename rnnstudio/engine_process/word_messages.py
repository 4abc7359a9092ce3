"""What is asked of a run's words that needs its data, and the answers: a part of ``messages``."""

from __future__ import annotations

import msgspec


class FindAssociation(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How do a run's words go with its classes? Answered by ``Progressed`` and ``AssociationFound``.

    Attributes:
        run: The run's folder.
        folder: Where its relative paths start, if it doesn't know.
    """

    run: str
    folder: str | None = None


class AssociationFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """P(class | word), counted in the training part.

    Attributes:
        classes: The classes' names.
        shares: float32 of this machine, a row for each token id, a column for each class; NaN in the rows of tokens
            that don't stand in the training part.
    """

    classes: tuple[str, ...]
    shares: bytes


WordQuestion = FindAssociation
WordEvent = AssociationFound
WORD_FINAL = (AssociationFound,)
