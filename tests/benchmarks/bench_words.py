"""The word encoder fitted and applied, beside the tokenizers library that it is built on.

Run: ``python tests/benchmarks/bench_words.py``. Both learn the 8,000 words of the bundled reviews and encode all
texts; ours also counts each word exactly. Reach: 1.3 of the time of the library.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable

import tokenizers
from ratio import tell
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.words import Words
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from rnnstudio.api import ReadContext

COPIES, RUNS, SIZE = 5, 7, 8000


def ours(texts: list[str]) -> object:
    """Fit and encode with our encoder."""
    return Words(vocabulary_size=SIZE, maximum_length=None).fit(texts).encode(texts)


def library(texts: list[str]) -> object:
    """Fit and encode with the library, as its own guide does."""
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\w+(?:'\w+)*|[^\s\w]"), "removed", invert=True)
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(
        vocab_size=SIZE, special_tokens=["[PAD]", "[UNK]"], show_progress=False))
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]


def seconds(work: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return how long it takes."""
    started = time.perf_counter()
    work(texts)
    return time.perf_counter() - started


def main() -> None:
    """Print medians and the ratio."""
    texts = [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()] * COPIES
    pairs = [(seconds(ours, texts), seconds(library, texts)) for _ in range(RUNS)]
    first, second = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{len(texts):,} texts, medians of {RUNS}; Python {platform.python_version()}, tokenizers "
          f"{tokenizers.__version__}, {os.cpu_count()} cores")
    print(f"words encoder: {first:.2f} s; the library alone: {second:.2f} s; ratio {first / second:.2f} (reach: 1.3)")
    tell("words encoder / the library alone", first / second, 1.3)


if __name__ == "__main__":
    main()
