"""The bundled layers, built by Keras: what every one of them must do, and the numbers of the Keras guide."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
import rnnstudio_layers
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rnnstudio.api import BuildContext, UserError, parameters

pytestmark = pytest.mark.tf

LAYERS = {layer.info.id.removeprefix("rnnstudio."): layer for layer in rnnstudio_layers.rnnstudio_layers()}
RECURRENT = ("lstm", "gru", "simple_rnn")

CELLS = ("lstm_cell", "gru_cell", "simple_rnn_cell")
each_layer = pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind not in CELLS])
each_cell = pytest.mark.parametrize("kind", CELLS)
OF_THE_ENGINE = ("vectors", "ignore_case")
"""Which weights the engine sets once the layer is built; ``test_pretrained`` shows that it does."""
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def values(parameter):
    """Return a strategy of small values of a parameter, from nothing but its description."""
    match parameter.kind:
        case "bool":
            found = st.booleans()
        case "choice":
            found = st.sampled_from(parameter.choices)
        case "int":
            found = st.integers(int(parameter.minimum), min(int(parameter.maximum), 6))
        case "float":
            found = st.floats(parameter.minimum, parameter.maximum)
        case "text":  # a file, which the engine reads
            found = st.just("vectors.txt")
    if parameter.from_data:
        return st.none() if parameter.from_data == "vocabulary_size" else st.none() | found
    return st.none() | found if parameter.nullable else found


def raws(kind):
    return st.fixed_dictionaries({}, optional={p.name: values(p) for p in parameters(LAYERS[kind])})


def fits(kind, raw, steps, features=1):
    """Tell whether a batch can be cut as the parameters say."""
    if kind in ("conv_1d", "separable_conv_1d"):
        gap = raw.get("dilation_rate", 1)
        reach = (raw.get("kernel_size", 5) - 1) * gap + 1
        return (gap == 1 or raw.get("strides", 1) == 1) and (raw.get("padding", "same") != "valid" or reach <= steps)
    if kind == "cropping_1d":
        return raw.get("left", 1) + raw.get("right", 1) < steps
    if kind == "residual":
        return raw.get("project", True)  # the layer inside has another width
    if kind == "reshape":
        size = raw.get("features", 1)
        return steps * features == raw["steps"] * size if raw.get("steps") else steps * features % size == 0
    return True


def shape_and_numbers(keras, layer, data, **arguments):
    result = keras.ops.convert_to_numpy(layer(data, **arguments))
    assert result.shape == tuple(layer.compute_output_shape(data.shape))
    return result


@each_layer
def test_that_a_layer_at_its_defaults_builds_and_runs_without_weights_before(keras, kind, build, batch_for):
    layer = build(kind)
    assert type(layer).__name__ == LAYERS[kind].info.keras_name
    assert layer.name == f"{kind}_1"
    assert layer.weights == []
    assert np.isfinite(shape_and_numbers(keras, layer, batch_for(kind))).all()


@each_layer
@few
@given(data=st.data())
def test_that_any_allowed_parameters_build_and_run(keras, kind, data, build, batch_for):
    inner = None
    if kind == "bidirectional":
        child = data.draw(st.sampled_from(RECURRENT), "inner layer")
        inner = build(child, data.draw(raws(child), "inner parameters") | {"go_backwards": False, "units": 3})
    raw = data.draw(raws(kind), "parameters")
    batch = batch_for(kind)
    assume(fits(kind, raw, *batch.shape[1:]))
    shape_and_numbers(keras, build(kind, raw, inner=inner), batch)
    shape_and_numbers(keras, build(kind, raw, inner=inner), batch, training=True)


@pytest.mark.parametrize("kind", [*RECURRENT, "bidirectional", "rnn", "time_distributed", "residual", "conv_1d",
                                  "separable_conv_1d", "self_attention", "multi_head_attention", "attention_pooling",
                                  "batch_normalization", "reshape", "zero_padding_1d", "cropping_1d"])
def test_that_a_whole_stack_is_measured_without_allocating_weights(keras, kind, build, facts):
    recurrent = build("simple_rnn", {"units": 5}) if kind == "bidirectional" else None
    with keras.StatelessScope(initialize_variables=False):
        tensor = keras.KerasTensor((None, None), dtype="int32")
        for layer in (build("embedding", {"input_dim": 10_000_000, "output_dim": 8_000}),
                      build("dropout"), build(kind, inner=recurrent), build("dense")):
            tensor = layer(tensor)
    keras.utils.clear_session()
    assert (tensor.shape[0], tensor.shape[-1]) == (None, facts.outputs)


def as_chosen(value, choices=()):
    """Turn a value in a Keras configuration back into the parameter's."""
    if isinstance(value, dict):
        config = value["config"]
        if value["class_name"] == "L1L2":
            return "_".join(kind for kind in ("l1", "l2") if config[kind])
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value["class_name"]).lower()
    if value is None and "none" in choices:
        return "none"
    return value[0] if isinstance(value, (tuple, list)) and len(value) == 1 else value


