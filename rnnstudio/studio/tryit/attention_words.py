"""What is said of attention, and the tokens it is told for. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import tr
from rnnstudio.project.trial import Attention
from rnnstudio.project.words import number
from rnnstudio.studio.data.runs import Token

_LEAST_PADDING = 0.0005


def weighed_tokens(found: Attention, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return what each column stands for: the text's tokens, or numbers where the layers before made other steps."""
    shown = tokens[found.first:found.first + found.columns] if found.first is not None else ()
    if len(shown) == found.columns:
        return tuple(shown)
    return tuple(Token(str(step + 1), 2, True) for step in range(found.columns))


def name_of(token: Token) -> str:
    """Return a token as it stands in a sentence or a table."""
    return token.text or "·"


def weight_words(token: Token, weight: float) -> str:
    """Return how much a token weighs: "“fun” has 0.312 of the weight"."""
    return tr("“{token}” has {weight} of the weight", token=name_of(token), weight=f"{weight:.3f}")


def takes_words(taker: Token, token: Token, weight: float) -> str:
    """Return how much one token takes from another."""
    return tr("“{taker}” takes {weight} from “{token}”", taker=name_of(taker), token=name_of(token),
              weight=f"{weight:.3f}")


def head_words(head: int | None) -> str:
    """Return the name of a head, or of the mean of all."""
    return tr("Mean of all heads") if head is None else tr("Head {number}", number=number(head + 1))


def explanation(found: Attention) -> str:
    """Return how to read what is drawn, and what isn't told."""
    if found.fault:
        return tr("The weights can't be had: {reason}", reason=found.fault)
    parts = [tr("The stronger a token's tint, the more of it goes into the one vector that is made of all.")
             if found.rows == 1 else
             tr("Each row is a token that looks: the stronger a cell's tint, the more it takes from the token at "
                "the head of the column.")]
    if found.first is None:
        parts.append(tr("The layers before it made other steps of the tokens, so steps are numbered."))
    if found.padding > _LEAST_PADDING:
        parts.append(tr("Padding takes {share} of the weight: it is not skipped here.", share=f"{found.padding:.1%}"))
    if found.left_out:
        parts.append(tr("Only the first {count} steps are shown.", count=number(found.columns)))
    return " ".join(parts)
