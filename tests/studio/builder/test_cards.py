from itertools import combinations

import pytest
from PySide6.QtGui import QFont

from rnnstudio.project import edits
from rnnstudio.project.edits import replace
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Problem, Repair, StackReport
from rnnstudio.studio.builder.card_layout import Fonts, lay_out
from rnnstudio.studio.builder.cards import UNKNOWN, Card, Told, card_of, spoken
from rnnstudio.studio.builder.facts_line import facts_line, model_line
from rnnstudio.studio.builder.repair_words import leads_to, tip
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
    assert facts_line(facts) == "text, 8,000 tokens → 1 of 2 classes"


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


def test_that_a_folded_wrapper_names_what_is_inside(mixed, registry, facts, report):
    told = Told.of(facts, report)
    rows = {row.node.id: row for row in flatten(mixed, registry, {"cells_1", "bidirectional_2"})}
    card = card_of(rows["cells_1"], registry, told, ())
    assert (card.folds, card.folded, card.opens, card.inside) == (True, True, False, "GRU · 64 units, GRU · 64 units")
    assert "folded, holds GRU · 64 units, GRU · 64 units" in spoken(card)
    assert card_of(rows["bidirectional_2"], registry, told, ()).inside == "empty"
    assert "gru_2" not in rows


def test_that_errors_stand_before_warnings_and_advice(mixed, registry):
    told = Told.of(None, StackReport(problems=tuple(
        Problem(node="gru_1", message=severity, severity=severity) for severity in ("advice", "warning", "error"))))
    row = next(row for row in flatten(mixed, registry) if row.node.id == "gru_1")
    card = card_of(row, registry, told, ())
    assert [problem.severity for problem in card.problems] == ["error", "warning", "advice"]


def test_that_a_repair_says_what_it_leads_to():
    repair = Repair(title="Mend", changes=(), before=(None, 64), after=(None, None, 64), errors=2)
    assert leads_to(repair) == "batch × 64 → batch × steps × 64"
    assert tip(repair) == "Mend\nbatch × 64 → batch × steps × 64\nThen 2 errors are left."
    assert leads_to(replace(repair, before=None)) == "→ batch × steps × 64"
    assert leads_to(replace(repair, after=(None, 64))) == leads_to(replace(repair, after=None)) == ""


def test_that_what_a_repair_leads_to_never_leaves_the_card(qapp):
    repairs = tuple(Repair(title=title, changes=(), before=(None, 64), after=(None, None, 64))
                    for title in ("Mend", "A title as long as a title can be in any language"))
    problem = Problem(node="a", message="It is wrong.", repairs=repairs)
    for width in (280, 344, 600):
        layout = lay_out(Card(node="a", kind="layer", title="A", problems=(problem,)), width, Fonts.of(QFont()))
        rects = [rect for button in layout.troubles[0].buttons for rect in (button.rect, button.note_rect)]
        assert all(layout.frame.contains(rect) for rect in rects)
        assert not any(one.intersects(other) for one, other in combinations(rects, 2))
