"""The weights of attention layers, asked of real models in the middle of their run."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from rnnstudio.api import DataFacts, Layer, LayerInfo, hookimpl
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.attention import attentions
from rnnstudio.engine.network import build_model
from rnnstudio.engine.ragged import Ragged, flattened
from rnnstudio.engine.trained import Trained
from rnnstudio.project.model import LayerNode, Project, TrainingSettings
from rnnstudio.project.trial import Attention
from rnnstudio.registry import Plugin, Registry, installed_plugins

pytestmark = pytest.mark.tf

TEXTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=20)
SERIES = DataFacts(input="values", task="regression", outputs=1, features=3, steps=8)


class Odd(Layer, frozen=True, kw_only=True):
    """A third party's attention that does not do as it says."""

    info = LayerInfo(id="odd.attention", title="Odd", traits=("attention",))
    way: str = "raises"

    def build(self, context):
        import keras

        way = self.way

        class OddAttention(keras.layers.Layer):
            def call(self, inputs):
                return inputs

            def attention(self, inputs, mask=None):
                if way == "raises":
                    raise RuntimeError("no weights today")
                return inputs[..., 0, 0] if way == "flat" else inputs * np.nan

        return OddAttention(name=context.name)


class OddPlugin:
    @staticmethod
    @hookimpl
    def rnnstudio_layers():
        return [Odd]


