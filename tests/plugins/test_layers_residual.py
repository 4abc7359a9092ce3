"""The residual wrapper: what it adds, what it can't add, and that it comes back from a file."""

from __future__ import annotations

import numpy as np
import pytest
from rnnstudio_layers.residual import Residual

from rnnstudio.api import BuildContext

pytestmark = pytest.mark.tf

STEPS = np.random.default_rng(0).normal(size=(2, 7, 4)).astype("float32")


@pytest.fixture(scope="module")
def around(build, facts):
    """Return a function that puts a residual around layers."""
    def around(*layers, name="residual_1", **raw):
        inner = tuple(build(kind, values, name=f"{kind}_{number}") for number, (kind, values) in enumerate(layers))
        return Residual(**raw).build(BuildContext(name=name, facts=facts, children=inner, seed=7))

    return around


def test_that_the_input_is_added_to_what_the_chain_makes_of_it(keras, around):
    layer = around(("layer_normalization", {}), ("dense", {"units": 4, "activation": "tanh"}))
    result = np.array(layer(STEPS))
    made = STEPS
    for inner in layer.block.layers:
        made = np.array(inner(made))
    assert result == pytest.approx(STEPS + made, abs=1e-6)
    assert layer.shortcut is None


def test_that_the_input_is_brought_to_the_width_of_the_chain(keras, around):
    layer = around(("gru", {"units": 3, "return_sequences": True}))
    result = np.array(layer(STEPS))
    assert result == pytest.approx(
        STEPS @ layer.shortcut.get_weights()[0] + np.array(layer.block.layers[0](STEPS)), abs=1e-5)
    assert layer.compute_output_shape((None, None, 4)) == (None, None, 3)


def test_that_one_vector_has_a_residual_too(keras, around):
    assert around(("dense", {"units": 4}))(STEPS[:, 0]).shape == (2, 4)


@pytest.mark.parametrize(("inner", "why"), [
    (("gru", {"units": 4}), "number of axes"), (("conv_1d", {"padding": "valid"}), "number of steps"),
    (("max_pooling_1d", {}), "number of steps"), (("cropping_1d", {}), "number of steps")])
@pytest.mark.parametrize("steps", [7, None])
def test_that_what_has_other_steps_is_refused_before_it_fails_somewhere(keras, around, inner, why, steps):
    with pytest.raises(ValueError, match=why):
        around(inner).build((None, steps, 4))


def test_that_another_width_is_refused_if_it_is_not_to_be_fitted(keras, around):
    with pytest.raises(ValueError, match="number of features"):
        around(("dense", {"units": 5}), project=False).build((None, None, 4))


def test_that_a_chain_with_a_wrapper_in_it_learns_and_comes_back(keras, around, tmp_path, build, recwarn):
    keras.utils.set_random_seed(0)
    both = build("bidirectional", inner=build("gru", {"units": 3, "return_sequences": True, "dropout": 0.5},
                                              name="inner"), name="both")
    layer = Residual().build(BuildContext(name="residual_1", facts=None, seed=7, children=(
        build("layer_normalization"), both, build("dropout"))))
    model = keras.Sequential([keras.Input((None,), dtype="int32"), build("embedding"), layer,
                              build("attention_pooling")])
    model.compile("adam", "mse")
    texts = np.array([[3, 5, 2, 0], [1, 2, 3, 4]], "int32")
    before = model.get_weights()
    model.fit(texts, np.ones((2, 6)), epochs=1, verbose=0)
    assert all((old != new).any() for old, new in zip(before, model.get_weights(), strict=True) if old.ndim > 1)
    assert [str(warned.message) for warned in recwarn if "mask" in str(warned.message)] == []
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(again(texts), model(texts))


def test_that_half_precision_stays_half(keras, around):
    layer = around(("dense", {"units": 5}))
    layer = type(layer).from_config(layer.get_config() | {"dtype": "mixed_float16"})
    assert layer(STEPS).dtype == "float16"
