"""Each batch's own metrics come back out of the running means."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.engine.unaveraged import Unaveraged


@given(st.lists(st.tuples(st.integers(1, 64), st.floats(0.0, 5.0), st.floats(0, 1)), min_size=1, max_size=200))
def test_that_taking_a_running_mean_apart_gives_the_batches(batches):
    own = Unaveraged(("loss", "accuracy"))
    total = hits = np.float32(0)
    count = 0
    for size, loss, share in batches:
        right = round(share * size)
        total, hits, count = total + np.float32(loss * size), hits + np.float32(right), count + size
        values = own.batch({"accuracy": float(hits / np.float32(count)), "loss": float(total / np.float32(count))},
                           size)
        assert values[0] == pytest.approx(loss, abs=2e-5 * len(batches) + 1e-4)
        assert values[1] == right / size


def test_that_an_epoch_begins_anew():
    own = Unaveraged(("loss",))
    own.batch({"loss": 4.0}, 10)
    own.restart()
    assert own.batch({"loss": 1.0}, 10) == (1.0,)


def test_that_a_loss_that_is_no_number_stays_none():
    own = Unaveraged(("loss", "accuracy"))
    assert all(math.isnan(value) for value in own.batch({"loss": math.nan, "accuracy": math.nan}, 4))
