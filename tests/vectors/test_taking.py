"""Vectors are taken out of a run as they were trained: of its models, and of the state it goes on from."""

import subprocess
import sys

import numpy as np
import pytest

from rnnstudio.api import UserError
from rnnstudio.engine import state
from rnnstudio.runs.resuming import Position
from rnnstudio.vectors.taking import EmbeddingChoice, Moment, embeddings_of, moments_of, opened, space_of
from tests.vectors.spaces import make_run

VECTORS = np.arange(24, dtype=np.float32).reshape(6, 4)
TOKENS = ["[PAD]", "[UNK]", "a\tb", "", "x", "x"]


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run", {"words": VECTORS, "others": VECTORS[:, :2] * 10}, TOKENS)


def test_that_the_embeddings_of_a_run_are_listed(run):
    assert embeddings_of(run) == (EmbeddingChoice("words", "words", 6, 4), EmbeddingChoice("others", "others", 6, 2))


def test_that_a_space_has_words_counts_and_special_rows(run):
    found = space_of(run)
    assert (found.name, found.words, found.special) == ("words", TOKENS, {0, 1})
    assert found.counts.tolist() == list(range(6))
    assert (found.vectors == VECTORS).all()
    assert (space_of(run, "others").vectors == VECTORS[:, :2] * 10).all()
    assert (space_of(run, which="last").vectors == VECTORS + 1).all()


def test_that_vectors_are_read_piece_by_piece(run):
    with opened(run, "others") as matrix:
        assert (matrix.shape, len(matrix), matrix.choice.name) == ((6, 2), 6, "others")
        assert (matrix.rows(2, 4) == VECTORS[2:4, :2] * 10).all()
        assert matrix.rows(4, 99).shape == (2, 2)


def test_that_the_state_that_training_goes_on_from_can_be_looked_at(run):
    arrays = {"trainable": [VECTORS + 5, VECTORS[:, :2] + 7, np.ones((4, 4), np.float32)],
              "optimizer": [VECTORS, VECTORS]}
    state.write(run, Position(epoch=2, batch=7), arrays)
    assert moments_of(run) == (Moment("best", 2), Moment("last", 3), Moment("checkpoint", 2))
    assert (space_of(run, which="checkpoint").vectors == VECTORS + 5).all()
    assert (space_of(run, "others", "checkpoint").vectors == VECTORS[:, :2] + 7).all()


def test_that_a_frozen_embedding_is_found_in_the_state(run):
    state.write(run, Position(), {"trainable": [np.ones((4, 4))], "frozen": [VECTORS + 2, VECTORS[:, :2]]})
    assert (space_of(run, which="checkpoint").vectors == VECTORS + 2).all()


def test_that_an_embedding_that_cannot_be_told_in_the_state_is_refused(run):
    state.write(run, Position(), {"trainable": [VECTORS, VECTORS, VECTORS[:, :2]]})
    with pytest.raises(UserError, match='"words" can\'t be told from other weights'):
        space_of(run, which="checkpoint")
    state.write(run, Position(), {"trainable": [VECTORS, VECTORS[:, :2]]})
    path = run / "checkpoint" / "state.npz"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UserError, match="is damaged"):
        space_of(run, which="checkpoint")
    path.unlink()
    with pytest.raises(UserError, match="has no checkpoint"):
        space_of(run, which="checkpoint")
    assert moments_of(run) == (Moment("best", 2), Moment("last", 3))


def test_that_ids_without_a_vocabulary_have_no_special_rows(tmp_path):
    found = space_of(make_run(tmp_path / "run", {"words": VECTORS}))
    assert found.words[:2] == ["id 0", "id 1"]
    assert found.special == frozenset()
    assert found.counts is None


def test_that_what_is_missing_is_said_in_words(tmp_path):
    with pytest.raises(UserError, match="is not a run"):
        embeddings_of(tmp_path)
    with pytest.raises(UserError, match="has no Embedding layer"):
        embeddings_of(make_run(tmp_path / "none", {}))
    with pytest.raises(UserError, match="is empty, so there are no words"):
        space_of(make_run(tmp_path / "empty", {"words": VECTORS[:0]}))
    with pytest.raises(UserError, match="names 6 tokens, but the model has vectors for 3"):
        space_of(make_run(tmp_path / "few", {"words": VECTORS[:3]}, TOKENS))
    run = make_run(tmp_path / "bad", {"words": VECTORS}, TOKENS)
    with pytest.raises(UserError, match='no embedding called "third"; it has: words'):
        space_of(run, "third")
    (run / "best.keras").write_bytes(b"PK nonsense")
    with pytest.raises(UserError, match=r"best.keras can't be read as a Keras model"):
        space_of(run)


def test_that_neither_tensorflow_nor_qt_nor_the_engine_is_needed(run):
    script = ("import sys; from pathlib import Path; from rnnstudio.vectors.taking import space_of\n"
              "space_of(Path(sys.argv[1]))\n"
              "sys.exit(bool({'tensorflow', 'keras', 'PySide6', 'rnnstudio.engine'} & sys.modules.keys()))")
    assert subprocess.run([sys.executable, "-c", script, str(run)], timeout=60, check=False).returncode == 0
