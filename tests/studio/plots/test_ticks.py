"""Ticks are few, round, and say what a person reads at once."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.studio.plots.ticks import linear_ticks, log_ticks, reading, short, time_ticks


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 30))
def test_that_there_are_no_more_than_asked_for_and_all_are_in_sight(low, span, most):
    span = max(span, abs(low) * 1e-6)
    ticks = linear_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low - span * 1e-6 <= value <= low + span * (1 + 1e-6) for value, _ in ticks)


@given(st.floats(-12, 12), st.floats(0.01, 12), st.integers(2, 12))
def test_that_ticks_of_a_logarithmic_axis_say_the_number_they_stand_at(low, span, most):
    for place, words in log_ticks(low, low + span, most):
        assert low - 1e-6 <= place <= low + span + 1e-6
        assert math.isclose(float(words.replace(",", "")), 10**place, rel_tol=1e-3)


def test_that_steps_are_ticked_by_whole_numbers_with_separators():
    assert [words for _, words in linear_ticks(0, 3, 30, whole=True)] == ["0", "1", "2", "3"]
    assert ("1,000,000") in [words for _, words in linear_ticks(0, 2_000_000, 4, whole=True)]


def test_that_numbers_have_the_digits_that_their_neighbours_need():
    assert [words for _, words in linear_ticks(0.1, 0.5, 4)] == ["0.1", "0.2", "0.3", "0.4", "0.5"]
    assert [words for _, words in linear_ticks(0.0, 0.1, 4)] == ["0.00", "0.05", "0.10"]


def test_that_time_is_ticked_by_seconds_minutes_or_hours():
    assert [words for _, words in time_ticks(0, 60, 4)] == ["0:00", "0:15", "0:30", "0:45", "1:00"]
    assert [words for _, words in time_ticks(-1, 7300, 3)] == ["0:00", "1:00:00", "2:00:00"]


def test_that_a_decade_has_its_power_and_what_is_between():
    assert [words for _, words in log_ticks(-3, -1, 20)] == ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1"]
    assert [words for _, words in log_ticks(-6, 0, 4)] == ["1e-6", "0.0001", "0.01", "1"]


@pytest.mark.parametrize(("value", "words"), [
    (0.0, "0"), (1240.0, "1,240"), (0.04321, "0.04321"), (1e-5, "1e-5"), (2.5e12, "2.5e12"), (float("nan"), "–"),
    (float("-inf"), "−∞"), (123456.7, "123,457")])
def test_that_a_number_is_short(value, words):
    assert short(value) == words


def test_that_readings_below_one_another_have_the_same_digits():
    numbers = (0.786, 0.85312, 12.5, 0.0001212)
    assert [reading(value) for value in numbers] == ["0.7860", "0.8531", "12.50", "0.0001212"]


@pytest.mark.parametrize("ends", [(1.0, 1.0), (0.0, math.inf), (math.nan, 1.0)])
def test_that_an_axis_of_no_width_has_no_ticks(ends):
    assert linear_ticks(*ends, 5) == time_ticks(*ends, 5) == log_ticks(*ends, 5) == []
