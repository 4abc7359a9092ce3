"""Made-up words with vectors: a few that mean something, and as many as are asked for that don't."""

from pathlib import Path

import numpy as np
import pytest

from rnnstudio.api import DataFacts
from rnnstudio.runs.folder import RunInfo
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.vectors.space import WordSpace
from tests.vectors import spaces

WORDS = ("[PAD]", "[UNK]", "good", "great", "bad", "awful", "king", "queen", "man", "woman", "the", "电影",
         "tab\tbed")
COUNTS = (0, 90, 120, 60, 110, 40, 30, 25, 80, 70, 900, 12, 1)


@pytest.fixture(scope="session")
def few() -> WordSpace:
    """Thirteen words: good and bad along the first axis, people along the second, sex along the third."""
    vectors = np.zeros((len(WORDS), 4), np.float32)
    vectors[2:6, 0] = (1.0, 0.9, -1.0, -0.9)
    vectors[6:10, 1] = 1.0
    vectors[6:10, 2] = (1.0, -1.0, 1.0, -1.0)
    vectors[6:8, 3] = 2.0
    vectors[1], vectors[10] = (0.1, 0.1, 0.0, 0.1), (0.2, 0.2, 0.1, 0.0)
    vectors[11], vectors[12] = (0.5, -0.4, 0.3, 0.2), (-0.3, 0.1, 0.8, -0.2)
    return WordSpace("words", WORDS, vectors, np.array(COUNTS, np.int64), special=frozenset({0, 1}))


@pytest.fixture(scope="session")
def many() -> WordSpace:
    """400 words called w2, w3, ... around ten middles, the first ones the most frequent."""
    count, dimensions = 400, 8
    random = np.random.default_rng(3)
    middles = random.normal(size=(10, dimensions))
    vectors = middles[np.arange(count) % 10] + random.normal(scale=0.2, size=(count, dimensions))
    words = ["[PAD]", "[UNK]", *(f"w{number}" for number in range(2, count))]
    return WordSpace("many", words, vectors.astype(np.float32), np.arange(count, 0, -1, dtype=np.int64) ** 2,
                     special=frozenset({0, 1}))


@pytest.fixture
def make_run(tmp_path, few):
    """Makes runs whose best model has the vectors of ``few``, and whose last one has them larger by 1."""
    def make(name="2026-01-02_10-20-30_Reviews", vectors=None, tokens=WORDS, counts=COUNTS, layer="embedding_1",
             **info):
        facts = DataFacts(input="text", task="binary", outputs=1, classes=("negative", "positive"))
        return spaces.make_run(tmp_path / "runs" / name, {layer: few.vectors if vectors is None else vectors}, tokens,
                               counts, **{"name": "Reviews", "facts": facts, **info})
    return make


@pytest.fixture
def looked_at(qapp, few):
    """Makes a state that looks at a space, read of no run."""
    def look(space=few):
        state = WordsState()
        state.run, state.phase, state.space = Path("/made/up"), "ready", space
        state.info = RunInfo(name="Reviews")
        return state
    return look
