"""What the bundled layers make of padding: which skip it, which hand the mask on, which drop it without a word."""

from __future__ import annotations

import numpy as np
import pytest
import rnnstudio_layers

pytestmark = pytest.mark.tf

SEQUENCES = ("lstm", "gru", "simple_rnn", "rnn")
HANDED_ON = (*SEQUENCES, "bidirectional", "time_distributed", "residual", "self_attention", "multi_head_attention",
             "dense", "activation", "dropout", "spatial_dropout_1d", "gaussian_noise", "layer_normalization",
             "batch_normalization")
USED_UP = ("global_average_pooling_1d", "attention_pooling")
DROPPED = ("conv_1d", "separable_conv_1d", "zero_padding_1d", "cropping_1d", "flatten", "reshape",
           "global_max_pooling_1d", "average_pooling_1d", "max_pooling_1d")
UNMASKED = ("repeat_vector",)
"""One vector goes in, which has no padding."""
MADE = ("embedding", "one_hot", "integer", "masking")
CELLS = ("lstm_cell", "gru_cell", "simple_rnn_cell")
TEXTS = np.array([[3, 5, 2, 0, 0], [1, 2, 3, 4, 5]], "int32")


def built(build, kind):
    if kind == "bidirectional":
        return build(kind, inner=build("gru", {"units": 3, "return_sequences": True}, name="inner"))
    return build(kind, {"return_sequences": True} if kind in SEQUENCES else None)


def masked(keras, build, layer):
    """Return the mask that a layer hands on behind an Embedding, with any number of steps."""
    ids = keras.Input((None,), dtype="int32")
    vectors = build("embedding", {"output_dim": 4})(ids)
    result = layer(vectors)
    found = getattr(result, "_keras_mask", None)
    return None if found is None else keras.ops.convert_to_numpy(keras.Model(ids, found)(TEXTS))


def test_that_every_layer_is_in_one_of_the_lists():
    kinds = [layer.info.id.removeprefix("rnnstudio.") for layer in rnnstudio_layers.rnnstudio_layers()]
    assert sorted(kinds) == sorted(HANDED_ON + USED_UP + DROPPED + MADE + CELLS + UNMASKED)


@pytest.mark.parametrize("kind", ["embedding", "one_hot", "integer"])
@pytest.mark.parametrize("skip", [True, False])
def test_that_a_layer_of_ids_makes_a_mask_of_the_padding_if_it_is_to(keras, build, kind, skip):
    mask = build(kind, {"mask_zero": skip}).compute_mask(TEXTS)
    assert (keras.ops.convert_to_numpy(mask).tolist() == (TEXTS != 0).tolist()) if skip else mask is None


@pytest.mark.parametrize("kind", HANDED_ON)
def test_that_a_layer_of_sequences_hands_the_mask_on(keras, build, kind):
    assert masked(keras, build, built(build, kind)).tolist() == (TEXTS != 0).tolist()


@pytest.mark.parametrize("kind", USED_UP)
def test_that_a_layer_that_leaves_no_steps_leaves_no_mask(keras, build, kind, recwarn):
    assert masked(keras, build, built(build, kind)) is None
    assert [str(warned.message) for warned in recwarn if "mask" in str(warned.message)] == []


@pytest.mark.parametrize("kind", DROPPED)
def test_that_keras_still_warns_of_the_layers_that_drop_the_mask(keras, build, kind):
    with pytest.warns(UserWarning, match="does not support masking"):
        assert masked(keras, build, built(build, kind)) is None


@pytest.mark.parametrize("kind", [*SEQUENCES, "bidirectional", *USED_UP])
@pytest.mark.parametrize("ids", ["embedding", "one_hot", "integer"])
def test_that_padding_changes_nothing_behind_a_layer_of_ids(keras, build, kind, ids):
    model = keras.Sequential([build(ids), build(kind)])
    text = np.array([[3, 5, 2]], "int32")
    padded = np.array([[3, 5, 2, 0, 0]], "int32")
    assert np.allclose(model(text), model(padded), atol=1e-6)


