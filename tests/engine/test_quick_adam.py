"""Gradients of embedding tables are added up another way than Keras does it, and come to the same bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.engine.quick_adam import QuickAdam, summed_rows, width


@given(st.integers(1, 4096))
def test_that_all_parts_of_a_row_are_as_wide_as_one_another(columns):
    part = width(columns)
    if part is not None:
        assert columns % part == 0
        assert 8 <= part < 32 or part == columns < 32


def test_that_common_widths_are_cut_and_odd_ones_left_to_tensorflow():
    assert [width(columns) for columns in (2, 16, 32, 64, 100, 128, 300, 37)] == [2, 16, 16, 16, 25, 16, 30, None]


@pytest.mark.tf
@pytest.mark.parametrize("columns", [1, 16, 64, 100])
def test_that_rows_are_added_in_their_order(columns):
    import tensorflow as tf

    rng = np.random.default_rng(columns)
    values = rng.normal(size=(500, columns)).astype(np.float32)
    indices = (rng.zipf(1.3, 500) % 40).astype(np.int32)
    np.testing.assert_array_equal(summed_rows(tf.constant(values), tf.constant(indices), 40),
                                  tf.math.unsorted_segment_sum(values, indices, 40))


def trained(make, columns, is_whole):
    """Return a table, a dense weight and all that the optimizer keeps, after some steps."""
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(1)
    weights = [keras.Variable(rng.normal(size=shape).astype(np.float32)) for shape in ((50, columns), (columns, 3))]
    optimizer = make(keras.optimizers)
    optimizer.build(weights)
    whole = QuickAdam(optimizer) if is_whole else None
    asked = []

    @tf.function
    def step(values, indices, dense):
        gradients = [tf.IndexedSlices(values, indices, tf.constant([50, columns])), dense]
        if whole is not None:
            whole.begin()
            asked.append(whole.of(gradients[0], weights[0]) is not None)
        optimizer.apply(gradients, weights)

    for _ in range(5):
        step(tf.constant(rng.normal(size=(200, columns)).astype(np.float32)),
             tf.constant((rng.zipf(1.3, 200) % 50).astype(np.int32)),
             tf.constant(rng.normal(size=(columns, 3)).astype(np.float32)))
    return [np.asarray(variable) for variable in (*weights, *optimizer.variables)], asked


@pytest.mark.tf
@pytest.mark.parametrize(("make", "columns", "is_known"), [
    (lambda kinds: kinds.Adam(0.01), 64, True),
    (lambda kinds: kinds.AdamW(0.01, weight_decay=0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-5), 8, True),
    (lambda kinds: kinds.Adam(0.01), 37, False),
    (lambda kinds: kinds.Adam(0.01, amsgrad=True), 16, False),
    (lambda kinds: kinds.Nadam(0.01), 16, False),
], ids=["adam", "adamw", "odd width", "amsgrad", "nadam"])
def test_that_an_optimizer_does_the_same_to_the_last_bit(make, columns, is_known):
    bare, _ = trained(make, columns, False)
    ours, asked = trained(make, columns, True)
    assert set(asked) == {is_known}
    assert len(bare) == len(ours) > 4
    for one, other in zip(bare, ours, strict=True):
        np.testing.assert_array_equal(one, other)
