"""Shapes, counts, and every mistake on the layer that makes it, in words."""

import threading

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.engine.describe import describe_stack
from rnnstudio.project import changes
from rnnstudio.project.model import LayerNode, Project

pytestmark = pytest.mark.tf

BINARY = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=100, classes=("no", "yes"),
                   training_examples=80, validation_examples=20)
CLASSES = DataFacts(input="text", task="multiclass", outputs=3, vocabulary_size=100, classes=("a", "b", "c"))
NUMBER = DataFacts(input="values", task="regression", outputs=1, features=5)
SHORT = DataFacts(input="values", task="regression", outputs=1, features=5, steps=4)


@pytest.fixture
def report(registry):
    return lambda facts, *stack: describe_stack(Project(stack=stack), registry, facts)


@pytest.fixture
def mistake(report, registry):
    """Return the only problem of a stack, after trying out that each of its repairs mends it."""

    def find(facts, *stack, mended=True):
        problems = report(facts, *stack).problems
        found = [problem for problem in problems if problem.severity == "error"] or problems
        assert len(found) == 1, found
        for repair in found[0].repairs[:1]:
            project, _ = changes.apply(Project(stack=stack), repair.changes)
            left = describe_stack(project, registry, facts).problems
            assert found[0].kind not in {problem.kind for problem in left}
            assert not mended or not any(problem.severity == "error" for problem in left), left
        return found[0]

    return find


def test_that_shapes_and_counts_of_every_layer_are_told(report, node):
    found = report(CLASSES, node("vectors", id="e"), node("both", node("gru", id="inner", units=8), id="w"),
                   node("dense", id="d", activation="softmax"))
    assert found.trainable, found.problems
    assert found.input_shape == (None, None)
    assert [(layer.node, layer.output_shape, layer.parameters, layer.depth) for layer in found.layers] == [
        ("e", (None, None, 4), 400, 0), ("w", (None, 16), 2 * 3 * 8 * (4 + 8 + 2), 0),
        ("inner", (None, 8), 3 * 8 * (4 + 8 + 2), 1), ("d", (None, 3), 51, 0)]
    assert found.layers[0].values == {"tokens": 100}
    assert found.layers[-1].values == {"units": 3}
    assert found.parameters == 400 + 672 + 51


def test_that_fixed_steps_reach_the_shapes_of_numbers_but_not_of_texts(report, node):
    assert report(SHORT, node("gru"), node("dense")).input_shape == (None, 4, 5)
    assert report(BINARY, node("vectors"), node("gru"), node("dense")).input_shape == (None, None)


def test_that_layers_that_are_switched_off_are_left_out(report, node):
    found = report(BINARY, node("vectors"), node("flat", enabled=False), node("gru"),
                   node("dense"), node("dense", enabled=False, units=7))
    assert found.trainable, found.problems
    assert [layer.name for layer in found.layers] == ["Embedding", "GRU", "Dense"]


def test_that_a_huge_embedding_costs_nothing(report, node):
    found = report(BINARY, node("vectors", tokens=2_000_000_000, size=1000), node("average"), node("dense"))
    assert found.parameters == 2_000_000_001_001


def test_that_ids_of_any_spelling_make_legal_names(report, node):
    found = report(BINARY, node("vectors", id="嵌入/1"), node("gru", id="_a b"), node("dense", id="A_B"),
                   node("dense", id="input"))
    assert found.trainable, found.problems


def test_that_an_empty_stack_asks_for_a_layer(report, node):
    assert "add a layer" in report(BINARY).problems[0].message
    assert "switched off" in report(BINARY, node("dense", enabled=False)).problems[0].message


def test_that_a_missing_plugin_is_said_on_its_layer_and_others_are_still_looked_at(report, node):
    found = report(BINARY, node("vectors"), LayerNode(id="x", type="other.thing"), node("dense", units=0))
    assert [problem.node for problem in found.problems] == ["x", "dense_2"]
    assert '"other.thing"' in found.problems[0].message
    assert found.problems[0].path == "$.stack[1]"
    assert [layer.output_shape for layer in found.layers] == [(None, None, 4), None, None]


