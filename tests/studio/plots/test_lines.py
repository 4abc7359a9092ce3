"""What is drawn of a line has all that could be seen of it."""

import numpy as np
import pytest

from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.pyramid import Pyramid

COUNT = 1_000_000


@pytest.fixture(scope="module")
def million():
    values = np.random.default_rng(0).random(COUNT).astype(np.float32)
    values[123_456], values[654_321] = 9, -9
    return Line("a", "a", Look(), np.arange(1.0, COUNT + 1), Pyramid(values)), values


def test_that_few_points_are_drawn_as_they_are():
    line = Line("a", "a", Look(), np.arange(100.0), Pyramid(np.arange(100.0) ** 2))
    x, y = line.window(10.5, 20.5, 800)
    np.testing.assert_array_equal(x, np.arange(10, 22))
    np.testing.assert_array_equal(y, x**2)


def test_that_of_a_million_points_the_peaks_are_drawn(million):
    line, _ = million
    x, y = line.window(0, COUNT + 1, 800)
    assert len(x) == len(y) < 4 * 800 + 8
    assert (y.min(), y.max()) == (-9, 9)
    assert abs(x[y.argmax()] - 123_457) <= COUNT / 800
    assert (np.diff(x) >= 0).all()


@pytest.mark.parametrize(("low", "high"), [(400_000.5, 400_900.5), (100_000.0, 300_000.0), (-5e5, 2e6)])
def test_that_a_part_is_drawn_with_all_its_extremes(million, low, high):
    line, values = million
    x, y = line.window(low, high, 500)
    part = values[max(int(np.ceil(low)) - 1, 0):max(int(high), 0)]
    assert y.min() <= part.min()
    assert y.max() >= part.max()
    assert x[0] <= max(low, 1)
    assert x[-1] >= min(high, COUNT) - COUNT / 500


def test_that_the_same_is_drawn_of_groups_that_stay_in_sight(million):
    line, _ = million
    x, y = line.window(200_000, 400_000, 500)
    shifted_x, shifted_y = line.window(210_000, 410_000, 500)
    both = np.intersect1d(x, shifted_x)
    assert len(both) > 0.9 * len(x)
    np.testing.assert_array_equal(y[np.isin(x, both)], shifted_y[np.isin(shifted_x, both)])


def test_that_a_scale_moves_points_and_what_is_asked_for():
    line = Line("a", "a", Look(), np.arange(1.0, 101), Pyramid(np.arange(1.0, 101)), scale=0.1)
    x, _ = line.window(2.0, 3.0, 800)
    np.testing.assert_allclose(x, np.arange(19, 32) / 10)
    assert line.place(line.nearest(2.52)) == pytest.approx(2.5)
    assert line.extremes(2.0, 3.0) == (20, 30)


def test_that_the_nearest_point_is_found_at_both_ends_and_between():
    line = Line("a", "a", Look(), np.array([1.0, 2.0, 10.0]), Pyramid([5.0, 6.0, 7.0]))
    assert [line.nearest(x) for x in (-3, 1.4, 1.6, 5.9, 6.1, 99)] == [0, 0, 1, 1, 2, 2]
    assert Line("a", "a", Look(), np.empty(0), Pyramid()).nearest(1) is None


def test_that_a_line_reaches_one_more_step_than_it_has():
    line = Line("a", "a", Look(), np.array([10.0, 20.0]), Pyramid([1.0, 2.0]))
    assert line.reaches(30)
    assert not line.reaches(31)
