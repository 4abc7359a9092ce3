"""Examples are divided by class and seed, or as the source says."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.engine.division import TEST, TRAINING, VALIDATION, divide
from rnnstudio.project.model import SplitSettings


def halves(strata, settings, given=None):
    """Return which examples are in the training, and which in the validation part."""
    parts = divide(strata, settings, given)
    return parts == TRAINING, parts == VALIDATION


@given(st.lists(st.integers(0, 4), min_size=12, max_size=80).filter(lambda s: len(set(s)) > 1),
       st.floats(0.05, 0.6), st.integers(0, 100))
def test_that_every_example_is_in_one_part_and_every_class_is_learned(strata, share, seed):
    strata = np.array(strata, np.int64)
    training, validation = halves(strata, SplitSettings(validation=share, seed=seed))
    assert (training ^ validation).all()
    assert set(strata[training]) == set(strata)
    for label in set(strata.tolist()):
        size = (strata == label).sum()
        assert abs((strata[validation] == label).sum() - size * share) <= 1
    again, _ = halves(strata, SplitSettings(validation=share, seed=seed))
    assert (again == training).all()


def test_that_another_seed_gives_another_division():
    strata = np.arange(100) % 2
    assert (divide(strata, SplitSettings(seed=0)) != divide(strata, SplitSettings(seed=1))).any()


def test_that_the_share_of_the_whole_is_kept_to_the_example():
    strata = np.arange(100) % 3
    assert (divide(strata, SplitSettings(validation=0.2)) == VALIDATION).sum() == 20


def test_that_a_division_that_is_given_is_taken():
    given = pa.chunked_array([["train", "test", "train", "validation", "train"]])
    training, validation = halves(np.array([0, 1, 1, 0, 1]), SplitSettings(), given)
    assert training.tolist() == [True, False, True, False, True]
    assert validation.tolist() == [False, False, False, True, False]


def test_that_without_a_validation_part_one_is_taken_from_the_training_part():
    given = pa.chunked_array([["train"] * 20 + ["test"] * 5])
    training, validation = halves(np.arange(25) % 2, SplitSettings(validation=0.2), given)
    assert validation.sum() == 4
    assert not (training | validation)[20:].any()


@pytest.mark.parametrize(("strata", "given", "words"), [
    ([0, 1], None, "2 examples are too few"),
    ([0, 1, 1], ["test", "test", "validation"], "no example is marked"),
    ([0, 1, 1], ["train", "val", "train"], 'example 2 has "val"'),
    ([0, 0, 1, 1], ["train", "train", "validation", "validation"], "but none in the training part"),
])
def test_that_a_division_that_teaches_nothing_is_refused(strata, given, words):
    column = pa.chunked_array([given]) if given is not None else None
    with pytest.raises(UserError, match=words):
        divide(np.array(strata), SplitSettings(), column)


@given(st.lists(st.integers(0, 9), min_size=20, max_size=80).filter(lambda g: len(set(g)) > 2), st.integers(0, 20))
def test_that_examples_of_a_group_stay_together(groups, seed):
    parts = divide(np.zeros(len(groups), np.int64), SplitSettings(seed=seed, test=0.1), None, np.array(groups))
    for group in set(groups):
        assert len(set(parts[np.array(groups) == group])) == 1
    assert {TRAINING, VALIDATION} <= set(parts.tolist())


def test_that_one_group_alone_cannot_be_divided():
    with pytest.raises(UserError, match="1 groups, which are too few"):
        divide(np.arange(30) % 2, SplitSettings(), None, np.zeros(30, np.int64))


def test_that_a_test_part_is_taken_too_and_classes_are_divided_alike():
    strata = np.arange(1000) % 4
    parts = divide(strata, SplitSettings(validation=0.2, test=0.1))
    assert [(parts == part).sum() for part in (TRAINING, VALIDATION, TEST)] == [700, 200, 100]
    assert all(((parts == TEST) & (strata == label)).sum() == 25 for label in range(4))


def test_that_without_strata_chance_alone_decides():
    strata = np.repeat([0, 1], [990, 10])
    found = [(divide(strata, SplitSettings(stratified=False, seed=seed))[strata == 1] == VALIDATION).sum()
             for seed in range(20)]
    assert len(set(found)) > 1


def test_that_the_class_without_training_examples_is_named():
    given = pa.chunked_array([["train", "train", "validation", "validation"]])
    with pytest.raises(UserError, match='the class "yes" has examples in the validation part, such as example 3'):
        divide(np.array([0, 0, 1, 1]), SplitSettings(), given, classes=("no", "yes"))
    with pytest.raises(UserError, match="such as line 12, but none in the training part"):
        divide(np.array([0, 0, 1, 1]), SplitSettings(), given, classes=("no", "yes"), lines=np.array([2, 7, 12, 20]))
