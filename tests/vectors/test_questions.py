"""Analogies, axes, words that stand apart or can't be told apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.api import Cancelled, UserError
from rnnstudio.vectors.analogy import analogy
from rnnstudio.vectors.axis import on_axis
from rnnstudio.vectors.near import all_nearest
from rnnstudio.vectors.odd import near_duplicates, outliers
from tests.vectors.spaces import random_space, space

ROYAL = space(["[PAD]", "[UNK]", "man", "woman", "king", "queen", "apple"],
              [[1, -1, 1], [1, -1, 1], [1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [-1, -1, 0]],
              special=frozenset({0, 1}))
MAN, WOMAN, KING, QUEEN, APPLE = range(2, 7)


def test_that_king_minus_man_plus_woman_is_queen():
    found = analogy(ROYAL, [KING, WOMAN], [MAN], 3)
    assert found[0].row == QUEEN
    assert {each.row for each in found} == {QUEEN, APPLE}, "given and special words are left out"


def test_that_an_analogy_weighs_all_words_alike_however_long_their_vectors_are():
    longer = space(ROYAL.words, ROYAL.vectors * np.array([1, 1, 5, 0.1, 7, 1, 1])[:, None])
    assert [each.row for each in analogy(longer, [KING, WOMAN], [MAN], 1)] == [QUEEN]


def test_that_an_analogy_without_an_answer_is_said_in_words():
    with pytest.raises(UserError, match="cancel each other out"):
        analogy(ROYAL, [KING], [KING])
    broken = space("abc", [[1, 0], [np.nan, 1], [0, 0]])
    with pytest.raises(UserError, match='"b" holds NaN or infinity'):
        analogy(broken, [0], [1])
    with pytest.raises(UserError, match='"c" is all zeros'):
        analogy(broken, [0], [2])


def test_that_words_lie_on_an_axis_between_its_ends():
    words = space("abcd", [[2, 0], [0, 3], [5, 5], [-1, -1]])
    found = on_axis(words, [0], [1])
    half = 2 ** -0.5
    assert found == pytest.approx([-half, half, 0, 0], abs=1e-6)
    assert on_axis(words, [0], [1], [1, 3]) == pytest.approx([half, 0], abs=1e-6)
    assert on_axis(words, [0, 2], [1]).dtype == np.float32


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**16), low=st.lists(st.integers(0, 19), min_size=1, max_size=4),
       high=st.lists(st.integers(20, 39), min_size=1, max_size=4))
def test_that_an_axis_turned_round_gives_the_opposite_values(seed, low, high):
    found = random_space(40, 6, seed)
    values = on_axis(found, low, high)
    assert np.abs(values).max() <= 1 + 1e-6
    assert on_axis(found, high, low) == pytest.approx(-values, abs=1e-6)
    assert values[high].mean() > values[low].mean()


def test_that_an_axis_without_direction_is_said_in_words():
    words = space("abc", [[1, 0], [1, 0], [0, 1]])
    with pytest.raises(UserError, match="at least one word at each end"):
        on_axis(words, [], [1])
    with pytest.raises(UserError, match="same place"):
        on_axis(words, [0], [1])


def test_that_all_neighbours_are_those_that_a_full_sort_finds():
    found = random_space(1100, 8, 4)
    cosine = found.unit.astype(np.float64) @ found.unit.astype(np.float64).T
    np.fill_diagonal(cosine, -2)
    table = all_nearest(found.unit, 7)
    assert (table.places == np.argsort(-cosine, axis=1)[:, :7]).all()
    assert table.cosines == pytest.approx(-np.sort(-cosine, axis=1)[:, :7], abs=1e-6)


def test_that_outliers_stand_farthest_from_their_neighbours():
    vectors = np.random.default_rng(0).normal(size=(300, 16)) * 0.1 + np.eye(16)[0]
    vectors[17], vectors[40], vectors[41] = -np.eye(16)[0], 0, np.nan
    found = outliers(space([str(row) for row in range(300)], vectors, special=frozenset({0})), 5)
    assert found[0].row == 17
    assert found[0].value > 1
    assert [each.value for each in found] == sorted([each.value for each in found], reverse=True)
    rows = {each.row for each in outliers(space([str(row) for row in range(300)], vectors,
                                                special=frozenset({0})), 300)}
    assert rows == set(range(300)) - {0, 40, 41}


def test_that_of_many_words_the_most_frequent_are_looked_at_for_outliers():
    found = random_space(30, 4, counts=np.arange(30))
    assert {each.row for each in outliers(found, 30, most=5)} == {25, 26, 27, 28, 29}
    assert outliers(random_space(1, 4)) == []


def test_that_near_duplicates_come_with_the_more_frequent_word_first():
    words = space("abcdef", [[1, 0], [0, 1], [1, 0.01], [0, 2], [-1, 0], [1, 0.5]],
                  counts=np.array([1, 9, 5, 2, 2, 2]))
    found = near_duplicates(words)
    assert [(each.a, each.b) for each in found] == [(1, 3), (2, 0)]
    assert [each.cosine for each in found] == pytest.approx([1, 1], abs=1e-3)
    assert [(each.a, each.b) for each in near_duplicates(words, limit=1)] == [(1, 3)]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), count=st.integers(1, 900), limit=st.integers(1, 60),
       threshold=st.floats(-0.5, 0.95))
def test_that_near_duplicates_are_those_of_all_pairs(seed, count, limit, threshold):
    found = random_space(count, 3, seed)
    cosine = found.unit @ found.unit.T
    every = np.sort(cosine[np.triu_indices(count, 1)])[::-1]
    expected = every[every >= threshold][:limit]
    assert [each.cosine for each in near_duplicates(found, threshold, limit)] == pytest.approx(
        list(expected), abs=1e-5)


def test_that_identical_vectors_keep_memory_bounded_and_come_in_order():
    words = space([str(row) for row in range(2000)], np.ones((2000, 4)))
    assert [(each.a, each.b) for each in near_duplicates(words, limit=3)] == [(0, 1), (0, 2), (0, 3)]


@pytest.mark.parametrize("ask", [outliers, near_duplicates])
def test_that_long_work_tells_how_far_it_is_and_can_be_stopped(ask):
    told = []
    ask(random_space(1500, 4), progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)
    with pytest.raises(Cancelled):
        ask(random_space(1500, 4), cancelled=lambda: True)