@pytest.fixture(scope="module")
def registry():
    ours = [plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"]
    return Registry([*ours, Plugin(name="odd", load=lambda: OddPlugin)])


@pytest.fixture(scope="module")
def model(registry):
    """Return a function that builds a model, not trained, ready to be asked."""
    def model(*stack, facts=TEXTS, **training):
        project = Project(name="Tried", stack=stack, training=TrainingSettings(**training))
        built, steps = build_model(project, registry, facts)
        trained = Trained(run=Path("run"), project=project, facts=facts, model=built, steps=steps, encoder=None)
        return Asked(trained=trained, which="best", registry=registry, forward=lambda batch: built(batch).numpy(),
                     activation="linear", window=None)

    return model


def node(kind, *children, **params):
    return LayerNode(id=f"{kind}_1", type=kind if "." in kind else f"rnnstudio.{kind}", params=params, version=2 if (
        kind == "self_attention") else 1, children=children)


EMBEDDING, DENSE = node("embedding", output_dim=8), node("dense")
POOLING = node("attention_pooling", units=4)


def texts(*rows):
    return Ragged.joined(*flattened(rows))


def numbers(found: Attention):
    return np.frombuffer(found.weights, np.float32).reshape(found.heads, found.rows, found.columns)


def test_that_a_model_without_attention_tells_nothing(model):
    assert attentions(model(EMBEDDING, node("global_average_pooling_1d"), DENSE), texts([3, 4])) == ()


def test_that_the_weights_are_those_of_the_models_own_run_and_add_up(model):
    asked = model(EMBEDDING, node("bidirectional", node("gru", units=3, return_sequences=True)),
                  node("multi_head_attention", num_heads=2, key_dim=4), POOLING, DENSE)
    heads, pooled = attentions(asked, texts([3, 4, 5]), first=2)
    assert (heads.heads, heads.rows, heads.columns, heads.first, heads.padding) == (2, 3, 3, 2, 0)
    assert (pooled.heads, pooled.rows, pooled.columns, pooled.layer) == (1, 1, 3, "Attention pooling")
    assert numbers(heads).sum(-1) == pytest.approx(1, abs=1e-5)
    assert numbers(pooled).sum(-1) == pytest.approx(1, abs=1e-5)
    flowing = np.array([[3, 4, 5]], "int32")
    for step in asked.trained.steps[:3]:
        flowing, before = step.layer(flowing), flowing
    assert numbers(heads) == pytest.approx(np.array(asked.trained.steps[2].layer.attention(before))[0], abs=1e-6)
    assert numbers(pooled)[0, 0] == pytest.approx(
        np.array(asked.trained.steps[3].layer.attention(flowing))[0, :, 0], abs=1e-6)
    assert heads.row(None, 1) == pytest.approx(numbers(heads).mean(0)[1])
    assert heads.at(1, 2, 0) == pytest.approx(numbers(heads)[1, 2, 0])


@pytest.mark.parametrize("skip", [True, False])
def test_that_padding_has_no_weight_where_it_is_skipped_and_is_told_where_it_is_not(model, skip):
    asked = model(node("embedding", output_dim=8, mask_zero=skip), node("self_attention"), POOLING, DENSE)
    whole = asked.weighing(np.array([[3, 4, 5, 0, 0], [3, 4, 5, 6, 7]], "int32"))
    for weights in whole.values():
        assert weights.sum(-1) == pytest.approx(1, abs=1e-5)
        assert ((weights[0, ..., 3:] == 0).all()) == skip
    fixed = model(node("embedding", output_dim=8, mask_zero=skip), node("self_attention"), POOLING, DENSE,
                  facts=DataFacts(input="ids", task="binary", outputs=1, vocabulary_size=20, steps=5))
    for found in attentions(fixed, texts([3, 4, 5])):
        assert found.columns == 3
        assert numbers(found).sum(-1).mean() + found.padding == pytest.approx(1, abs=1e-5)
        assert (found.padding == 0) == skip


def test_that_attention_inside_a_residual_is_found(model):
    found, = attentions(model(EMBEDDING, node("residual", node("layer_normalization"), node(
        "multi_head_attention", num_heads=3, key_dim=2)), node("global_average_pooling_1d"), DENSE), texts([3, 4]))
    assert (found.node, found.heads, found.rows) == ("multi_head_attention_1", 3, 2)
    assert numbers(found).sum(-1) == pytest.approx(1, abs=1e-5)


def test_that_steps_that_are_no_tokens_any_more_are_told_as_steps(model):
    found, = attentions(model(EMBEDDING, node("max_pooling_1d", pool_size=2), POOLING, DENSE), texts([3, 4, 5, 6]))
    assert (found.columns, found.first) == (2, None)


def test_that_numbers_are_attended_to_as_well(model):
    series = Ragged.joined(np.arange(24, dtype=np.float32), np.array([8]), 3)
    found, = attentions(model(POOLING, DENSE, facts=SERIES), series)
    assert (found.columns, found.first) == (8, 0)


def test_that_a_layer_keeps_its_call_and_its_numbers(model):
    asked = model(EMBEDDING, POOLING, DENSE)
    pooling = asked.trained.steps[1].layer
    before = asked.forward(np.array([[3, 4]], "int32"))
    attentions(asked, texts([3, 4]))
    assert "call" not in vars(pooling)
    assert asked.forward(np.array([[3, 4]], "int32")) == pytest.approx(before)


def test_that_two_may_ask_at_once(model):
    asked = model(EMBEDDING, POOLING, DENSE)
    found = []
    threads = [threading.Thread(target=lambda: found.append(attentions(asked, texts([3, 4, 5])))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len({told[0].weights for told in found}) == 1


@pytest.mark.parametrize(("way", "why"), [
    ("raises", "RuntimeError: no weights today"), ("flat", "weights of 1 axes"),
    ("nan", "its weights are no numbers")])
def test_that_a_plugins_layer_that_fails_to_tell_is_named_and_the_others_told(model, way, why):
    odd, pooled = attentions(model(EMBEDDING, node("odd.attention", way=way), POOLING, DENSE), texts([3, 4]))
    assert why in odd.fault
    assert odd.layer == "Odd"
    assert not pooled.fault


def test_that_a_very_long_text_is_told_in_part(model, monkeypatch):
    monkeypatch.setattr("rnnstudio.engine.attention._MOST_WEIGHTS", 200)
    asked = model(EMBEDDING, node("self_attention", num_heads=2), node("global_average_pooling_1d"), DENSE)
    found, = attentions(asked, texts(list(range(2, 18))))
    assert (found.rows, found.columns, found.left_out) == (10, 10, 6)


