"""The board: which charts are shown, in what order, remembered, and with other runs laid over."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.board import ChartBoard
from rnnstudio.studio.training.chart_grid import columns_for
from rnnstudio.studio.training.curve_board import CurveBoard
from rnnstudio.studio.training.looks import LOOKS, run_looks
from tests.studio.training.made_up import play, run_events, run_started, value

pytestmark = pytest.mark.usefixtures("loaded")
GAUGES = ("learning_rate", "gradient_norm")


def gauged_events(epochs=2, batches=20):
    """Return a run's events with gauges, not finished."""
    events = run_events(epochs, batches, finish=False)
    events[0] = msgspec.structs.replace(events[0], gauges=GAUGES)
    return [msgspec.structs.replace(event, points=tuple(
        BatchPoint(point.step, point.values, (0.001 / point.step, 1.0 + point.step)) for point in event.points))
        if isinstance(event, Progress) else event for event in events]


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def board(qtbot, state, settings):
    made = ChartBoard(state, settings)
    qtbot.addWidget(made)
    made.resize(860, 640)
    made.show()
    return made


@pytest.fixture
def run_folder(tmp_path):
    """Writes a run's folder with so many batches, ten in an epoch."""

    def write(name, batches):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "batches.csv").write_text("step,loss,accuracy,learning_rate\n" + "".join(
            f"{step},{value('loss', step)},{value('accuracy', step)},0.001\n" for step in range(1, batches + 1)))
        (folder / "epochs.csv").write_text(
            "epoch,step,seconds,loss,accuracy,val_loss,val_accuracy\n" + "".join(
                f"{epoch},{epoch * 10},2.0,0.5,0.5,{1 / epoch},0.5\n" for epoch in range(1, batches // 10 + 1)))
        return folder

    return write


def keys(board):
    return [chart.key for chart in board.charts]


def lines(board, key):
    chart = board.chart(key)  # made when there is time, so a test that waits may ask before
    return {line.key: line for line in chart.lines} if chart is not None else {}


def wait_for(qtbot, board, *wanted):
    qtbot.waitUntil(lambda: keys(board) == list(wanted) and all(chart.lines for chart in board.charts), timeout=5000)


def test_that_loss_and_accuracy_are_shown_and_the_others_offered(board, state, qtbot):
    play(state, gauged_events())
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    assert {key: button.isChecked() for key, button in board.bar.buttons.items()} == {
        "metric:loss": True, "metric:accuracy": True, "gauge:learning_rate": False, "gauge:gradient_norm": False,
        "speed:examples_per_second": False}
    assert [button.text() for button in board.bar.buttons.values()][2:] == [
        "Learning rate", "Gradient norm", "Examples per second"]


def test_that_a_chart_that_is_switched_on_shows_its_gauge(board, state, qtbot):
    play(state, gauged_events())
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    board.bar.buttons["gauge:learning_rate"].click()
    board.bar.buttons["speed:examples_per_second"].click()
    wait_for(qtbot, board, "metric:loss", "metric:accuracy", "gauge:learning_rate", "speed:examples_per_second")
    (rate,) = lines(board, "gauge:learning_rate").values()
    np.testing.assert_allclose(rate.y, 0.001 / np.arange(1, 41), rtol=1e-6)
    (speed,) = lines(board, "speed:examples_per_second").values()
    assert set(speed.y.tolist()) == {1340}
    board.bar.buttons["metric:loss"].click()
    wait_for(qtbot, board, "metric:accuracy", "gauge:learning_rate", "speed:examples_per_second")


def test_that_the_choice_is_remembered_for_the_next_window_and_the_next_run(board, state, settings, qtbot):
    play(state, gauged_events())
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    board.bar.buttons["metric:accuracy"].click()
    board.bar.buttons["gauge:gradient_norm"].click()
    wait_for(qtbot, board, "metric:loss", "gauge:gradient_norm")
    board.chart("metric:loss").log_button.click()
    board.bar.smoothing.setValue(7)
    again = ChartBoard(state, settings)
    qtbot.addWidget(again)
    again.resize(860, 640)
    again.show()
    wait_for(qtbot, again, "metric:loss", "gauge:gradient_norm")
    assert again.chart("metric:loss").log
    assert not again.chart("gauge:gradient_norm").log
    assert again.bar.smoothing.value() == 7
    play(state, run_events(metrics=("loss", "mae"), finish=False))
    wait_for(qtbot, again, "metric:loss", "metric:mae")


def test_that_every_batch_and_every_epoch_is_drawn_where_it_was_told(board, state, qtbot):
    play(state, run_events(epochs=3, batches=20, finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    qtbot.waitUntil(lambda: len(lines(board, "metric:loss")[":batch"]) == 60, timeout=2000)
    found = lines(board, "metric:loss")
    np.testing.assert_array_equal(found[":batch"].x, np.arange(1, 61))
    np.testing.assert_array_equal(found[":training"].x, [20, 40, 60])
    np.testing.assert_allclose(found[":validation"].y, [1.1 * value("loss", s) for s in (20, 40, 60)], rtol=1e-6)
    assert list(found[":best"].x) == [60]
    assert not found[":best"].is_read


def test_that_without_validation_the_best_epoch_lies_on_the_training_curve(board, state, qtbot):
    play(state, [run_started(2, 10), EpochEnded(epoch=1, step=10, seconds=1.0, best=True, metrics={"loss": 0.7})])
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    qtbot.waitUntil(lambda: ":best" in lines(board, "metric:loss"), timeout=2000)
    assert list(lines(board, "metric:loss")[":best"].y) == [np.float32(0.7)]
    assert ":validation" not in lines(board, "metric:loss")


def test_that_the_slider_smooths_and_the_raw_curve_stays(board, state, qtbot):
    play(state, run_events(finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    board.bar.smoothing.setValue(0)
    qtbot.waitUntil(lambda: np.array_equal(lines(board, "metric:loss")[":smooth"].y,
                                           lines(board, "metric:loss")[":batch"].y), timeout=2000)
    board.bar.smoothing.setValue(30)
    qtbot.waitUntil(lambda: np.ptp(lines(board, "metric:loss")[":smooth"].y) < 0.5, timeout=2000)
    assert np.ptp(lines(board, "metric:loss")[":batch"].y) > 0.7
    assert board.bar.smoother.toolTip() == "Mean of about 1,000 batches, the newest counting most"


def test_that_zooming_in_one_chart_moves_all_and_following_is_offered(board, state, qtbot):
    play(state, run_events(finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    assert board.ways.follow.isHidden()
    first, second = board.charts
    first.plot.zoomed.emit(0.5, 20.0, 0.5, True, False)
    assert not board.ways.follow.isHidden()
    assert first.frame_shown.left == second.frame_shown.left > 0
    left = first.frame_shown.left
    state.take(run_events()[-1])
    qtbot.wait(100)
    assert first.frame_shown.left == left
    board.ways.follow.click()
    assert board.ways.follow.isHidden()
    assert first.frame_shown.left < 1


def test_that_another_way_to_count_shows_everything_again(board, state, qtbot):
    play(state, run_events(finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    board.sight.hold(10, 20)
    board.ways.choose("time")
    qtbot.waitUntil(lambda: board.charts[0].way == "time", timeout=2000)
    assert not board.sight.held


def test_that_a_new_run_is_followed_whatever_was_looked_at_before(board, state, qtbot):
    play(state, run_events())
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    board.sight.hold(10, 20)
    play(state, run_events(epochs=30, finish=False))
    assert not board.sight.held


def test_that_a_run_that_goes_on_has_its_past_read(board, state, run_folder, qtbot):
    folder = run_folder("a", 40)
    started = msgspec.structs.replace(run_started(6, 10), run=str(folder), first_step=30, first_epoch=3)
    play(state, [started, Progress(points=(BatchPoint(31, (0.1, 0.9)),), epoch=4, batch=1)])
    qtbot.waitUntil(lambda: board.chart("metric:loss") is not None
                    and len(lines(board, "metric:loss").get(":batch", ())) == 31, timeout=5000)
    assert list(lines(board, "metric:loss")[":training"].x) == [10, 20, 30]


def test_that_a_past_that_cannot_be_read_is_said_and_the_present_drawn(board, state, tmp_path, qtbot):
    started = msgspec.structs.replace(run_started(6, 10), run=str(tmp_path / "gone"), first_step=30, first_epoch=3)
    with qtbot.waitSignal(board.noticed, timeout=5000) as told:
        play(state, [started, Progress(points=(BatchPoint(31, (0.1, 0.9)),), epoch=4, batch=1)])
    assert told.args[0].kind == "error"
    assert "gone" in told.args[0].text
    qtbot.waitUntil(lambda: len(lines(board, "metric:loss").get(":batch", ())) == 1, timeout=5000)


def test_that_other_runs_are_laid_over_under_their_names(board, state, run_folder, qtbot):
    play(state, run_events(finish=False))
    board.set_overlays([("Monday", run_folder("a", 40)), ("Tuesday", run_folder("b", 20))])
    qtbot.waitUntil(lambda: board.chart("metric:loss") is not None
                    and "Tuesday:validation" in lines(board, "metric:loss"), timeout=5000)
    found = lines(board, "metric:loss")
    assert list(found["Monday:validation"].y) == [1.0, 0.5, np.float32(1 / 3), 0.25]
    assert list(found["Tuesday:training"].x) == [10, 20]
    assert found["Monday:validation"].name == "Monday, validation"
    assert [name for _, name in board.legend.entries] == ["this run", "Monday", "Tuesday"]
    board.set_overlays([])
    qtbot.waitUntil(lambda: "Monday:validation" not in lines(board, "metric:loss"), timeout=5000)
    assert lines(board, "metric:loss")[":validation"].name == "validation"


def test_that_runs_are_compared_without_a_training(qtbot, run_folder):
    made = CurveBoard()
    qtbot.addWidget(made)
    made.resize(860, 640)
    made.show()
    with qtbot.waitSignal(made.ready, timeout=5000):
        made.set_overlays([("Monday", run_folder("a", 40)), ("Tuesday", run_folder("b", 20))])
    wait_for(qtbot, made, "metric:loss", "metric:accuracy")
    assert made.charts[0].frame_shown.right == pytest.approx(40.8)
    assert "gauge:learning_rate" in made.bar.buttons
    assert "speed:examples_per_second" not in made.bar.buttons


def test_that_a_run_that_cannot_be_read_is_said_and_the_others_shown(qtbot, run_folder, tmp_path):
    made = CurveBoard()
    qtbot.addWidget(made)
    made.resize(860, 640)
    made.show()
    with qtbot.waitSignal(made.noticed, timeout=5000) as told:
        made.set_overlays([("Monday", run_folder("a", 40)), ("Gone", tmp_path / "gone")])
    assert told.args[0].kind == "error"
    qtbot.waitUntil(lambda: bool(made.charts) and "Monday:validation" in lines(made, "metric:loss"), timeout=5000)


def test_that_a_screen_reader_is_told_the_last_values(board, state, qtbot):
    play(state, run_events(epochs=2, finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    qtbot.waitUntil(lambda: board.charts[0].plot.accessibleDescription() ==
                    "training loss: 0.3679, validation loss: 0.4047", timeout=2000)
    assert board.charts[0].plot.accessibleName() == "Loss"


def test_that_charts_are_reached_by_keyboard(board, state, qtbot):
    play(state, run_events(finish=False))
    wait_for(qtbot, board, "metric:loss", "metric:accuracy")
    assert board.charts[0].plot.focusPolicy() & Qt.FocusPolicy.TabFocus
    board.charts[0].plot.setFocus()
    QTest.keyClick(board.charts[0].plot, Qt.Key.Key_Plus)
    assert board.sight.held


def test_that_no_two_runs_look_the_same_and_parts_differ_in_more_than_colour():
    looks = [run_looks(index) for index in range(36)]
    assert len({(each["validation"].colour, each["validation"].dash) for each in looks}) == 36
    for each in (*looks, LOOKS):
        assert each["training"].marker != each["validation"].marker
    assert LOOKS["training"].dash != LOOKS["validation"].dash


@pytest.mark.parametrize(("count", "width", "height", "columns"), [
    (1, 860, 640, 1), (2, 860, 640, 1), (2, 860, 300, 2), (5, 860, 640, 2), (5, 430, 640, 1), (3, 860, 640, 1)])
def test_that_charts_stand_side_by_side_where_there_is_width_and_no_height(count, width, height, columns):
    assert columns_for(count, width, height) == columns
