"""Several batches in a call: as many as a moment allows, and the same to the last bit as one at a time."""

import time

import numpy as np
import pytest

from rnnstudio.engine.strides import Strides


@pytest.mark.tf
def test_that_calls_of_any_size_train_and_judge_as_keras_does(monkeypatch):
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    inputs, wanted = rng.integers(0, 20, (130, 7)).astype(np.int32), rng.integers(0, 2, (130, 1)).astype(np.float32)
    batches = tf.data.Dataset.from_tensor_slices((inputs, wanted)).batch(8)
    monkeypatch.setattr("rnnstudio.engine.strides.SECONDS", 60.0)
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
            monkeypatch.setattr("rnnstudio.engine.strides.MOST", size)
            strides = Strides(model, lambda logs: tf.stack([logs["loss"], logs["binary_accuracy"]]))
            for _ in range(2):
                model.reset_metrics()
                rows, iterator = [], iter(batches)
                while len(rows) < 17:
                    rows.extend(done := strides.train(iterator, 17 - len(rows)))
                    assert len(done) in (size, 17 % size)
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


@pytest.mark.tf
@pytest.mark.parametrize(("seconds", "least", "most"), [(0.0, 1, 1), (0.4, 2, 21), (60.0, 64, 64)])
def test_that_a_call_does_one_batch_and_begins_others_for_a_moment_only(monkeypatch, seconds, least, most):
    import keras
    import tensorflow as tf

    class Slow(keras.layers.Layer):
        def call(self, inputs):
            def wait(x):
                time.sleep(0.02)
                return x

            done = tf.numpy_function(wait, [inputs], tf.float32) if seconds == 0.4 else inputs
            return tf.ensure_shape(done, inputs.shape)

    monkeypatch.setattr("rnnstudio.engine.strides.SECONDS", seconds)
    model = keras.Sequential([keras.Input((3,)), Slow(), keras.layers.Dense(1)])
    model.compile("sgd", "mse", jit_compile=False)
    data = tf.data.Dataset.from_tensors((tf.ones((2, 3)), tf.ones((2, 1)))).repeat()
    strides = Strides(model, lambda logs: logs["loss"][tf.newaxis])
    batches = iter(data)
    for _ in range(2):  # the first call traces, which doesn't count
        assert least <= len(strides.train(batches, 1000)) <= most
        assert least <= strides.judge(batches, 1000) <= most
    assert len(strides.train(batches, 3)) <= 3
