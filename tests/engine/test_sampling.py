"""How the next token is chosen, beside plain references."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.engine.probabilities import probabilities
from rnnstudio.engine.sampling import choose, narrowed

weights = st.lists(st.floats(0.001, 1), min_size=2, max_size=12)


def shares(found):
    return np.array(found) / np.sum(found)


@given(weights, st.floats(0.1, 5), st.integers(1, 12), st.floats(0.05, 1))
def test_that_temperature_top_k_and_top_p_are_what_a_plain_reference_gives(found, temperature, k, p):
    given_shares = shares(found)
    raised = given_shares ** (1 / temperature)
    expected = raised / raised.sum()
    ranked = sorted(range(len(expected)), key=lambda index: (-given_shares[index], index))[:k]
    kept, reached = [], 0.0
    total = sum(expected[index] for index in ranked)
    for index in ranked:
        kept.append(index)
        reached += expected[index] / total
        if reached >= p - 1e-9:
            break
    reference = np.zeros(len(expected))
    reference[kept] = expected[kept]
    reference /= reference.sum()
    assert np.allclose(narrowed(given_shares, temperature, k, p), reference, atol=1e-9)


def test_that_nothing_narrows_what_is_not_to_be_narrowed():
    found = shares([3, 1, 0, 4])
    assert np.allclose(narrowed(found, 1.0, None, None), found)
    assert np.allclose(narrowed(found, 1.0, 99, 1.0), found)


def test_that_temperature_zero_takes_the_likeliest():
    assert narrowed(shares([3, 1, 4, 4]), 0.0, None, None).tolist() == [0, 0, 1, 0]


def test_that_a_token_is_chosen_as_often_as_it_is_likely():
    found = shares([1, 0, 2, 7])
    draws = np.random.default_rng(0).random(20_000)
    counts = np.bincount([choose(found, draw) for draw in draws], minlength=4) / len(draws)
    assert counts[1] == 0
    assert np.abs(counts - found).max() < 0.01
    assert choose(found, 0.0) == 0
    assert choose(found, np.nextafter(1, 0)) == 3


def test_that_scores_and_probabilities_come_to_the_same():
    scores = np.array([[0.5, -1.0, 2.0]])
    likely = np.exp(scores) / np.exp(scores).sum()
    assert np.allclose(probabilities(scores, "multiclass", "linear"), likely)
    assert np.allclose(probabilities(np.log(likely), "multiclass", "log_softmax"), likely)
    assert np.allclose(probabilities(likely, "multiclass", "softmax"), likely)
    assert np.allclose(probabilities(likely * 0.3, "multiclass", "sigmoid"), likely)
    assert np.allclose(probabilities([[0.0]], "binary", "linear"), [[0.5, 0.5]])
    assert np.allclose(probabilities([[0.9]], "binary", "sigmoid"), [[0.1, 0.9]])
    assert np.allclose(probabilities([[0.0, 800.0]], "multilabel", "linear"), [[0.5, 1.0]])
    assert np.allclose(probabilities([[3.5]], "regression", "linear"), [[3.5]])


@pytest.mark.parametrize("task", ["multiclass", "next_token"])
def test_that_outputs_of_zero_are_no_division_by_zero(task):
    assert probabilities([[0.0, 0.0]], task, "sigmoid").tolist() == [[0.5, 0.5]]
