"""Encoding text, reading and writing included, against the ``tokenizers`` library alone on the same text, one core.

    python tests/benchmarks/bench_encoding.py
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RNNSTUDIO_HOME"] = tempfile.mkdtemp()

import numpy as np
import pyarrow as pa
from rnnstudio_data.english_reviews import EnglishReviews

from rnnstudio.api import Contents, ReadContext
from rnnstudio.engine.encoding import Encoding
from rnnstudio.engine.reading import Columns, Source
from rnnstudio.engine.store import make
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry

LIMIT = 1.25
COPIES, ROUNDS = 12, 3
ENCODERS = ("rnnstudio.words", "rnnstudio.bpe", "rnnstudio.wordpiece", "rnnstudio.characters")


class Given(Source):
    """Texts that are in memory already."""

    def __init__(self, texts: list[str]) -> None:
        self.contents = Contents(input="text")
        self._texts = texts


def seconds_of(work: object) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


def main() -> int:
    registry = Registry.discover()
    sample = [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()]
    texts = sample * COPIES
    print(f"{len(texts):,} texts, {sum(map(len, texts)) / 1e6:.0f} million characters, one core")
    batches = [pa.record_batch({"text": texts[at:at + 4096]}) for at in range(0, len(texts), 4096)]
    columns = Columns(len(texts), None, None, None, None, batches, ())
    worst = 0.0
    for name in ENCODERS:
        fitted = registry.encoder(ComponentRef(type=name)).fit(sample)

        def ours(fitted: object = fitted, name: str = name) -> None:
            encoding = Encoding(Given(texts), columns, np.zeros(len(texts), np.int8),
                                registry.encoder(ComponentRef(type=name)), None, False, registry, lambda *_: None)
            encoding._fit = lambda: fitted  # type: ignore[assignment, method-assign, return-value]
            make("", encoding.write)

        def library(tokenizer: object = fitted.tokenizer) -> None:  # type: ignore[attr-defined]
            for batch in batches:
                for encoding in tokenizer.encode_batch(batch["text"].to_pylist()):  # type: ignore[attr-defined]
                    len(encoding.ids)

        times = [(seconds_of(ours), seconds_of(library)) for _ in range(ROUNDS)]
        ratio = statistics.median(mine / theirs for mine, theirs in times)
        worst = max(worst, ratio)
        print(f"{name}: ours {statistics.median(mine for mine, _ in times):.2f} s, library "
              f"{statistics.median(theirs for _, theirs in times):.2f} s: ratio {ratio:.2f}, limit {LIMIT}",
              flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
