"""What the points of the map are coloured by."""

import numpy as np
import pytest

from rnnstudio.studio.embeddings.colouring import MOST_KINDS, RARE, coloured, offered, script
from rnnstudio.vectors.space import WordSpace


def rows(space):
    return np.arange(len(space), dtype=np.int64)


def test_that_parts_of_the_vocabulary_are_told_apart(few):
    found = coloured("part", few, rows(few))
    kinds = {word: found.names[kind] for word, kind in zip(few.words, found.kinds.tolist(), strict=True)}
    assert kinds["[PAD]"] == kinds["[UNK]"] == "Special tokens"
    assert kinds["the"] == "Frequent: half of the text"
    assert kinds["good"] == "Middle"
    assert kinds["tab\tbed"] == f"Rare: at most {RARE} times"


def test_that_frequent_words_make_up_half_of_the_text(many):
    found = coloured("part", many, rows(many))
    counts = np.where(np.arange(len(many)) < 2, 0, many.counts)
    frequent = counts[found.kinds == found.names.index("Frequent: half of the text")]
    assert frequent.sum() >= counts.sum() / 2
    assert frequent.sum() - frequent.min() < counts.sum() / 2


def test_that_two_classes_are_shades_and_more_are_kinds(few):
    two = np.linspace(0, 1, 2 * len(few), dtype=np.float32).reshape(len(few), 2)
    found = coloured("class", few, rows(few), ("bad", "good"), two)
    assert found.title == "Share of “good”"
    assert found.numbers.tolist() == pytest.approx(two[:, 1].tolist())
    three = np.eye(3, dtype=np.float32)[np.arange(len(few)) % 3]
    found = coloured("class", few, rows(few), ("a", "b", "c"), three)
    assert [found.names[kind] for kind in found.kinds[:4]] == ["a", "b", "c", "a"]


def test_that_the_class_of_a_word_is_the_one_that_stands_out_not_the_largest(few):
    usual = np.tile(np.array([0.8, 0.1, 0.1], np.float32), (len(few), 1))
    usual[2] = (0.6, 0.3, 0.1)
    found = coloured("class", few, rows(few), ("a", "b", "c"), usual)
    assert found.names[found.kinds[2]] == "b"


def test_that_words_that_do_not_stand_in_the_training_text_have_no_class(few):
    shares = np.full((len(few), 3), np.nan, np.float32)
    shares[2:5] = np.eye(3, dtype=np.float32)
    found = coloured("class", few, rows(few), ("a", "b", "c"), shares)
    assert [found.names[kind] for kind in found.kinds[1:5]] == ["Not in the training text", "a", "b", "c"]


def test_that_counts_and_lengths_are_numbers(few):
    assert coloured("count", few, rows(few)[2:4]).numbers.tolist() == [120, 60]
    assert coloured("length", few, np.array([11, 2])).numbers.tolist() == [2, 4]
    assert coloured("none", few, rows(few)) is None


@pytest.mark.parametrize(("word", "kind"), [("good", "Latin"), ("电影", "Chinese characters"), ("1990", "Digits"),
                                            ("!", "Signs"), ("", "Signs"), ("мир", "Cyrillic"), ("##ing", "Latin"),
                                            ("ᚠ", "Other letters"), ("né", "Latin")])
def test_that_words_are_told_by_what_they_are_written_in(word, kind):
    assert script(word) == kind


def test_that_more_kinds_than_colours_are_joined():
    words = [f"w{number}" for number in range(60)]
    space = WordSpace("x", words, np.ones((60, 2), np.float32))
    shares = np.eye(12, dtype=np.float32)[np.arange(60) % 12]
    found = coloured("class", space, rows(space), tuple("abcdefghijkl"), shares)
    assert len(found.names) == MOST_KINDS
    assert found.names[-1] == "Others"
    assert found.kinds.max() == MOST_KINDS - 1


def test_that_only_what_is_known_is_offered(few):
    assert "class" not in offered(few, False)
    assert offered(few, True)[0] == "class"
    uncounted = WordSpace("x", few.words, few.vectors)
    assert {"count", "part"}.isdisjoint(offered(uncounted, False))
