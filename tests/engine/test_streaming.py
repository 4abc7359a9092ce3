"""Data larger than memory: batches are read from the file chunk by chunk, and hold what they would otherwise."""

import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import Contents
from rnnstudio.engine import device
from rnnstudio.engine.batches import training_batches, validation_batches
from rnnstudio.engine.prepare import prepare

pytestmark = pytest.mark.tf


@pytest.fixture(autouse=True)
def streamed(monkeypatch):
    device.load()
    monkeypatch.setattr("rnnstudio.engine.encoding._NUMBERS_IN_A_BATCH", 300)
    monkeypatch.setattr("rnnstudio.engine.encoding._SLICE", 20)
    monkeypatch.setattr("rnnstudio.engine.encoded.COPIED", 0)
    monkeypatch.setattr("rnnstudio.engine.streaming.MOST_IN_MEMORY", 0)


@pytest.fixture
def texts(registry, give_texts):
    """1,000 texts; text i is "t<i>" as often as its length, and its class is i % 2."""
    lengths = np.random.default_rng(0).integers(1, 60, 1000)
    return prepare(give_texts([" ".join([f"t{i}"] * length) for i, length in enumerate(lengths)],
                              [str(i % 2) for i in range(1000)]), registry)


def examples(batches):
    """Return (sequence without padding, label) of every example, by batch."""
    return [[(tuple(int(i) for i in row[row != 0]), float(label[0])) for row, label in zip(
        inputs.numpy(), labels.numpy(), strict=True)] for inputs, labels in batches.dataset]


def wanted(part):
    return sorted((tuple(int(i) for i in part.inputs[n]), float(part.labels[n, 0])) for n in range(len(part)))


def test_that_an_epoch_holds_every_example_once_with_its_label(texts):
    assert len(texts.encoded.chunks.starts) > 20
    batches = training_batches(texts.training, 16, 0, 2)
    found = examples(batches)
    assert [len(batch) for batch in found][:len(batches.sizes)] == batches.sizes or sum(
        map(len, found)) == 2 * sum(batches.sizes)
    half = sum(batches.sizes)
    flat = [example for batch in found for example in batch]
    assert sorted(flat[:half]) == wanted(texts.training)
    assert sorted(flat[half:]) == wanted(texts.training)
    assert flat[:half] != flat[half:]


def test_that_validation_holds_every_example_once(texts):
    found = examples(validation_batches(texts.validation, 16))
    assert sorted(example for batch in found for example in batch) == wanted(texts.validation)


def test_that_seed_and_epoch_decide(texts):
    first, same, other = (examples(training_batches(texts.training, 16, seed, 1)) for seed in (3, 3, 4))
    assert first == same
    assert first != other


def test_that_padding_stays_small_and_chunks_are_mixed(texts):
    shapes, together = [], []
    for inputs, _ in training_batches(texts.training, 16, 0, 1).dataset:
        shapes.append((inputs.shape[0] * inputs.shape[1], int((inputs.numpy() != 0).sum())))
        together.append(inputs.numpy()[:, 0])
    assert sum(used for _, used in shapes) / sum(size for size, _ in shapes) > 0.7
    spread = np.mean([np.ptp(batch) for batch in together[:-1]])
    assert spread > 300, "batches hold examples from all over the file"


def test_that_numbers_are_streamed_too(registry, give):
    kind = pa.list_(pa.list_(pa.float32(), 2))
    rows = [[[float(i), float(step)] for step in range(1, 2 + i % 9)] for i in range(1, 401)]
    prepared = prepare(give(Contents(input="values"), pa.record_batch(
        {"values": pa.array(rows, kind), "label": [float(i) + 0.5 for i in range(1, 401)]})), registry)
    seen = []
    for inputs, labels in training_batches(prepared.training, 8, 0, 1).dataset:
        assert inputs.shape[2] == 2
        assert (inputs.numpy()[:, 0, 0] + 0.5 == labels.numpy()[:, 0]).all()
        seen += labels.numpy()[:, 0].tolist()
    assert sorted(seen) == sorted(prepared.training.labels[:, 0].tolist())


def test_that_a_model_learns_from_a_stream(run, small):
    events = run(small)
    assert events[-1].epochs == 2
    assert events[-1].metrics["val_accuracy"] > 0.6
