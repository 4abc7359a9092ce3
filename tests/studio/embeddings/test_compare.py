"""Two runs side by side: neighbours of the same word, and the words whose neighbours differ most."""

import numpy as np
import pytest

from rnnstudio.studio.embeddings.compare_page import ComparePage


@pytest.fixture
def runs(make_run, few):
    """A run like ``few``, and one in which "good" and "bad" have changed places."""
    vectors = few.vectors.copy()
    vectors[[2, 3, 4, 5]] = vectors[[4, 5, 2, 3]]
    return [make_run("2026-01-01_00-00-00_One"), make_run("2026-01-02_00-00-00_Other", vectors=vectors)]


@pytest.fixture
def page(qtbot, looked_at, few, runs):
    state = looked_at()
    state.run = runs[0]
    made = ComparePage(state, lambda: runs)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    yield made
    made.close_work()


def choose(page, qtbot):
    page.run.activated.emit(0)
    qtbot.waitUntil(lambda: page.other.space is not None and page._differing != [], timeout=5000)


def test_that_before_another_run_is_chosen_it_says_what_comes_of_it(page, runs):
    assert "neighbours of a word in both stand side by side" in page.empty.text
    assert page.empty.isVisible()
    assert page.run.count() == 1  # not the run itself
    assert page.run.currentIndex() == -1


def test_that_neighbours_stand_side_by_side_with_shared_ones_marked(page, few, qtbot):
    page._state.go_to(few.row("king"))
    choose(page, qtbot)
    qtbot.waitUntil(lambda: len(page.near[1].bars) > 0, timeout=5000)
    first, second = ({bar.name for bar in near.bars if bar.is_marked} for near in page.near)
    assert first == second
    assert "queen" in first
    assert "king" in page.shared.text()
    page.near[1].chosen.emit(0)


def test_that_the_words_whose_neighbours_differ_most_can_be_clicked(page, few, qtbot):
    choose(page, qtbot)
    assert [each.word for each in page._differing]
    with qtbot.waitSignal(page.word_chosen, timeout=500) as told:
        page.most.chosen.emit(0)
    assert told.args == [few.row(page._differing[0].word)]


def test_that_a_word_typed_is_compared(page, few, qtbot):
    choose(page, qtbot)
    page.word.setText("bad")
    page.word.confirm()
    assert page._state.word == few.row("bad")
    qtbot.waitUntil(lambda: "“bad”" in page.shared.text(), timeout=5000)


def test_that_a_word_that_the_other_run_lacks_is_said(page, make_run, few, qtbot):
    page._offered = lambda: [make_run("2026-05-05_00-00-00_Small", vectors=np.eye(5, 4, dtype=np.float32) + 0.1,
                                      tokens=("[PAD]", "[UNK]", "good", "bad", "the"), counts=(0, 1, 2, 3, 4))]
    page.list_runs()
    choose(page, qtbot)
    page._state.go_to(few.row("电影"))
    qtbot.waitUntil(page.statement.isVisible, timeout=5000)
    assert "isn't in both vocabularies" in page.statement.text


def test_that_a_run_that_cannot_be_read_is_said(page, tmp_path, qtbot):
    page._runs = [tmp_path / "gone"]
    page.run.activated.emit(0)
    qtbot.waitUntil(page.statement.isVisible, timeout=5000)
    assert "is not a run" in page.statement.text
    assert page.empty.isVisible()
