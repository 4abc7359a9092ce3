"""What is said of a layer in its model."""

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.project.model import LayerNode
from rnnstudio.project.report import LayerReport, StackReport
from rnnstudio.studio.help.facts import Fact, layer_facts, meaning

TEXT = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8000)


def stack(*layers: LayerReport, parameters: int = 0) -> StackReport:
    return StackReport(layers=layers, input_shape=(None, None), parameters=parameters)


def layer(node: str, output, given=None, **more) -> LayerReport:
    return LayerReport(node=node, type="fake.gru", name=node, output_shape=output, input_shape=given, **more)


IDS = layer("embedding_1", (None, None, 16), (None, None), masked=True, parameters=128_000)
WHOLE = stack(IDS, layer("bidirectional_1", (None, 64), (None, None, 16), parameters=900),
              layer("gru_1", (None, 32), (None, None, 16), parameters=450, depth=1),
              layer("dense_1", (None, 1), (None, 64), parameters=65), parameters=128_965)


def told(registry, node: LayerNode, report: StackReport | None = WHOLE, data: DataFacts | None = TEXT):
    return {fact.name: fact for fact in layer_facts(registry, node, report, data)}


def test_that_shapes_are_said_in_words(fake_registry):
    facts = told(fake_registry, LayerNode(id="embedding_1", type="fake.embedding"))
    assert facts["Takes in"] == Fact("Takes in", "batch × steps", "a token id at each step")
    assert facts["Gives"] == Fact("Gives", "batch × steps × 16", "a vector of 16 numbers at each step")
    assert told(fake_registry, LayerNode(id="dense_1", type="fake.dense"))["Gives"].aside == "one number"


@pytest.mark.parametrize(("shape", "words"), [
    ((None, None, 1), "a number at each step"), ((None, 80, 4), "a vector of 4 numbers at each step"),
    ((None, 4), "one vector of 4 numbers"), ((None, 1), "one number"), ((None, 2, 3, 4), ""), ((None, None), "")])
def test_that_each_kind_of_shape_has_plain_words(shape, words):
    assert meaning(shape) == words


def test_that_values_are_no_token_ids(fake_registry):
    data = DataFacts(input="values", task="binary", outputs=1, steps=80)
    report = stack(layer("gru_1", (None, 4), (None, 80)))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), report, data)["Takes in"].aside == (
        "one vector of 80 numbers")


def test_that_the_share_of_the_parameters_is_told(fake_registry):
    assert told(fake_registry, LayerNode(id="embedding_1", type="fake.embedding"))["Parameters"] == (
        Fact("Parameters", "128,000", "99% of the model"))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"))["Parameters"].aside == (
        "less than 1% of the model")
    none = stack(layer("gru_1", (None, 4), (None, None, 4)))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), none)["Parameters"].value == "none"


def test_that_it_is_told_what_becomes_of_padding(fake_registry):
    def padding(node):
        return told(fake_registry, LayerNode(id=node, type="fake.gru")).get("Padding")
    assert padding("embedding_1").value == "skipped"
    assert padding("bidirectional_1").aside == "One vector has no padding left."
    assert padding("gru_1") == padding("bidirectional_1")
    assert padding("dense_1") is None


def test_that_a_mask_that_ends_on_a_sequence_is_told(fake_registry):
    report = stack(IDS, layer("gru_1", (None, None, 8), (None, None, 16)))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), report)["Padding"].aside == (
        "Layers after it read padding like any step.")
    bare = stack(layer("gru_1", (None, None, 8), (None, None, 16)))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), bare)["Padding"].value == "not skipped"


def test_that_data_of_one_length_has_no_padding(fake_registry):
    data = DataFacts(input="values", task="binary", outputs=1, steps=80, features=2)
    report = stack(layer("gru_1", (None, 8), (None, 80, 2)))
    assert "Padding" not in told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), report, data)


def test_that_what_differs_from_the_default_is_listed_with_it(fake_registry):
    node = LayerNode(id="gru_1", type="fake.gru", params={"units": 1024, "return_sequences": True, "dropout": 0.0,
                                                          "clip": 0.5})
    facts = told(fake_registry, node)
    assert facts["Units"] == Fact("Units", "1,024", "default: 64")
    assert facts["Whole sequence"] == Fact("Whole sequence", "on", "default: off")
    assert facts["Clip"] == Fact("Clip", "0.5", "default: none")
    assert "Dropout" not in facts


def test_that_what_the_data_decides_is_listed(fake_registry):
    report = stack(layer("embedding_1", (None, None, 16), (None, None), values={"input_dim": 8000}))
    node = LayerNode(id="embedding_1", type="fake.embedding")
    assert told(fake_registry, node, report)["Vocabulary"] == Fact("Vocabulary", "8,000, from the data")
    assert "Vocabulary" not in told(fake_registry, node, None)


def test_that_a_value_the_plugin_refuses_is_shown_as_it_stands(fake_registry):
    node = LayerNode(id="gru_1", type="fake.gru", params={"units": 99_999})
    assert told(fake_registry, node)["Units"].value == "99,999"


def test_that_without_a_report_only_the_settings_are_told(fake_registry):
    node = LayerNode(id="gru_1", type="fake.gru", params={"units": 3}, enabled=False)
    assert list(told(fake_registry, node, None, None)) == ["State", "Units"]


def test_that_shapes_hidden_by_a_mistake_are_said_to_be(fake_registry):
    report = stack(LayerReport(node="gru_1", type="fake.gru", name="GRU"))
    assert told(fake_registry, LayerNode(id="gru_1", type="fake.gru"), report)["Shapes"].value == "not known yet"


def test_that_a_layer_of_a_missing_plugin_has_facts_too(fake_registry):
    assert told(fake_registry, LayerNode(id="x", type="gone.layer", params={"a": 1})) == {}
