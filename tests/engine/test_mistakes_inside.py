"""Mistakes with layers that lay numbers out anew, and inside wrappers of several layers: found and mended."""

from __future__ import annotations

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.engine.describe import describe_stack
from rnnstudio.project import changes
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry, installed_plugins

pytestmark = pytest.mark.tf

TEXT = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=100, classes=("no", "yes"))
ROWS = DataFacts(input="values", task="binary", outputs=1, features=5, steps=6, classes=("no", "yes"))


@pytest.fixture(scope="module")
def registry():
    return Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])


def node(kind, *children, **params):
    return LayerNode(id=kind, type=f"rnnstudio.{kind}", params=params, children=children)


VECTORS, POOLED = node("embedding", output_dim=8), node("global_average_pooling_1d")
ANSWER = node("dense", activation="sigmoid")


def stack(facts, *middle):
    return Project(stack=(*((VECTORS,) if facts is TEXT else ()), *middle, POOLED, ANSWER))


MISTAKES = {
    "a residual around a recurrent layer that gives its last step": (
        TEXT, node("residual", node("gru", units=4)), "gru", "adds_other_steps", "makes one vector of the sequence"),
    "a residual around a convolution that eats up steps": (
        TEXT, node("residual", node("conv_1d", padding="valid")), "conv_1d", "adds_other_steps",
        "changes the number of steps"),
    "a residual around cropping": (
        TEXT, node("residual", node("dropout"), node("cropping_1d")), "cropping_1d", "adds_other_steps",
        "changes the number of steps"),
    "a residual that may not fit the width": (
        TEXT, node("residual", node("gru", units=4, return_sequences=True), project=False), "residual",
        "adds_other_widths", "give 4 features, but 8 come in"),
    "a recurrent layer in a residual behind one that gives its last step": (
        TEXT, node("residual", node("gru", units=4), node("lstm", units=4, return_sequences=True)), "lstm",
        "needs_sequence", "gives only its last step"),
    "a window with gaps that leaps": (
        TEXT, node("conv_1d", dilation_rate=2, strides=2), "conv_1d", "leaps_and_gaps", "set one of them to 1"),
    "texts cut into steps that they don't fill": (
        TEXT, node("reshape", features=3), "reshape", "cuts_any_length", "examples of any length"),
    "texts cut into a fixed number of steps": (
        TEXT, node("reshape", steps=5, features=4), "reshape", "cuts_any_length", "examples of any length"),
    "a row cut into steps that it doesn't fill": (
        ROWS, node("reshape", steps=7, features=4), "reshape", "has_wrong_size", "change its target shape"),
    "more cut off than there is": (
        ROWS, node("cropping_1d", left=4, right=4), "cropping_1d", "cut_off_whole", "cut off fewer"),
    "a wide window with gaps": (
        ROWS, node("conv_1d", kernel_size=4, dilation_rate=2, padding="valid"), "conv_1d", "window_too_long",
        "longer than the sequence"),
    "a vector repeated that is a sequence": (
        TEXT, node("repeat_vector"), "repeat_vector", "needs_vector", "needs one vector"),
    "a sequence of sequences": (
        ROWS, node("time_distributed", node("repeat_vector", n=3)), "time_distributed", "makes_sequences_of_steps",
        "sequence of sequences"),
}


@pytest.mark.parametrize(("facts", "middle", "where", "kind", "words"), MISTAKES.values(), ids=MISTAKES)
def test_that_a_mistake_is_said_where_it_is_made_and_the_first_button_mends_it(
        registry, facts, middle, where, kind, words):
    project = stack(facts, middle)
    found = next(found for found in describe_stack(project, registry, facts).problems if found.severity == "error")
    assert (found.node, found.kind) == (where, kind)
    assert words in found.message
    for _ in range(4):
        errors = [found for found in describe_stack(project, registry, facts).problems if found.severity == "error"]
        if not errors:
            break
        project, _ = changes.apply(project, errors[0].repairs[0].changes)
    assert not errors


def test_that_ids_that_go_into_a_residual_are_seen(registry):
    project = Project(stack=(node("residual", node("dense", units=4)), ANSWER))
    found = describe_stack(project, registry, TEXT).problems[0]
    assert (found.node, found.kind) == ("residual", "ids_without_embedding")


def test_that_what_drops_the_mask_is_warned_of(registry):
    for kind in ("separable_conv_1d", "zero_padding_1d", "cropping_1d"):
        found = describe_stack(stack(TEXT, node(kind)), registry, TEXT).problems
        assert [(problem.node, problem.kind, problem.severity) for problem in found] == [
            (kind, "loses_the_mask", "warning")]
    good = stack(TEXT, node("residual", node("layer_normalization"), node("multi_head_attention")))
    assert describe_stack(good, registry, TEXT).problems == ()


def test_that_the_layers_inside_a_residual_have_their_shapes(registry):
    report = describe_stack(stack(TEXT, node("residual", node("layer_normalization"), node("conv_1d", filters=3))),
                            registry, TEXT)
    inner = {layer.node: (layer.input_shape, layer.output_shape) for layer in report.layers if layer.depth}
    assert inner == {"layer_normalization": ((None, None, 8), (None, None, 8)),
                     "conv_1d": ((None, None, 8), (None, None, 3))}