SIDES = ("integer", "reshape", "zero_padding_1d", "cropping_1d")
"""Layers whose parameters Keras calls otherwise."""


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind not in SIDES])
def test_that_every_parameter_reaches_the_keras_layer(keras, kind, build):
    noise_shapes = {"numbers": None, "steps": (None, None, 1), "features": (None, 1, None)}
    for parameter in parameters(LAYERS[kind]):
        if parameter.name in OF_THE_ENGINE:
            continue
        alone = not parameter.name.endswith("_strength")
        options = {"choice": parameter.choices, "bool": (True, False), "int": (3, 5), "float": (0.25, 0.75)}
        for value in options[parameter.kind]:
            raw = {parameter.name: value}
            if alone:
                config = build(kind, raw).get_config()
                # Dense's configuration leaves a missing activity_regularizer out.
                found = as_chosen(config.get(parameter.name), parameter.choices)
                assert found == (noise_shapes[value] if parameter.name == "noise_shape" else value), parameter.name
                continue
            name = parameter.name.removesuffix("_strength")
            for penalty in ("l1", "l2", "l1_l2"):
                config = build(kind, raw | {name: penalty}).get_config()[name]["config"]
                assert config == {"l1": value if "l1" in penalty else 0.0, "l2": value if "l2" in penalty else 0.0}


def test_that_sides_and_sizes_reach_the_keras_layer(keras, build):
    assert build("zero_padding_1d", {"left": 2, "right": 3}).padding == (2, 3)
    assert build("cropping_1d", {"left": 2, "right": 0}).cropping == (2, 0)
    assert build("reshape", {"steps": 7, "features": 4}).target_shape == (7, 4)
    assert build("reshape", {"features": 4}).target_shape == (-1, 4)


def test_that_a_window_with_gaps_and_leaps_is_refused_in_plain_words(build):
    for kind in ("conv_1d", "separable_conv_1d"):
        with pytest.raises(UserError, match='"Dilation" above 1 needs a "Stride" of 1'):
            build(kind, {"strides": 2, "dilation_rate": 2})


def test_that_numbers_are_laid_out_as_said(keras, build):
    steps = np.arange(12, dtype="float32").reshape(1, 3, 4)
    assert np.array(build("reshape", {"features": 6})(steps)).tolist() == steps.reshape(1, 2, 6).tolist()
    assert np.array(build("zero_padding_1d", {"left": 2, "right": 1})(steps))[0, :, 0].tolist() == [0, 0, 0, 4, 8, 0]
    assert np.array(build("cropping_1d", {"left": 1, "right": 0})(steps))[0, :, 0].tolist() == [4, 8]
    vector = np.array([[1, 2]], "float32")
    assert np.array(build("repeat_vector", {"n": 3})(vector)).tolist() == [[[1, 2]] * 3]


