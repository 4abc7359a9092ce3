"""Metrics against plain numpy, fed in batches, with scores and with probabilities."""

import numpy as np
import pytest

from rnnstudio.engine.metrics import make_metrics, means, metric_names
from rnnstudio.project.training_settings import METRICS, TrainingSettings

pytestmark = pytest.mark.tf

ALL = TrainingSettings(**{f"measure_{name}": True for names in METRICS.values() for name in names})


def measured(names, task, outputs, scores, real, said):
    """Feed in three batches of different size; return the results by name."""
    metrics, _ = make_metrics(names, task, outputs, scores)
    for part in np.split(np.arange(len(real)), [len(real) // 2, len(real) // 2 + 7]):
        for metric in metrics:
            metric.update_state(real[part], said[part])
    found = {metric.name: float(metric.result()) for metric in metrics}
    for metric in metrics:
        metric.reset_state()
        metric.update_state(real[:3], said[:3])
    return found


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def auc(real, score):
    """The share of pairs ranked right, ties half: quadratic, and sure."""
    good, bad = score[real > 0], score[real <= 0]
    return float(np.mean((good[:, None] > bad).astype(float) + (good[:, None] == bad) / 2))


def shares(real, said):
    """Precision, recall and F1 of one class."""
    hit = np.sum(real & said)
    precision, recall = hit / max(said.sum(), 1), hit / max(real.sum(), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def labels(count, outputs, seed=0):
    random = np.random.default_rng(seed)
    real = (random.random((count, outputs)) < 0.4).astype(np.float32)
    return real, (random.normal(0, 2, (count, outputs)) + 2 * real - 0.7).astype(np.float32)


@pytest.mark.parametrize("scores", [True, False])
@pytest.mark.parametrize(("task", "outputs"), [("binary", 1), ("multilabel", 4)])
def test_that_metrics_of_yes_and_no_are_right(task, outputs, scores):
    real, odds = labels(211, outputs)
    found = measured(metric_names(task, outputs, ALL), task, outputs, scores, real, odds if scores else sigmoid(odds))
    by_label = np.array([shares(real[:, i] > 0, odds[:, i] > 0) for i in range(outputs)]).mean(axis=0)
    assert found["accuracy"] == pytest.approx(np.mean((odds > 0) == (real > 0)), abs=1e-6)
    assert [found[name] for name in ("precision", "recall", "f1")] == pytest.approx(list(by_label), abs=1e-6)
    assert found["auc"] == pytest.approx(np.mean([auc(real[:, i], odds[:, i]) for i in range(outputs)]), abs=1e-3)


@pytest.mark.parametrize("scores", [True, False])
def test_that_metrics_of_classes_are_right(scores):
    random = np.random.default_rng(1)
    real = random.integers(0, 6, 300).astype(np.int32)  # class 6 never occurs
    odds = random.normal(0, 1.5, (300, 8)).astype(np.float32)
    odds[:, 6:] -= 20  # and neither 6 nor 7 is ever predicted
    odds[np.arange(300), real] += 1.5
    names = metric_names("multiclass", 8, ALL)
    found = measured(names, "multiclass", 8, scores, real, odds if scores else softmax(odds))
    said = odds.argmax(axis=1)
    expected = np.array([shares(real == i, said == i) for i in range(6)]).mean(axis=0)
    assert found["accuracy"] == pytest.approx(np.mean(said == real), abs=1e-6)
    assert found["top_5"] == pytest.approx(
        np.mean([one in row for one, row in zip(real, np.argsort(odds)[:, -5:], strict=True)]), abs=1e-6)
    assert [found[name] for name in ("precision", "recall", "f1")] == pytest.approx(list(expected), abs=1e-6)
    ranked = np.mean([auc(real == i, softmax(odds)[:, i]) for i in range(6)])
    assert found["auc"] == pytest.approx(ranked, abs=1e-3)


def test_that_an_auc_is_known_even_where_the_model_is_very_sure():
    real, odds = labels(400, 1, seed=3)
    found = measured(("auc",), "binary", 1, False, real, sigmoid(odds * 3))
    assert found["auc"] == pytest.approx(auc(real[:, 0], odds[:, 0]), abs=2e-3)
    assert measured(("auc",), "binary", 1, False, np.zeros((9, 1)), np.full((9, 1), 0.5))["auc"] == 0.5


def test_that_metrics_of_numbers_are_right_for_large_ones_too():
    random = np.random.default_rng(2)
    real = random.normal((1950.0, 0.0), (20.0, 1.0), (150, 2)).astype(np.float32)
    said = (real + random.normal(0, (5.0, 0.4), (150, 2))).astype(np.float32)
    found = measured(metric_names("regression", 2, ALL), "regression", 2, True, real, said)
    missed = real.astype(float) - said
    spread = ((real - real.mean(axis=0, dtype=float)) ** 2).sum(axis=0)
    assert found["mae"] == pytest.approx(np.abs(missed).mean(), rel=1e-4)
    assert found["rmse"] == pytest.approx(np.sqrt((missed ** 2).mean()), rel=1e-4)
    assert found["r2"] == pytest.approx(np.mean(1 - (missed ** 2).sum(axis=0) / spread), abs=1e-4)


@pytest.mark.parametrize("scores", [True, False])
def test_that_perplexity_is_that_of_every_token(scores):
    random = np.random.default_rng(4)
    real = random.integers(0, 9, (60, 5)).astype(np.int32)
    odds = random.normal(0, 2, (60, 5, 9)).astype(np.float32)
    names = metric_names("next_token", 9, ALL)
    found = measured(names, "next_token", 9, scores, real, odds if scores else softmax(odds))
    chances = np.take_along_axis(softmax(odds), real[..., None], axis=-1)
    assert found["perplexity"] == pytest.approx(np.exp(-np.log(chances).mean()), rel=1e-4)
    assert found["accuracy"] == pytest.approx(np.mean(odds.argmax(axis=-1) == real), abs=1e-6)


def test_that_masked_steps_are_left_out():
    import keras

    real = np.array([[1, 2, 0, 0], [2, 1, 1, 0]], np.int32)
    model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(3, 3, mask_zero=True)])
    metrics, _ = make_metrics(("accuracy", "perplexity"), "next_token", 3, True)
    outputs = model(real)
    for metric in metrics:
        metric.update_state(real, outputs)
    shown, seen = np.array(outputs), real > 0
    chances = np.take_along_axis(softmax(shown), real[..., None], axis=-1)[..., 0]
    assert float(metrics[1].result()) == pytest.approx(np.exp(-np.log(chances[seen]).mean()), rel=1e-5)
    assert float(metrics[0].result()) == pytest.approx(np.mean((shown.argmax(axis=-1) == real)[seen]))


def test_that_names_put_means_first_and_leave_out_what_makes_no_sense():
    assert metric_names("multiclass", 4, ALL) == ("loss", "accuracy", "precision", "recall", "f1", "auc")
    assert metric_names("multiclass", 9, ALL) == ("loss", "accuracy", "top_5", "precision", "recall", "f1", "auc")
    assert "auc" not in metric_names("multiclass", 5000, ALL)
    assert metric_names("binary", 1, TrainingSettings(measure_accuracy=False)) == ("loss",)
    assert means(metric_names("regression", 1, ALL)) == ("loss", "mae", "rmse")
