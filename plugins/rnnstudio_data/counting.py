"""How often each word stands in a text, counted by the ``tokenizers`` library on all cores.

The library's trainers count words but keep the counts to themselves; they are part of the state that a trainer
pickles. Should a later version leave them out, the library's splitter is asked, which takes four times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from rnnstudio_data.vocabulary import valid_text

_TEXTS_AT_ONCE = 16_384


def count_words(tokenizer: Any, texts: Iterable[str]) -> Counter[str]:
    """Count every word as ``tokenizer`` splits it, some texts at a time."""
    from tokenizers import trainers

    found: Counter[str] = Counter()
    source = map(valid_text, texts)
    while part := list(islice(source, _TEXTS_AT_ONCE)):
        trainer = trainers.WordLevelTrainer(vocab_size=1, show_progress=False)
        tokenizer.train_from_iterator(part, trainer)
        counts = _counts_of(trainer)
        found.update(_split_words(tokenizer, part) if counts is None else counts)
    return found


def train_counting(tokenizer: Any, trainer: Any, texts: Iterable[str]) -> Counter[str]:
    """Train on texts that are read once, and return how often each word stands in them.

    Args:
        tokenizer: The library's, with a model that the trainer fits.
        trainer: The library's.
        texts: Read some at a time; what reading them raises comes through.
    """
    from tokenizers import Tokenizer

    found: Counter[str] = Counter()
    trainer_tells = _tells_counts(tokenizer, trainer)
    splitter = Tokenizer.from_str(tokenizer.to_str())  # the one that trains waits until the texts have been read

    def source() -> Iterator[str]:
        for text in map(valid_text, texts):
            if not trainer_tells:
                found.update(_split_words(splitter, [text]))
            yield text

    tokenizer.train_from_iterator(source(), trainer)
    found.update(_counts_of(trainer) or {})
    return found


def _tells_counts(tokenizer: Any, trainer: Any) -> bool:
    tokenizer.train_from_iterator(["a"], trainer)
    return _counts_of(trainer) is not None


def _counts_of(trainer: Any) -> dict[str, int] | None:
    state = next(iter(msgspec.json.decode(trainer.__getstate__()).values()), None)
    return state.get("words") if isinstance(state, dict) else None


def _split_words(tokenizer: Any, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if tokenizer.normalizer is not None:
            text = tokenizer.normalizer.normalize_str(text)
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text):
            yield word
