"""Examples are divided by class and seed, or as the source says."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.engine.division import divide
from rnnstudio.project.model import SplitSettings


@given(st.lists(st.integers(0, 4), min_size=12, max_size=80).filter(lambda s: len(set(s)) > 1),
       st.floats(0.05, 0.6), st.integers(0, 100))
def test_that_every_example_is_in_one_part_and_every_class_is_learned(strata, share, seed):
    strata = np.array(strata, np.int64)
    training, validation = divide(strata, SplitSettings(validation=share, seed=seed), None)
    assert (training ^ validation).all()
    assert set(strata[training]) == set(strata)
    for label in set(strata.tolist()):
        size = (strata == label).sum()
        assert abs((strata[validation] == label).sum() - size * share) <= 1
    again, _ = divide(strata, SplitSettings(validation=share, seed=seed), None)
    assert (again == training).all()


def test_that_another_seed_gives_another_division():
    strata = np.arange(100) % 2
    assert (divide(strata, SplitSettings(seed=0), None)[0] != divide(strata, SplitSettings(seed=1), None)[0]).any()


def test_that_the_share_of_the_whole_is_kept_to_the_example():
    strata = np.arange(100) % 3
    assert divide(strata, SplitSettings(validation=0.2), None)[1].sum() == 20


def test_that_a_division_that_is_given_is_taken():
    given = pa.chunked_array([["train", "test", "train", "validation", "train"]])
    training, validation = divide(np.array([0, 1, 1, 0, 1]), SplitSettings(), given)
    assert training.tolist() == [True, False, True, False, True]
    assert validation.tolist() == [False, False, False, True, False]


def test_that_without_a_validation_part_one_is_taken_from_the_training_part():
    given = pa.chunked_array([["train"] * 20 + ["test"] * 5])
    training, validation = divide(np.arange(25) % 2, SplitSettings(validation=0.2), given)
    assert validation.sum() == 4
    assert not (training | validation)[20:].any()


@pytest.mark.parametrize(("strata", "given", "words"), [
    ([0, 1], None, "2 examples are too few"),
    ([0, 1, 1], ["test", "test", "validation"], "no example is marked"),
    ([0, 1, 1], ["train", "val", "train"], 'example 2 has "val"'),
    ([0, 0, 1, 1], ["train", "train", "validation", "validation"], "no example in the training part"),
])
def test_that_a_division_that_teaches_nothing_is_refused(strata, given, words):
    column = pa.chunked_array([given]) if given is not None else None
    with pytest.raises(UserError, match=words):
        divide(np.array(strata), SplitSettings(), column)
