"""Which of two values of a metric is better."""

import pytest

from rnnstudio.project.metric_words import best_of, is_better

NAN = float("nan")


@pytest.mark.parametrize(("metric", "better", "worse"), [
    ("loss", 0.1, 0.2), ("val_loss", 0.1, NAN), ("accuracy", 0.9, 0.8), ("val_f1", 0.9, 0.8), ("mae", 1, 2),
    ("mean_absolute_error", 1, 2), ("perplexity", 10, 20), ("val_auc", 0.7, NAN)])
def test_that_the_direction_of_a_metric_is_known(metric, better, worse):
    assert is_better(metric, better, worse)
    assert not is_better(metric, worse, better)
    assert not is_better(metric, better, better)


def test_that_all_the_best_are_found_and_no_number_is_none():
    assert best_of("accuracy", {1: 0.5, 2: 0.9, 3: 0.9, 4: NAN}) == {2, 3}
    assert best_of("loss", {1: NAN, 2: 3.0}) == {2}
    assert best_of("loss", {1: NAN}) == set()
    assert best_of("loss", {}) == set()
