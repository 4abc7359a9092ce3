"""What all text encoders ask about spelling, and the special tokens that they share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, Doc, Folded, Title, UserError, tr

PADDING, UNKNOWN, END = "[PAD]", "[UNK]", "[END]"
"""How the special tokens are written in a vocabulary. No encoder makes one of them of a text that spells it."""
END_ID = 2

Form = Literal["NFC", "NFKC", "none"]
Normalisation = Annotated[Form, Folded(), Title("Unicode form"), Doc(
    "One way to write what Unicode can write in several: NFC joins letters and their accents, NFKC also makes "
    "full-width, raised and joined letters plain, none leaves everything as it is.")]
StripAccents = Annotated[bool, Folded(), Doc("é becomes e, ü becomes u: the same word with and without accents.")]
EndToken = Annotated[bool, Folded(), Doc(
    "Add a token that stands after each text where texts follow one another, so that a model that writes text "
    "learns to end one.")]


def special_tokens(end_token: bool) -> dict[str, int]:
    """Return the special tokens with their ids, the first of the vocabulary."""
    tokens = {PADDING: PADDING_ID, UNKNOWN: UNKNOWN_ID}
    return tokens | {END: END_ID} if end_token else tokens


def room_beside(special: dict[str, int], size: int) -> int:
    """Return how many tokens a vocabulary of ``size`` holds besides the special ones.

    Raises:
        UserError: If none.
    """
    if size <= len(special):
        raise UserError(tr("a vocabulary of {size} tokens has room for the special ones alone; make it larger",
                           size=size))
    return size - len(special)


def normalizer(form: Form, *, lowercase: bool, strip_accents: bool, before: tuple[Any, ...] = ()) -> Any:
    """Return the library's object that unifies spelling, or ``None`` if there is nothing to do.

    Args:
        form: The Unicode form.
        lowercase: Make all letters small.
        strip_accents: Take the accents off Latin, Greek and Cyrillic letters; the vowel signs of Hindi, the marks of
            Thai and of Japanese, which no reader would leave out, stay.
        before: The library's normalizers that come first.
    """
    from tokenizers import Regex, normalizers

    steps = list(before)
    if strip_accents:
        steps += [normalizers.NFKD() if form == "NFKC" else normalizers.NFD(),
                  normalizers.Replace(Regex(r"[\u0300-\u036f]"), "")]
    if form != "none" or strip_accents:  # taking letters apart asks for joining them again
        steps.append(normalizers.NFKC() if form == "NFKC" else normalizers.NFC())
    if lowercase:
        steps.append(normalizers.Lowercase())
    return normalizers.Sequence(steps) if steps else None
