"""Single characters as tokens: small vocabularies, long rows, and a text that comes back as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, Doc, Encoder, EncoderInfo, Range, Title, UserError, tr
from rnnstudio_data.scripts import between
from rnnstudio_data.spelling import (
    UNKNOWN,
    EndToken,
    Normalisation,
    StripAccents,
    normalizer,
    room_beside,
    special_tokens,
)
from rnnstudio_data.vocabulary import Vocabulary, in_parts, saved_vocabulary, valid_text

_CODE_POINTS = 0x110000


class Characters(Encoder, frozen=True, kw_only=True):
    """Each character is a token, spaces and marks too. Suits Chinese and Japanese, names, and writing text."""

    info = EncoderInfo(id="rnnstudio.characters", title="Characters", icon="list")

    vocabulary_size: Annotated[int, Range(3, 1_200_000, 500), Doc(
        "Most characters to know, padding and unknown included; the most frequent ones are taken.")] = 8000
    minimum_count: Annotated[int, Range(1, 1_000_000), Doc(
        "A character is known if it stands at least so often in the training part.")] = 1
    lowercase: Annotated[bool, Title("Ignore case"), Doc("A and a are the same character.")] = False
    normalisation: Normalisation = "NFC"
    strip_accents: StripAccents = False
    end_token: EndToken = False

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Best where no spaces part the words, or a text is one word."""
        return between(0.4, 0.95, texts)

    def fit(self, texts: Iterable[str]) -> FittedCharacters:
        """Make the vocabulary: most frequent characters first, equally frequent ones in code point order.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If no character is frequent enough.
        """
        special = special_tokens(self.end_token)
        room = room_beside(special, self.vocabulary_size)
        found = _count_characters(self._tokenizer(special).normalizer, texts)
        ranked = sorted((character for character, count in found.items() if count >= self.minimum_count),
                        key=lambda character: (-found[character], character))[:room]
        if not ranked:
            raise UserError(tr("no character stands {count} times or more in the training part",
                               count=self.minimum_count) if found else tr("the texts of the training part are empty"))
        ids = {character: index for index, character in enumerate(ranked, len(special))}
        known = [found[character] for character in ranked]
        unknown = sum(found.values()) - sum(known)
        return FittedCharacters(self._tokenizer(special | ids), [0, unknown, *[0] * (len(special) - 2), *known])

    def load(self, folder: Path) -> FittedCharacters:
        """Read back what was saved.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedCharacters(*saved_vocabulary(folder))

    def _tokenizer(self, vocabulary: dict[str, int]) -> Any:
        from tokenizers import Tokenizer, decoders, models

        # Byte-pair encoding without a single merge: to the library, that is what characters are.
        tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token=UNKNOWN))
        tokenizer.normalizer = normalizer(self.normalisation, lowercase=self.lowercase,
                                          strip_accents=self.strip_accents)
        tokenizer.decoder = decoders.Fuse()
        return tokenizer


class FittedCharacters(Vocabulary):
    """A vocabulary of characters. Ids are looked up here, ten times as fast as the library finds the same ones."""

    def __init__(self, tokenizer: Any, counts: list[int]) -> None:
        super().__init__(tokenizer, counts)
        self._spelling = _Spelling(tokenizer.normalizer)
        self._ids = _Ids((token, index) for index, token in enumerate(self.tokens) if len(token) == 1)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, not padded."""
        look_up, unify = self._ids.__getitem__, self._spelling
        return [list(map(look_up, unify(text))) for text in texts]

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text; padding is left out."""
        return "".join(self.tokens[index] for index in ids if index != PADDING_ID)


class _Ids(dict[str, int]):
    def __missing__(self, character: str) -> int:
        return UNKNOWN_ID


class _Spelling:
    """Unifies spelling as the library's normalizer does, without asking it where the text is plain ASCII."""

    def __init__(self, normalizer: Any) -> None:
        self._normalizer = normalizer
        self._lowercase = normalizer is not None and normalizer.normalize_str("A") == "a"

    def __call__(self, text: str) -> str:
        if text.isascii():
            return text.lower() if self._lowercase else text
        text = valid_text(text)
        unified: str = text if self._normalizer is None else self._normalizer.normalize_str(text)
        return unified


def _count_characters(normalizer: Any, texts: Iterable[str]) -> dict[str, int]:
    import numpy as np

    counts = np.zeros(_CODE_POINTS, np.int64)
    unify = _Spelling(normalizer)
    for part in in_parts(texts):
        points = np.frombuffer("".join(map(unify, part)).encode("utf-32-le"), np.uint32)
        found = np.bincount(points)
        counts[:len(found)] += found
    return {chr(point): int(counts[point]) for point in np.flatnonzero(counts)}
