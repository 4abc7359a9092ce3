"""Formulas against what their definitions give, counted out example by example."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.engine import formulas

PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=60)


def columns(pairs):
    true, predicted = np.array(pairs, np.int64).T
    return true, predicted


def by_hand(pairs, name):
    """Precision, recall and F1 of a class, counted out."""
    hits = sum(one == other == name for one, other in pairs)
    given_it, have_it = sum(other == name for _, other in pairs), sum(one == name for one, _ in pairs)
    precision, recall = hits / given_it if given_it else 0.0, hits / have_it if have_it else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0, have_it


@given(PAIRS)
def test_that_scores_of_classes_are_what_counting_gives(pairs):
    scored = formulas.class_scores(*columns(pairs), 6)
    expected = [by_hand(pairs, name) for name in range(6)]
    for name, (precision, recall, f1, support) in enumerate(expected):
        assert scored.precision[name] == pytest.approx(precision)
        assert scored.recall[name] == pytest.approx(recall)
        assert scored.f1[name] == pytest.approx(f1)
        assert scored.support[name] == support
    seen = {name for pair in pairs for name in pair}
    assert scored.macro()["f1_macro"] == pytest.approx(sum(expected[name][2] for name in seen) / len(seen))
    assert scored.weighted()["recall_weighted"] == pytest.approx(
        sum(one == other for one, other in pairs) / len(pairs))


@given(PAIRS)
def test_that_a_matrix_holds_every_example_once_and_its_rows_add_up_to_the_classes(pairs):
    true, predicted = columns(pairs)
    found = formulas.cells(true, predicted, 6)
    assert found[2].sum() == len(pairs)
    matrix = np.zeros((6, 6), int)
    matrix[found[0], found[1]] = found[2]
    scored = formulas.class_scores(true, predicted, 6)
    assert (matrix.sum(axis=1) == scored.support).all()
    assert (matrix.sum(axis=0) == scored.predicted).all()
    assert (np.diag(matrix) == scored.hits).all()
    assert {(cell.true, cell.predicted): cell.count for cell in formulas.chosen_cells(found, np.arange(6))} == {
        (row, column): int(matrix[row, column]) for row in range(6) for column in range(6) if matrix[row, column]}


@given(PAIRS)
def test_that_the_most_confused_classes_are_those_with_most_mistakes(pairs):
    found = formulas.cells(*columns(pairs), 6)
    about = [sum(name in pair and pair[0] != pair[1] for pair in pairs) for name in range(6)]
    chosen = formulas.most_confused(found, 6, 2)
    assert sorted(chosen) == list(chosen)
    assert sorted((about[name] for name in chosen), reverse=True) == sorted(about, reverse=True)[:2]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=40))
def test_that_the_area_under_the_curve_is_the_chance_that_a_positive_scores_higher(examples):
    positives = [score for positive, score in examples if positive]
    negatives = [score for positive, score in examples if not positive]
    found = formulas.area_under_curve(np.array([positive for positive, _ in examples]),
                                      np.array([score for _, score in examples]) / 8)
    if not positives or not negatives:
        assert found is None
        return
    higher = sum((one > other) + (one == other) / 2 for one in positives for other in negatives)
    assert found == pytest.approx(higher / (len(positives) * len(negatives)))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_that_ranges_of_confidence_hold_each_prediction_once(predictions):
    sure, right = np.array([p for p, _ in predictions]), np.array([r for _, r in predictions])
    bins = formulas.calibration(sure, right)
    assert sum(one.count for one in bins) == len(predictions)
    assert sum(one.count * one.accuracy for one in bins) == pytest.approx(right.sum())
    for one in bins:
        assert one.low - 1e-9 <= one.confidence <= one.high + 1e-9
    assert 0 <= formulas.calibration_error(bins) <= 1


def test_that_a_model_as_right_as_it_is_sure_has_no_calibration_error():
    bins = formulas.calibration(np.full(10, 0.7), np.arange(10) < 7)
    assert formulas.calibration_error(bins) == pytest.approx(0)
    assert formulas.calibration_error(formulas.calibration(np.ones(4), np.zeros(4, bool))) == 1


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=1, max_size=50), st.integers(1, 7))
def test_that_errors_of_numbers_are_the_same_however_they_come_in_batches(pairs, size):
    true, predicted = (np.array(column).reshape(-1, 1) for column in zip(*pairs, strict=True))
    sums = formulas.Squares(1)
    for first in range(0, len(true), size):
        sums.add(true[first:first + size], predicted[first:first + size])
    found, residual = sums.together(), predicted - true
    assert found["mae"] == pytest.approx(np.abs(residual).mean())
    assert found["rmse"] == pytest.approx(np.sqrt((residual**2).mean()))
    spread = ((true - true.mean())**2).sum()
    if spread > 1e-6:
        assert found["r2"] == pytest.approx(1 - (residual**2).sum() / spread, rel=1e-6, abs=1e-6)


def test_that_labels_are_counted_together_for_micro_scores():
    scored = formulas.scores([2, 0], [3, 1], [2, 2])
    assert scored.micro() == pytest.approx({"precision_micro": 2 / 4, "recall_micro": 2 / 4, "f1_micro": 0.5})
    assert scored.macro()["precision_macro"] == pytest.approx(0.5)
