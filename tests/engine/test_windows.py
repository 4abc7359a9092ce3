"""Sequences cut into windows, and which part each window is in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError, Window
from rnnstudio.engine.division import TEST, TRAINING, VALIDATION
from rnnstudio.engine.ragged import Ragged
from rnnstudio.engine.windows import windows_of_series, windows_of_tokens
from rnnstudio.project.model import SplitSettings

HALF = SplitSettings(validation=0.25, test=0.25)


def tokens(*lengths):
    """Return sequences of the numbers from 0 on."""
    return Ragged.joined(np.arange(sum(lengths), dtype=np.int32), np.array(lengths, np.int64))


def next_token(steps):
    return Window(steps=steps, first=1, ahead=steps, stride=steps)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=12), st.integers(2, 9))
def test_that_each_token_is_predicted(lengths, steps):
    inputs = tokens(steps + 1, *lengths, steps + 1)
    parts = np.array([TRAINING] * (len(lengths) + 1) + [VALIDATION], np.int8)
    found = windows_of_tokens(inputs, parts, next_token(steps))[TRAINING]
    predicted = {int(token) for start in found.starts for token in found.flat[start + 1:start + steps + 1]}
    learned = steps + 1 + sum(lengths)
    assert predicted == set(range(1, learned))
    assert (found.lengths == steps).all()


def test_that_a_part_shorter_than_a_window_is_refused():
    with pytest.raises(UserError, match="the validation part is too short for a window of 11 steps"):
        windows_of_tokens(tokens(40, 8), np.array([TRAINING, VALIDATION], np.int8), next_token(10))


def series(*lengths, width=1):
    flat = np.arange(sum(lengths) * width, dtype=np.float32)
    return Ragged.joined(flat, np.array(lengths, np.int64), width)


@given(st.integers(20, 200), st.integers(1, 8), st.integers(1, 5), st.integers(1, 4))
def test_that_windows_of_a_series_predict_steps_of_their_own_part_alone(length, steps, ahead, stride):
    window = Window(steps=steps, first=steps, ahead=ahead, stride=stride)
    try:
        found = windows_of_series(series(length), None, window, HALF).parts
    except UserError:
        return
    bounds = np.rint(length * np.array([0, 0.5, 0.75, 1])).astype(int)
    for part, windows in found.items():
        for start in windows.starts:
            assert bounds[part] <= start + steps
            assert start + steps + ahead <= bounds[part + 1]
    assert not set(found[TRAINING].starts) & set(found[VALIDATION].starts)


def test_that_no_window_lies_across_two_series():
    window = Window(steps=3, first=3, ahead=1)
    parts = np.array([TRAINING, TRAINING, VALIDATION, TEST], np.int8)
    found = windows_of_series(series(6, 5, 6, 4, width=2), parts, window, HALF).parts
    assert found[TRAINING].starts.tolist() == [0, 2, 4, 12, 14]
    assert found[VALIDATION].starts.tolist() == [22, 24, 26]
    assert found[TEST].starts.tolist() == [34]
    assert found[TRAINING][3].tolist() == [[12, 13], [14, 15], [16, 17]]


def test_that_features_are_standardized_by_the_training_part_alone():
    inputs = series(40, width=2)
    window = Window(steps=3, first=3, ahead=1, standardized=True)
    found = windows_of_series(inputs, None, window, HALF)
    seen = inputs.flat.reshape(-1, 2)[:20]
    assert np.allclose(found.scale, [(column.mean(), column.std()) for column in seen.T])
    assert np.allclose(found.parts[TRAINING].flat.reshape(-1, 2)[:20].mean(axis=0), 0, atol=1e-5)
    assert inputs.flat[0] == 0, "what is encoded stays as it is"


def test_that_a_feature_that_never_changes_can_be_standardized():
    inputs = Ragged.joined(np.full(30, 7, np.float32), np.array([30]))
    found = windows_of_series(inputs, None, Window(steps=2, first=2, ahead=1, standardized=True), HALF)
    assert not found.parts[TRAINING].flat.any()


def test_that_a_series_shorter_than_a_window_is_refused():
    with pytest.raises(UserError, match="the longest sequence has 5 steps, but a window needs 9"):
        windows_of_series(series(5), None, Window(steps=8, first=8, ahead=1), HALF)
