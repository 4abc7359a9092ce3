"""WordPiece: frequent words whole, rare ones in parts of which all but the first begin with ##."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import PADDING_ID, Doc, Encoder, EncoderInfo, Range, Title
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
from rnnstudio_data.subwords import Learnt, learn, numbered
from rnnstudio_data.vocabulary import Vocabulary, saved_vocabulary

_INSIDE = "##"
_START = "\uffff"
"""Stands before each word while learning, to tell its first part from the others; no text should hold it."""
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
_SPACED = rf"[\w&&[^{_UNSPACED}]]"
_WORD = rf"{_SPACED}{{1,60}}(?:'{_SPACED}{{1,19}}){{0,2}}|\w|[^\s\w]"
"""As for whole words, but no longer than 100 characters: time grows with the square of a word's length."""


class WordPiece(Encoder, frozen=True, kw_only=True):
    """Words are put together from the longest parts known: play, ##ing. A word that can't be is unknown."""

    info = EncoderInfo(id="rnnstudio.wordpiece", title="Subwords (WordPiece)", icon="puzzle")

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
        """Well where spaces part the words; Chinese is split into characters, Thai hardly at all."""
        return between(0.75, 0.3, texts)

    def fit(self, texts: Iterable[str]) -> FittedWordPiece:
        """Make the vocabulary: most frequent tokens first, equally frequent ones in the order of their letters.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If they hold no words.
        """
        special = special_tokens(self.end_token)
        room = room_beside(special, self.vocabulary_size)
        learnt = learn(self._learning(), texts, 2 * room, self.minimum_count)
        words = {word.removeprefix(_START): count for word, count in learnt.words.items() if word != _START}
        return FittedWordPiece(*numbered(_tokens(learnt, words, room), special, words, self._tokenizer))

    def load(self, folder: Path) -> FittedWordPiece:
        """Read back what was saved.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedWordPiece(*saved_vocabulary(folder))

    def _tokenizer(self, vocabulary: dict[str, int]) -> Any:
        from tokenizers import Tokenizer, decoders, models

        tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=100,
                                               continuing_subword_prefix=_INSIDE))
        self._set_splitting(tokenizer)
        tokenizer.decoder = decoders.WordPiece(prefix=_INSIDE)
        return tokenizer

    def _learning(self) -> Any:
        from tokenizers import Tokenizer, models, pre_tokenizers

        tokenizer = Tokenizer(models.BPE())
        self._set_splitting(tokenizer)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            tokenizer.pre_tokenizer,
            pre_tokenizers.Metaspace(replacement=_START, prepend_scheme="always", split=False)])
        return tokenizer

    def _set_splitting(self, tokenizer: Any) -> None:
        from tokenizers import Regex, normalizers, pre_tokenizers

        tokenizer.normalizer = normalizer(self.normalisation, lowercase=self.lowercase,
                                          strip_accents=self.strip_accents, before=(normalizers.Replace("’", "'"),))
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)


def _tokens(learnt: Learnt, words: dict[str, int], room: int) -> list[str]:
    """Return first and inner characters, then what is made of them in the order it was learnt, at most ``room``."""
    characters: dict[str, int] = {}
    for word, count in words.items():
        for place, character in enumerate(word):
            token = _INSIDE + character if place else character
            characters[token] = characters.get(token, 0) + count
    tokens = dict.fromkeys(sorted(characters, key=lambda token: (-characters[token], token))[:room])
    for left, right in learnt.merges:
        if len(tokens) >= room:
            break
        merged = left + right
        tokens[merged.removeprefix(_START) if merged.startswith(_START) else _INSIDE + merged] = None
    return list(tokens)


class FittedWordPiece(Vocabulary):
    """A vocabulary of words, first parts of words, and inner parts that begin with ##."""

    def decode(self, ids: Sequence[int]) -> str:
        """Return the words as running text, spaces where a reader expects them; padding is left out."""
        return join_words(_whole_words(self.tokens[index] for index in ids if index != PADDING_ID))


def _whole_words(tokens: Iterable[str]) -> Iterator[str]:
    word = ""
    for token in tokens:
        if token.startswith(_INSIDE) and word:
            word += token.removeprefix(_INSIDE)
        else:
            if word:
                yield word
            word = token
    if word:
        yield word
