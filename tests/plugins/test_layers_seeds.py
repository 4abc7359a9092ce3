"""The bundled layers' seeds, and Bidirectional, which copies a layer and must not copy its seeds."""

from __future__ import annotations

import numpy as np
import pytest
from rnnstudio_layers.wrappers import RNN

from rnnstudio.api import BuildContext, UserError

pytestmark = pytest.mark.tf

RECURRENT = ("lstm", "gru", "simple_rnn")
each_recurrent = pytest.mark.parametrize("kind", RECURRENT)


@pytest.fixture(scope="module")
def weights(keras, build, batch_for):
    def weights(kind, **arguments):
        layer = build(kind, **arguments)
        layer(batch_for(kind))
        return [keras.ops.convert_to_numpy(weight) for weight in layer.weights]

    return weights


def alike(some, others):
    return all(np.array_equal(a, b) for a, b in zip(some, others, strict=True))


@pytest.mark.parametrize("kind", ["embedding", *RECURRENT, "bidirectional", "rnn", "time_distributed", "residual",
                                  "conv_1d", "separable_conv_1d", "self_attention", "multi_head_attention",
                                  "attention_pooling", "dense"])
def test_that_a_seed_gives_equal_weights_and_another_seed_or_name_does_not(weights, kind):
    first = weights(kind, name="a")
    assert alike(first, weights(kind, name="a"))
    assert not alike(first, weights(kind, name="b"))
    assert not alike(first, weights(kind, name="a", seed=8))
    assert not alike(weights(kind, seed=None), weights(kind, seed=None))


def test_that_weights_of_one_shape_in_one_layer_differ(weights):
    raw = {"units": 4, "kernel_initializer": "random_normal", "recurrent_initializer": "random_normal"}
    kernel, recurrent, _ = weights("simple_rnn", raw=raw)
    assert kernel.shape == recurrent.shape
    assert not np.allclose(kernel, recurrent)


@pytest.mark.parametrize("kind", ["self_attention", "multi_head_attention"])
def test_that_the_weights_of_an_attention_start_apart(weights, kind):
    query, _, key, _, value, *_ = weights(kind)
    assert query.shape == key.shape == value.shape
    assert not any(np.allclose(one, other) for one, other in [(query, key), (key, value), (query, value)])


@pytest.mark.parametrize(("kind", "raw"), [
    ("dropout", None), ("spatial_dropout_1d", None), ("gaussian_noise", None), ("self_attention", {"dropout": 0.5}),
    ("multi_head_attention", {"dropout": 0.5}), ("attention_pooling", {"dropout": 0.5})])
def test_that_chance_in_training_repeats_with_the_seed_and_differs_between_layers(keras, kind, raw, build):
    def dropped(**arguments):
        layer = build(kind, raw, **arguments)
        layer.build((4, 5, 6))
        for weight in layer.trainable_weights:  # so that only the chance in training tells two layers apart
            weight.assign(np.full(weight.shape, 0.1))
        steps = np.random.default_rng(0).normal(size=(4, 5, 6)).astype("float32")
        return keras.ops.convert_to_numpy(layer(steps, training=True))

    assert np.array_equal(dropped(name="a"), dropped(name="a"))
    assert not np.array_equal(dropped(name="a"), dropped(name="b"))


@pytest.mark.parametrize(("choice", "same_along"), [("steps", 2), ("features", 1)])
def test_that_dropout_can_take_whole_steps_or_features(keras, choice, same_along, build):
    layer = build("dropout", {"noise_shape": choice})
    result = keras.ops.convert_to_numpy(layer(np.ones((8, 9, 10), "float32"), training=True))
    assert (result.min(same_along) == result.max(same_along)).all()
    assert 0 < (result == 0).mean() < 1


# Both directions


@each_recurrent
def test_that_the_two_directions_have_names_and_weights_of_their_own(keras, kind, build, batch_for):
    layer = build("bidirectional", inner=build(kind, {"units": 3, "dropout": 0.5}, name="inner"), name="both")
    layer(batch_for("bidirectional"))
    assert (layer.forward_layer.name, layer.backward_layer.name) == ("forward_inner", "backward_inner")
    assert (layer.forward_layer.go_backwards, layer.backward_layer.go_backwards) == (False, True)
    forward, backward = layer.forward_layer.get_weights(), layer.backward_layer.get_weights()
    assert not np.allclose(forward[0], backward[0])
    assert not np.allclose(forward[1], backward[1])


@each_recurrent
def test_that_dropout_in_both_directions_repeats_with_the_seed_and_differs(keras, kind, build):
    def dropped(seed):
        raw = {"units": 20, "return_sequences": True, "dropout": 0.5, "kernel_initializer": "ones"}
        layer = build("bidirectional", inner=build(kind, raw, name="inner", seed=seed), name="both", seed=seed)
        return keras.ops.convert_to_numpy(layer(np.ones((30, 1, 1), "float32"), training=True))

    first = dropped(1)
    assert np.array_equal(first, dropped(1))
    assert not np.array_equal(first, dropped(2))
    assert not np.array_equal(first[..., :20], first[..., 20:])


@each_recurrent
def test_that_the_backward_direction_keeps_the_inner_layers_parameters(keras, kind, build):
    raw = {"units": 5, "return_sequences": True, "recurrent_dropout": 0.25, "kernel_regularizer": "l2",
           "use_bias": False}
    layer = build("bidirectional", inner=build(kind, raw, name="inner"))
    forward, backward = layer.forward_layer.get_config(), layer.backward_layer.get_config()
    for name in raw:
        assert forward[name] == backward[name]


@pytest.mark.parametrize("kind", ["lstm_cell", "gru_cell", "simple_rnn_cell"])
def test_that_stacked_cells_in_both_directions_repeat_with_the_seed_and_differ(keras, kind, build, facts):
    def dropped(seed):
        cells = tuple(build(kind, {"units": 20, "dropout": 0.5, "kernel_initializer": "ones",
                                   "recurrent_initializer": "zeros"}, name=f"cell_{number}", seed=seed)
                      for number in range(2))
        context = BuildContext(name="inner", facts=facts, children=cells, seed=seed)
        inner = RNN(return_sequences=True).build(context)
        layer = build("bidirectional", inner=inner, name="both", seed=seed)
        return keras.ops.convert_to_numpy(layer(np.ones((30, 1, 1), "float32"), training=True))

    first = dropped(1)
    assert np.array_equal(first, dropped(1))
    assert not np.array_equal(first, dropped(2))
    assert not np.array_equal(first[..., :20], first[..., 20:])


def test_that_a_backward_inner_layer_is_refused_in_plain_words(keras, build):
    with pytest.raises(UserError, match='read both ways already; switch "Go backwards" off'):
        build("bidirectional", inner=build("gru", {"go_backwards": True}), name="both")


@pytest.mark.parametrize(("merge_mode", "join"), [
    ("sum", np.add), ("mul", np.multiply), ("ave", lambda ahead, back: (ahead + back) / 2)])
def test_that_the_directions_are_joined_as_asked(keras, build, batch_for, merge_mode, join):
    def joined(mode):
        inner = build("lstm", {"units": 3, "return_sequences": True}, name="inner")
        layer = build("bidirectional", {"merge_mode": mode}, inner=inner)
        return keras.ops.convert_to_numpy(layer(batch_for("bidirectional")))

    side_by_side = joined("concat")
    assert side_by_side.shape == (2, 7, 6)
    assert joined(merge_mode) == pytest.approx(join(side_by_side[..., :3], side_by_side[..., 3:]), abs=1e-6)
