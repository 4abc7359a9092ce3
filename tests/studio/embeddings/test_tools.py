"""The tools beside the map: word, group, analogy, axis, odd ones."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnnstudio.studio.embeddings.analogy_page import AnalogyPage
from rnnstudio.studio.embeddings.axis_page import AxisPage
from rnnstudio.studio.embeddings.group_page import GroupPage
from rnnstudio.studio.embeddings.odd_page import OddPage
from rnnstudio.studio.embeddings.side_panel import SidePanel
from rnnstudio.studio.embeddings.word_page import WordPage
from rnnstudio.vectors.space import WordSpace


@pytest.fixture
def put(qtbot):
    """Shows a tool, and ends its work after the test."""
    shown = []

    def show(tool):
        qtbot.addWidget(tool)
        tool.resize(300, 500)
        tool.show()
        shown.append(tool)
        return tool
    yield show
    for tool in shown:
        getattr(tool, "close_work", lambda: None)()


def names(tool_bars):
    return [bar.name for bar in tool_bars.bars]


def test_that_without_a_word_the_page_teaches_what_a_click_shows(put, looked_at):
    page = put(WordPage(looked_at()))
    assert page.teaching.isVisible()
    assert "nearest neighbours" in page.teaching.text()
    assert not page.near.isVisible()


def test_that_a_words_neighbours_are_shown_and_one_can_go_on_from_them(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(WordPage(state))
    state.go_to(few.row("good"))
    qtbot.waitUntil(lambda: page.neighbours != [], timeout=3000)
    assert page.word.text() == "good"
    assert page.count.text() == "120 times in the training text"
    assert names(page.near)[0] == "great"
    assert {"[PAD]", "[UNK]", "good"}.isdisjoint(names(page.near))
    page.near.chosen.emit(0)
    assert state.word == few.row("great")
    qtbot.waitUntil(lambda: names(page.near)[:1] == ["good"], timeout=3000)
    page.back.click()
    assert state.word == few.row("good")


def test_that_the_euclidean_distance_gives_other_neighbours_and_values(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(WordPage(state))
    state.go_to(few.row("king"))
    qtbot.waitUntil(lambda: page.neighbours != [], timeout=3000)
    cosine = list(page.neighbours)
    page.nearness.activated.emit(1)
    qtbot.waitUntil(lambda: page.neighbours not in ([], cosine), timeout=3000)
    assert state.metric == "euclidean"
    values = [float(bar.words) for bar in page.near.bars]
    assert values == sorted(values)
    assert values[0] == pytest.approx(np.linalg.norm(few.vectors[6] - few.vectors[page.neighbours[0]]), abs=1e-3)


def test_that_classes_come_as_bars_once_they_are_known(put, looked_at, few):
    state = looked_at()
    page = put(WordPage(state))
    state.go_to(few.row("good"))
    assert not page.classes.isVisible()
    association = np.full((len(few), 2), 0.5, np.float32)
    association[few.row("good")] = (0.1, 0.9)
    state.set_association(("negative", "positive"), association)
    assert [(bar.name, bar.words) for bar in page.classes.bars] == [("positive", "90 %"), ("negative", "10 %")]
    assert page.classes.isVisible()


def test_that_a_word_without_a_direction_is_said(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(WordPage(state))
    state.go_to(0)
    qtbot.waitUntil(page.problem.isVisible, timeout=3000)
    assert "has no direction" in page.problem.text
    state.go_to(2)
    qtbot.waitUntil(lambda: page.neighbours != [], timeout=3000)
    assert not page.problem.isVisible()


def test_that_a_group_is_listed_by_count_with_its_classes(put, looked_at, few):
    state = looked_at()
    shares = np.tile(np.array([0.2, 0.8], np.float32), (len(few), 1))
    shares[4] = np.nan
    state.set_association(("negative", "positive"), shares)
    page = put(GroupPage(state))
    assert page.teaching.isVisible()
    page.show_group(np.array([3, 4, 2]))
    assert page.rows == [2, 4, 3]
    assert page.heading.text() == "3 words"
    assert page.about.text() == "290 times in the training text, together"
    assert [(bar.name, bar.words) for bar in page.words.bars] == [("good", "120"), ("bad", "110"), ("great", "60")]
    assert [(bar.name, bar.words) for bar in page.classes.bars] == [("positive", "80 %"), ("negative", "20 %")]
    page.words.chosen.emit(1)
    assert state.word == 4
    page.show_group(np.array([], np.int64))
    assert page.teaching.isVisible()
    assert page.rows == []


def test_that_an_analogy_leads_where_the_vectors_say(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(AnalogyPage(state))
    for field, word in zip(page.fields, ("king", "man", "woman"), strict=True):
        field.show_words(word)
    page.plus.confirm()
    qtbot.waitUntil(lambda: page.results != [], timeout=3000)
    assert names(page.bars)[0] == "queen"
    assert page.bars.bars[0].is_marked
    assert page.equals.text() == "king − man + woman ≈"
    page.bars.chosen.emit(0)
    assert state.word == few.row("queen")


def test_that_enter_goes_on_to_the_next_empty_field(put, looked_at, qtbot):
    page = put(AnalogyPage(looked_at()))
    page.activateWindow()
    qtbot.keyClicks(page.start, "king")
    qtbot.keyClick(page.start, Qt.Key.Key_Return)
    assert page.results == []
    assert page.focusWidget() is page.minus


def test_that_examples_are_offered_whose_words_are_known(put, looked_at, few, qtbot):
    page = put(AnalogyPage(looked_at()))
    offered = [button.text() for button in page.examples if button.isVisible()]
    assert offered == ["king − man + woman"]
    page.examples[0].click()
    qtbot.waitUntil(lambda: page.results != [], timeout=3000)
    foreign = WordSpace("x", ["一", "二", "三"], np.eye(3, dtype=np.float32))
    other = put(AnalogyPage(looked_at(foreign)))
    assert not any(button.isVisible() for button in other.examples)


def test_that_an_axis_orders_words_between_its_ends(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(AxisPage(state))
    page.low.setText("bad awful")
    page.high.setText("good great")
    page.high.confirm()
    qtbot.waitUntil(page.strip.isVisible, timeout=3000)
    values = {place.name: place.value for place in page.strip._places}
    assert values["good"] > values["king"] > values["bad"]
    assert {"good", "great", "bad", "awful"} <= {place.name for place in page.strip._places if place.is_end}
    assert page.ends == ([4, 5], [2, 3])
    page.strip.chosen.emit(6)
    assert state.word == 6


def test_that_an_axis_that_leads_nowhere_is_said(put, looked_at, qtbot):
    page = put(AxisPage(looked_at()))
    page.low.setText("good")
    page.high.setText("good")
    page.high.confirm()
    qtbot.waitUntil(page.problem.isVisible, timeout=3000)
    assert not page.strip.isVisible()


def test_that_outliers_are_looked_for_once_the_page_is_in_sight(put, looked_at, many, qtbot):
    vectors = many.vectors.copy()
    vectors[77] = -3 * vectors.mean(axis=0) + np.linspace(-9, 9, 8)
    space = WordSpace("x", many.words, vectors, many.counts, special=many.special)
    page = OddPage(looked_at(space))
    assert page.found_outliers is None
    put(page)
    qtbot.waitUntil(lambda: page.found_outliers is not None, timeout=5000)
    assert names(page.bars)[0] == "w77"
    values = [float(bar.words) for bar in page.bars.bars]
    assert values == sorted(values, reverse=True)
    page.bars.chosen.emit(0)
    assert page._state.word == 77


def test_that_near_duplicates_come_in_pairs(put, looked_at, many, qtbot):
    vectors = many.vectors.copy()
    vectors[30] = vectors[31] * 2
    page = put(OddPage(looked_at(WordSpace("x", many.words, vectors, many.counts, special=many.special))))
    page.switch.button(page._pairs).click()
    qtbot.waitUntil(lambda: page.found_pairs is not None, timeout=5000)
    assert page.bars.bars[0].name == "w30 · w31"
    with qtbot.waitSignal(page.pair_chosen, timeout=500) as told:
        page.bars.chosen.emit(0)
    assert told.args == [30, 31]


def test_that_no_pair_is_said(put, looked_at, qtbot):
    space = WordSpace("x", list("abcdefghijkl"), np.eye(12, dtype=np.float32))
    page = put(OddPage(looked_at(space)))
    page.switch.button(page._pairs).click()
    qtbot.waitUntil(lambda: page.found_pairs is not None, timeout=5000)
    assert "No two words" in page.statement.text
    assert page.statement.isVisible()


def test_that_the_search_goes_to_a_word_and_says_so(put, looked_at, few, qtbot):
    state = looked_at()
    panel = put(SidePanel(state))
    panel.pages.show_page(panel.axis)
    with qtbot.waitSignal(panel.sought, timeout=500) as told:
        qtbot.keyClicks(panel.search, "king")
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert told.args == [6]
    assert state.word == 6
    assert panel.pages.page is panel.word


def test_that_what_stands_out_belongs_to_the_page_in_front(put, looked_at, few, qtbot):
    state = looked_at()
    panel = put(SidePanel(state))
    state.go_to(few.row("good"))
    qtbot.waitUntil(lambda: panel.word.neighbours != [], timeout=3000)
    assert panel.marks[:2] == [few.row("good"), few.row("great")]
    for field, word in zip(panel.analogy.fields, ("king", "man", "woman"), strict=True):
        field.show_words(word)
    panel.analogy.plus.confirm()
    qtbot.waitUntil(lambda: panel.analogy.results != [], timeout=3000)
    panel.pages.show_page(panel.analogy)
    assert set(panel.marks) >= {few.row(word) for word in ("good", "king", "man", "woman", "queen")}
    panel.odd.pair_chosen.emit(4, 5)
    panel.pages.show_page(panel.odd)
    assert panel.marks == [few.row("good"), 4, 5]


def test_that_words_that_were_hardly_seen_are_no_neighbours_unless_they_are_asked_for(put, looked_at, few, qtbot):
    state = looked_at()
    page = put(WordPage(state))
    state.go_to(few.row("king"))
    qtbot.waitUntil(lambda: page.neighbours != [], timeout=3000)
    assert "tab⇥bed" not in names(page.near)
    page.least.setCurrentIndex(0)
    page.least.activated.emit(0)
    qtbot.waitUntil(lambda: "tab⇥bed" in names(page.near), timeout=3000)
