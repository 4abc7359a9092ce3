"""Plots: what is drawn is what was told, in both themes, and a repaint costs no reference."""

import sys

import numpy as np
import pytest

from rnnstudio.studio.theme import theme
from rnnstudio.studio.training.curves import Curves
from rnnstudio.studio.training.looks import LOOKS, colour
from tests.studio.training.made_up import run_events, run_started, value

pytestmark = pytest.mark.usefixtures("loaded")


def curves_of(events):
    curves = Curves(events[0])
    for event in events[1:]:
        curves.take(event)
    return curves


@pytest.fixture
def chart(qtbot, loaded):
    from rnnstudio.studio.training.chart import Chart

    made = Chart("loss")
    qtbot.addWidget(made)
    made.resize(600, 240)
    made.show()
    return made


def test_that_every_batch_and_every_epoch_is_drawn_where_it_was_told(chart):
    curves = curves_of(run_events(epochs=3, batches=20))
    chart.show_curves(curves, by_epoch=False)
    steps = np.arange(1, 61)
    np.testing.assert_array_equal(chart.shown("batch"), (steps, [value("loss", s) for s in steps]))
    np.testing.assert_array_equal(chart.shown("smooth"), curves.smoothed("loss"))
    np.testing.assert_array_equal(chart.shown("training")[0], [20, 40, 60])
    np.testing.assert_array_equal(chart.shown("validation")[1], curves.validation("loss")[1])
    np.testing.assert_array_equal(chart.shown("best")[0], [60])


def test_that_by_epoch_only_epochs_are_drawn(chart):
    chart.show_curves(curves_of(run_events(epochs=3)), by_epoch=True)
    assert len(chart.shown("batch")[0]) == len(chart.shown("smooth")[0]) == 0
    np.testing.assert_array_equal(chart.shown("training")[0], [1, 2, 3])
    np.testing.assert_array_equal(chart.shown("best")[0], [3])


def test_that_another_run_replaces_the_curves_of_the_one_before(chart):
    chart.show_curves(curves_of(run_events(epochs=3)), by_epoch=False)
    chart.show_curves(curves_of(run_events(epochs=2)[:1]), by_epoch=False)
    for role in LOOKS:
        assert len(chart.shown(role)[0]) == 0


def test_that_another_metric_shows_its_own_numbers_under_its_own_name(chart):
    curves = curves_of(run_events())
    chart.show_curves(curves, by_epoch=False)
    chart.set_metric("accuracy")
    chart.show_curves(curves, by_epoch=False)
    np.testing.assert_array_equal(chart.shown("validation")[1], curves.validation("accuracy")[1])


def test_that_a_loss_that_is_not_a_number_leaves_a_gap_and_no_warning(chart, qtbot):
    events = run_events(epochs=1, finish=False)
    points = events[3].points
    broken = type(events[3])(points=(type(points[0])(points[0].step, (float("nan"), float("inf"))), points[1]),
                             epoch=1, batch=6)
    chart.show_curves(curves_of([*events[:3], broken, *events[4:]]), by_epoch=False)
    qtbot.wait(20)
    assert np.isnan(chart.shown("batch")[1]).sum() == 1


def test_that_a_change_of_theme_changes_the_ground_and_keeps_the_axis_name(chart, qtbot, dressed):
    chart.show_curves(curves_of(run_events(epochs=2)), by_epoch=False)
    axis = chart._plot.getAxis("bottom")
    name = axis.labelText
    assert name
    for look in ("dark", "light"):
        theme().choose(look)
        chart.grab()
        assert axis.labelText == name
        assert axis.label.isVisible()
        ground = chart.grab().toImage().pixelColor(chart.width() - 2, chart.height() - 2).name()
        assert ground == theme().colours.surface


def test_that_a_change_of_theme_keeps_the_data_and_takes_its_colours(chart, qtbot, dressed):
    chart.show_curves(curves_of(run_events()), by_epoch=False)
    before = {role: chart.shown(role) for role in LOOKS}
    light = colour("training").name()
    theme().choose("dark")
    assert colour("training").name() != light
    assert chart._lines["training"].opts["pen"].color().name() == colour("training").name()
    for role, drawn in before.items():
        np.testing.assert_array_equal(chart.shown(role), drawn)


def test_that_training_and_validation_differ_in_more_than_colour(qapp):
    from rnnstudio.studio.training.looks import pen

    assert LOOKS["training"].marker != LOOKS["validation"].marker
    assert pen("training").style() != pen("validation").style()


def test_that_markers_go_where_they_would_hide_the_line(chart):
    few, many = curves_of(run_events(epochs=3)), curves_of(run_events(epochs=300, batches=2))
    chart.show_curves(few, by_epoch=True)
    assert chart._lines["validation"].opts["symbol"] == LOOKS["validation"].marker
    chart.show_curves(many, by_epoch=True)
    assert chart._lines["validation"].opts["symbol"] is None
    assert chart._lines["best"].opts["symbol"] == LOOKS["best"].marker
    chart.show_curves(few, by_epoch=True)
    assert chart._lines["validation"].opts["symbol"] == LOOKS["validation"].marker


def test_that_a_screen_reader_is_told_the_last_values(chart):
    chart.show_curves(curves_of(run_events(epochs=2)), by_epoch=False)
    words = chart._plot.accessibleDescription()
    assert words == "training loss: 0.368, validation loss: 0.405"


def test_that_steps_are_ticked_by_whole_numbers_with_separators(chart):
    axis = chart._plot.getAxis("bottom")
    assert all(spacing >= 1 for spacing, _ in axis.tickSpacing(0, 3, 600))
    assert axis.tickStrings([1000.0], 1, 500) == ["1,000"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_that_repainting_a_thousand_times_drops_no_reference_to_none(chart, qtbot):
    curves = curves_of(run_events())
    chart.show_curves(curves, by_epoch=False)
    chart.grab()
    before = sys.getrefcount(None)
    for _ in range(1000):
        chart._plot.viewport().repaint()
    assert sys.getrefcount(None) > before - 100


def test_that_of_a_million_batches_the_peaks_are_drawn(chart):
    curves = Curves(run_started(1000, 1000))
    steps = np.arange(1, 1_000_001, dtype=float)
    loss = np.full(len(steps), 0.5)
    loss[123_456], loss[654_321] = 9.0, -9.0
    curves._batch.extend(np.stack([steps, loss, loss], axis=1))
    curves._smooth.extend(np.stack([loss, loss], axis=1))
    chart.show_curves(curves, by_epoch=False)
    x, y = chart.shown("batch")
    assert len(x) < 10_000
    assert (y.max(), y.min()) == (9.0, -9.0)
    assert abs(x[y.argmax()] - 123_457) < 256
    assert x[-1] == 1_000_000 or 1_000_000 - x[-1] < 256