def test_that_a_separable_convolution_is_its_two_parts(keras, build):
    layer = build("separable_conv_1d", {"filters": 3, "kernel_size": 3, "activation": "linear"})
    steps = np.random.default_rng(0).normal(size=(2, 7, 4)).astype("float32")
    result = np.array(layer(steps))
    windows, mixture, bias = layer.get_weights()
    assert (windows.shape, mixture.shape) == ((3, 4, 1), (1, 4, 3))
    edge = np.pad(steps, ((0, 0), (1, 1), (0, 0)))
    alone = sum(edge[:, at:at + 7] * windows[at, :, 0] for at in range(3))
    assert result == pytest.approx(alone @ mixture[0] + bias, abs=1e-5)


def test_that_a_pool_without_stride_moves_by_its_window(keras, build):
    assert build("max_pooling_1d", {"pool_size": 3}).strides == (3,)
    assert build("average_pooling_1d", {"pool_size": 3, "strides": 1}).strides == (1,)


def test_that_a_token_vector_is_bounded_by_itself_not_with_its_neighbours(keras, build):
    layer = build("embedding", {"embeddings_constraint": "unit_norm"})
    layer.build()
    bounded = keras.ops.convert_to_numpy(layer.embeddings_constraint(layer.embeddings))
    assert np.linalg.norm(bounded, axis=1) == pytest.approx(1, abs=1e-3)


def as_json(config):
    return json.loads(json.dumps(config))


@each_layer
def test_that_a_saved_layer_comes_back_as_it_was(keras, kind, tmp_path, build, batch_for):
    numbers = {"recurrent_dropout": 0.25, "kernel_regularizer": "l1", "kernel_constraint": "max_norm",
               "embeddings_regularizer": "l1_l2", "noise_shape": "steps", "strides": 2, "merge_mode": "sum",
               "zero_output_for_mask": True, "trainable": False, "activation": "relu"}
    known = {parameter.name for parameter in parameters(LAYERS[kind])}
    layer = build(kind, {name: value for name, value in numbers.items() if name in known})
    batch = batch_for(kind)
    model = keras.Sequential([keras.Input(batch.shape[1:], dtype=batch.dtype.name), layer])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert as_json(again.layers[0].get_config()) == as_json(layer.get_config())
    assert np.array_equal(again(batch), model(batch))


def test_that_saved_layers_of_our_own_load_elsewhere_without_rnn_studio(keras, tmp_path, build, batch_for):
    expected = {}
    for kind in ("one_hot", "integer", "self_attention", "multi_head_attention", "attention_pooling", "residual"):
        batch = batch_for(kind)
        model = keras.Sequential([keras.Input(batch.shape[1:], dtype=batch.dtype.name), build(kind)])
        model.save(tmp_path / f"{kind}.keras")
        np.save(tmp_path / f"{kind}.npy", batch)
        expected[kind] = float(np.sum(model(batch)))
    code = ("import json, sys, keras, numpy as np\n"
            "import rnnstudio_layers.keras_layers, rnnstudio_layers.keras_self_attention\n"
            "import rnnstudio_layers.keras_residual\n"
            "assert not any(name.startswith('rnnstudio.engine') for name in sys.modules)\n"
            "load = keras.models.load_model\n"
            "print(json.dumps({kind: float(np.sum(load(kind + '.keras')(np.load(kind + '.npy'))))\n"
            "                  for kind in sys.argv[1:]}))")
    done = subprocess.run([sys.executable, "-c", code, *expected], cwd=tmp_path, capture_output=True, text=True,
                          timeout=120, check=True)
    assert json.loads(done.stdout) == pytest.approx(expected, abs=1e-3)


@each_cell
@few
@given(data=st.data())
def test_that_any_cell_runs_in_rnn_and_in_both_directions(keras, kind, data, build, batch_for):
    cell = build(kind, data.draw(raws(kind), "parameters"))
    batch = batch_for("rnn")
    shape_and_numbers(keras, build("rnn", inner=cell), batch)
    inner = build("rnn", inner=build(kind, {"units": 3, "dropout": 0.5}), name="inner")
    shape_and_numbers(keras, build("bidirectional", inner=inner), batch, training=True)