def test_that_a_wrong_parameter_is_said_with_its_place_and_offers_the_default(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru", units=0), node("dense"))
    assert found.path == "$.stack[1].params.units"
    assert "from 1 to 8,192" in found.message
    assert found.repairs[0].title == "Use 4"
    assert mistake(BINARY, node("vectors"), node("gru", unit=3), node("dense")).repairs == ()


@pytest.mark.parametrize(("inner", "words"), [
    ([], "Both ways is empty: drop a recurrent layer here"),
    ([("gru", {"enabled": False})], "switched off"),
    ([("gru", {}), ("gru", {})], "can hold one layer and holds 2"),
    ([("dense", {})], "Both ways can't hold Dense: drop a recurrent layer here"),
])
def test_that_what_is_inside_a_wrapper_is_checked(mistake, node, inner, words):
    children = [node(kind, **keywords) for kind, keywords in inner]
    assert words in mistake(BINARY, node("vectors"), node("both", *children), node("dense"),
                            mended=len(children) < 2).message


def test_that_a_layer_that_is_no_wrapper_holds_nothing(mistake, node):
    assert "can't hold other layers" in mistake(BINARY, node("vectors"), node("gru", node("gru")),
                                                node("dense")).message


def test_that_a_parameter_the_data_leaves_open_is_asked_for(mistake, node):
    assert "holds numbers, which need none" in mistake(NUMBER, node("vectors"), node("gru"), node("dense")).message


def test_that_ids_without_embedding_are_refused(mistake, node):
    for kind in ("dense", "gru", "average", "dropout", "conv"):
        found = mistake(BINARY, node(kind), node("dense"))
        assert "put an Embedding layer before it" in found.message
        assert found.layer in found.message


def test_that_an_embedding_anywhere_but_first_is_refused(mistake, node):
    assert "gives no ids any more; remove it" in mistake(BINARY, node("vectors"), node("vectors"), node("average"),
                                             node("dense")).message
    assert "not ids; remove it" in mistake(NUMBER, node("vectors", tokens=5), node("gru"), node("dense")).message


def test_that_an_embedding_smaller_than_the_vocabulary_is_refused_and_shapes_go_on(mistake, report, node):
    stack = node("vectors", tokens=50), node("gru"), node("dense")
    found = mistake(BINARY, *stack)
    assert "50 tokens, but the vocabulary has 100" in found.message
    assert found.repairs[0].changes[0].params == {"tokens": None}
    assert report(BINARY, *stack).layers[-1].output_shape == (None, 1)


def test_that_a_recurrent_layer_on_the_last_step_of_another_names_both(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru", id="first", name="Reader"), node("dropout"),
                    node("gru", id="second"), node("dense"))
    assert found.node == "second"
    assert 'GRU needs a whole sequence (batch × steps × features), but Reader before it gives only its last step; ' \
           'switch on "Return sequences" there' in found.message
    assert (found.repairs[0].node, found.repairs[0].changes[0].params) == ("first", {"return_sequences": True})


def test_that_the_switch_inside_a_wrapper_is_found(mistake, node):
    found = mistake(BINARY, node("vectors"), node("both", node("gru", id="inner")), node("conv"), node("average"),
                    node("dense"))
    assert found.repairs[0].node == "inner"


@pytest.mark.parametrize("kind", ["gru", "average", "conv", "each"])
def test_that_a_layer_that_reads_sequences_is_refused_after_pooling(mistake, node, kind):
    second = node(kind, node("dense")) if kind == "each" else node(kind)
    found = mistake(BINARY, node("vectors"), node("average", name="Mean"), second, node("dense"), mended=False)
    assert "but Mean before it makes one vector" in found.message


def test_that_a_layer_that_takes_one_vector_is_refused_a_sequence(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru", return_sequences=True), node("repeat"), node("average"),
                    node("dense"))
    assert "needs one vector for each example, but GRU before it gives a whole sequence" in found.message
    assert "put a recurrent or a pooling layer before it" in mistake(
        BINARY, node("vectors"), node("repeat"), node("average"), node("dense")).message


def test_that_flattening_texts_is_refused(mistake, node):
    assert "but Flatten before it gives as many as the example is long" in mistake(
        BINARY, node("vectors"), node("flat"), node("dense")).message


def test_that_a_window_longer_than_the_sequence_is_refused(mistake, node):
    assert "longer than the sequence, which has 4 steps here" in mistake(
        SHORT, node("conv", width=9), node("average"), node("dense")).message


def test_that_a_recurrent_layer_for_each_step_is_refused(mistake, node):
    assert "there is no sequence to read; drag GRU out" in mistake(
        NUMBER, node("each", node("gru")), node("average"), node("dense"), mended=False).message


@pytest.mark.parametrize(("when", "words"), [
    ("build", "Faulty, of the plugin acme, failed: RuntimeError: cannot build"),
    ("sentence", "turn the knob"),
    ("nothing", "not a keras.Layer"),
    ("call", "Faulty, of the plugin acme, failed: ZeroDivisionError: cannot call"),
])
def test_that_a_plugins_fault_is_said_on_its_layer(mistake, node, when, words):
    found = mistake(NUMBER, node("faulty", id="f", when=when), node("dense"))
    assert found.node == "f"
    assert words in found.message
    assert "\n" not in found.message


def test_that_a_sequence_at_the_end_is_refused(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru", id="g", return_sequences=True), node("dropout"),
                    node("dense"))
    assert "gives a vector for every step" in found.message
    assert (found.repairs[0].node, found.repairs[0].changes[0].params) == ("g", {"return_sequences": False})
    assert "put a recurrent or a pooling layer before it" in mistake(BINARY, node("vectors"), node("dense")).message
    assert "add a recurrent or a pooling layer after it" in mistake(BINARY, node("vectors")).message


def test_that_switching_a_sequence_off_is_not_offered_where_it_breaks_what_follows(mistake, node):
    assert mistake(BINARY, node("vectors"), node("gru", return_sequences=True), node("conv"),
                   node("dense")).repairs == ()


def test_that_a_last_layer_of_another_size_is_refused(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru"), node("dense", units=10))
    assert found.message == ("Dense at the end gives 10 numbers, but the task has 1 output (the probability of "
                             '"yes"); use 1 unit')
    assert (found.repairs[0].title, found.repairs[0].changes[0].params) == ("Use 1 unit", {"units": None})
    assert "3 outputs, one for each class" in mistake(CLASSES, node("vectors"), node("gru"),
                                                      node("dense", units=1)).message


def test_that_two_units_with_softmax_for_two_classes_are_mended_at_once(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru"), node("dense", units=2, activation="softmax"))
    assert found.repairs[0].changes[0].params == {"units": None, "activation": "sigmoid"}


def test_that_a_recurrent_layer_is_no_answer(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru", units=64))
    assert "add a Dense layer of 1 unit after it" in found.message
    assert found.repairs[0].title == "Add Dense at the end"
    assert "add a Dense layer of 1 unit after it" in mistake(BINARY, node("vectors"), node("gru", units=1)).message


def test_that_flattened_texts_are_no_answer(mistake, node):
    assert "end with a Dense layer of 1 unit" in mistake(BINARY, node("vectors"), node("flat"),
                                                          mended=False).message


def test_that_softmax_on_one_unit_is_refused(mistake, node):
    for facts, wanted in ((BINARY, "sigmoid"), (NUMBER, "linear")):
        head = (node("gru"),) if facts is NUMBER else (node("vectors"), node("gru"))
        found = mistake(facts, *head, node("dense", activation="softmax"))
        assert "softmax over one number is always the same" in found.message
        assert found.repairs[0].changes[0].params == {"activation": wanted}


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_that_a_classifier_that_gives_no_probabilities_is_refused(mistake, node, activation):
    found = mistake(BINARY, node("vectors"), node("gru"), node("dense", activation=activation, id="d"),
                    node("dropout"))
    assert (found.node, found.path) == ("d", "$.stack[2].params.activation")
    assert f"{activation} can't" in found.message


def test_that_separate_probabilities_and_bounded_numbers_are_only_warned_of(mistake, node):
    found = mistake(CLASSES, node("vectors"), node("gru"), node("dense", activation="sigmoid"))
    assert found.severity == "warning"
    assert "don't add up to 1" in found.message
    found = mistake(NUMBER, node("gru"), node("dense", activation="tanh"))
    assert found.severity == "warning"
    assert "−1 … 1" in found.message


def test_that_a_function_of_a_plugins_own_is_warned_of(mistake, node):
    found = mistake(BINARY, node("vectors"), node("gru"), node("curve"))
    assert found.severity == "warning"
    assert '"wave"' in found.message


def test_that_a_stack_with_nothing_to_learn_is_refused(mistake, node):
    facts = DataFacts(input="values", task="regression", outputs=1, features=1)
    assert "nothing" not in mistake(facts, node("average")).message
    assert "to learn" in mistake(facts, node("average")).message


@pytest.mark.parametrize(("facts", "activation"), [
    (BINARY, "sigmoid"), (BINARY, "linear"), (CLASSES, "softmax"), (CLASSES, "linear"), (NUMBER, "linear"),
    (NUMBER, "relu")])
def test_that_a_sound_stack_has_no_problems(report, node, facts, activation):
    head = (node("gru", return_sequences=True), node("gru")) if facts is NUMBER else (node("vectors"), node("gru"))
    assert report(facts, *head, node("dropout"), node("dense", activation=activation)).problems == ()


def test_that_describing_in_many_threads_gives_the_same_answer(report, node):
    stack = node("vectors"), node("both", node("gru")), node("dropout"), node("dense")
    expected = report(BINARY, *stack)
    found = []

    def ask():
        for _ in range(5):
            found.append(report(BINARY, *stack))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [expected] * 20
