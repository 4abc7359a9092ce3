"""Labels of other data are understood by a run's classes."""

import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import Contents, DataFacts, UserError
from rnnstudio.engine.known_labels import known_labels

TEXT = Contents(input="text")


def facts(*classes, task="multiclass"):
    return DataFacts(input="text", task=task, outputs=len(classes), classes=classes)


def labels(*values, kind=None):
    return pa.chunked_array([pa.array(values, kind)])


def test_that_names_are_found_and_others_are_named_the_most_frequent_first():
    found = known_labels(labels("b", "x", "a", "y", "y"), TEXT, facts("a", "b", "c"))
    assert found.usable.tolist() == [True, False, True, False, False]
    assert found.values[found.usable].tolist() == [1, 0]
    assert found.unknown == ("y", "x")


def test_that_numbers_are_names_where_the_classes_are_numbers_and_places_where_they_are_words():
    assert known_labels(labels(3, 5), TEXT, facts("5", "3")).values.tolist() == [1, 0]
    assert known_labels(labels(1, 0, 7), TEXT, facts("no", "yes")).values.tolist() == [1, 0, -1]
    assert known_labels(labels(1.0, 0.0), TEXT, facts("no", "yes")).values.tolist() == [1, 0]


def test_that_numbers_go_by_the_names_that_their_own_source_gives_them():
    other = Contents(input="text", classes=("yes", "no"))
    found = known_labels(labels(0, 1, 9), other, facts("no", "yes"))
    assert found.values.tolist() == [1, 0, -1]
    assert found.unknown == ("9",)


def test_that_one_of_two_classes_is_a_column_of_zeros_and_ones():
    found = known_labels(labels(True, False), TEXT, facts("false", "true", task="binary"))
    assert found.values.tolist() == [[1.0], [0.0]]
    assert found.values.dtype == np.float32


def test_that_of_several_labels_unknown_ones_are_passed_over():
    found = known_labels(labels(["a", "x"], [], ["b", "a"]), TEXT, facts("a", "b", task="multilabel"))
    assert found.values.tolist() == [[1, 0], [0, 0], [1, 1]]
    assert found.usable.all()
    assert found.unknown == ("x",)


@pytest.mark.parametrize(("given", "task", "words"), [
    (None, "multiclass", 'no column "label"'), (labels(["a"]), "multiclass", "several labels for an example"),
    (labels("a"), "multilabel", "one label each"), (labels(0.5), "multiclass", "fractions")])
def test_that_labels_of_another_kind_are_refused(given, task, words):
    with pytest.raises(UserError, match=words):
        known_labels(given, TEXT, facts("a", "b", task=task))
