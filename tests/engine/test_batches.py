"""Batches: all examples once, of like length, the same for the same seed."""

import numpy as np
import pytest

from rnnstudio.engine import device
from rnnstudio.engine.batches import plan, training_batches, validation_batches
from rnnstudio.engine.prepare import Part
from rnnstudio.engine.ragged import Ragged

pytestmark = pytest.mark.tf


@pytest.fixture(scope="module", autouse=True)
def loaded():
    device.load()


def ids(lengths):
    """Return a part whose example i is the number i + 1, repeated, with the label i."""
    flat = np.repeat(np.arange(1, len(lengths) + 1, dtype=np.int32), lengths)
    return Part(Ragged.joined(flat, lengths), np.arange(len(lengths), dtype=np.int32))


def rows(lengths, batch_size, seed=0, epoch=0):
    import tensorflow as tf

    return plan(tf.constant(lengths, tf.int64), batch_size, seed, epoch).numpy()


@pytest.mark.parametrize(("examples", "batch_size"), [
    (1, 1), (5, 8), (8, 8), (9, 8), (1000, 8), (1000, 7), (333, 64)])
def test_that_every_example_is_in_an_epoch_once(examples, batch_size):
    lengths = np.random.default_rng(0).integers(1, 50, examples)
    found = rows(lengths, batch_size)
    assert found.shape == (-(-examples // batch_size), batch_size)
    assert sorted(found[found >= 0].tolist()) == list(range(examples))
    assert (found[:-1] >= 0).all()


def test_that_a_plan_depends_on_seed_and_epoch_alone():
    lengths = np.random.default_rng(0).integers(1, 50, 300)
    assert (rows(lengths, 16, 3, 2) == rows(lengths, 16, 3, 2)).all()
    assert (rows(lengths, 16, 3, 2) != rows(lengths, 16, 3, 3)).any()
    assert (rows(lengths, 16, 3, 2) != rows(lengths, 16, 4, 2)).any()


def test_that_batches_are_of_like_length_and_in_no_order_of_length():
    lengths = np.random.default_rng(0).integers(1, 500, 4000)
    found = rows(lengths, 32)
    longest = lengths[found].max(axis=1)
    assert lengths.sum() / (longest * 32).sum() > 0.85
    assert abs(np.corrcoef(longest, np.arange(len(longest)))[0, 1]) < 0.3


def test_that_what_stands_together_changes_from_epoch_to_epoch():
    lengths = np.random.default_rng(0).integers(1, 500, 640)
    together = [{tuple(sorted(row)) for row in rows(lengths, 16, epoch=epoch)} for epoch in (0, 1)]
    assert len(together[0] & together[1]) <= 1


def test_that_batches_are_padded_to_their_own_longest_and_keep_their_labels():
    lengths = np.random.default_rng(1).integers(1, 40, 100)
    batches = training_batches(ids(lengths), 8, 0, 2)
    found = [(inputs.numpy(), labels.numpy()) for inputs, labels in batches.dataset]
    assert len(found) == 2 * len(batches.sizes)
    assert [len(labels) for _, labels in found] == batches.sizes * 2
    for inputs, labels in found:
        assert inputs.shape == (len(labels), lengths[labels].max())
        for row, label in zip(inputs, labels, strict=True):
            assert row[:lengths[label]].tolist() == [label + 1] * lengths[label]
            assert not row[lengths[label]:].any()


def test_that_numbers_are_padded_with_zeros():
    lengths = np.array([3, 1, 2])
    flat = np.arange(12, dtype=np.float32) + 1
    part = Part(Ragged.joined(flat, lengths, 2), np.zeros((3, 1), np.float32))
    (inputs, _), = validation_batches(part, 4).dataset
    assert inputs.numpy().tolist() == [
        [[7, 8], [0, 0], [0, 0]], [[9, 10], [11, 12], [0, 0]], [[1, 2], [3, 4], [5, 6]]]


def test_that_one_length_for_all_is_known_to_the_network():
    batches = training_batches(ids(np.full(10, 6)), 4, 0, 1)
    assert batches.dataset.element_spec[0].shape.as_list() == [None, 6]
    assert training_batches(ids(np.arange(1, 11)), 4, 0, 1).dataset.element_spec[0].shape.as_list() == [None, None]


def test_that_validation_leaves_no_example_out():
    lengths = np.random.default_rng(1).integers(1, 40, 1001)
    batches = validation_batches(ids(lengths), 16)
    labels = np.concatenate([labels.numpy() for _, labels in batches.dataset])
    assert sorted(labels.tolist()) == list(range(1001))
    assert [len(found) for _, found in batches.dataset] == batches.sizes
