"""What the plugin promises: to RNN Studio, without Keras; and what the cell computes, with it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rnnstudio_minimal_gated_unit as plugin

from rnnstudio.api import BuildContext, DataFacts, defaults, parameters, read_parameters
from rnnstudio.registry import Plugin, Registry

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=20)
BOTH = (plugin.MinimalGatedUnit, plugin.MinimalGatedUnitCell)
each = pytest.mark.parametrize("layer", BOTH)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def build(layer=plugin.MinimalGatedUnit, name="mgu", seed=7, **raw):
    return read_parameters(layer, raw).build(BuildContext(name=name, facts=FACTS, seed=seed))


def sequence(steps=5, features=4):
    return np.random.default_rng(0).normal(size=(2, steps, features)).astype("float32")


# What RNN Studio sees


def test_that_rnn_studio_takes_the_plugin_without_a_problem():
    registry = Registry([Plugin(name="mgu", load=lambda: plugin)])
    assert [report.problems for report in registry.reports] == [()]
    assert list(registry.layers.values()) == list(BOTH)


def test_that_importing_the_plugin_leaves_keras_alone():
    code = "import sys, rnnstudio_minimal_gated_unit; print({'keras', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(plugin.__file__).parent.parent, check=True,
                          capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()"


@each
def test_that_every_parameter_is_described_and_its_default_allowed(layer):
    assert read_parameters(layer, defaults(layer)) == layer()
    assert all(parameter.doc for parameter in parameters(layer))


@each
def test_that_icon_and_pages_are_there(layer):
    assert "currentColor" in Path(layer.info.icon).read_text(encoding="utf-8")
    for language in ("en", "zh_CN"):
        assert "2016" in Path(f"{layer.info.help}.{language}.html").read_text(encoding="utf-8")


# What the cell computes


def logistic(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.tf
def test_that_it_computes_the_formula_of_the_paper(keras):
    layer, x = build(units=3, return_sequences=True), sequence()
    layer.build(x.shape)
    layer.cell.bias.assign(np.arange(6) / 10)
    result = keras.ops.convert_to_numpy(layer(x))
    w, u, b = layer.get_weights()
    state = np.zeros((2, 3))
    for step in range(5):
        gate = logistic(x[:, step] @ w[:, :3] + state @ u[:, :3] + b[:3])
        candidate = np.tanh(x[:, step] @ w[:, 3:] + (gate * state) @ u[:, 3:] + b[3:])
        state = (1 - gate) * state + gate * candidate
        assert result[:, step] == pytest.approx(state, abs=1e-6)


@pytest.mark.tf
def test_that_it_has_two_thirds_of_a_grus_weights(keras):
    ours, gru = build(units=64), keras.layers.GRU(64, reset_after=False)
    ours(sequence(features=16))
    gru(sequence(features=16))
    assert ours.count_params() == 2 * ((16 + 64) * 64 + 64) == gru.count_params() * 2 // 3


@pytest.mark.tf
def test_that_every_parameter_reaches_the_cell(keras):
    for name, value in {"units": 5, "dropout": 0.25, "recurrent_dropout": 0.5, "activation": "relu",
                        "use_bias": False}.items():
        assert build(**{name: value}).cell.get_config()[name] == value
        assert build(plugin.MinimalGatedUnitCell, **{name: value}).get_config()[name] == value
    assert build(go_backwards=True).go_backwards


@pytest.mark.tf
def test_that_the_shape_is_known_before_anything_is_allocated(keras):
    layer = build(return_sequences=True)
    with keras.StatelessScope(initialize_variables=False):
        assert layer(keras.KerasTensor((None, None, 9))).shape == (None, None, 64)
        assert layer.count_params() == 2 * ((9 + 64) * 64 + 64)
    keras.utils.clear_session()


@pytest.mark.tf
def test_that_the_cell_runs_in_an_rnn_stacked_with_another(keras):
    cells = [build(plugin.MinimalGatedUnitCell, name="first", units=3), keras.layers.GRUCell(2)]
    assert keras.layers.RNN(keras.layers.StackedRNNCells(cells))(sequence()).shape == (2, 2)


@pytest.mark.tf
def test_that_padding_leaves_the_state_alone(keras):
    model = keras.Sequential([keras.layers.Embedding(20, 4, mask_zero=True), build(units=3)])
    assert np.allclose(model(np.array([[3, 4]])), model(np.array([[3, 4, 0, 0]])), atol=1e-6)


@pytest.mark.tf
def test_that_a_seed_gives_equal_weights_and_another_name_does_not(keras):
    def weights(name):
        layer = build(name=name, units=4)
        layer(sequence())
        return layer.get_weights()[:2]

    assert all(np.array_equal(one, other) for one, other in zip(weights("a"), weights("a"), strict=True))
    assert not any(np.array_equal(one, other) for one, other in zip(weights("a"), weights("b"), strict=True))


@pytest.mark.tf
def test_that_dropout_acts_in_training_alone_and_repeats_with_the_seed(keras):
    raw, x = {"dropout": 0.5, "recurrent_dropout": 0.5, "units": 8}, sequence()
    layer = build(**raw)
    assert np.array_equal(layer(x), layer(x))
    dropped = np.array(build(**raw)(x, training=True))
    assert not np.array_equal(layer(x), dropped)
    assert np.array_equal(build(**raw)(x, training=True), dropped)


@pytest.mark.tf
@pytest.mark.parametrize("both_ways", [False, True])
def test_that_a_saved_model_comes_back(keras, tmp_path, both_ways):
    layer, x = build(units=5, dropout=0.25, use_bias=False), sequence()
    model = keras.Sequential([keras.Input((None, 4)), keras.layers.Bidirectional(layer) if both_ways else layer])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert json.dumps(again.layers[0].get_config()) == json.dumps(model.layers[0].get_config())
    assert np.array_equal(again(x), model(x))


@pytest.mark.tf
def test_that_half_precision_stays_finite(keras):
    cell = build(units=3).cell
    layer = keras.layers.RNN(type(cell).from_config(cell.get_config() | {"dtype": "float16"}), dtype="float16")
    assert np.isfinite(np.array(layer(sequence().astype("float16")))).all()


@pytest.mark.tf
def test_that_it_learns_what_came_first(keras):
    """The sign of the first step decides, five steps later."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(1).normal(size=(512, 6, 1)).astype("float32")
    model = keras.Sequential([keras.Input((6, 1)), build(units=16), keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, x[:, 0, 0] > 0, epochs=12, batch_size=64, verbose=0)
    assert history.history["accuracy"][-1] > 0.9
