"""Whole words as tokens, the most frequent ones; built on the fast ``tokenizers`` library and its file format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec

from rnnstudio.api import (
    PADDING_ID,
    UNKNOWN_ID,
    Doc,
    Encoder,
    EncoderInfo,
    FittedEncoder,
    Range,
    Title,
    UserError,
    tr,
    whole_file,
)

_PADDING, _UNKNOWN = "[PAD]", "[UNK]"
_SPECIAL = {_PADDING: PADDING_ID, _UNKNOWN: UNKNOWN_ID}
_TOKENIZER = "tokenizer.json"
_COUNTS = "counts.json"
_TEXTS_AT_ONCE = 16_384

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

    def fit(self, texts: Iterable[str]) -> FittedWords:
        """Make the vocabulary: most frequent words first, equally frequent ones in the order of their letters.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If no word is frequent enough.
        """
        found = _count_words(self._tokenizer({}), texts)
        ranked = sorted(((word, count) for word, count in found.items() if count >= self.minimum_count),
                        key=lambda pair: (-pair[1], pair[0]))[:self.vocabulary_size - len(_SPECIAL)]
        if not ranked:
            raise UserError(tr("no word stands {count} times or more in the training part", count=self.minimum_count)
                            if found else tr("the texts of the training part hold no words"))
        tokenizer = self._tokenizer({word: index for index, (word, _) in enumerate(ranked, len(_SPECIAL))})
        known = [count for _, count in ranked]
        return FittedWords(tokenizer, [0, found.total() - sum(known), *known])

    def load(self, folder: Path) -> FittedWords:
        """Read back what ``FittedWords.save`` wrote.

        Raises:
            UserError: If a file is missing or damaged.
        """
        from tokenizers import Tokenizer

        path = folder / _TOKENIZER
        try:
            tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
            path = folder / _COUNTS
            counts = msgspec.json.decode(path.read_bytes(), type=list[int])
        except Exception as error:  # tokenizers raises bare Exception
            raise UserError(tr("the vocabulary {path} can't be read: {reason}", path=path, reason=error)) from error
        if len(counts) != tokenizer.get_vocab_size():
            raise UserError(tr("the vocabulary {path} can't be read: {reason}", path=path, reason=tr(
                "it holds {found} counts for {expected} tokens", found=len(counts),
                expected=tokenizer.get_vocab_size())))
        return FittedWords(tokenizer, counts)

    def _tokenizer(self, words: dict[str, int]) -> Any:
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.WordLevel(_SPECIAL | words, unk_token=_UNKNOWN))
        steps = [normalizers.Replace("’", "'"), normalizers.NFC()]
        tokenizer.normalizer = normalizers.Sequence([*steps, normalizers.Lowercase()] if self.lowercase else steps)
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)
        return tokenizer


class FittedWords(FittedEncoder):
    """A vocabulary of words. ``tokenizer`` is the library's object, for whoever wants more of it."""

    def __init__(self, tokenizer: Any, counts: list[int]) -> None:
        self.tokenizer = tokenizer
        self._counts = counts
        ids: dict[str, int] = tokenizer.get_vocab()
        self._tokens = sorted(ids, key=ids.__getitem__)

    @property
    def tokens(self) -> Sequence[str]:
        """Each token's text, by id."""
        return self._tokens

    @property
    def counts(self) -> Sequence[int]:
        """How often each token stood in the text it was fitted on, none of it cut off; unknown words under id 1."""
        return self._counts

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, not padded; none for a text without words."""
        return [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts))]

    def save(self, folder: Path) -> None:
        """Write ``tokenizer.json``, which the tokenizers library opens, and ``counts.json``, the counts by id."""
        with whole_file(folder / _TOKENIZER) as file:
            file.write_text(self.tokenizer.to_str(pretty=True), encoding="utf-8")
        with whole_file(folder / _COUNTS) as file:
            file.write_bytes(msgspec.json.encode(self._counts) + b"\n")


def _count_words(tokenizer: Any, texts: Iterable[str]) -> Counter[str]:
    """Count every word as ``tokenizer`` splits it.

    The library's trainer counts on all cores but keeps its counts to itself; they are part of the state it pickles.
    Should a later version leave them out, its splitter is asked, which takes four times as long.
    """
    from tokenizers import trainers

    found: Counter[str] = Counter()
    for part in _in_parts(iter(texts)):
        trainer = trainers.WordLevelTrainer(vocab_size=1, show_progress=False)
        tokenizer.train_from_iterator(part, trainer)
        counts = _counts_of(trainer)
        found.update(_split_words(tokenizer, part) if counts is None else counts)
    return found


def _counts_of(trainer: Any) -> dict[str, int] | None:
    state = msgspec.json.decode(trainer.__getstate__())
    counts: dict[str, int] | None = state.get("WordLevelTrainer", {}).get("words")
    return counts


def _in_parts(texts: Iterator[str]) -> Iterator[list[str]]:
    while part := list(islice(texts, _TEXTS_AT_ONCE)):
        yield part


def _split_words(tokenizer: Any, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text)):
            yield word
