"""Bars, fields that complete words, strips, tables: what the Words pane is made of."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from rnnstudio.studio.embeddings.bar_list import LINE, Bar, BarList
from rnnstudio.studio.embeddings.judging import Section
from rnnstudio.studio.embeddings.naming import percent, plain, shares, times_words, value_words
from rnnstudio.studio.embeddings.section_table import SectionModel, SectionTable
from rnnstudio.studio.embeddings.selection import as_tsv, save
from rnnstudio.studio.embeddings.strip import LINE as STRIP_LINE
from rnnstudio.studio.embeddings.strip import Place, Strip
from rnnstudio.studio.embeddings.word_field import WordField
from rnnstudio.vectors.space import WordSpace


@pytest.fixture
def bars(qtbot):
    made = BarList("Words")
    qtbot.addWidget(made)
    made.resize(280, 200)
    made.show_bars([Bar("good", "0.9", 0.9), Bar("great", "0.5", 0.5, is_marked=True), Bar("电影", "0.1", 0.1)])
    made.show()
    return made


def test_that_a_list_that_fits_is_as_high_as_its_lines(bars):
    assert bars.height() == 3 * LINE
    bars.show_bars(())
    assert bars.isHidden()


def test_that_a_click_and_enter_choose_a_line(bars, qtbot):
    chosen = []
    bars.chosen.connect(chosen.append)
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, LINE + 5))
    bars.setCurrentIndex(bars.lines.index(2))
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert chosen == [1, 2]


def test_that_a_still_list_lets_nothing_be_chosen(qtbot):
    still = BarList("Classes", still=True)
    qtbot.addWidget(still)
    still.resize(200, 60)
    still.show_bars([Bar("positive", "90 %", 0.9)])
    still.show()
    with qtbot.assertNotEmitted(still.chosen, wait=20):
        qtbot.mouseClick(still.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    assert still.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_that_bars_are_a_sound_model_and_are_read_aloud(bars, qtmodeltester):
    qtmodeltester.check(bars.lines)
    index = bars.lines.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "good: 0.9"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "good  0.9"


def test_that_a_longer_share_is_a_longer_bar(bars):
    picture = bars.grab().toImage()
    accent = [sum(picture.pixelColor(x, line * LINE + LINE // 2).blue() > 150 and
                  picture.pixelColor(x, line * LINE + LINE // 2).red() < 120 for x in range(bars.width()))
              for line in range(3)]
    assert accent[0] > accent[1] > accent[2] > 0


@pytest.fixture
def field(qtbot, few):
    made = WordField("Word")
    qtbot.addWidget(made)
    made.set_space(few)
    made.show()
    yield made
    made._popup.hide()


def test_that_enter_takes_the_word_that_is_typed_whatever_its_case(field, few, qtbot):
    with qtbot.waitSignal(field.chosen, timeout=500):
        qtbot.keyClicks(field, "GOOD")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.rows == [few.row("good")]


def test_that_the_beginning_of_a_word_is_completed_to_the_most_frequent(field, few, qtbot):
    qtbot.keyClicks(field, "g")
    assert field._names.stringList() == ["good", "great"]
    field.confirm()
    assert field.text() == "good"


def test_that_a_proposal_is_chosen_from_the_list(field, few, qtbot):
    qtbot.keyClicks(field, "g")
    with qtbot.waitSignal(field.chosen, timeout=500):
        field._list.activated.emit("great")
    assert field.rows == [few.row("great")]


def test_that_a_word_that_is_not_known_is_said_at_the_field(field, qtbot):
    with qtbot.assertNotEmitted(field.chosen, wait=20):
        qtbot.keyClicks(field, "zebra")
        field.confirm()
    assert "“zebra” is not among the 13 words" in field.toolTip()
    assert field.property("invalid") == "true"
    qtbot.keyClicks(field, "s")
    assert field.property("invalid") == ""
    assert field.rows == []


def test_that_a_field_for_several_takes_a_group_and_completes_the_last_one(qtbot, few):
    made = WordField("Words", several=True)
    qtbot.addWidget(made)
    made.set_space(few)
    made.show()
    qtbot.keyClicks(made, "bad, aw")
    made._list.activated.emit("awful")
    assert made.text() == "bad, awful"
    assert made.rows == [few.row("bad"), few.row("awful")]
    made.setText("bad zebra")
    assert made.rows == []
    made._popup.hide()


def test_that_a_word_with_a_tab_is_found_as_it_is(field, few):
    field.setText("tab\tbed")
    assert field.rows == [few.row("tab\tbed")]


@pytest.fixture
def strip(qtbot):
    made = Strip()
    qtbot.addWidget(made)
    made.resize(240, 300)
    made.show_places([Place(row, f"w{row}", row / 10, row % 7) for row in range(100)], "bad", "good")
    made.show()
    return made


def test_that_names_on_a_strip_do_not_overlap(strip):
    heights = sorted(y for y, _ in strip._named)
    assert len(heights) > 8
    assert all(b - a >= STRIP_LINE for a, b in pairwise(heights))


def test_that_what_stands_higher_has_the_greater_value(strip):
    values = [place.value for _, place in sorted(strip._named)]
    assert values == sorted(values, reverse=True)


def test_that_a_marked_word_is_always_named(strip):
    rare = next(place for place in strip._places if place.name not in strip.named and place.weight == 0)
    strip.mark(rare.row)
    assert rare.name in strip.named


def test_that_a_click_chooses_the_name_or_the_nearest_line(strip, qtbot):
    y, place = strip._named[2]
    with qtbot.waitSignal(strip.chosen, timeout=500) as told:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(120, round(y)))
    assert told.args == [place.row]
    with qtbot.waitSignal(strip.chosen, timeout=500) as told:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(8, round(y)))
    assert abs(told.args[0] - place.row) <= 1


def test_that_the_keys_go_through_the_names(strip, qtbot):
    chosen = []
    strip.chosen.connect(lambda row: (chosen.append(row), strip.mark(row)))
    for _ in range(3):
        qtbot.keyClick(strip, Qt.Key.Key_Down)
    qtbot.keyClick(strip, Qt.Key.Key_Up)
    assert chosen[1] == chosen[3]
    assert chosen[0] > chosen[1] > chosen[2]


def test_that_words_at_one_place_are_drawn_too(qtbot):
    made = Strip()
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show_places([Place(0, "a", 1.0, 1.0), Place(1, "b", 1.0, 2.0)], "x", "y")
    made.show()
    assert made.named == ["b"]
    made.grab()


SECTIONS = (Section("capitals", 506, 100, 40), Section("family", 500, 0, 0))


def test_that_sections_are_a_sound_model_with_shares(qtmodeltester, qapp):
    model = SectionModel()
    model.show_sections(SECTIONS)
    qtmodeltester.check(model)
    assert [model.index(0, column).data() for column in range(5)] == ["capitals", "40.0 %", "40 of 100", "19.8 %",
                                                                     "506"]
    assert model.index(1, 1).data() == "–"


def test_that_a_table_of_sections_is_sorted_by_accuracy(qtbot):
    table = SectionTable()
    qtbot.addWidget(table)
    table.show_sections((*SECTIONS, Section("plural", 10, 10, 9)))
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [table.model().index(row, 0).data() for row in range(3)] == ["plural", "capitals", "family"]


def test_that_a_selection_is_a_table_that_any_reader_of_tsv_reads(few, tmp_path):
    import csv

    import numpy as np

    association = np.full((len(few), 2), 0.25, np.float32)
    save(few, [12, 2], ("neg", "pos"), association, tmp_path / "x.tsv")
    with (tmp_path / "x.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, "excel-tab"))
    assert rows == [["word", "id", "count", "neg", "pos"], ["tab\tbed", "12", "1", "0.25", "0.25"],
                    ["good", "2", "120", "0.25", "0.25"]]
    assert as_tsv(few, [2], (), None).splitlines()[0] == "word\tid\tcount"


def test_that_a_selection_that_cannot_be_written_is_said(few, tmp_path):
    from rnnstudio.api import UserError

    with pytest.raises(UserError, match="can't be written"):
        save(few, [2], (), None, tmp_path / "no" / "such" / "x.tsv")


@pytest.mark.parametrize(("word", "seen"), [("a\tb", "a⇥b"), ("", "(empty)"), ("  ", "␣␣"), ("电影", "电影")])
def test_that_a_label_can_be_seen(word, seen):
    assert plain(word) == seen


def test_that_numbers_are_said_as_people_write_them():
    assert (value_words(0.98765), value_words(123.4), value_words(float("nan"))) == ("0.988", "123.4", "–")
    assert percent(0.1234) == "12.3 %"
    assert (times_words(1), times_words(1200)) == ("once in the training text", "1,200 times in the training text")


def test_that_the_nearer_has_the_longer_bar():
    assert shares([0.9, 0.2, -0.3], "cosine") == [0.9, 0.2, 0.0]
    assert shares([1.0, 2.0, 4.0], "euclidean") == [1.0, 0.5, 0.25]
    assert shares([0.0, 0.0], "euclidean") == [1.0, 1.0]


def test_that_enter_means_what_is_typed_even_if_a_more_frequent_word_begins_so(qtbot):
    made = WordField("Word")
    qtbot.addWidget(made)
    made.set_space(WordSpace("x", ["good", "goo", "bad"], np.eye(3, dtype=np.float32),
                             np.array([90, 1, 5], np.int64)))
    made.show()
    qtbot.keyClicks(made, "goo")
    assert made._popup.isVisible()
    qtbot.keyClick(made._popup, Qt.Key.Key_Return)
    assert made.text() == "goo"
    assert not made._popup.isVisible()


def test_that_the_keys_choose_a_proposal(field, few, qtbot):
    qtbot.keyClicks(field, "g")
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.chosen, timeout=500):
        qtbot.keyClick(field._popup, Qt.Key.Key_Return)
    assert field.rows == [few.row("great")]
