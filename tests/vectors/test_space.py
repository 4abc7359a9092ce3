"""Words are found and completed, and vectors that are no numbers are told apart."""

import numpy as np
import pytest

from rnnstudio.api import UserError
from rnnstudio.vectors.space import broken_words, special_rows
from tests.vectors.spaces import random_space, space

WORDS = ("[PAD]", "[UNK]", "the", "Theory", "then", "The", "Straße", "")


@pytest.fixture
def words():
    return space(WORDS, np.arange(16).reshape(8, 2), counts=np.array([0, 9, 50, 3, 20, 1, 2, 4]),
                 special=special_rows(WORDS))


def test_that_a_word_is_found_as_it_is_written_and_else_whatever_its_case(words):
    assert words.row("The") == 5
    assert words.row("THE") == 2
    assert words.row("STRASSE") == 6
    assert words.row("") == 7
    assert words.row("they") is None


def test_that_the_first_of_repeated_words_is_found():
    assert space(["a", "a"], [[1], [2]]).row("a") == 0


def test_that_unknown_words_are_named(words):
    assert words.rows_of(["the", "then"]) == [2, 4]
    with pytest.raises(UserError, match='no "king", "queen"'):
        words.rows_of(["king", "the", "queen"])


def test_that_words_are_completed_with_the_most_frequent_first(words):
    assert [words.words[row] for row in words.complete("The")] == ["the", "then", "Theory", "The"]
    assert [words.words[row] for row in words.complete("the", limit=2)] == ["the", "then"]
    assert words.complete("q") == []
    assert words.complete("")[-2:] == [1, 0], "special ones come last"


def test_that_unit_vectors_have_length_one_and_zeros_stay():
    found = space("abc", [[3, 4], [0, 0], [0, -2]])
    assert found.unit.tolist() == [pytest.approx([0.6, 0.8]), [0, 0], [0, -1]]
    assert found.unit.dtype == np.float32
    assert found.directed.tolist() == [0, 2]


def test_that_vectors_that_are_no_numbers_are_told_and_named():
    found = space("abcde", [[1, 2], [np.nan, 0], [np.inf, 1], [0, 0], [-np.inf, np.nan]], special=frozenset({0}))
    assert found.broken.tolist() == [1, 2, 4]
    assert found.sound.tolist() == [0, 3]
    assert found.plain.tolist() == [3]
    assert (found.unit[[1, 2, 4]] == 0).all()
    assert '3 of 5 words' in broken_words(found)
    assert '"b", "c", "e"' in broken_words(found)
    assert broken_words(random_space(3, 2)) == ""


def test_that_the_top_words_are_the_most_frequent_plain_ones(words):
    assert words.top(3).tolist() == [2, 4, 7]
    assert random_space(5, 2).top(2).tolist() == [0, 1]


def test_that_a_part_keeps_what_belongs_to_its_words(words):
    part = words.with_association(("x",), np.arange(8, dtype=np.float32)[:, None]).part([5, 1, 2])
    assert part.words == ["The", "[UNK]", "the"]
    assert part.counts.tolist() == [1, 9, 50]
    assert part.association[:, 0].tolist() == [5, 1, 2]
    assert part.special == {1}
    assert part.vectors.tolist() == [[10, 11], [2, 3], [4, 5]]


def test_that_special_tokens_are_told_by_their_place_and_spelling():
    assert special_rows(["[PAD]", "[UNK]", "[END]", "<s>", "the", "[END]"]) == {0, 1, 2, 3}
    assert special_rows(["pad", "?", "a"]) == {0, 1}
    assert special_rows([]) == frozenset()


def test_that_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="3 words"):
        space("abc", [[1], [2]])
    with pytest.raises(ValueError, match="counts"):
        space("ab", [[1], [2]], counts=np.array([1]))
