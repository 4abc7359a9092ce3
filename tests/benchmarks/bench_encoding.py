"""Text to ids on one core, beside the tokenizers library alone with the very same vocabulary.

Run: ``python tests/benchmarks/bench_encoding.py``. Each encoder is fitted on the bundled reviews and saved, and the
library opens the file by itself. Both encode the reviews, repeated to 50 MB, in turn, some thousand texts at a time;
the library's time is that of ``encode_batch_fast`` alone, ours includes taking the ids out. Reach: 1.25.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tokenizers
from ratio import tell
from rnnstudio_data.bpe import BPE
from rnnstudio_data.characters import Characters
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.raw_bytes import Bytes
from rnnstudio_data.wordpiece import WordPiece
from rnnstudio_data.words import Words

from rnnstudio.api import Encoder, ReadContext

MEGABYTES, TEXTS_AT_ONCE = 50, 5000
ENCODERS = (Words(), BPE(), WordPiece(), Characters(), Bytes())


def compare(encoder: Encoder, texts: list[str], copies: int) -> tuple[float, float]:
    """Return our seconds and the library's for the texts encoded so many times."""
    fitted = encoder.fit(texts)
    with tempfile.TemporaryDirectory() as folder:
        fitted.save(Path(folder))
        library = tokenizers.Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    parts = [texts[start:start + TEXTS_AT_ONCE] for start in range(0, len(texts), TEXTS_AT_ONCE)]
    if [encoding.ids for encoding in library.encode_batch_fast(parts[0])] != fitted.encode(parts[0]):
        raise AssertionError("the ids differ")
    ours = theirs = 0.0
    for _ in range(copies):
        for part in parts:
            ours += seconds(fitted.encode, part)
            theirs += seconds(library.encode_batch_fast, part)
    return ours, theirs


def seconds(work: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return how long it takes, the result's removal not counted."""
    started = time.perf_counter()
    result = work(texts)
    taken = time.perf_counter() - started
    del result
    return taken


def main() -> None:
    """Print seconds and ratios."""
    os.environ["RAYON_NUM_THREADS"] = "1"  # both are read when the library is first used
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    texts = [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()]
    size = sum(len(text.encode()) for text in texts)
    copies = -(-MEGABYTES * 10**6 // size)
    print(f"{copies * size / 1e6:.0f} MB, one core; Python {platform.python_version()}, tokenizers "
          f"{tokenizers.__version__}")
    for encoder in ENCODERS:
        ours, theirs = compare(encoder, texts, copies)
        print(f"{encoder.info.title}: {ours:.1f} s; the library alone: {theirs:.1f} s; ratio {ours / theirs:.2f} "
              "(reach: 1.25)", flush=True)
        tell(f"encoding, {encoder.info.title} / the library alone", ours / theirs, 1.25)


if __name__ == "__main__":
    main()
