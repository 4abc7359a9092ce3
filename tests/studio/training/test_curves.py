"""Curves: every number that was told, exactly, at no growing cost."""

import math

import numpy as np
import pytest

from rnnstudio.api import DataFacts
from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress, RunFinished, RunStarted
from rnnstudio.studio.training.curves import Columns, Curves, peaks

FACTS = DataFacts(input="text", task="binary", outputs=1)


def started(epochs=4, batches=10):
    return RunStarted(run="/runs/a", epochs=epochs, batches=batches, metrics=("loss", "accuracy"), device="CPU",
                      facts=FACTS)


def progress(first, values):
    points = tuple(BatchPoint(first + i, (float(v), 1 - float(v))) for i, v in enumerate(values))
    return Progress(points=points, epoch=1, batch=len(points))


def test_that_columns_keep_every_row_over_many_growths():
    columns = Columns(("a", "b"))
    for i in range(3000):
        columns.extend([[i, -i]])
    assert len(columns) == 3000
    np.testing.assert_array_equal(columns["a"], np.arange(3000))
    np.testing.assert_array_equal(columns["b"], -np.arange(3000))


def test_that_no_batch_is_lost_and_none_is_moved():
    curves = Curves(started(batches=1000))
    rng = np.random.default_rng(0)
    values, step = rng.random(2345), 1
    while step <= 2345:
        size = int(rng.integers(1, 40))
        curves.take(progress(step, values[step - 1:step - 1 + size]))
        step += size
    steps, loss = curves.batch("loss")
    np.testing.assert_array_equal(steps, np.arange(1, 2346))
    np.testing.assert_array_equal(loss, values)
    np.testing.assert_allclose(curves.batch("accuracy")[1], 1 - values)
    assert curves.steps == 2345


def test_that_the_smoothed_curve_is_the_moving_mean_whatever_the_pieces():
    values = np.random.default_rng(1).random(500)
    curves = Curves(started(batches=100))
    for first in range(0, 500, 7):
        curves.take(progress(first + 1, values[first:first + 7]))
    expected = [values[max(0, i - curves.window + 1):i + 1].mean() for i in range(500)]
    np.testing.assert_allclose(curves.smoothed("loss")[1], expected, rtol=1e-12)


def test_that_a_loss_that_is_not_a_number_leaves_later_means_alone():
    curves = Curves(started(batches=25))
    values = [1.0, math.nan, math.inf, *[0.5] * 20]
    for i, value in enumerate(values):
        curves.take(progress(i + 1, [value]))
    smooth = curves.smoothed("loss")[1]
    assert smooth[0] == 1.0
    assert smooth[1] == 1.0
    assert smooth[2] == 1.0
    np.testing.assert_allclose(smooth[-1], 0.5)
    assert math.isnan(curves.batch("loss")[1][1])


def test_that_a_window_of_nothing_but_nan_has_no_mean():
    curves = Curves(started())
    curves.take(progress(1, [math.nan] * 8))
    assert np.isnan(curves.smoothed("loss")[1]).all()


def test_that_an_epoch_stands_at_its_last_step_and_its_number():
    curves = Curves(started())
    for epoch in (1, 2):
        curves.take(EpochEnded(epoch=epoch, step=10 * epoch, seconds=1.0, best=epoch == 1, metrics={
            "loss": 1 / epoch, "accuracy": 0.5, "val_loss": 2 / epoch, "val_accuracy": 0.25}))
    assert [list(column) for column in curves.training("loss")] == [[10, 20], [1.0, 0.5]]
    assert [list(column) for column in curves.validation("loss", by_epoch=True)] == [[1, 2], [2.0, 1.0]]
    assert curves.best_epoch == 1
    assert curves.best("accuracy") == (10, 0.25)
    assert curves.best("loss", by_epoch=True) == (1, 2.0)


def test_that_without_validation_the_best_epoch_lies_on_the_training_curve():
    curves = Curves(started())
    curves.take(EpochEnded(epoch=1, step=10, seconds=1.0, best=True, metrics={"loss": 0.7}))
    assert np.isnan(curves.validation("loss")[1][0])
    assert curves.best("loss") == (10, 0.7)
    assert curves.best("accuracy") is None


def test_that_the_end_names_the_best_epoch():
    curves = Curves(started())
    curves.take(EpochEnded(epoch=1, step=10, seconds=1.0, best=True, metrics={"loss": 0.7}))
    curves.take(RunFinished(run="/runs/a", reason="stopped", epochs=1, best_epoch=1, metrics={}, seconds=1))
    assert curves.ended
    assert curves.best_epoch == 1


@pytest.mark.parametrize(("steps", "reach"), [(1, 10), (10, 10), (11, 20), (21, 40), (40, 40)])
def test_that_the_axis_reaches_ahead_by_doubling_up_to_the_plan(steps, reach):
    curves = Curves(started())
    curves.take(progress(1, [0.5] * steps))
    assert curves.reach() == reach


def test_that_the_axis_shrinks_to_what_was_done_when_the_run_ends():
    curves = Curves(started(epochs=100))
    curves.take(progress(1, [0.5] * 13))
    curves.ended = True
    assert curves.reach() == 13
    assert curves.reach(by_epoch=True) == 1


def test_that_a_million_batches_are_kept_and_the_arrays_seldom_move():
    curves = Curves(started(epochs=1000, batches=1000))
    piece = tuple(BatchPoint(i, (0.5, 0.5)) for i in range(1, 1001))
    event = Progress(points=piece, epoch=1, batch=1)
    moves, place = 0, None
    for _ in range(1000):
        curves.take(event)
        here = curves.batch("loss")[1].ctypes.data
        moves, place = moves + (here != place), here
    assert len(curves.batch("loss")[0]) == len(curves.smoothed("loss")[0]) == 1_000_000
    assert moves <= 14


def test_that_few_points_are_drawn_as_they_are():
    x, y = np.arange(1000.0), np.random.default_rng(2).random(1000)
    drawn = peaks((x, y), 1000)
    assert drawn[0] is x
    assert drawn[1] is y


@pytest.mark.parametrize("count", [1001, 4096, 4099, 100_003])
def test_that_of_many_points_lowest_and_highest_of_each_group_are_kept(count):
    x, y = np.arange(float(count)), np.random.default_rng(3).random(count)
    thin_x, thin_y = peaks((x, y), 1000)
    assert len(thin_x) == len(thin_y) < 1600
    assert (thin_y.min(), thin_y.max()) == (y.min(), y.max())
    assert (np.diff(thin_x) > 0).all()
    assert x[0] <= thin_x[0]
    assert thin_x[-1] <= x[-1]


def test_that_groups_stay_the_same_when_points_are_added():
    y = np.random.default_rng(4).random(50_000)
    x = np.arange(50_000.0)
    before, after = peaks((x[:40_000], y[:40_000]), 1000), peaks((x, y), 1000)
    same = 500
    np.testing.assert_array_equal(before[1][:same], after[1][:same])


def test_that_nan_is_no_peak_unless_there_is_nothing_else():
    y = np.ones(8192)
    y[5] = np.nan
    y[4096:4096 + 64] = np.nan
    thin = peaks((np.arange(8192.0), y), 1000)[1]
    assert 0 < np.isnan(thin).sum() <= 8
    assert np.nanmax(thin) == np.nanmin(thin) == 1
