"""Principal components: where the vectors vary most, the same each time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.vectors.projecting import pca, principal_plane


@settings(max_examples=30, deadline=None)
@given(count=st.integers(3, 60), dimensions=st.integers(1, 80), axes=st.sampled_from([2, 3]),
       seed=st.integers(0, 2**16))
def test_that_the_positions_are_those_of_a_singular_value_decomposition(count, dimensions, axes, seed):
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    found = pca(vectors, axes)
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(axes, len(values))
    expected = np.zeros((count, axes))
    expected[:, :kept] = (left * values)[:, :kept]
    assert found.positions.shape == (count, axes)
    assert found.positions.dtype == np.float32
    spread = np.abs(found.positions).max(axis=0)
    assert np.linalg.norm(found.positions, axis=0) == pytest.approx(np.linalg.norm(expected, axis=0), abs=2e-3)
    assert found.share[:kept] == pytest.approx(list((values**2 / (values**2).sum())[:kept]), abs=1e-4)
    assert len(spread) == axes


def test_that_axes_are_at_right_angles_and_signs_are_settled():
    vectors = np.random.default_rng(3).normal(size=(500, 8)).astype(np.float32) * np.arange(1, 9, dtype=np.float32)
    plane = principal_plane(vectors, 3)
    assert plane.axes.T @ plane.axes == pytest.approx(np.eye(3), abs=1e-9)
    assert (plane.axes[np.abs(plane.axes).argmax(axis=0), range(3)] > 0).all()
    assert (pca(vectors, 3).positions == pca(vectors.copy(), 3).positions).all()
    assert pca(vectors[::-1].copy(), 3).positions[::-1] == pytest.approx(pca(vectors, 3).positions, abs=1e-3)


def test_that_other_vectors_are_laid_out_in_the_same_plane():
    vectors = np.random.default_rng(3).normal(size=(50, 8)).astype(np.float32)
    plane = principal_plane(vectors)
    assert (plane.positions(vectors[:5]) == pca(vectors).positions[:5]).all()


def test_that_a_line_and_a_point_have_no_further_axes():
    line = np.outer(np.arange(10), [1, 2]).astype(np.float32)
    found = pca(line, 3)
    assert found.share == pytest.approx([1, 0, 0])
    assert (found.positions[:, 1:] == 0).all()
    point = pca(np.ones((5, 4), np.float32))
    assert (point.positions == 0).all()
    assert point.share == (0, 0)


@pytest.mark.parametrize("scale", [1e-25, 1e25])
def test_that_scale_does_not_matter(scale):
    vectors = np.random.default_rng(3).normal(size=(50, 8)).astype(np.float32)
    assert pca(vectors * np.float32(scale)).share == pytest.approx(pca(vectors).share, rel=1e-4)


def test_that_what_cannot_be_laid_out_is_said_in_words():
    with pytest.raises(UserError, match="at least 3 words; there are 2"):
        pca(np.ones((2, 4), np.float32))
    with pytest.raises(UserError, match="NaN or infinity"):
        pca(np.array([[1, 2], [np.nan, 3], [4, 5]], np.float32))
