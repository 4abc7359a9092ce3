"""Several batches in a call: as many as a moment allows, and the same to the last bit as one at a time."""

import numpy as np
import pytest

from rnnstudio.engine.strides import MOST, Stride, Strides


def test_that_the_first_call_does_one_batch_and_later_ones_what_fits_into_a_moment():
    stride = Stride()
    assert stride.of(100) == 1
    stride.took(1, 5.0)  # traced
    assert stride.of(100) == 1
    stride.took(1, 0.007)
    assert stride.of(100) == 4
    stride.took(4, 0.056)
    assert stride.of(100) == 14
    assert stride.of(7) == 7


def test_that_a_batch_that_takes_long_is_done_alone_and_remembered():
    stride = Stride()
    for seconds in (1.0, 0.5):
        stride.took(1, seconds)
    assert stride.of(100) == 1
    stride.took(1, 0.001)
    assert stride.of(100) == 1
    for _ in range(60):
        stride.took(stride.of(100), 0.00625 * stride.of(100))
    assert stride.of(100) == 32


def test_that_no_call_does_very_many():
    stride = Stride()
    for _ in range(10):
        stride.took(stride.of(10_000), 0.0)
    assert stride.of(10_000) == MOST


@pytest.mark.tf
def test_that_calls_of_any_size_train_and_judge_as_keras_does(monkeypatch):
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    inputs, wanted = rng.integers(0, 20, (130, 7)).astype(np.int32), rng.integers(0, 2, (130, 1)).astype(np.float32)
    batches = tf.data.Dataset.from_tensor_slices((inputs, wanted)).batch(8)
    found, told = [], []
    for size in (None, 1, 5):
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(20, 6),
                                  keras.layers.LSTM(5), keras.layers.Dropout(0.4), keras.layers.Dense(1)])
        model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True),
                      metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)], jit_compile=False)
        if size is None:
            model.fit(batches, epochs=2, shuffle=False, verbose=0)
            judged = model.evaluate(batches, return_dict=True, verbose=0)
        else:
            monkeypatch.setattr(Stride, "of", lambda self, left, size=size: min(size, left))
            strides = Strides(model, lambda logs: tf.stack([logs["loss"], logs["binary_accuracy"]]))
            for _ in range(2):
                model.reset_metrics()
                rows, iterator = [], iter(batches)
                while len(rows) < 17:
                    rows.extend(strides.train(iterator, 17 - len(rows)))
            told.append(np.array(rows))
            assert told[-1][-1].tolist() == [float(value) for value in model.get_metrics_result().values()]
            model.reset_metrics()
            iterator, left = iter(batches), 17
            while left:
                left -= strides.judge(iterator, left)
            judged = {name: float(value) for name, value in model.get_metrics_result().items()}
        found.append(([weight.tobytes() for weight in model.get_weights()], judged))
    assert found[0] == found[1] == found[2]
    np.testing.assert_array_equal(*told)
    assert told[0].shape == (17, 2)
