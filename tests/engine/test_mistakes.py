"""Every mistake a person makes in a stack, alone and with each other: found, and repaired by the first button."""

from __future__ import annotations

import itertools

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.engine.describe import describe_stack, try_repairs
from rnnstudio.project import changes, edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry, installed_plugins

pytestmark = pytest.mark.tf

TEXT = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=100, classes=("no", "yes"))


def node(kind, node_id, *children, name=None, **params):
    return LayerNode(id=node_id, type=f"rnnstudio.{kind}", params=params, children=children, name=name)


VALID = Project(stack=(
    node("embedding", "vectors", output_dim=8),
    node("bidirectional", "both", node("lstm", "inner", units=4, return_sequences=True)),
    node("gru", "lower", units=4, return_sequences=True),
    node("lstm", "upper", units=4),
    node("dense", "hidden", units=4, activation="relu"),
    node("dense", "answer", activation="sigmoid"),
))
"""A stack with nothing wrong in it, and room for every mistake."""


def setting(node_id, **params):
    return lambda project: edits.set_parameters(project, node_id, params)


def adding(layer, *before):
    """Insert a layer before another of the stack, or at its end."""
    def change(project):
        places = [index for index, other in enumerate(project.stack) if other.id in before]
        return edits.add(project, layer, Place(None, places[0] if places else len(project.stack)))
    return change


def names(project):
    return edits.rename(edits.rename(project, "lower", "Reader"), "upper", "reader")


def empty(project):
    return edits.remove(project, ["inner"])


def unfit(project):
    return edits.add(edits.remove(project, ["inner"]), node("dense", "misfit", units=4), Place("both", 0))


def not_first(project):
    return edits.move(project, ["vectors"], Place(None, 2))


MISTAKES = {
    "last step into a recurrent layer": (setting("lower", return_sequences=False), "needs_sequence"),
    "a sequence at the end": (setting("upper", return_sequences=True), "sequence_at_the_end"),
    "text without an Embedding": (lambda p: edits.remove(p, ["vectors"]), "ids_without_embedding"),
    "an Embedding that is not first": (not_first, "embedding_not_first"),
    "two Embeddings": (adding(node("embedding", "again"), "both", "lower", "upper"), "embedding_without_ids"),
    "an Embedding smaller than the vocabulary": (setting("vectors", input_dim=50), "embedding_too_small"),
    "ten units for two classes": (setting("answer", units=10), "wrong_size_at_the_end"),
    "softmax on one unit": (setting("answer", activation="softmax"), "softmax_over_one"),
    "an answer without probabilities": (setting("answer", activation="tanh"), "no_probability_at_the_end"),
    "an empty wrapper": (empty, "holds_too_few"),
    "a wrapper around a Dense": (unfit, "holds_another_kind"),
    "two in a wrapper for one": (lambda p: edits.add(p, node("gru", "extra", units=4, return_sequences=True),
                                                     Place("both", 9)), "holds_too_many"),
    "a cell by itself": (adding(node("gru_cell", "cell", units=4), "upper"), "cell_by_itself"),
    "pooling after the last step": (adding(node("global_average_pooling_1d", "pool"), "hidden"), "needs_sequence"),
    "Flatten over texts": (adding(node("flatten", "flat"), "hidden"), None),
    "a convolution that drops the mask": (adding(node("conv_1d", "conv", filters=4), "lower"), "loses_the_mask"),
    "two layers of one name": (names, "name_given_twice"),
    "unroll with any length": (setting("lower", unroll=True), "unrolled_without_end"),
    "recurrent dropout": (setting("upper", recurrent_dropout=0.5), "slow_recurrence"),
    "zeros at a last step of padding": (setting("upper", zero_output_for_mask=True), "zeros_for_the_last_step"),
    "backwards inside Bidirectional": (setting("inner", go_backwards=True), "reads_both_ways"),
    "backwards with a mask": (setting("lower", go_backwards=True), "turns_around_the_mask"),
}
CLASHING = [
    {"an empty wrapper", "backwards inside Bidirectional"},
    {"a wrapper around a Dense", "backwards inside Bidirectional"},
    {"an empty wrapper", "a wrapper around a Dense"}, {"an empty wrapper", "two in a wrapper for one"},
    {"a wrapper around a Dense", "two in a wrapper for one"},
    {"text without an Embedding", "an Embedding that is not first"},
    {"text without an Embedding", "an Embedding smaller than the vocabulary"},
    {"text without an Embedding", "two Embeddings"}, {"an Embedding that is not first", "two Embeddings"},
    {"a convolution that drops the mask", "backwards with a mask"},  # no mask arrives there
    {"softmax on one unit", "an answer without probabilities"},  # the same setting
    {"ten units for two classes", "softmax on one unit"},  # softmax on ten units is no such mistake
    {"ten units for two classes", "an answer without probabilities"},  # repaired by the same button
    {"a sequence at the end", "Flatten over texts"},  # what would be the mistake there
    {"a sequence at the end", "pooling after the last step"},  # no mistake any more
    {"a sequence at the end", "zeros at a last step of padding"},
]
"""Pairs that can't stand together, or are one and the same."""


