"""Tokens laid out in lines, as a text is: where each one stands, what is drawn for it. No widgets in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, tr
from rnnstudio.project.preview import Piece, PreviewRow
from rnnstudio.project.words import number

MOST_PADDING = 60
"""Steps of padding that are drawn; more are only counted."""

Sort = Literal["token", "unknown", "padding"]


class Token(msgspec.Struct, frozen=True):
    """What is drawn for a token.

    Attributes:
        text: As it stands in the text, white space made visible; "" if nothing stands for it.
        id: Its token id.
        apart: Whether white space stands before it.
    """

    text: str
    id: int
    apart: bool = False

    @property
    def sort(self) -> Sort:
        """Whether it is known, unknown or padding."""
        return "padding" if self.id == PADDING_ID else "unknown" if self.id == UNKNOWN_ID else "token"

    @property
    def words(self) -> str:
        """What a tooltip says of it."""
        if self.sort == "padding":
            return tr("padding: id {id}, masked", id=self.id)
        name = f"“{self.text}” – " if self.text else ""
        if self.sort == "unknown":
            return name + tr("unknown: id {id}", id=self.id)
        return name + tr("id {id}", id=number(self.id))


class Placed(msgspec.Struct, frozen=True):
    """A token and the rectangle it has."""

    token: Token
    index: int
    x: float
    y: float
    width: float


class Lines(msgspec.Struct, frozen=True):
    """Tokens in lines.

    Attributes:
        placed: The tokens that have room.
        count: Lines they take.
        left_out: Tokens that have none.
    """

    placed: tuple[Placed, ...]
    count: int
    left_out: int = 0

    def at(self, x: float, y: float, height: float) -> Placed | None:
        """Return the token at a point, if the lines are ``height`` high."""
        return next((place for place in self.placed
                     if place.x <= x < place.x + place.width and place.y <= y < place.y + height), None)


def tokens_of(row: PreviewRow) -> tuple[Token, ...]:
    """Return a row's text as tokens; of a row of ids, the ids; none before there is a vocabulary."""
    if not row.pieces:
        return tuple(Token(str(index), index, True) for index in row.ids)
    return tuple(_spaced(row.text, row.pieces))


class Sent(msgspec.Struct, frozen=True):
    """What the network gets of a row, as far as it is drawn.

    Attributes:
        tokens: The ids with the text they stand for, then padding.
        more_tokens: Ids behind the last one drawn.
        more_padding: Steps of padding behind the last one drawn.
    """

    tokens: tuple[Token, ...]
    more_tokens: int = 0
    more_padding: int = 0


def sent(row: PreviewRow, padded_to: int) -> Sent:
    """Return what the network gets of a row that is padded to so many steps."""
    known = tuple(Token(text, index, True) for text, index in zip(_texts_of(row), row.ids, strict=True))
    used = max(len(known), row.kept)  # the preview carries no more than some of them
    missing = max(0, padded_to - used)
    shown = min(missing, MOST_PADDING) if used == len(known) else 0
    padding = tuple(Token("", PADDING_ID, True) for _ in range(shown))
    return Sent((*known, *padding), used - len(known), missing - shown)


def arrange(tokens: Sequence[Token], width: float, measure: Callable[[Token], float], line: float, most: int = 0,
            gap: float = 2, space: float = 6) -> Lines:
    """Lay tokens out.

    Args:
        tokens: The tokens.
        width: Of a line.
        measure: Says how wide a token is.
        line: From one line to the next.
        most: Lines there is room for; 0 for any number.
        gap: Between tokens that adjoin in the text.
        space: Between others.
    """
    placed: list[Placed] = []
    x, row = 0.0, 0
    for index, token in enumerate(tokens):
        size = min(measure(token), width)
        if placed:
            x += space if token.apart else gap
        if x + size > width and x > 0:
            x, row = 0.0, row + 1
            if most and row >= most:
                return Lines(tuple(placed), most, len(tokens) - index)
        placed.append(Placed(token, index, x, row * line, size))
        x += size
    return Lines(tuple(placed), row + 1 if placed else 0)


def visible(text: str) -> str:
    """Return a text with its white space made visible."""
    return text.replace("\r", "").replace("\n", "↵").replace("\t", "⇥")


def _spaced(text: str, pieces: Sequence[Piece]) -> list[Token]:
    found: list[Token] = []
    position = 0
    for piece in pieces:
        bare = piece.text.strip() or piece.text
        start = text.find(bare, position) if bare else position
        apart = piece.text[:1].isspace()
        if start >= 0:
            apart = apart or text[position:start].strip() != text[position:start]
            position = start + len(bare)
        found.append(Token(visible(bare).replace(" ", "␣"), piece.id, apart and bool(found)))
    return found


def _texts_of(row: PreviewRow) -> list[str]:
    """Return the text that each id stands for, where the ids are found among those of the pieces."""
    tokens, ids = tokens_of(row), list(row.ids)
    if row.pieces and ids:
        whole = [token.id for token in tokens]
        for start in range(len(whole) - len(ids) + 1):  # cut at one end or the other
            if whole[start:start + len(ids)] == ids:
                return [token.text for token in tokens[start:start + len(ids)]]
        common = min(len(whole), len(ids))  # with a token of the encoder's own at an end
        for start in (0, 1):
            if ids[start:start + common - 1] == whole[:common - 1]:
                texts = [""] * start + [token.text for token in tokens]
                return (texts + [""] * len(ids))[:len(ids)]
    return [""] * len(ids)
