"""The same word has other neighbours in another space, and the words that differ most are found."""

import numpy as np
import pytest

from rnnstudio.api import Cancelled, UserError
from rnnstudio.vectors.comparing import compare, most_different
from tests.vectors.spaces import random_space, space

ONE = space(["[PAD]", "a", "b", "c", "d"], [[1, 0], [1, 0], [1, 0.1], [1, 0.2], [-1, 0]], special=frozenset({0}))
OTHER = space(["d", "c", "b", "a", "e"], [[1, 0.1], [1, 0.2], [-1, 0], [1, 0], [0, 1]])


def test_that_neighbours_are_matched_by_word_though_their_rows_differ():
    found = compare(ONE, OTHER, "a", 2)
    assert [ONE.words[each.row] for each in found.first] == ["b", "c"]
    assert [OTHER.words[each.row] for each in found.second] == ["d", "c"]
    assert found.shared == {3}
    assert found.shared_second == {1}
    assert found.overlap == pytest.approx(1 / 3)


def test_that_a_word_that_one_lacks_is_said():
    with pytest.raises(UserError, match="isn't in both vocabularies"):
        compare(ONE, OTHER, "e")


def test_that_a_space_compared_with_itself_differs_nowhere():
    found = random_space(200, 6)
    assert {each.overlap for each in most_different(found, found, 200)} == {1.0}
    turned = space(found.words, found.vectors[:, ::-1] * 3)
    assert {each.overlap for each in most_different(found, turned, 200)} == {1.0}, "turning changes no neighbours"


def test_that_words_that_moved_come_first():
    one = random_space(200, 6, counts=np.arange(200))
    vectors = one.vectors.copy()
    vectors[[7, 50]] = np.random.default_rng(9).normal(size=(2, 6))
    order = np.random.default_rng(1).permutation(200)
    other = space([one.words[row] for row in order], vectors[order])
    found = most_different(one, other, 2)
    assert {each.row for each in found} == {7, 50}
    assert all(other.words[each.second_row] == each.word == one.words[each.row] for each in found)
    assert all(each.overlap == each.shared / 10 < 0.5 for each in found)


def test_that_too_few_common_words_are_said_and_that_it_can_be_stopped():
    with pytest.raises(UserError, match="have 2 words in common"):
        most_different(space("abc", np.eye(3)), space("abd", np.eye(3)))
    with pytest.raises(Cancelled):
        most_different(ONE, OTHER, cancelled=lambda: True)
