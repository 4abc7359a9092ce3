import pytest

from rnnstudio.project import edits
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.studio.builder.cards import UNKNOWN, Told, card_of, spoken
from rnnstudio.studio.builder.facts_line import facts_line, model_line
from rnnstudio.studio.builder.rows import flatten


@pytest.fixture
def cards(mixed, registry, facts, report):
    told = Told.of(facts, report)
    return {row.key: card_of(row, registry, told, ()) for row in flatten(mixed, registry)}


def test_that_a_card_shows_shape_count_and_share(cards):
    card = cards["embedding_1", False]
    assert (card.title, card.shape, card.parameters, card.share) == ("Embedding", "batch × steps × 16", 7500, 0.75)


def test_that_an_inner_card_has_a_count_but_no_shape_of_its_own(cards):
    card = cards["gru_1", False]
    assert (card.shape, card.parameters, card.severity) == ("", 2500, "warning")


def test_that_what_is_not_known_yet_says_so(mixed, registry):
    row = flatten(mixed, registry)[0]
    card = card_of(row, registry, Told(), ())
    assert (card.shape, card.parameters, card.share) == (UNKNOWN, None, 0)


def test_that_a_missing_layer_says_what_is_missing(cards):
    card = cards["missing_1", False]
    assert (card.title, card.summary, card.kind, card.shape) == (
        "gone.layer", "plugin not installed", "missing", "")


def test_that_a_layer_with_a_name_keeps_its_kind_in_sight(cards):
    card = cards["dense_1", False]
    assert (card.title, card.summary) == ("Output", "Dense · 10 units")


def test_that_a_card_is_read_out_in_full(cards):
    assert spoken(cards["gru_1", False], "Bidirectional") == \
        "GRU, 32 units. inside Bidirectional. 2,500 parameters. Warning: It is slow."
    assert spoken(cards["dropout_1", False]) == "Dropout, switched off."
    assert spoken(cards["bidirectional_2", True], "Bidirectional") == \
        "Empty slot of Bidirectional: Drop a recurrent layer here"
    assert "Error: It has 10 units" in spoken(cards["dense_1", False])


def test_how_the_data_is_summed_up(facts):
    assert facts_line(None) == "…"
    assert facts_line(facts) == "text, 8,000 words → 1 of 2 classes"


@pytest.mark.parametrize(("changes", "words"), [
    ({"input": "ids", "vocabulary_size": 50, "task": "multiclass", "outputs": 1200, "steps": 80},
     "ids, 50 different, 80 steps → 1 of 1,200 classes"),
    ({"input": "values", "features": 3, "task": "regression"}, "3 numbers per step → a number"),
    ({"input": "values", "features": 1, "task": "regression", "outputs": 2}, "a number per step → 2 numbers"),
    ({"vocabulary_size": None}, "text → 1 of 2 classes"),
])
def test_how_other_data_is_summed_up(facts, changes, words):
    assert facts_line(edits.replace(facts, **changes)) == words


def test_how_the_model_is_summed_up(mixed, report):
    assert model_line(mixed, report) == "Layers: 6 · Parameters: 10,000 · 40 kB"
    assert model_line(mixed, None) == "Layers: 6 · Parameters: …"
    off = Project(stack=(LayerNode(id="a", type="fake.gru", enabled=False),))
    assert model_line(off, None).startswith("Layers: 0")
    assert model_line(Project(), report) == "Layers: 0"
