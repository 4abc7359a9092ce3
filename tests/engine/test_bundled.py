"""The main job with what is bundled: movie reviews are learned, and their words come out."""

from pathlib import Path

import pytest

from rnnstudio.engine.association import association
from rnnstudio.engine.export import embedding_table
from rnnstudio.engine.training import train
from rnnstudio.project import edits, file
from rnnstudio.registry import Registry

pytestmark = pytest.mark.tf


@pytest.fixture(scope="module")
def bundled():
    return Registry.discover()


def test_that_movie_reviews_are_learned_and_their_words_come_out(bundled, tmp_path):
    project = edits.set_training(file.load(bundled.templates["rnnstudio.movie_reviews"].path), "epochs", 4)
    finished = train(project, bundled, tmp_path)
    assert finished.metrics["val_accuracy"] > 0.76
    with embedding_table(Path(finished.run)) as table:
        assert table.vectors.shape == (8000, 16)
        assert len(table.tokens) == len(table.counts) == 8000
    found = association(Path(finished.run), bundled)
    assert (found.missing, found.classes) == ("", ("negative", "positive"))
    assert found.shares is not None
    good, bad = (found.shares[table.tokens.index(word)] for word in ("great", "awful"))
    assert good[1] > 0.6 > 0.4 > bad[1]
    assert good.sum() == pytest.approx(1)
