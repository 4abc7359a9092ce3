"""Which layer is said to have spoilt the numbers, from which of them are numbers."""

import pytest

from rnnstudio.engine.unsound import Unsound, _first

A, B, C = "first", "second", "third"
ALL = [True, True, True]


@pytest.mark.parametrize(("outputs", "by_outputs", "by_weights", "found"), [
    ([False, False, False], ALL, ALL, Unsound(A, "output")),  # with weights or without
    ([True, False, False], [False, False, False], ALL, Unsound(B, "output")),
    (ALL, [False, True, True], [False, True, True], Unsound(B, "gradient")),  # it hands on what is no number
    (ALL, ALL, [False, True, True], Unsound(A, "gradient")),
    (ALL, [True, True, False], ALL, None),  # the loss itself
    (ALL, ALL, ALL, None)])  # a gradient by the inputs themselves spoils no weight
def test_that_the_layer_is_named_that_is_given_numbers_and_gives_none(outputs, by_outputs, by_weights, found):
    assert _first([A, B, C], outputs, by_outputs, by_weights) == found
