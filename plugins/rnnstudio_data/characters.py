"""The smallest tokens: characters, and bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from rnnstudio.api import Doc, EncoderInfo, Range, UserError, tr
from rnnstudio_data.scripts import unspaced_share
from rnnstudio_data.vocabulary import UNKNOWN, FittedTokenizer, TextOptions, encodable
from rnnstudio_data.words import most_frequent


class Characters(TextOptions, frozen=True, kw_only=True):
    """Each character is a token, spaces and marks too: for Chinese, for names, for text that is to be written."""

    info = EncoderInfo(id="rnnstudio.characters", title="Characters", icon="type")

    lowercase: Annotated[bool, Doc("A and a are the same character.")] = False
    vocabulary_size: Annotated[int, Range(3, 200_000, 100), Doc(
        "Most characters to know, padding and unknown included.")] = 8000
    minimum_count: Annotated[int, Range(1, 1_000_000), Doc(
        "A character is known if it stands at least so often in the training part.")] = 1

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Suit text without spaces between words, and very short texts such as names."""
        short = bool(texts) and sum(map(len, texts)) / len(texts) < 16
        return max(0.4 + 0.6 * unspaced_share(texts), 0.95 if short else 0.0)

    def fit(self, texts: Iterable[str]) -> FittedTokenizer:
        """Make the vocabulary, the most frequent characters first.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If no character is frequent enough.
        """
        normalizer, found = self.normalizer(), Counter[str]()
        for text in encodable(texts):
            found.update(normalizer.normalize_str(text))
        ranked = most_frequent(found, self.minimum_count, self.vocabulary_size - len(self.special))
        if not ranked:
            raise UserError(tr("no character stands {count} times or more in the training part",
                               count=self.minimum_count)
                            if found else tr("the texts of the training part are all empty"))
        known = [count for _, count in ranked]
        counts = [0, found.total() - sum(known), *(0 for _ in range(len(self.special) - 2)), *known]
        return FittedTokenizer(self._tokenizer([character for character, _ in ranked]), counts)

    def _tokenizer(self, characters: Sequence[str]) -> Any:
        from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

        known = {character: index for index, character in enumerate(characters, len(self.special))}
        tokenizer = Tokenizer(models.WordLevel(self.special | known, unk_token=UNKNOWN))
        tokenizer.normalizer = self.normalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
        tokenizer.decoder = decoders.Fuse()
        return tokenizer


class Bytes(TextOptions, frozen=True, kw_only=True):
    """Each byte of the text's UTF-8 is a token: 256 of them, nothing is ever unknown, and texts are long."""

    info = EncoderInfo(id="rnnstudio.bytes", title="Bytes", icon="binary")

    lowercase: Annotated[bool, Doc("A and a are the same character.")] = False

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Suit any text a little."""
        return 0.2

    def fit(self, texts: Iterable[str]) -> FittedTokenizer:
        """Return the vocabulary, which is the same for all texts; they are read to the end all the same.

        Args:
            texts: Read once.
        """
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers

        for _ in texts:
            pass
        letters = sorted(pre_tokenizers.ByteLevel.alphabet(), key=_byte_order)
        known = {letter: index for index, letter in enumerate(letters, len(self.special))}
        tokenizer = Tokenizer(models.BPE(vocab=self.special | known, merges=[], unk_token=UNKNOWN))
        tokenizer.normalizer = self.normalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        tokenizer.decoder = decoders.ByteLevel()
        return FittedTokenizer(tokenizer, [])


def _byte_order(letter: str) -> tuple[bool, int]:
    """Sort printable bytes, which stand for themselves, before the rest, which the library moves beyond 255."""
    return ord(letter) > 255, ord(letter)
