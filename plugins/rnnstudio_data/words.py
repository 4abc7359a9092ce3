"""Whole words as tokens, the most frequent ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import PADDING_ID, Doc, Encoder, EncoderInfo, Range, Title, UserError, tr
from rnnstudio_data.counting import count_words
from rnnstudio_data.scripts import between
from rnnstudio_data.spacing import join_words
from rnnstudio_data.spelling import (
    UNKNOWN,
    EndToken,
    Normalisation,
    StripAccents,
    normalizer,
    room_beside,
    special_tokens,
)
from rnnstudio_data.vocabulary import Vocabulary, saved_vocabulary

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
_SPACED = rf"[\w&&[^{_UNSPACED}]]"
_WORD = rf"{_SPACED}+(?:'{_SPACED}+)*|\w|[^\s\w]"
"""A run of letters and digits, apostrophes inside it included; a single Chinese or Japanese character; a single mark.

No special token's spelling is a word by it: a text that says "[PAD]" gives three tokens, not padding.
"""


class Words(Encoder, frozen=True, kw_only=True):
    """Each word is a token; the most frequent ones are known, the rest is one unknown token."""

    info = EncoderInfo(id="rnnstudio.words", title="Words", icon="type")

    vocabulary_size: Annotated[int, Range(3, 10_000_000, 500), Doc(
        "Most tokens to know, padding and unknown included: the number of word vectors.")] = 8000
    minimum_count: Annotated[int, Range(1, 1_000_000), Doc(
        "A word is known if it stands at least so often in the training part.")] = 1
    lowercase: Annotated[bool, Title("Ignore case"), Doc("The and the are the same word.")] = True
    normalisation: Normalisation = "NFC"
    strip_accents: StripAccents = False
    end_token: EndToken = False

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Well, where spaces part the words; badly, where a word must be known to be found."""
        return between(0.9, 0.1, texts)

    def fit(self, texts: Iterable[str]) -> FittedWords:
        """Make the vocabulary: most frequent words first, equally frequent ones in the order of their letters.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If no word is frequent enough.
        """
        special = special_tokens(self.end_token)
        room = room_beside(special, self.vocabulary_size)
        found = count_words(self._tokenizer({}), texts)
        ranked = sorted(((word, count) for word, count in found.items() if count >= self.minimum_count),
                        key=lambda pair: (-pair[1], pair[0]))[:room]
        if not ranked:
            raise UserError(tr("no word stands {count} times or more in the training part", count=self.minimum_count)
                            if found else tr("the texts of the training part hold no words"))
        tokenizer = self._tokenizer({word: index for index, (word, _) in enumerate(ranked, len(special))})
        known = [count for _, count in ranked]
        return FittedWords(tokenizer, [0, found.total() - sum(known), *[0] * (len(special) - 2), *known])

    def load(self, folder: Path) -> FittedWords:
        """Read back what was saved.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedWords(*saved_vocabulary(folder))

    def _tokenizer(self, words: dict[str, int]) -> Any:
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.WordLevel(special_tokens(self.end_token) | words, unk_token=UNKNOWN))
        tokenizer.normalizer = normalizer(self.normalisation, lowercase=self.lowercase,
                                          strip_accents=self.strip_accents, before=(normalizers.Replace("’", "'"),))
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)
        return tokenizer


class FittedWords(Vocabulary):
    """A vocabulary of words."""

    def decode(self, ids: Sequence[int]) -> str:
        """Return the words as running text, spaces where a reader expects them; padding is left out."""
        return join_words(self.tokens[index] for index in ids if index != PADDING_ID)
