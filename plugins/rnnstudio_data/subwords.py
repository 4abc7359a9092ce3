"""What both subword encoders do: learn on words and their counts, then number the tokens by frequency.

Learning is byte-pair encoding in both (Sennrich, Haddow, Birch 2016, https://aclanthology.org/P16-1162): start from
characters, and again and again make one token of the two neighbours that stand together most often. The library's own
WordPiece trainer does the same, but the order of its characters, and so what it does with ties, is drawn anew at
every start; hence both are learnt by its BPE trainer, which gives the same result every time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from rnnstudio.api import UNKNOWN_ID, UserError, tr
from rnnstudio_data.counting import train_counting

_WORDS_AT_ONCE = 16_384


class Learnt(msgspec.Struct, frozen=True):
    """What a text taught.

    Attributes:
        words: Each distinct word, as the tokenizer splits text, with its count.
        characters: Those of the words, in code point order, each with its count.
        merges: The pairs of tokens that became one, in this order.
    """

    words: Counter[str]
    characters: dict[str, int]
    merges: list[tuple[str, str]]

    def frequent_characters(self, room: int) -> list[str]:
        """Return the most frequent characters, at most ``room``; equally frequent ones in code point order."""
        return sorted(self.characters, key=lambda character: (-self.characters[character], character))[:room]


def learn(tokenizer: Any, texts: Iterable[str], size: int, minimum_count: int) -> Learnt:
    """Learn characters and merges.

    Args:
        tokenizer: The library's, with a BPE model to fit.
        texts: Read once, some at a time.
        size: Tokens to learn, the characters included; all characters are learnt also where they are more.
        minimum_count: How often a pair must stand.

    Raises:
        UserError: If the texts hold no words.
    """
    from tokenizers import trainers

    words = train_counting(tokenizer, trainers.BpeTrainer(
        vocab_size=size, min_frequency=minimum_count, show_progress=False), texts)
    if not words:
        raise UserError(tr("the texts of the training part hold no words"))
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    model = msgspec.json.decode(tokenizer.to_str())["model"]
    merges = [(left, right) for left, right in model["merges"]]
    return Learnt(words, dict(sorted(characters.items())), merges)


def numbered(tokens: list[str], special: Mapping[str, int], words: Mapping[str, int],
             tokenizer_of: Callable[[dict[str, int]], Any]) -> tuple[Any, list[int]]:
    """Number the tokens by how often they stand in the words, equally frequent ones in the order of their letters.

    Args:
        tokens: All but the special ones, in any order.
        special: The special ones with their ids.
        words: Distinct words, as the tokenizer's model gets them, with their counts.
        tokenizer_of: Makes the tokenizer of a vocabulary; how it splits a word must not depend on the ids.

    Returns:
        The tokenizer and the counts by id.
    """
    first = len(special)
    ids = {token: first + index for index, token in enumerate(tokens)}
    found = _count_tokens(tokenizer_of(dict(special) | ids), words)
    known = {token: found[index] for token, index in ids.items()}
    ranked = sorted(known, key=lambda token: (-known[token], token))
    counts = [0] * first + [known[token] for token in ranked]
    counts[UNKNOWN_ID] = found[UNKNOWN_ID]
    return tokenizer_of(dict(special) | {token: first + index for index, token in enumerate(ranked)}), counts


def _count_tokens(tokenizer: Any, words: Mapping[str, int]) -> Counter[int]:
    """Count ids over words, each distinct one encoded once."""
    from tokenizers import Tokenizer

    alone = Tokenizer(tokenizer.model)
    found: Counter[int] = Counter()
    for part in _in_parts(words):
        for word, encoding in zip(part, alone.encode_batch_fast(part), strict=True):
            for index in encoding.ids:
                found[index] += words[word]
    return found


def _in_parts(words: Mapping[str, int]) -> Iterator[list[str]]:
    all_words = list(words)
    for start in range(0, len(all_words), _WORDS_AT_ONCE):
        yield all_words[start:start + _WORDS_AT_ONCE]

