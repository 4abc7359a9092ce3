"""Whole words as tokens, the most frequent ones; built on the fast ``tokenizers`` library and its file format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec

from rnnstudio.api import Doc, EncoderInfo, Range, UserError, tr
from rnnstudio_data.scripts import unspaced_share
from rnnstudio_data.vocabulary import UNKNOWN, FittedTokenizer, TextOptions, encodable, read_files

_TEXTS_AT_ONCE = 16_384

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
_SPACED = rf"[\w&&[^{_UNSPACED}]]"
_WORD = rf"{_SPACED}+(?:'{_SPACED}+)*|\w|[^\s\w]"
"""A run of letters and digits, apostrophes inside it included; a single Chinese or Japanese character; a single mark.

No special token's spelling is a word by it: a text that says "[PAD]" gives three tokens, not padding.
"""


class Words(TextOptions, frozen=True, kw_only=True):
    """Each word is a token; the most frequent ones are known, the rest is one unknown token."""

    info = EncoderInfo(id="rnnstudio.words", title="Words", icon="type")

    vocabulary_size: Annotated[int, Range(3, 10_000_000, 500), Doc(
        "Most tokens to know, padding and unknown included: the number of word vectors.")] = 8000
    minimum_count: Annotated[int, Range(1, 1_000_000), Doc(
        "A word is known if it stands at least so often in the training part.")] = 1

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Suit texts with spaces between words."""
        return 0.9 - 0.8 * unspaced_share(texts)

    def fit(self, texts: Iterable[str]) -> FittedTokenizer:
        """Make the vocabulary: most frequent words first, equally frequent ones in the order of their letters.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If no word is frequent enough.
        """
        found = count_tokens(self._tokenizer({}), encodable(texts))
        ranked = most_frequent(found, self.minimum_count, self.vocabulary_size - len(self.special))
        if not ranked:
            raise UserError(tr("no word stands {count} times or more in the training part", count=self.minimum_count)
                            if found else tr("the texts of the training part hold no words"))
        tokenizer = self._tokenizer({word: index for index, (word, _) in enumerate(ranked, len(self.special))})
        known = [count for _, count in ranked]
        counts = [0, found.total() - sum(known), *(0 for _ in range(len(self.special) - 2)), *known]
        return FittedTokenizer(tokenizer, counts, spaced)

    def load(self, folder: Path) -> FittedTokenizer:
        """Read back what was saved; see ``TextOptions.load``."""
        return FittedTokenizer(*read_files(folder), spaced)

    def _tokenizer(self, words: dict[str, int]) -> Any:
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.WordLevel(self.special | words, unk_token=UNKNOWN))
        tokenizer.normalizer = self.normalizer(normalizers.Replace("’", "'"))
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)
        return tokenizer


def most_frequent(found: Counter[str], least: int, most: int) -> list[tuple[str, int]]:
    """Return the most frequent tokens, equally frequent ones in the order of their letters."""
    return sorted(((token, count) for token, count in found.items() if count >= least),
                  key=lambda pair: (-pair[1], pair[0]))[:most]


_NO_SPACE_BEFORE = set(".,;:!?%)]}…'’”»、。，；：！？）】》」』")
_NO_SPACE_BEHIND = set("([{¿¡“«（【《「『")


def spaced(tokens: Sequence[str]) -> str:
    """Return words as a text: spaces between words, none before a full stop or between Chinese characters."""
    text = ""
    for token in tokens:
        if not text or token in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_BEHIND or (
                _is_unspaced(token[0]) and _is_unspaced(text[-1])):
            text += token
        else:
            text += " " + token
    return text


def _is_unspaced(character: str) -> bool:
    return unspaced_share([character]) > 0 or re.match("[\u3000-\u303f\uff00-\uffef]", character) is not None


def count_tokens(tokenizer: Any, texts: Iterable[str]) -> Counter[str]:
    """Count every token as ``tokenizer`` splits texts, before any model looks at them.

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
