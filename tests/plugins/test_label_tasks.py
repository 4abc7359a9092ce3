"""Labels become classes and numbers, and suggest a task."""

import numpy as np
import pyarrow as pa
import pytest
from rnnstudio_data import rnnstudio_tasks

from rnnstudio.api import Contents, UserError

TEXT = Contents(input="text")


class Read:
    """What the task that suits the labels best makes of them."""

    def __init__(self, values, contents=TEXT, kind=None):
        array = pa.array(values, kind)
        task = max((task() for task in rnnstudio_tasks()), key=lambda task: task.proposed(contents, array))
        self.task = task.info.kind
        self.targets = task.targets(pa.chunked_array([array]), contents)

    def __getattr__(self, name):
        return getattr(self.targets, name)


read = Read


def test_that_two_names_make_a_binary_task_with_classes_in_order():
    labels = read(["pos", "neg", "pos"])
    assert (labels.task, labels.outputs, labels.classes) == ("binary", 1, ("neg", "pos"))
    assert labels.values.dtype == np.float32
    assert labels.values.tolist() == [[1.0], [0.0], [1.0]]


def test_that_three_names_make_a_multiclass_task():
    labels = read(["c", "a", "b", "a"])
    assert (labels.task, labels.outputs, labels.classes) == ("multiclass", 3, ("a", "b", "c"))
    assert labels.values.tolist() == [2, 0, 1, 0]


def test_that_numbers_are_classes_in_the_order_of_numbers():
    assert read([10, 9, 10, 2]).classes == ("2", "9", "10")


def test_that_named_classes_are_indexed_by_the_label():
    labels = read([0, 1, 1], Contents(input="text", classes=("no", "yes")))
    assert labels.classes == ("no", "yes")
    assert labels.strata.tolist() == [0, 1, 1]


def test_that_a_class_without_examples_still_has_an_output():
    assert read([0, 1, 1], Contents(input="text", classes=("a", "b", "c"))).outputs == 3


def test_that_truth_values_are_two_classes():
    assert read([True, False, True]).classes == ("false", "true")


def test_that_fractions_make_a_regression():
    labels = read([0.5, 1.5, -2.0])
    assert (labels.task, labels.outputs, labels.classes) == ("regression", 1, ())
    assert labels.values.tolist() == [[0.5], [1.5], [-2.0]]


def test_that_a_regression_takes_whole_numbers():
    assert read([1, 2, 3], Contents(input="text", task="regression")).values.dtype == np.float32


def test_that_a_source_may_want_two_outputs_for_two_classes():
    labels = read([0, 1, 0], Contents(input="text", outputs=2))
    assert (labels.task, labels.outputs) == ("multiclass", 2)


@pytest.mark.parametrize(("values", "contents", "words"), [
    (["a", "a", "a"], TEXT, 'the same label in every row, "a"'),
    (["a", "b", "c"], TEXT, "another label in every row"),
    ([0, 3, 1], Contents(input="text", classes=("x", "y")), "a label is 3, but there are 2 classes"),
    ([-1, 0, 1], Contents(input="text", classes=("x", "y")), "a label is -1"),
    (["x", "z"], Contents(input="text", classes=("x", "y")), 'example 2 is "z"'),
    (["a", "b", "c", "a"], Contents(input="text", task="binary"), "two classes"),
    (["a", "b"], Contents(input="text", task="regression"), 'the label of example 1 is "a"'),
    ([0.5, 1.0], Contents(input="text", task="binary"), "fractions"),
    ([1.0, float("nan")], TEXT, "example 2 is not a finite number"),
])
def test_that_labels_without_a_task_are_refused_in_words(values, contents, words):
    with pytest.raises(UserError, match=words):
        read(values, contents)


def test_that_lists_of_labels_make_a_multilabel_task():
    labels = read([["a", "b"], ["b"], [], ["c", "a"]])
    assert (labels.task, labels.outputs, labels.classes) == ("multilabel", 3, ("a", "b", "c"))
    assert labels.values.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]]
    assert len(labels.strata) == 4


def test_that_a_column_of_ids_is_no_column_of_labels():
    with pytest.raises(UserError, match='the label column "who" holds another label in every row'):
        read([str(number) for number in range(100_000)], Contents(input="text", label="who"))
    with pytest.raises(UserError, match="the label column names 2,500 classes for 4,000 examples"):
        read([f"id {number // 2}" for number in range(3000)] + [f"more {number}" for number in range(1000)])


def test_that_no_labels_make_a_task_on_the_sequences():
    for kind, wanted in (("text", "rnnstudio.next_token"), ("values", "rnnstudio.forecasting")):
        contents = Contents(input=kind, names=("a", "b"))
        best = max((task() for task in rnnstudio_tasks()), key=lambda task: task.proposed(contents, None))
        assert best.info.id == wanted
        assert best.window(contents) is not None