def test_that_padding_counts_when_it_is_not_to_be_skipped(keras, build):
    model = keras.Sequential([build("embedding", {"mask_zero": False}), build("lstm")])
    assert not np.allclose(model(np.array([[3, 5]], "int32")), model(np.array([[3, 5, 0, 0]], "int32")))


def test_that_masking_skips_the_steps_that_hold_nothing_but_its_value(keras, build):
    steps = np.array([[[1, 2], [-1, -1], [-1, 3]]], "float32")
    assert np.array(build("masking", {"mask_value": -1}).compute_mask(steps)).tolist() == [[True, False, True]]


@pytest.mark.parametrize("kind", ["self_attention", "multi_head_attention"])
def test_that_no_step_attends_to_padding(keras, build, kind):
    layer = build(kind, {"num_heads": 2})
    steps = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    mask = np.array([[True, True, True, False, False], [False] * 5])
    other = np.where(mask[..., None], steps, 9).astype("float32")
    one, two = np.array(layer(steps, mask=mask)), np.array(layer(other, mask=mask))
    assert np.allclose(one[0, :3], two[0, :3], atol=1e-6)
    assert np.isfinite(one).all()
    weights = np.array(layer.attention(steps, mask))
    assert weights.shape == (2, 2, 5, 5)
    assert weights[0].sum(-1) == pytest.approx(1, abs=1e-5)
    assert (weights[0, ..., 3:] == 0).all()
    assert (weights[1] == 0).all()


def test_that_no_step_looks_ahead_if_it_is_to_look_back_only(keras, build):
    layer = build("multi_head_attention", {"causal": True})
    steps = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    mask = np.array([[True] * 5, [False, True, True, True, False]])
    layer(steps)
    weights = np.array(layer.attention(steps, mask))
    assert (np.triu(weights, 1) == 0).all()
    assert weights[0].sum(-1) == pytest.approx(1, abs=1e-5)
    assert (weights[1, :, 0] == 0).all()
    assert (weights[1, ..., 4] == 0).all()


@pytest.mark.parametrize(("kind", "raw"), [
    ("self_attention", {"residual": False, "num_heads": 2}),
    ("multi_head_attention", {}),
    ("multi_head_attention", {"value_dim": 3, "output_dim": 6, "causal": True}),
    ("multi_head_attention", {"use_bias": False}),
])
def test_that_attention_gives_the_numbers_of_keras_own(keras, build, kind, raw):
    layer = build(kind, raw)
    theirs = keras.layers.MultiHeadAttention(
        layer.num_heads, layer.key_dim, raw.get("value_dim"), output_shape=raw.get("output_dim"),
        use_bias=raw.get("use_bias", True))
    steps = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    mask = TEXTS != 0
    layer(steps)
    theirs.build(steps.shape, steps.shape)
    theirs.set_weights(layer.get_weights())
    expected = np.array(theirs(steps, steps, attention_mask=mask[:, None, :],
                               use_causal_mask=raw.get("causal", False)))
    assert np.array(layer(steps, mask=mask)) == pytest.approx(expected, abs=1e-5)


def test_that_self_attention_adds_its_input_if_it_is_to(keras, build):
    steps = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    plain, added = build("self_attention", {"residual": False}), build("self_attention")
    assert np.array(added(steps)) == pytest.approx(np.array(plain(steps)) + steps, abs=1e-5)


def test_that_padding_stays_skipped_inside_a_residual_and_behind_it(keras, build):
    model = keras.Sequential([
        build("embedding"), build("residual", inner=build("gru", {"units": 64, "return_sequences": True})),
        build("global_average_pooling_1d")])
    text, padded = np.array([[3, 5, 2]], "int32"), np.array([[3, 5, 2, 0, 0]], "int32")
    assert np.allclose(model(text), model(padded), atol=1e-6)
