"""The nearest neighbours are exactly the nearest, by either distance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.vectors.near import nearest
from tests.vectors.spaces import random_space, space


def by_hand(found, vector, metric):
    """Return each row's value, in double precision, the plain way."""
    vectors = found.vectors.astype(np.float64)
    if metric == "euclidean":
        return np.sqrt(((vectors - vector) ** 2).sum(axis=1))
    return vectors @ vector / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector))


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@settings(max_examples=30, deadline=None)
@given(count=st.integers(2, 300), dimensions=st.integers(1, 40), k=st.integers(1, 30), seed=st.integers(0, 2**16))
def test_that_they_are_those_that_a_full_sort_finds(metric, count, dimensions, k, seed):
    found = random_space(count, dimensions, seed)
    query = seed % count
    values = by_hand(found, found.vectors[query].astype(np.float64), metric)
    order = [row for row in np.argsort(-values if metric == "cosine" else values, kind="stable") if row != query][:k]
    neighbours = nearest(found, query, k, metric)
    assert [each.value for each in neighbours] == pytest.approx(values[order].tolist(), abs=1e-9)
    assert len({each.row for each in neighbours} | {query}) == len(neighbours) + 1


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_that_rounding_in_single_precision_puts_none_into_the_wrong_order(metric):
    random = np.random.default_rng(1)
    far = np.full(50, 1000.0) + random.normal(size=(2000, 50)) * 1e-2
    found = space([str(row) for row in range(2000)], far)
    values = by_hand(found, found.vectors[7].astype(np.float64), metric)
    order = np.argsort(-values if metric == "cosine" else values, kind="stable")
    expected = [row for row in order if row != 7][:20]
    assert [each.row for each in nearest(found, 7, 20, metric)] == expected


def test_that_a_vector_can_be_asked_about_and_rows_left_out():
    found = space("abcd", [[1, 0], [0, 1], [1, 1], [-1, 0]])
    assert [each.row for each in nearest(found, np.array([2.0, 0.1]), 2)] == [0, 2]
    assert [each.row for each in nearest(found, np.array([2.0, 0.1]), 2, leave_out={0, 3})] == [2, 1]
    assert nearest(found, np.array([2.0, 0.0]), 1)[0].value == 1.0
    assert nearest(found, 0, 1, "euclidean")[0] == (2, 1.0)


def test_that_of_equal_ones_the_lower_row_comes_first():
    found = space("abcdef", [[1, 0], [1, 0], [2, 0], [1, 0], [0, 1], [3, 0]])
    assert [each.row for each in nearest(found, 3, 3)] == [0, 1, 2]


def test_that_vectors_without_direction_or_without_numbers_are_no_neighbours():
    found = space("abcde", [[1, 0], [0, 0], [np.nan, 1], [np.inf, 1], [-1, -1]])
    assert [each.row for each in nearest(found, 0, 5)] == [4]
    assert [each.row for each in nearest(found, 0, 5, "euclidean")] == [1, 4]
    with pytest.raises(UserError, match='"c" holds NaN or infinity'):
        nearest(found, 2)
    with pytest.raises(UserError, match='"b" is all zeros'):
        nearest(found, 1)
    assert nearest(found, 1, 1, "euclidean") == [(0, 1.0)]


def test_that_huge_and_tiny_vectors_have_neighbours():
    for scale in (1e-30, 1e18):
        found = space("abc", np.array([[1, 0], [1, 0.1], [0, 1]]) * scale)
        for metric in ("cosine", "euclidean"):
            assert [each.row for each in nearest(found, 0, 2, metric)] == [1, 2]


def test_that_none_are_found_where_there_are_none():
    assert nearest(space("a", [[1, 2]]), 0) == []
    assert nearest(random_space(5, 2), 0, 0) == []
