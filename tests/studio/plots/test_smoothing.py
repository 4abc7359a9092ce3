"""Smoothing is the weighted mean by its definition, in whatever pieces the numbers come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.studio.plots.pyramid import Pyramid
from rnnstudio.studio.plots.smoothing import Smoothed


def expected(values, span):
    decay, sums, weights, means = 1 - 1 / span, 0.0, 0.0, []
    for value in values:
        finite = np.isfinite(value)
        sums, weights = decay * sums + (value if finite else 0), decay * weights + finite
        means.append(sums / weights if weights > 0 else np.nan)
    return np.array(means)


@given(st.lists(st.floats(-1e3, 1e3, width=32) | st.just(float("nan")) | st.just(float("inf")), max_size=300),
       st.sampled_from([1.5, 2, 7.5, 60, 500]), st.integers(1, 60))
def test_that_each_mean_is_weighted_by_age(values, span, size):
    source = Pyramid()
    smoothed = Smoothed(source, span)
    for first in range(0, len(values), size):
        source.extend(values[first:first + size])
        assert len(smoothed.means) == len(source)
    np.testing.assert_allclose(smoothed.means.values, expected(values, span), rtol=2e-4, atol=2e-3)


@pytest.mark.parametrize("span", [1, 30, 1000])
def test_that_long_rows_are_continued_across_blocks(span):
    values = np.random.default_rng(0).random(30_000)
    np.testing.assert_allclose(Smoothed(Pyramid(values), span).means.values, expected(values, span), rtol=1e-4)


def test_that_a_span_of_one_changes_nothing():
    values = np.random.default_rng(0).random(100).astype(np.float32)
    np.testing.assert_array_equal(Smoothed(Pyramid(values), 1).means.values, values)
