"""What the window shows of attention: a tint for each token, or a matrix with its heads."""

import struct

import pytest
from PySide6.QtCore import QPoint, Qt

from rnnstudio.project.preview import Piece, PreviewRow
from rnnstudio.project.trial import Attention, Influence, Prediction, Score
from rnnstudio.studio.tryit.attention_section import AttentionSection
from rnnstudio.studio.tryit.attention_view import AttentionModel
from rnnstudio.studio.tryit.text_page import TextPage

TOLD = Prediction(label="positive", labels=("positive",), text="oh good zork bad",
                  scores=(Score("negative", 0.3), Score("positive", 0.7)),
                  pieces=(Piece("oh", 9), Piece("good", 5), Piece("zork", 1), Piece("bad", 6)), first=1, behind=4)


def attention(*heads, node="a", first=1, **more):
    flat = [value for head in heads for row in head for value in row]
    return Attention(node=node, layer=node.upper(), heads=len(heads), rows=len(heads[0]), columns=len(heads[0][0]),
                     weights=struct.pack(f"{len(flat)}f", *flat), first=first, **more)


POOLED = attention([[0.6, 0.3, 0.1]], node="pool")
HEADS = attention([[0.5, 0.5, 0.0], [0.1, 0.8, 0.1], [0.0, 0.0, 1.0]], [[0.3, 0.3, 0.4]] * 3, node="heads")


@pytest.fixture
def section(qtbot):
    made = AttentionSection()
    qtbot.addWidget(made)
    made.resize(600, 500)
    return made


def test_that_a_pooling_tints_each_token_it_sees(section):
    section.show_attentions((POOLED,), TOLD)
    assert not section.isHidden()
    assert section.matrix.isHidden()
    assert section.layer.isHidden()
    assert section.head.isHidden()
    assert section.tokens.effects == pytest.approx([1.0, 0.5, 1 / 6])
    assert section.tokens.words_at(QPoint(6, 8)) == "“good” has 0.600 of the weight"
    assert section.tokens.accessibleDescription().startswith("“good” has 0.600 of the weight; “zork” has 0.300")


def test_that_an_attention_of_steps_is_a_matrix_with_a_choice_of_heads(section, qtbot):
    section.show()
    section.show_attentions((HEADS,), TOLD)
    assert section.tokens.isHidden()
    assert [section.head.itemText(index) for index in range(3)] == ["Mean of all heads", "Head 1", "Head 2"]
    model = section.model
    names = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    assert names == ["good", "zork", "bad"]
    assert model.weight(model.index(0, 0)) == pytest.approx(0.4)
    section.head.setCurrentIndex(1)
    section.head.activated.emit(1)
    assert model.weight(model.index(1, 1)) == pytest.approx(0.8)
    assert model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "“zork” takes 0.800 from “zork”"
    assert section.cell.text() == "The largest weight is 1.000. Select a cell for its own."
    section.matrix.setCurrentIndex(model.index(0, 1))
    assert section.cell.text() == "“good” takes 0.500 from “zork”"
    qtbot.keyClick(section.matrix, Qt.Key.Key_Down)
    assert section.cell.text() == "“zork” takes 0.800 from “zork”"


def test_that_the_chosen_layer_and_head_stay_for_the_next_text(section):
    section.show_attentions((POOLED, HEADS), TOLD)
    assert section.layer.count() == 2
    section.layer.setCurrentIndex(1)
    section.layer.activated.emit(1)
    section.head.setCurrentIndex(2)
    section.head.activated.emit(2)
    section.show_attentions((POOLED, HEADS), TOLD)
    assert (section.layer.currentText(), section.head.currentText()) == ("HEADS", "Head 2")
    section.show_attentions((POOLED,), TOLD)
    assert section.matrix.isHidden()


def test_that_steps_that_are_no_tokens_are_numbered_and_what_isnt_told_is_said(section):
    section.show_attentions((attention([[0.9, 0.0]], first=None, padding=0.1, left_out=3),), TOLD)
    assert section.tokens.words_at(QPoint(6, 8)) == "“1” has 0.900 of the weight"
    words = section.note.text()
    assert "steps are numbered" in words
    assert "Padding takes 10.0% of the weight" in words
    assert "Only the first 2 steps are shown" in words


def test_that_a_layer_that_fails_says_why_and_shows_nothing(section):
    section.show_attentions((Attention(node="a", layer="A", fault="ValueError: no"),), TOLD)
    assert section.note.text() == "The weights can't be had: ValueError: no"
    assert section.tokens.isHidden()
    assert section.matrix.isHidden()


def test_that_the_model_behaves_as_qt_wants(qtmodeltester):
    model = AttentionModel()
    model.show_weights(HEADS, _tokens(), None)
    qtmodeltester.check(model)


def _tokens():
    from rnnstudio.studio.tryit.attention_words import weighed_tokens
    from rnnstudio.studio.tryit.influence_view import shown_tokens

    return weighed_tokens(HEADS, shown_tokens(TOLD))


def test_that_the_page_shows_attention_until_an_answer_without_it(qtbot):
    page = TextPage()
    qtbot.addWidget(page)
    influence = Influence(spans=(), outputs=(1, 0), without=())
    page.show_prediction(TOLD)
    assert page.attention.isHidden()
    page.show_attentions((POOLED,))
    page.show_influence(influence)
    assert not page.attention.isHidden()
    page.show_prediction(TOLD)
    assert not page.attention.isHidden()  # the next weights take their place without a jump
    page.show_influence(influence)
    assert page.attention.isHidden()
    page.show_attentions((POOLED,))
    page.clear()
    assert page.attention.isHidden()


def test_that_an_example_of_numbers_has_its_steps(section):
    told = Prediction(value=1.0, row=PreviewRow(number=1, values=((1.0,), (2.0,), (3.0,))))
    section.show_attentions((attention([[0.2, 0.2, 0.6]], first=0),), told)
    assert section.tokens.accessibleDescription().startswith("“3” has 0.600 of the weight")
