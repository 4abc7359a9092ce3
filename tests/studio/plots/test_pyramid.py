"""However many numbers are looked over, no low and no high is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnstudio.studio.plots.pyramid import Growing, Pyramid

numbers = st.floats(width=32, allow_nan=True, allow_infinity=True)


def grown(values, sizes):
    pyramid, first = Pyramid(), 0
    for size in sizes:
        pyramid.extend(values[first:first + size])
        first += size
    pyramid.extend(values[first:])
    return pyramid


def lowest_highest(values):
    finite = values[np.isfinite(values)]
    return (finite.min(), finite.max()) if len(finite) else None


def test_that_an_array_keeps_every_number_over_many_growths():
    growing = Growing(np.float64)
    for number in range(3000):
        growing.extend([number])
    np.testing.assert_array_equal(growing.values, np.arange(3000))


@given(arrays(np.float32, st.integers(0, 700), elements=numbers), st.lists(st.integers(0, 90), max_size=12),
       st.integers(0, 9), st.data())
def test_that_groups_have_the_lows_and_highs_of_their_numbers_however_they_came(values, sizes, power, data):
    pyramid = grown(values, sizes)
    np.testing.assert_array_equal(pyramid.values, values)
    if not len(values):
        return
    first = data.draw(st.integers(0, len(values) - 1))
    behind = data.draw(st.integers(first + 1, len(values)))
    group = 2**power
    starts, lows, highs = pyramid.thin(first, behind, group)
    assert starts[0] <= first
    assert starts[-1] < behind
    assert (starts % group == 0).all()
    for start, low, high in zip(starts, lows, highs, strict=True):
        found = lowest_highest(values[start:start + group])
        assert (np.isnan(low) and np.isnan(high)) if found is None else (low, high) == found


@given(arrays(np.float32, st.integers(1, 700), elements=numbers), st.booleans())
def test_that_the_extremes_of_a_range_are_exact_while_it_is_short(values, positive):
    first, behind = len(values) // 3, len(values)
    part = values[first:behind]
    assert Pyramid(values).extremes(first, behind, positive) == lowest_highest(part[part > 0] if positive else part)


def test_that_the_extremes_of_a_long_range_are_found_wherever_they_are():
    values = np.random.default_rng(0).random(300_000).astype(np.float32)
    values[[17, 299_999]] = 9, -9
    pyramid = grown(values, [1000] * 290)
    assert pyramid.extremes(0, len(values)) == (-9, 9)
    assert pyramid.extremes(0, len(values), positive=True) == (values[values > 0].min(), 9)


def test_that_an_empty_range_has_no_extremes():
    assert Pyramid([1.0]).extremes(1, 1) is None
    assert Pyramid([np.nan, np.inf]).extremes(0, 2) is None


def test_that_groups_stay_the_same_when_numbers_are_added():
    values = np.random.default_rng(1).random(50_000)
    pyramid = Pyramid(values[:40_000])
    before = pyramid.thin(0, 39_936, 128)
    pyramid.extend(values[40_000:])
    for old, new in zip(before, pyramid.thin(0, 39_936, 128), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("count", [1_000_000])
def test_that_a_million_numbers_take_little_more_than_four_bytes_each(count):
    pyramid = grown(np.zeros(count, np.float32), [1000] * 999)
    taken = sum(len(each._array) * each._array.itemsize for each in (pyramid._raw, *pyramid._lows, *pyramid._highs))
    assert taken < 4 * count * 2 * 1.5  # an array may be half empty