def test_that_several_cells_are_stacked_within_each_step(keras, build, facts):
    sizes = {"lstm_cell": 32, "gru_cell": 24}
    cells = tuple(build(kind, {"units": units}, name=f"{kind}_1") for kind, units in sizes.items())
    context = BuildContext(name="rnn_1", facts=facts, children=cells, seed=7)
    layer = LAYERS["rnn"](return_sequences=True).build(context)
    assert counts(keras, (7, 16), "float32", layer) == [4 * ((16 + 32) * 32 + 32) + 3 * ((32 + 24) * 24 + 2 * 24)]
    assert layer(np.zeros((2, 7, 16), "float32")).shape == (2, 7, 24)


def test_that_stacked_cells_in_both_directions_come_back_from_a_file(keras, build, facts, tmp_path):
    cells = tuple(build(kind, {"units": 3, "dropout": 0.25}) for kind in CELLS)
    context = BuildContext(name="inner", facts=facts, children=cells, seed=7)
    inner = LAYERS["rnn"](return_sequences=True, zero_output_for_mask=True).build(context)
    model = keras.Sequential([keras.Input((None,), dtype="int32"), build("embedding"),
                              build("bidirectional", inner=inner)])
    model.save(tmp_path / "model.keras")
    texts = np.array([[3, 5, 2, 0], [1, 2, 3, 4]], "int32")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(again(texts), model(texts))
    assert as_json(again.layers[-1].get_config()) == as_json(model.layers[-1].get_config())


def test_that_an_id_becomes_a_one_or_a_number(keras, build):
    ids = np.array([[3, 0]], "int32")
    rows = keras.ops.convert_to_numpy(build("one_hot")(ids))
    assert rows.tolist() == [[[float(token == 3) for token in range(11)], [1.0] + [0.0] * 10]]
    assert keras.ops.convert_to_numpy(build("integer")(ids)).tolist() == [[[pytest.approx(3 / 11)], [0.0]]]
    assert keras.ops.convert_to_numpy(build("integer", {"scale": False})(ids)).tolist() == [[[3.0], [0.0]]]


def test_that_attention_adds_up_to_one_and_leaves_padding_out(keras, build):
    layer = build("attention_pooling")
    steps = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    mask = np.array([[True, True, False, False, False], [False] * 5])
    layer(steps)
    weights = keras.ops.convert_to_numpy(layer.attention(steps, mask))[..., 0]
    assert weights.sum(axis=1) == pytest.approx([1, 0], abs=1e-6)
    assert (weights[0, 2:] == 0).all()
    assert keras.ops.convert_to_numpy(layer(steps, mask=mask))[1].tolist() == [0] * 4


# The Keras guide's numbers: https://keras.io/guides/working_with_rnns


def counts(keras, shape, dtype, *layers):
    model = keras.Sequential([keras.Input(shape, dtype=dtype), *layers])
    return [layer.count_params() for layer in model.layers]


def test_that_the_guides_lstm_has_its_numbers(keras, build):
    assert counts(keras, (None,), "int32", build("embedding", {"input_dim": 1000, "output_dim": 64}),
                  build("lstm", {"units": 128}), build("dense", {"units": 10})) == [64_000, 98_816, 1_290]


def test_that_the_guides_gru_under_simple_rnn_has_its_numbers(keras, build):
    assert counts(keras, (None,), "int32", build("embedding", {"input_dim": 1000, "output_dim": 64}),
                  build("gru", {"units": 256, "return_sequences": True}), build("simple_rnn", {"units": 128}),
                  build("dense", {"units": 10})) == [64_000, 247_296, 49_280, 1_290]


def test_that_the_guides_bidirectional_stack_has_its_numbers(keras, build):
    first = build("lstm", {"units": 64, "return_sequences": True}, name="lstm_1")
    second = build("lstm", {"units": 32}, name="lstm_2")
    assert counts(keras, (5, 10), "float32", build("bidirectional", inner=first, name="both_1"),
                  build("bidirectional", inner=second, name="both_2"),
                  build("dense", {"units": 10})) == [38_400, 41_216, 650]


def test_that_facts_fill_in_what_the_user_left_to_the_data(keras, build, facts):
    assert build("dense").units == facts.outputs
    assert build("embedding").input_dim == facts.vocabulary_size
