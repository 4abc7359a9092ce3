"""Curves: every number that was told or read, where it belongs, at no growing cost."""

import math

import msgspec
import numpy as np
import pytest

from rnnstudio.api import DataFacts
from rnnstudio.runs.curves import RunCurves
from rnnstudio.runs.events import BatchPoint, Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted
from rnnstudio.studio.training.curves import SPEED, Curves

FACTS = DataFacts(input="text", task="binary", outputs=1)


def started(epochs=4, batches=10, **more):
    return RunStarted(run="/runs/a", epochs=epochs, batches=batches, metrics=("loss", "accuracy"), device="CPU",
                      facts=FACTS, **more)


def progress(first, values, speed=0.0):
    points = tuple(BatchPoint(first + i, (float(v), 1 - float(v))) for i, v in enumerate(values))
    return Progress(points=points, epoch=1, batch=len(points), examples_per_second=speed)


def ended(epoch, step, best=False, **metrics):
    return EpochEnded(epoch=epoch, step=step, seconds=1.0, best=best, metrics=metrics)


def column(curves, name, of="batch"):
    return curves.rows(of).columns[name].values


def past(steps=20, epochs=2):
    numbers, counts = np.arange(1.0, steps + 1), np.arange(1.0, epochs + 1)
    return RunCurves(
        {"step": numbers, "loss": 1 / numbers, "accuracy": numbers / 100, "learning_rate": np.full(steps, 0.001)},
        {"epoch": counts, "step": counts * 10, "seconds": np.full(epochs, 5.0), "loss": 1 / counts,
         "accuracy": np.zeros(epochs), "val_loss": np.array([0.5, 0.6])[:epochs], "val_accuracy": np.zeros(epochs)})


def test_that_no_batch_is_lost_and_none_is_moved():
    curves = Curves(started(batches=1000))
    rng = np.random.default_rng(0)
    values, step = rng.random(2345), 1
    while step <= 2345:
        size = int(rng.integers(1, 40))
        curves.take(progress(step, values[step - 1:step - 1 + size]))
        step += size
    steps, scale = curves.places("batch", "step")
    np.testing.assert_array_equal(steps * scale, np.arange(1, 2346))
    np.testing.assert_array_equal(column(curves, "loss"), np.float32(values))
    np.testing.assert_allclose(column(curves, "accuracy"), 1 - values, rtol=1e-6)
    assert curves.steps == 2345


def test_that_smoothing_goes_on_with_what_comes_and_begins_anew_with_another_span():
    curves = Curves(started())
    curves.take(progress(1, [1.0, 0.0]))
    first = curves.smoothed("loss", 2.0)
    curves.take(progress(3, [0.0]))
    assert curves.smoothed("loss", 2.0) is first
    np.testing.assert_allclose(first.values, [1, 1 / 3, 1 / 7], rtol=1e-6)
    np.testing.assert_allclose(curves.smoothed("loss", 1.0).values, [1, 0, 0])


def test_that_gauges_are_kept_by_their_name_and_missing_ones_are_nan():
    curves = Curves(started(gauges=("learning_rate", "gradient_norm")))
    curves.take(Progress(points=(BatchPoint(1, (0.5, 0.5), (0.001, 2.0)),), epoch=1, batch=1))
    curves.take(Progress(points=(BatchPoint(2, (0.5, 0.5)),), epoch=1, batch=2))
    np.testing.assert_array_equal(column(curves, "learning_rate"), np.float32([0.001, np.nan]))
    np.testing.assert_array_equal(column(curves, "gradient_norm"), [2, np.nan])


def test_that_the_speed_stands_at_the_step_it_was_told_at():
    curves = Curves(started())
    curves.take(progress(1, [0.5] * 4, speed=1000.0))
    curves.take(progress(5, [0.5] * 4))
    assert list(column(curves, SPEED, "speed")) == [1000]
    assert list(curves.places("speed", "step")[0]) == [4]


def test_that_an_epoch_stands_at_its_last_step_its_number_and_its_time():
    curves = Curves(started(), now=100.0)
    for epoch in (1, 2):
        curves.take(ended(epoch, 10 * epoch, epoch == 1, loss=1 / epoch, accuracy=0.5, val_loss=2 / epoch),
                    now=100.0 + 7 * epoch)
    assert list(curves.places("epoch", "step")[0]) == [10, 20]
    assert list(curves.places("epoch", "epoch")[0]) == [1, 2]
    assert list(curves.places("epoch", "time")[0]) == [7, 14]
    assert list(column(curves, "val_loss", "epoch")) == [2, 1]
    assert np.isnan(column(curves, "val_accuracy", "epoch")).all()
    assert (curves.best_epoch, curves.best_row()) == (1, 0)


def test_that_batches_are_spread_over_the_time_since_the_last_and_a_pause_takes_none():
    curves = Curves(started(), now=50.0)
    curves.take(progress(1, [0.5] * 4), now=52.0)
    curves.take(Paused(), now=53.0)
    curves.take(Continued(), now=153.0)
    curves.take(progress(5, [0.5] * 2), now=154.0)
    np.testing.assert_allclose(curves.places("batch", "time")[0], [0.5, 1, 1.5, 2, 3, 4])


