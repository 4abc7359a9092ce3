"""What the plugin promises: to RNN Studio, without Keras; and what the layer computes, with it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rnnstudio_attention_pooling as plugin

from rnnstudio.api import BuildContext, DataFacts, ParameterError, defaults, parameters, read_parameters
from rnnstudio.registry import Plugin, Registry

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=20)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def build(name="pool", seed=7, **raw):
    context = BuildContext(name=name, facts=FACTS, seed=seed)
    return read_parameters(plugin.AttentionPooling, raw).build(context)


def sequence(steps=5, features=4):
    return np.random.default_rng(0).normal(size=(2, steps, features)).astype("float32")


# What RNN Studio sees


def test_that_rnn_studio_takes_the_plugin_without_a_problem():
    registry = Registry([Plugin(name="attention", load=lambda: plugin)])
    assert [report.problems for report in registry.reports] == [()]
    assert registry.layers == {"example.attention_pooling": plugin.AttentionPooling}


def test_that_importing_the_plugin_leaves_keras_alone():
    code = "import sys, rnnstudio_attention_pooling; print({'keras', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(plugin.__file__).parent.parent, check=True,
                          capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()"


def test_that_every_parameter_is_described_and_its_default_allowed():
    assert read_parameters(plugin.AttentionPooling, defaults(plugin.AttentionPooling)) == plugin.AttentionPooling()
    assert all(parameter.doc for parameter in parameters(plugin.AttentionPooling))
    with pytest.raises(ParameterError, match="units"):
        read_parameters(plugin.AttentionPooling, {"units": 0})


def test_that_the_icon_is_there():
    assert "currentColor" in Path(plugin.AttentionPooling.info.icon).read_text(encoding="utf-8")


# What the layer computes


@pytest.mark.tf
def test_that_it_computes_the_formula_of_the_paper(keras):
    layer, h = build(units=3), sequence()
    result = keras.ops.convert_to_numpy(layer(h))
    w, b, v = (keras.ops.convert_to_numpy(weight) for weight in (layer.kernel, layer.bias, layer.score))
    scores = np.tanh(h @ w + b) @ v
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert result == pytest.approx((weights * h).sum(axis=1), abs=1e-6)


@pytest.mark.tf
def test_that_every_parameter_reaches_the_layer(keras):
    for name, value in {"units": 5, "dropout": 0.25, "use_bias": False}.items():
        assert build(**{name: value}).get_config()[name] == value
    unbiased = build(units=3, use_bias=False)
    unbiased(sequence())
    assert [weight.shape for weight in unbiased.weights] == [(4, 3), (3, 1)]


@pytest.mark.tf
def test_that_the_shape_is_known_before_anything_is_allocated(keras):
    layer = build()
    with keras.StatelessScope(initialize_variables=False):
        assert layer(keras.KerasTensor((None, None, 9))).shape == (None, 9)
        assert layer.count_params() == 9 * 64 + 64 + 64
    keras.utils.clear_session()


@pytest.mark.tf
def test_that_masked_steps_change_nothing_and_get_no_weight(keras):
    layer, h = build(), sequence(steps=3)
    padded = np.concatenate([h, np.full((2, 2, 4), 1e3, "float32")], axis=1)
    mask = np.array([[True] * 3 + [False] * 2] * 2)
    assert np.allclose(layer(padded, mask=mask), layer(h), atol=1e-6)
    weights = keras.ops.convert_to_numpy(layer.attention(padded, mask))
    assert weights.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert not weights[:, 3:].any()


def test_that_rnn_studio_is_told_of_the_weights():
    assert "attention" in plugin.AttentionPooling.info.traits


@pytest.mark.tf
def test_that_an_embeddings_mask_arrives_and_ends_here(keras):
    embedding, layer = keras.layers.Embedding(20, 4, mask_zero=True), build()
    text, padded = np.array([[3, 4]]), np.array([[3, 4, 0, 0]])
    assert np.allclose(layer(embedding(text)), layer(embedding(padded)), atol=1e-6)
    assert getattr(layer(embedding(padded)), "_keras_mask", None) is None


@pytest.mark.tf
def test_that_an_example_of_padding_alone_gives_zeros_and_finite_gradients(keras):
    tf = pytest.importorskip("tensorflow")
    layer, h = build(), tf.constant(sequence())
    with tf.GradientTape() as tape:
        tape.watch(h)
        result = layer(h, mask=np.zeros((2, 5), bool))
    assert not keras.ops.convert_to_numpy(result).any()
    assert all(np.isfinite(gradient).all() for gradient in tape.gradient(result, [h, *layer.trainable_weights]))


@pytest.mark.tf
def test_that_half_precision_stays_finite(keras):
    layer = plugin.AttentionPooling(units=3).build(BuildContext(name="half", facts=FACTS))
    layer = type(layer).from_config(layer.get_config() | {"dtype": "float16"})
    result = layer(sequence().astype("float16"), mask=np.array([[True, False, False, False, False], [False] * 5]))
    assert np.isfinite(keras.ops.convert_to_numpy(result)).all()


@pytest.mark.tf
def test_that_a_seed_gives_equal_weights_and_another_name_does_not(keras):
    def kernel(name):
        layer = build(name=name, units=4)
        layer(sequence())
        return keras.ops.convert_to_numpy(layer.kernel)

    assert np.array_equal(kernel("a"), kernel("a"))
    assert not np.array_equal(kernel("a"), kernel("b"))


@pytest.mark.tf
def test_that_dropout_acts_in_training_alone(keras):
    layer, h = build(dropout=0.5), sequence(steps=50)
    assert np.array_equal(layer(h), layer(h))
    assert not np.array_equal(layer(h), layer(h, training=True))


@pytest.mark.tf
def test_that_a_saved_model_comes_back(keras, tmp_path):
    h = sequence()
    model = keras.Sequential([keras.Input((None, 4)), build(units=5, dropout=0.25, use_bias=False)])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.layers[0].get_config() == model.layers[0].get_config()
    assert np.array_equal(again(h), model(h))


@pytest.mark.tf
def test_that_it_learns_to_look_at_the_step_that_counts(keras):
    """One step of each sequence is marked, and the model is asked for it; a plain mean can't give it."""
    keras.utils.set_random_seed(0)
    numbers = np.random.default_rng(1)
    x = np.zeros((256, 8, 2), "float32")
    x[..., 1] = numbers.normal(size=(256, 8))
    rows, marked = np.arange(256), numbers.integers(0, 8, 256)
    x[rows, marked, 0] = 1
    layer = build(units=8)
    model = keras.Sequential([keras.Input((8, 2)), layer])
    model.compile(keras.optimizers.Adam(0.05), "mse")
    model.fit(x, x[rows, marked], epochs=10, batch_size=64, verbose=0)
    weights = keras.ops.convert_to_numpy(layer.attention(x))[..., 0]
    assert weights[rows, marked].mean() > 0.9
