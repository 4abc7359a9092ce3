"""The best epoch and the end of waiting, by loss or by a metric, across a pause."""

import json

import pytest

from rnnstudio.engine.judging import Judge, Rules
from rnnstudio.engine.schedules import Rate
from rnnstudio.project.training_settings import TrainingSettings

NAMES = ("loss", "accuracy")


def judged(settings, losses, accuracies=None):
    judge = Judge(settings, NAMES)
    told = []
    for number, loss in enumerate(losses):
        accuracy = accuracies[number] if accuracies is not None else 0.0
        told.append(judge.epoch_ended(number + 1, {"val_loss": loss, "val_accuracy": accuracy}))
        if judge.is_over:
            break
    return judge, told


def test_that_the_lowest_loss_is_best_and_of_equals_the_first():
    judge, told = judged(TrainingSettings(), [0.5, 0.4, 0.4, 0.6, 0.3])
    assert told == [True, True, False, False, True]
    assert (judge.best_epoch, judge.is_over) == (5, False)


def test_that_patience_counts_epochs_without_a_gain():
    judge, told = judged(TrainingSettings(early_stopping=2), [0.5, 0.4, 0.45, 0.41, 0.1])
    assert (len(told), judge.best_epoch, judge.is_over) == (4, 2, True)


def test_that_small_gains_count_for_the_best_and_not_for_patience():
    settings = TrainingSettings(early_stopping=2, early_stopping_change=0.1)
    judge, told = judged(settings, [0.5, 0.45, 0.42, 0.1])
    assert (len(told), judge.best_epoch, judge.is_over) == (3, 3, True)


def test_that_small_gains_add_up():
    settings = TrainingSettings(early_stopping=2, early_stopping_change=0.1)
    judge, told = judged(settings, [0.5, 0.44, 0.39, 0.33, 0.28])
    assert (len(told), judge.is_over) == (5, False)


def test_that_more_accuracy_is_better_where_it_judges():
    settings = TrainingSettings(judged_by="accuracy", early_stopping=2)
    judge, told = judged(settings, [0.5, 0.6, 0.1, 0.05], [0.7, 0.8, 0.75, 0.8])
    assert told == [True, True, False, False]
    assert (judge.best_epoch, judge.is_over) == (2, True)


def test_that_the_loss_judges_where_the_metric_is_not_measured():
    assert Judge(TrainingSettings(judged_by="auc"), NAMES).quantity == "loss"


@pytest.mark.parametrize("cut", range(7))
def test_that_judging_goes_on_from_what_was_kept(cut):
    settings = TrainingSettings(early_stopping=3, early_stopping_change=0.05)
    losses = [0.9, 0.8, 0.79, 0.7, 0.71, 0.69, 0.68]
    whole, _ = judged(settings, losses)
    first, second = (Rules(settings, NAMES, Rate(settings, 10)) for _ in range(2))
    for rules, some, start in ((first, losses[:cut], 1), (second, losses[cut:], cut + 1)):
        if rules is second:
            second.restore(json.loads(json.dumps(first.state())))
        for number, loss in enumerate(some):
            rules.epoch_ended(start + number, {"val_loss": loss})
    assert (second.best_epoch, second.is_over) == (whole.best_epoch, whole.is_over)
    assert second.state()["judge"] == whole.state()
