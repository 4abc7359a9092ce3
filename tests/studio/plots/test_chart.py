"""A chart shows its lines, stays where a person put it, and says what is under the mouse."""

import gc
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.pyramid import Growing, Pyramid
from rnnstudio.studio.plots.sight import Sight
from rnnstudio.studio.theme import theme


@pytest.fixture
def chart(new_chart, new_line):
    made = new_chart()
    made.sight.follow(1, 100)
    made.show_lines([new_line(marker="o"), new_line("b", np.linspace(1, 5000, 100), colour=1, dash=1)])
    return made


def place(chart, x):
    """Return the pixel of a number of the x axis, at half the plot's height."""
    area, frame = chart.plot.area, chart.frame_shown
    return QPoint(round(area.left() + (x - frame.left) * area.width() / (frame.right - frame.left)),
                  round(area.center().y()))


def turn(chart, x, notches, modifiers=Qt.KeyboardModifier.NoModifier, at=None):
    where = QPointF(at or place(chart, x))
    QApplication.sendEvent(chart.plot.viewport(), QWheelEvent(
        where, chart.plot.viewport().mapToGlobal(where), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False))


def drag(chart, start, *ways):
    view = chart.plot.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for way in ways:
        start += way
        QTest.mouseMove(view, start)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start)


def seen(chart):
    frame = chart.frame_shown
    return frame.left, frame.right


def heights(chart):
    frame = chart.frame_shown
    return frame.low, frame.high


def test_that_all_of_every_line_is_in_sight(chart):
    x, _ = chart.drawn("a")
    np.testing.assert_array_equal(x, np.arange(1, 101))
    frame = chart.frame_shown
    assert frame.left < 1
    assert frame.right > 100
    assert frame.low < 1
    assert frame.high > 10_000


def test_that_a_line_that_is_gone_is_drawn_no_longer(chart, new_line):
    chart.show_lines([new_line("b")])
    assert chart.drawn("a") is None
    assert chart.drawn("b") is not None


def test_that_the_wheel_zooms_around_the_mouse_and_the_heights_follow(chart, qtbot):
    at = place(chart, 20)
    before = chart.plot.x_at(at.x())
    turn(chart, 20, 3)
    left, right = seen(chart)
    assert right - left < 60
    assert chart.plot.x_at(at.x()) == pytest.approx(before, abs=0.5)
    assert heights(chart)[1] < 9000
    assert chart.held


def test_that_what_was_zoomed_stays_while_numbers_come_and_following_begins_again(chart):
    steps, numbers = Growing(np.float64), Pyramid()

    def tell(count):
        steps.extend(np.arange(len(steps) + 1.0, len(steps) + count + 1))
        numbers.extend(np.ones(count))
        chart.sight.follow(1, len(steps))
        chart.show_lines([Line("a", "A", Look(), steps.values, numbers)])

    tell(100)
    turn(chart, 50, 4)
    stays = seen(chart)
    for _ in range(5):
        tell(100)
    assert seen(chart) == stays
    QTest.mouseDClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=place(chart, 50))
    assert seen(chart)[1] > 600
    tell(100)
    assert seen(chart)[1] > 700


def test_that_a_drag_moves_along_and_keeps_heights_that_follow(chart):
    turn(chart, 50, 5)
    left, right = seen(chart)
    drag(chart, place(chart, 50), QPoint(-20, 2), QPoint(-40, 3))
    assert seen(chart)[0] > left
    assert seen(chart)[1] - seen(chart)[0] == pytest.approx(right - left)
    low, high = heights(chart)
    visible = [y for x, y in zip(*chart.drawn("a"), strict=True) if seen(chart)[0] <= x <= seen(chart)[1]]
    assert low <= min(visible)
    assert max(visible) <= high


def test_that_a_drag_upwards_moves_the_heights_and_holds_them(chart):
    before = heights(chart)
    drag(chart, place(chart, 50), QPoint(0, 20), QPoint(0, 30))
    assert heights(chart)[0] > before[0]
    held = heights(chart)
    chart.redraw()
    assert heights(chart) == held
    assert chart.held
    chart.sight.release()
    assert heights(chart) == pytest.approx(before)


def test_that_shift_and_the_wheel_zoom_the_heights_alone(chart):
    across, upright = seen(chart), heights(chart)
    turn(chart, 50, 2, Qt.KeyboardModifier.ShiftModifier)
    assert seen(chart) == across
    assert heights(chart)[1] - heights(chart)[0] < upright[1] - upright[0]


def test_that_the_wheel_over_the_numbers_at_the_left_zooms_the_heights(chart):
    across = seen(chart)
    turn(chart, 0, 2, at=QPoint(10, 100))
    assert seen(chart) == across
    assert chart.held


