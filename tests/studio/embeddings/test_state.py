"""What the Words pane looks at: runs are read beside the window, and what goes wrong with them is said."""

import shutil

import numpy as np
import pytest

from rnnstudio.api import DataFacts
from rnnstudio.runs.film import Film, FilmLayer, frame_file, write_film
from rnnstudio.studio.embeddings.take import Time
from rnnstudio.studio.embeddings.words_state import WordsState


@pytest.fixture
def state(qapp):
    made = WordsState()
    yield made
    made.close()


def read(state, run, qtbot):
    state.choose_run(run)
    state.look()
    qtbot.waitUntil(lambda: state.phase not in ("waiting", "reading"), timeout=5000)


def test_that_a_run_is_read_only_once_it_is_looked_at(state, make_run, qtbot):
    state.choose_run(make_run())
    qtbot.wait(20)
    assert (state.phase, state.space) == ("waiting", None)
    assert state.has_run
    state.look()
    assert state.phase == "reading"
    qtbot.waitUntil(lambda: state.phase == "ready", timeout=5000)
    assert state.space.words[2] == "good"
    assert [layer.layer for layer in state.layers] == ["embedding_1"]
    assert [moment.which for moment in state.moments] == ["best", "last"]


def test_that_another_moment_has_other_vectors_and_keeps_the_word(state, make_run, qtbot):
    read(state, make_run(), qtbot)
    state.go_to(state.space.row("bad"))
    before = state.space.vectors
    state.choose(moment=state.moments[1])
    qtbot.waitUntil(lambda: state.phase == "ready", timeout=5000)
    assert np.allclose(state.space.vectors, before + 1)
    assert state.space.words[state.word] == "bad"


def test_that_a_word_that_another_run_has_too_stays_the_one_looked_at_within_a_run(state, make_run, qtbot):
    read(state, make_run(), qtbot)
    state.go_to(3)
    read(state, make_run("other", tokens=("[PAD]", "[UNK]", "great"), counts=(0, 1, 2)), qtbot)
    assert state.word is None  # another run begins anew
    assert not state.can_go_back


def test_that_one_can_go_back_from_word_to_word(state, make_run, qtbot):
    read(state, make_run(), qtbot)
    for row in (2, 3, 3, 4):
        state.go_to(row)
    state.go_back()
    assert state.word == 3
    state.go_back()
    assert state.word == 2
    assert not state.can_go_back
    state.go_back()
    assert state.word == 2


def test_that_a_run_on_numbers_has_no_words(state, make_run):
    state.choose_run(make_run(facts=DataFacts(input="values", task="forecasting", outputs=1)))
    assert (state.phase, state.has_run) == ("wordless", False)
    assert "numbers, not on words" in state.message


def test_that_a_folder_that_vanished_is_said_before_and_after_it_was_chosen(state, make_run, qtbot):
    run = make_run()
    state.choose_run(run)
    shutil.rmtree(run)
    state.look()
    qtbot.waitUntil(lambda: state.phase == "failed", timeout=5000)
    assert "is not a run" in state.message
    state.choose_run(run)
    assert state.phase == "failed"


def test_that_vectors_with_nan_are_counted_and_named(state, make_run, few, qtbot):
    vectors = few.vectors.copy()
    vectors[3, 1], vectors[4, 0] = np.nan, np.inf
    read(state, make_run(vectors=vectors), qtbot)
    assert state.phase == "ready"
    assert state.problem.startswith("2 of 13 words are left out")
    assert "great" in state.problem


def test_that_a_model_without_an_embedding_is_said(state, make_run, qtbot):
    from tests.vectors.spaces import write_model

    run = make_run()
    for name in ("best.keras", "last.keras"):
        write_model(run / name, {})
    read(state, run, qtbot)
    assert state.phase == "failed"
    assert "has no Embedding layer" in state.message


def test_that_an_empty_vocabulary_is_said(state, make_run, qtbot):
    read(state, make_run(vectors=np.zeros((0, 4), np.float32), tokens=(), counts=()), qtbot)
    assert state.phase == "failed"
    assert "is empty" in state.message


def test_that_counts_by_class_of_other_words_are_not_taken(state, make_run, few, qtbot):
    read(state, make_run(), qtbot)
    state.set_association(("a", "b"), np.zeros((3, 2), np.float32))
    assert state.association is None
    state.set_association(("a", "b"), np.zeros((13, 2), np.float32))
    assert state.classes == ("a", "b")


def test_that_the_newest_of_two_choices_is_the_one_read(state, make_run, qtbot):
    one, other = make_run("one"), make_run("other", tokens=("[PAD]", "[UNK]", "great"), counts=(0, 1, 2))
    state.choose_run(one)
    state.look()
    state.choose_run(other)
    state.look()
    qtbot.waitUntil(lambda: state.phase == "ready", timeout=5000)
    assert len(state.space) == 3


def test_that_the_epochs_that_were_filmed_are_moments_too(state, make_run, few, qtbot):
    run = make_run()
    ids = (10, 2, 4, 8)
    write_film(run, Film(layers=(FilmLayer(node="embedding_1", keras_name="embedding_1", name="embedding_1",
                                           dimensions=4),), ids=ids, words=tuple(few.words[row] for row in ids)))
    for epoch in range(3):
        np.save(frame_file(run, 0, epoch), (few.vectors[list(ids)] + epoch).astype(np.float16))
    read(state, run, qtbot)
    state.go_to(few.row("bad"))
    assert [moment.which for moment in state.moments] == ["best", "last", "2", "1", "0"]
    shares = np.linspace(0, 1, 2 * len(few), dtype=np.float32).reshape(len(few), 2)
    state.set_association(("negative", "positive"), shares)
    state.choose(moment=state.moments[3])
    qtbot.waitUntil(lambda: state.phase == "ready", timeout=5000)
    assert list(state.space.words) == ["the", "good", "bad", "man"]
    assert np.allclose(state.space.vectors, few.vectors[list(ids)] + 1, atol=1e-2)
    assert state.space.counts.tolist() == [900, 120, 110, 80]
    assert state.word == 2  # still "bad"
    state.set_association(("negative", "positive"), shares)
    assert np.array_equal(state.association, shares[list(ids)])


def test_that_an_epoch_that_was_not_kept_is_said(state, make_run, qtbot):
    read(state, make_run(), qtbot)
    state.choose(moment=Time("7", 7))
    qtbot.waitUntil(lambda: state.phase == "failed", timeout=5000)
    assert "has no film" in state.message
