"""Speed and time left, by a clock that the test turns."""

import pytest

from rnnstudio.engine.pace import Pace


def test_that_nothing_is_said_before_there_is_something_to_say():
    pace = Pace(2, 100, 10)
    assert pace.seconds_left() is None
    assert pace.examples_per_second() == 0.0
    pace.mark(5.0, 10)
    assert pace.seconds_left() is None
    assert pace.examples_per_second() == 0.0


def test_that_time_left_counts_all_epochs_and_a_third_for_measuring():
    pace = Pace(2, 100, 30)
    pace.mark(5.0, 10)
    pace.mark(6.0, 20)
    assert pace.examples_per_second() == pytest.approx(10)
    assert pace.seconds_left() == pytest.approx(180 / 10 + 2 * 30 / 10 / 3)


def test_that_measured_validations_replace_the_guess_and_do_not_slow_training_down():
    pace = Pace(3, 100, 30)
    pace.mark(0.0, 50)
    pace.mark(5.0, 100)
    pace.validation_began(5.0)
    pace.validation_ended(7.0)
    assert pace.seconds_left() == pytest.approx(200 / 10 + 2 * 2)
    pace.mark(8.0, 110)
    assert pace.examples_per_second() == pytest.approx(10)


def test_that_speed_is_of_the_last_seconds():
    pace = Pace(1, 100_000, 0)
    for second in range(30):
        pace.mark(float(second), second * 10)
    for second in range(1, 30):
        pace.mark(29.0 + second, 290 + second * 1000)
    assert pace.examples_per_second() == pytest.approx(1000)
    assert pace.seconds_left() == pytest.approx((100_000 - 29_290) / 1000)


def test_that_slow_batches_still_give_an_estimate():
    pace = Pace(1, 640, 0)
    pace.mark(0.0, 64)
    pace.mark(60.0, 128)
    assert pace.seconds_left() == pytest.approx(480)


def test_that_a_pause_counts_as_no_time():
    held, running = Pace(10, 1000, 100), Pace(10, 1000, 100)
    for number in range(20):
        running.mark(0.1 * number, 10 * number)
        held.mark(0.1 * number + (60 if number > 9 else 0), 10 * number)
        if number == 9:
            held.paused(60)
    assert held.examples_per_second() == pytest.approx(running.examples_per_second())
    assert held.seconds_left() == pytest.approx(running.seconds_left())


def test_that_a_run_that_goes_on_has_less_left():
    anew, again = Pace(10, 1000, 100), Pace(10, 1000, 100, finished=8)
    for number in range(10):
        anew.mark(0.1 * number, 10 * number)
        again.mark(0.1 * number, 8000 + 10 * number)
    assert again.seconds_left() == pytest.approx(anew.seconds_left() / 5, rel=0.1)
