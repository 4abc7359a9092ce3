"""Figures over all of the data, and what a person can do about them."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt

from rnnstudio.api import BadRow, DataFacts
from rnnstudio.project.changes import SetComponent, SetTraining
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.preview import BadRows, ClassCount, Suggestion
from rnnstudio.project.words import stopped_at
from rnnstudio.studio.data.bad_rows import is_of_a_row
from rnnstudio.studio.data.balance import LINE, MOST
from rnnstudio.studio.data.figures_page import FiguresPage
from rnnstudio.studio.data.wording import listed, percent
from tests.studio.data.made_up import PROFILE

WEIGHTS = Suggestion(kind="class_weights", message="Few are negative.", title="Weigh classes alike",
                     changes=(SetTraining(name="class_weights", value="balanced"),))


@pytest.fixture
def page(qtbot, made_up):
    made = FiguresPage(made_up)
    qtbot.addWidget(made)
    made.resize(500, 900)
    made.show()
    made_up.set_facts(DataFacts(input="text", task="binary", outputs=1, vocabulary_size=50))
    return made


def shown(page, **changes):
    page.show_profile(msgspec.structs.replace(PROFILE, **changes))


def test_that_letting_the_cut_go_is_one_step(qtbot, page, made_up):
    shown(page)
    chart = page.lengths
    assert chart.cut == 500  # the encoder's default
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(chart.x_of(60)), 80))
    for length in (50, 40, 10):
        qtbot.mouseMove(chart, QPoint(round(chart.x_of(length)), 80))
    assert page.cut.text().startswith(f"Cut at {chart.cut}: keeps")
    assert made_up.undo_label == ""
    cut = chart.cut
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(chart.x_of(10)), 80))
    assert made_up.project.data.encoder.params == {"maximum_length": cut}
    assert made_up.undo_label == f"Cut texts at {cut}"
    made_up.undo()
    assert made_up.undo_label == ""
    assert chart.cut == 500


def test_that_keys_in_a_row_are_one_step(qtbot, page, made_up):
    shown(page)
    for _ in range(3):
        qtbot.keyClick(page.lengths, Qt.Key.Key_PageDown)
    assert page.lengths.cut is not None
    assert page.lengths.cut < 100
    made_up.undo()
    assert made_up.undo_label == ""


def test_that_numbers_are_not_cut(page, made_up):
    made_up.set_facts(DataFacts(input="values", task="regression", outputs=1))
    shown(page, vocabulary=0, lengths=((8, 100),))
    assert page.cut.text() == "All examples have 8 steps."
    assert not page.lengths.isVisible()
    assert not page.unknown.isVisible()


def test_that_unknown_tokens_are_told_for_both_parts(page):
    shown(page)
    assert page.unknown.text() == ("2 % in the training part, 5.5 % in the validation part; the vocabulary has 50 "
                                   "tokens.")


def test_that_a_suggestion_is_one_step_and_goes(qtbot, page, made_up):
    shown(page, suggestions=(WEIGHTS, Suggestion(kind="other", message="Elsewhere.")))
    assert [box.text.text() for box in page.weights.boxes] == ["Few are negative."]
    assert not page.weighted.isVisible()
    page.weights.buttons[0].click()
    assert made_up.project.training.class_weights == "balanced"
    assert page.weighted.isVisible()
    assert made_up.undo_label == "Weigh classes alike"
    assert not page.weights.isVisible()
    made_up.undo()
    assert page.weights.isVisible()


def test_that_repeated_texts_are_counted_and_some_shown(page):
    shown(page)
    assert page.repeated.text() == "No text stands there twice."
    assert not page.leaked.isVisible()
    shown(page, duplicates=37, leaked=1, leaks=("A fine film", "x" * 500))
    assert page.repeated.text() == "37 examples repeat the text of another."
    assert page.leaked.text.startswith("1 example kept aside")
    assert "“A fine film”" in page.leaked.text
    assert len(page.leaked.text) < 400


def test_that_unusable_rows_are_told_by_reason_with_their_lines(page):
    first = tuple(BadRow(reason="the text is empty", where="a.csv", line=line) for line in (3, 1700))
    shown(page, bad=(BadRows(reason="the text is empty", count=117, first=first),
                     BadRows(reason="4 columns, not 3", count=1, first=(BadRow(reason="4 columns", line=9),))))
    assert page.bad.texts() == ["117 rows: the text is empty", "a.csv, lines 3, 1,700 and 115 more",
                                "1 row: 4 columns, not 3", "line 9"]
    shown(page)
    assert page.bad.texts() == []


def test_that_of_many_classes_the_most_frequent_have_bars(page):
    shown(page, classes=tuple(ClassCount(name=f"class {index}", training=90 - index) for index in range(40)))
    assert page.balance.sizeHint().height() == MOST * LINE
    assert page.more_classes.text() == "and 28 more classes"
    assert "class 0: 90" in page.balance.accessibleDescription()


def test_that_other_figures_are_drawn_otherwise(page):
    shown(page)
    one = page.balance.grab().toImage(), page.lengths.grab().toImage()
    shown(page, classes=PROFILE.classes[:1], lengths=((1, 5), (2, 50)))
    assert page.balance.grab().toImage() != one[0]
    assert page.lengths.grab().toImage() != one[1]


def test_that_an_outdated_suggestion_is_not_offered(page, made_up):
    same = Suggestion(kind="class_weights", message="No change.", title="Do", changes=(
        SetComponent(part="encoder", ref=ComponentRef(type="fake.words")),))
    shown(page, suggestions=(same,))
    assert page.weights.boxes == []


@pytest.mark.parametrize(("share", "words"), [
    (0.0, "0 %"), (0.0004, "less than 0.1 %"), (0.004, "0.4 %"), (0.02, "2 %"), (0.974, "97 %"), (0.9996, "99.9 %"),
    (1.0, "100 %")])
def test_that_shares_are_finer_where_they_are_small(share, words):
    assert percent(share) == words


def test_that_an_error_of_a_row_is_known_from_others():
    assert is_of_a_row(stopped_at(BadRow(reason="it is empty", where="a b.csv", line=12)))
    assert is_of_a_row(stopped_at(BadRow(reason="it is empty", line=1200)))
    assert is_of_a_row(stopped_at(BadRow(reason="it is empty", where="texts/good/1.txt")))
    assert not is_of_a_row("a.csv can't be found; choose another file")
    assert listed([], 3) == ""