@pytest.fixture(scope="module")
def registry():
    return Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])


def errors(report):
    return [problem for problem in report.problems if problem.severity == "error"]


def mended(project, registry, report):
    """Press the first button of the first problem until nothing is wrong; ``report`` is of ``project``."""
    for _ in range(12):
        problem = next((problem for problem in report.problems if problem.repairs), None)
        if problem is None:
            return report
        project, _ = changes.apply(project, problem.repairs[0].changes)
        report = describe_stack(project, registry, TEXT)
    raise AssertionError([problem.message for problem in report.problems])


def test_that_the_stack_itself_is_right(registry):
    assert describe_stack(VALID, registry, TEXT).problems == ()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_that_a_mistake_is_found_and_mended(registry, mistake):
    make, kind = MISTAKES[mistake]
    project = make(VALID)
    report = describe_stack(project, registry, TEXT)
    kinds = [problem.kind for problem in report.problems]
    if mistake == "Flatten over texts":  # here the layer before gives a vector, which is flat already
        project = edits.remove(project, ["upper", "hidden"])
        report = describe_stack(project, registry, TEXT)
        kinds = [problem.kind for problem in report.problems]
        kind = "size_unknown"
    assert kinds == [kind], report.problems
    tried = try_repairs(project, registry, TEXT, report)
    for repair in tried.problems[0].repairs:
        assert repair.errors == 0, repair
        after, _ = changes.apply(project, repair.changes)
        left = describe_stack(after, registry, TEXT)
        assert kind not in [problem.kind for problem in left.problems], repair
        assert {layer.node: layer.output_shape for layer in left.layers}.get(repair.node) == repair.after
    assert mended(project, registry, report).trainable


@pytest.mark.parametrize(("one", "other"), [
    pair for pair in itertools.combinations(MISTAKES, 2)
    if set(pair) not in CLASHING and "Flatten over texts" not in pair])
def test_that_two_mistakes_at_once_are_both_found_and_mended(registry, one, other):
    project = MISTAKES[other][0](MISTAKES[one][0](VALID))
    report = describe_stack(project, registry, TEXT)
    kinds = {problem.kind for problem in report.problems}
    assert {MISTAKES[one][1], MISTAKES[other][1]} <= kinds, report.problems
    assert mended(project, registry, report).problems == ()


def test_that_the_first_cause_comes_first(registry):
    project = setting("answer", units=10)(setting("lower", return_sequences=False)(names(VALID)))
    report = describe_stack(project, registry, TEXT)
    assert [problem.kind for problem in report.problems] == [
        "needs_sequence", "wrong_size_at_the_end", "name_given_twice"]


def test_that_what_a_repair_leads_to_is_told(registry):
    project = setting("lower", return_sequences=False)(setting("answer", units=10)(VALID))
    report = try_repairs(project, registry, TEXT, describe_stack(project, registry, TEXT))
    sequence = report.problems[0].repairs[0]
    assert (sequence.node, sequence.before, sequence.after, sequence.errors) == (
        "lower", (None, 4), (None, None, 4), 1)


def test_that_a_huge_embedding_and_two_hundred_layers_are_described_again_in_no_time(registry):
    many = tuple(node("lstm", f"lstm_{number}", units=8, return_sequences=True) for number in range(200))
    project = Project(stack=(node("embedding", "vectors", input_dim=2_000_000), *many, *VALID.stack[-3:]))
    assert describe_stack(project, registry, TEXT).trainable
    again = edits.set_parameter(project, "lstm_100", "units", 9)
    report = describe_stack(again, registry, TEXT)
    assert report.layers[101].output_shape == (None, None, 9)
    assert report.parameters == describe_stack(again, registry, TEXT).parameters