def test_that_keys_do_what_mouse_and_wheel_do(chart):
    chart.plot.setFocus()
    whole = seen(chart)
    QTest.keyClick(chart.plot, Qt.Key.Key_Plus)
    zoomed = seen(chart)
    assert zoomed[1] - zoomed[0] < whole[1] - whole[0]
    QTest.keyClick(chart.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert seen(chart)[0] > zoomed[0]
    QTest.keyClick(chart.plot, Qt.Key.Key_Home)
    assert seen(chart) == whole
    QTest.keyClick(chart.plot, Qt.Key.Key_L)
    assert chart.log
    for expected in (1, 2):
        QTest.keyClick(chart.plot, Qt.Key.Key_Right)
        assert chart.sight.cursor == expected
    QTest.keyClick(chart.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert chart.sight.cursor == 12
    assert chart.plot.accessibleDescription() == "step 12, A 144.00, B 556.44"
    QTest.keyClick(chart.plot, Qt.Key.Key_Escape)
    assert chart.sight.cursor is None


def test_that_the_crosshair_says_every_curve_at_the_step_under_the_mouse(chart, qtbot):
    QTest.mouseMove(chart.plot.viewport(), place(chart, 30))
    qtbot.waitUntil(chart.crosshair.isVisible, timeout=1000)
    assert chart.crosshair.title == "step 30"
    assert [(each.name, each.value) for each in chart.crosshair.readings] == [("A", "900.00"), ("B", "1,465")]
    assert chart.crosshair.readings[0].x == pytest.approx(chart.plot.x() + place(chart, 30).x(), abs=1)
    chart.plot.leaveEvent(None)
    assert not chart.crosshair.isVisible()


def test_that_a_line_that_ends_before_the_mouse_is_not_read(chart, new_line):
    chart.show_lines([new_line(), new_line("short", [1.0, 2.0, 3.0])])
    chart.sight.point(50.0)
    assert [each.name for each in chart.crosshair.readings] == ["A"]


def test_that_charts_that_share_a_sight_move_and_point_together(new_chart, new_line):
    sight = Sight()
    one, other = new_chart(sight), new_chart(sight)
    sight.follow(1, 100)
    for chart in (one, other):
        chart.show_lines([new_line()])
    turn(one, 40, 3)
    assert seen(other) == seen(one)
    one._point(40.2)
    assert other.crosshair.title == one.crosshair.title == "step 40"


@pytest.mark.parametrize(("way", "words"), [("step", "step 40"), ("epoch", "epoch 40"), ("time", "after 0:40")])
def test_that_the_crosshair_counts_what_the_axis_counts(chart, way, words):
    chart.show_lines(chart.lines, way)
    chart.sight.point(40.0)
    assert chart.crosshair.title == words


def test_that_a_logarithmic_scale_leaves_out_what_has_no_logarithm(chart, new_line):
    chart.show_lines([new_line(y=[-1.0, 0.0, 0.001, 0.1, 10.0])])
    chart.set_log(True)
    low, high = heights(chart)
    assert -4 < low < -3
    assert 1 < high < 2
    chart.grab()
    chart.show_lines([new_line(y=[0.0, -1.0])])
    chart.grab()


def test_that_a_value_that_is_no_number_leaves_a_gap_and_no_warning(chart, new_line):
    chart.show_lines([new_line(y=[1.0, np.nan, 3.0, np.inf, 5.0])])
    chart.grab()
    assert np.isnan(chart.drawn("a")[1]).sum() == 1
    assert heights(chart)[1] < 6
    chart.sight.point(2.0)
    assert chart.crosshair.readings[0].value == "–"


def test_that_nothing_is_painted_if_nothing_in_sight_has_changed(chart, qtbot):
    steps, numbers = Growing(np.float64), Pyramid()

    def tell(count):
        steps.extend(np.arange(len(steps) + 1.0, len(steps) + count + 1))
        numbers.extend(np.ones(count))
        chart.show_lines([Line("a", "A", Look(), steps.values, numbers)])
        qtbot.wait(30)

    tell(100)
    chart.sight.hold(10, 20)
    qtbot.wait(50)
    paints = chart.plot.canvas.paints
    tell(50)
    assert chart.plot.canvas.paints == paints
    chart.sight.follow(1, 200)
    chart.sight.hold(140, 180)
    qtbot.wait(50)
    paints = chart.plot.canvas.paints
    tell(10)
    assert chart.plot.canvas.paints == paints + 1


def test_that_a_change_of_theme_changes_ground_and_colours_and_keeps_the_data(chart, qtbot, dressed):
    before = chart.drawn("a")
    for look in ("dark", "light"):
        theme().choose(look)
        image = chart.grab().toImage()
        assert image.pixelColor(chart.width() - 2, chart.height() - 2).name() == theme().colours.surface
        colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2)
                   for y in range(0, image.height(), 2)}
        assert theme().colours.series[0].colour in colours
    for old, new in zip(before, chart.drawn("a"), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_that_repainting_a_thousand_times_drops_no_reference_to_none(chart, qtbot):
    chart.sight.point(40.0)
    chart.grab()
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(1000):
        chart.plot.viewport().repaint()
    assert sys.getrefcount(None) > before - 500


def test_that_a_million_noisy_points_are_painted_in_no_time(new_chart, new_line):
    chart = new_chart()
    rng = np.random.default_rng(0)
    chart.sight.follow(1, 1_000_000)
    chart.show_lines([new_line(y=rng.random(1_000_000), width=1.0), new_line("b", rng.random(1_000_000), width=2.0)])
    x, _ = chart.drawn("a")
    assert len(x) < 4 * chart.width()
    chart.grab()