def test_that_batches_stand_within_their_epoch():
    curves = Curves(started(batches=10))
    curves.take(progress(1, [0.5] * 15))
    steps, scale = curves.places("batch", "epoch")
    np.testing.assert_allclose((steps * scale)[[4, 9, 14]], [0.5, 1.0, 1.5])


def test_that_the_end_names_the_best_epoch():
    curves = Curves(started())
    curves.take(ended(1, 10, True, loss=0.7))
    curves.take(RunFinished(run="/runs/a", reason="stopped", epochs=1, best_epoch=1, metrics={}, seconds=1))
    assert curves.ended
    assert curves.best_row() == 0


@pytest.mark.parametrize(("steps", "reach"), [(1, 10), (10, 10), (11, 20), (21, 40), (40, 40)])
def test_that_the_axis_reaches_ahead_by_doubling_up_to_the_plan(steps, reach):
    curves = Curves(started())
    curves.take(progress(1, [0.5] * steps))
    assert curves.reach("step") == reach


def test_that_the_axis_shrinks_to_what_was_done_when_the_run_ends():
    curves = Curves(started(epochs=100), now=0.0)
    curves.take(progress(1, [0.5] * 13), now=11.0)
    assert curves.reach("time") == 15
    curves.ended = True
    assert (curves.reach("step"), curves.reach("epoch"), curves.reach("time")) == (13, 1, 11)


def test_that_a_run_read_from_its_folder_has_all_of_it():
    curves = Curves.read(past())
    assert (curves.metrics, curves.gauges) == (("loss", "accuracy"), ("learning_rate",))
    assert (curves.steps, curves.finished_epochs, curves.best_epoch, curves.ended) == (20, 2, 1, True)
    np.testing.assert_allclose(column(curves, "loss"), 1 / np.arange(1, 21), rtol=1e-6)
    np.testing.assert_allclose(curves.places("batch", "time")[0], np.arange(1, 21) / 2)
    steps, scale = curves.places("batch", "epoch")
    assert steps[-1] * scale == 2


def test_that_the_time_behind_the_last_epoch_goes_on_at_its_pace():
    curves = Curves.read(past(steps=25))
    assert curves.places("batch", "time")[0][-1] == 12.5


def test_that_a_run_read_before_its_first_epoch_has_its_batches():
    curves = Curves.read(past(steps=5).until(step=5, epoch=0))
    assert len(column(curves, "loss")) == 5
    assert curves.best_epoch == 0
    assert curves.best_row() is None


def test_that_a_run_that_goes_on_has_its_past_before_what_is_told_now():
    curves = Curves(started(gauges=("learning_rate",), first_step=20, first_epoch=2), now=0.0)
    assert curves.lacks_past
    curves.take(Progress(points=(BatchPoint(21, (0.04, 0.3), (0.0005,)),), epoch=3, batch=1), now=1.0)
    curves.take(ended(3, 30, True, loss=0.1, accuracy=0.2, val_loss=0.4, val_accuracy=0.3), now=6.0)
    curves.take_past(past(steps=25))
    assert not curves.lacks_past
    assert list(curves.places("batch", "step")[0]) == list(range(1, 22))
    assert list(curves.places("epoch", "epoch")[0]) == [1, 2, 3]
    np.testing.assert_allclose(column(curves, "val_loss", "epoch"), [0.5, 0.6, 0.4], rtol=1e-6)
    np.testing.assert_allclose(curves.places("batch", "time")[0][[0, 19, 20]], [0.5, 10, 11])
    assert curves.places("epoch", "time")[0][-1] == 16
    curves.take(progress(22, [0.1]), now=8.0)
    assert curves.places("batch", "time")[0][-1] == 18
    assert curves.best_epoch == 3


def test_that_the_best_epoch_may_lie_in_the_past():
    curves = Curves(started(first_step=20, first_epoch=2), now=0.0)
    curves.take_past(past())
    assert curves.best_epoch == 1


def test_that_the_past_is_taken_once_and_only_where_it_is_missing():
    curves = Curves(started())
    curves.take_past(past())
    assert len(column(curves, "loss")) == 0


def test_that_a_loss_that_is_not_a_number_is_kept_as_it_is():
    curves = Curves(started())
    curves.take(progress(1, [1.0, math.nan, math.inf]))
    np.testing.assert_array_equal(column(curves, "loss"), [1, np.nan, np.inf])


def test_that_a_million_batches_are_kept_and_the_arrays_seldom_move():
    curves = Curves(started(epochs=1000, batches=1000))
    event = Progress(points=tuple(BatchPoint(i, (0.5, 0.5)) for i in range(1, 1001)), epoch=1, batch=1)
    moves, place = 0, None
    for first in range(0, 1_000_000, 1000):
        here = column(curves, "loss").ctypes.data
        moves, place = moves + (here != place), here
        curves.take(event if not first else msgspec.structs.replace(event))
    assert len(column(curves, "loss")) == len(curves.smoothed("loss", 30.0)) == 1_000_000
    assert moves <= 14
