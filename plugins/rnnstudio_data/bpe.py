"""Byte-pair encoding: frequent words whole, rare ones in parts, spaces written as ▁."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import PADDING_ID, Doc, Encoder, EncoderInfo, Range, Title
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
from rnnstudio_data.subwords import learn, numbered
from rnnstudio_data.vocabulary import Vocabulary, saved_vocabulary

_SPACE = "▁"
_WORD = r"\n| ?(?:\w+(?:'\w+)*|[^\s\w])"
"""A line end; else a word or a mark with the space before it. Unlike whole words, Chinese and Japanese runs stay
together, or no two of their characters could become a token."""


class BPE(Encoder, frozen=True, kw_only=True):
    """Frequent words are tokens, rare ones are put together from parts: hardly anything is unknown."""

    info = EncoderInfo(id="rnnstudio.bpe", title="Subwords (BPE)", icon="fold-horizontal")

    vocabulary_size: Annotated[int, Range(3, 1_000_000, 500), Doc(
        "Most tokens to know: special ones, characters, and what is made of them.")] = 8000
    minimum_count: Annotated[int, Range(1, 1_000_000), Doc(
        "Two neighbouring parts become one token if they stand together at least so often in the training part."
    )] = 2
    lowercase: Annotated[bool, Title("Ignore case"), Doc("The and the are the same word.")] = True
    normalisation: Normalisation = "NFC"
    strip_accents: StripAccents = False
    end_token: EndToken = False

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Well for most texts, a little less where words are hard to tell apart."""
        return between(0.8, 0.6, texts)

    def fit(self, texts: Iterable[str]) -> FittedBPE:
        """Make the vocabulary: most frequent tokens first, equally frequent ones in the order of their letters.

        Where there is no room for all characters, the rarest are unknown and nothing is merged.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If they hold no words.
        """
        special = special_tokens(self.end_token)
        room = room_beside(special, self.vocabulary_size)
        learnt = learn(self._tokenizer({}, []), texts, room, self.minimum_count)
        characters = learnt.frequent_characters(room)
        merges = learnt.merges[:room - len(characters)]
        merged = dict.fromkeys(left + right for left, right in merges)  # two merges may give the same token
        return FittedBPE(*numbered([*characters, *merged], special, learnt.words,
                                   lambda vocabulary: self._tokenizer(vocabulary, merges)))

    def load(self, folder: Path) -> FittedBPE:
        """Read back what was saved.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedBPE(*saved_vocabulary(folder))

    def _tokenizer(self, vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Any:
        from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token=UNKNOWN) if vocabulary else models.BPE())
        plain = (normalizers.Replace("’", "'"), normalizers.Replace(Regex(r"[^\S\n ]"), " "))
        tokenizer.normalizer = normalizer(self.normalisation, lowercase=self.lowercase,
                                          strip_accents=self.strip_accents, before=plain)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(_WORD), "removed", invert=True),
            pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="first", split=False)])
        tokenizer.decoder = decoders.Metaspace(replacement=_SPACE)
        return tokenizer


class FittedBPE(Vocabulary):
    """A vocabulary of words and parts of words, in which ▁ begins a word."""

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text, its spaces as they were but for repeated ones; padding is left out."""
        text = "".join(self.tokens[index] for index in ids if index != PADDING_ID)
        return text.replace(_SPACE, " ").removeprefix(" ")
