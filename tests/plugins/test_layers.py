"""The bundled layers as the palette, the inspector and the registry see them, without Keras."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import rnnstudio_layers
from rnnstudio_layers.seeds import derive, reseeded

from rnnstudio.api import ParameterError, defaults, parameters, read_parameters
from rnnstudio.registry import Registry, installed_plugins

LAYERS = {layer.info.id: layer for layer in rnnstudio_layers.rnnstudio_layers()}
each_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)

CATEGORIES = {
    "rnnstudio.embedding": "Input",
    "rnnstudio.one_hot": "Input",
    "rnnstudio.integer": "Input",
    "rnnstudio.masking": "Input",
    "rnnstudio.lstm": "Recurrent",
    "rnnstudio.gru": "Recurrent",
    "rnnstudio.simple_rnn": "Recurrent",
    "rnnstudio.bidirectional": "Wrapper",
    "rnnstudio.rnn": "Wrapper",
    "rnnstudio.time_distributed": "Wrapper",
    "rnnstudio.residual": "Wrapper",
    "rnnstudio.lstm_cell": "Cells",
    "rnnstudio.gru_cell": "Cells",
    "rnnstudio.simple_rnn_cell": "Cells",
    "rnnstudio.self_attention": "Attention",
    "rnnstudio.multi_head_attention": "Attention",
    "rnnstudio.conv_1d": "Convolution",
    "rnnstudio.separable_conv_1d": "Convolution",
    "rnnstudio.zero_padding_1d": "Convolution",
    "rnnstudio.cropping_1d": "Convolution",
    "rnnstudio.global_average_pooling_1d": "Pooling",
    "rnnstudio.global_max_pooling_1d": "Pooling",
    "rnnstudio.attention_pooling": "Pooling",
    "rnnstudio.average_pooling_1d": "Pooling",
    "rnnstudio.max_pooling_1d": "Pooling",
    "rnnstudio.dense": "Dense",
    "rnnstudio.activation": "Dense",
    "rnnstudio.flatten": "Dense",
    "rnnstudio.reshape": "Dense",
    "rnnstudio.repeat_vector": "Dense",
    "rnnstudio.dropout": "Regularisation",
    "rnnstudio.spatial_dropout_1d": "Regularisation",
    "rnnstudio.gaussian_noise": "Regularisation",
    "rnnstudio.layer_normalization": "Regularisation",
    "rnnstudio.batch_normalization": "Regularisation",
}


def test_that_the_permanent_ids_and_categories_are_the_promised_ones():
    assert {layer_id: layer.info.category for layer_id, layer in LAYERS.items()} == CATEGORIES


def test_that_the_entry_point_brings_all_layers_without_a_problem():
    ours = [plugin for plugin in installed_plugins() if plugin.name == "rnnstudio_layers"]
    registry = Registry(ours)
    assert [report.problems for report in registry.reports] == [()]
    assert registry.layers == LAYERS


def test_that_loading_the_plugin_imports_nothing_heavy():
    code = ("import sys, rnnstudio_layers; from rnnstudio.api import parameters;"
            "[parameters(layer) for layer in rnnstudio_layers.rnnstudio_layers()];"
            "print({name.split('.')[0] for name in sys.modules} & {'tensorflow', 'keras', 'numpy', 'pyarrow'})")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"


@each_layer
def test_that_everything_shown_of_a_layer_is_said(layer):
    first_line = layer.__doc__.splitlines()[0]
    assert first_line.endswith(".")
    assert layer.info.keras_name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", layer.info.icon)
    assert set(layer.info.summary) <= {parameter.name for parameter in parameters(layer)}
    for parameter in parameters(layer):
        assert parameter.doc.endswith("."), parameter.name
        if parameter.kind in ("int", "float"):
            assert None not in (parameter.minimum, parameter.maximum), parameter.name


@each_layer
def test_that_defaults_are_allowed_values(layer):
    assert read_parameters(layer, defaults(layer)) == layer()


@each_layer
def test_that_only_a_few_parameters_are_unfolded(layer):
    assert sum(not parameter.folded for parameter in parameters(layer)) <= 4


def test_that_the_data_decides_the_vocabulary_and_the_answer():
    assert LAYERS["rnnstudio.embedding"]().input_dim is None
    assert LAYERS["rnnstudio.dense"]().units is None
    assert {(layer_id, parameter.name, parameter.from_data) for layer_id, layer in LAYERS.items()
            for parameter in parameters(layer) if parameter.from_data} == {
        ("rnnstudio.embedding", "input_dim", "vocabulary_size"), ("rnnstudio.one_hot", "tokens", "vocabulary_size"),
        ("rnnstudio.integer", "tokens", "vocabulary_size"), ("rnnstudio.dense", "units", "outputs")}


def test_that_the_wrapper_takes_exactly_one_recurrent_layer():
    slot = LAYERS["rnnstudio.bidirectional"].info.slot
    assert (slot.accepts, slot.least, slot.most) == (("recurrent",), 1, 1)
    assert {layer_id for layer_id, layer in LAYERS.items() if "recurrent" in layer.info.traits} == {
        "rnnstudio.lstm", "rnnstudio.gru", "rnnstudio.simple_rnn", "rnnstudio.rnn"}
    assert LAYERS["rnnstudio.rnn"].info.slot.accepts == ("cell",)
    assert {layer_id for layer_id, layer in LAYERS.items() if "cell" in layer.info.traits} == {
        "rnnstudio.lstm_cell", "rnnstudio.gru_cell", "rnnstudio.simple_rnn_cell"}
    assert [layer_id for layer_id, layer in LAYERS.items() if layer.info.slot] == [
        "rnnstudio.bidirectional", "rnnstudio.rnn", "rnnstudio.time_distributed", "rnnstudio.residual"]


def test_that_what_weighs_steps_says_so():
    assert {layer_id for layer_id, layer in LAYERS.items() if "attention" in layer.info.traits} == {
        "rnnstudio.attention_pooling", "rnnstudio.self_attention", "rnnstudio.multi_head_attention"}


def test_that_a_self_attention_of_an_older_file_keeps_its_two_heads():
    layer = LAYERS["rnnstudio.self_attention"]
    assert layer.migrate({"key_dim": 8}, 1) == {"key_dim": 8, "num_heads": 2}
    assert layer.migrate({"num_heads": 4}, 1) == {"num_heads": 4}
    assert layer().num_heads == 1


@pytest.mark.parametrize(("layer_id", "raw"), [
    ("rnnstudio.lstm", {"units": 0}),
    ("rnnstudio.lstm", {"dropout": 1}),
    ("rnnstudio.gru", {"activation": "softmax"}),
    ("rnnstudio.bidirectional", {"merge_mode": None}),
    ("rnnstudio.dense", {"activation": None}),
    ("rnnstudio.embedding", {"mask_zero": 1}),
    ("rnnstudio.max_pooling_1d", {"strides": 0}),
    ("rnnstudio.dropout", {"noise_shape": [1, 2]}),
    ("rnnstudio.reshape", {"features": 0}),
    ("rnnstudio.cropping_1d", {"left": -1}),
    ("rnnstudio.separable_conv_1d", {"padding": "causal"}),
    ("rnnstudio.multi_head_attention", {"kernel_initializer": "identity"}),
])
def test_that_a_value_that_keras_would_stumble_over_is_refused(layer_id, raw):
    with pytest.raises(ParameterError, match=next(iter(raw))):
        read_parameters(LAYERS[layer_id], raw)


def test_that_a_derived_seed_is_the_same_on_every_machine():
    assert derive(7, "gru_1", "kernel") == 142867997
    assert derive(None, "gru_1", "kernel") is None


def test_that_derived_seeds_differ_by_seed_layer_and_part():
    seeds = [derive(7, "gru_1", "kernel"), derive(8, "gru_1", "kernel"), derive(7, "gru_2", "kernel"),
             derive(7, "gru_1", "bias"), derive(7, "gru_1kernel"), derive(7, "gru_1k", "ernel")]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_that_reseeding_reaches_every_seed_and_nothing_else():
    config = {"seed": 1, "units": 1, "deep": [{"config": {"seed": 2}}, {"seed": None}], "on": True}
    assert reseeded(config, "backward") == {
        "seed": derive(1, "backward"), "units": 1,
        "deep": [{"config": {"seed": derive(2, "backward")}}, {"seed": None}], "on": True}
