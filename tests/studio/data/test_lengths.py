"""Lengths in bars, the cut through them by mouse and keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from rnnstudio.studio.data.length_chart import LengthChart, cut_words, ticks
from rnnstudio.studio.data.lengths import histogram, percentile, shortened
from tests.studio.data.made_up import PROFILE

LENGTHS = st.dictionaries(st.integers(0, 50_000), st.integers(1, 1000), min_size=1, max_size=60).map(
    lambda found: tuple(sorted(found.items())))


@given(lengths=LENGTHS)
def test_that_every_example_is_in_a_bar(lengths):
    made = histogram(lengths)
    assert sum(bar.count for bar in made.bars) == sum(count for _, count in lengths)
    assert len(made.bars) <= 49
    assert made.bars[0].first == 0
    assert all(one.behind == other.first for one, other in zip(made.bars, made.bars[1:], strict=False))
    assert made.overflows == (made.longest >= made.reach)


def test_that_a_few_giants_do_not_flatten_the_rest():
    made = histogram(((10, 5000), (20, 4000), (90_000, 1)))
    assert made.overflows
    assert made.reach < 100


def test_that_no_lengths_make_no_bars():
    assert histogram(()).bars == ()
    assert percentile((), 0.5) == 0


def test_that_a_cut_is_said_in_tokens_and_examples():
    lengths = ((10, 90), (100, 10))
    assert shortened(lengths, 10) == 10
    assert cut_words(lengths, 50) == "Cut at 50: keeps 74 % of tokens, shortens 10 examples."
    assert cut_words(lengths, None) == "Nothing is cut off. The longest example has 100 tokens."
    assert cut_words(lengths, 500) == cut_words(lengths, None)


@pytest.mark.parametrize(("reach", "most", "expected"), [(50, 6, [0, 10, 20, 30, 40, 50]), (3, 5, [0, 1, 2, 3]),
                                                         (900, 4, [0, 500])])
def test_that_an_axis_has_round_numbers(reach, most, expected):
    assert ticks(reach, most) == expected


@pytest.fixture
def chart(qtbot):
    made = LengthChart()
    qtbot.addWidget(made)
    made.resize(600, 172)
    made.show()
    made.show_lengths(PROFILE.lengths, 50, True)
    return made


def at(chart, length):
    return QPoint(round(chart.x_of(length)), 80)


def test_that_dragging_tells_all_the_while_and_chooses_once(qtbot, chart):
    moved, chosen = [], []
    chart.cut_moved.connect(moved.append)
    chart.cut_chosen.connect(chosen.append)
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=at(chart, 50))
    for length in (40, 30, 20):
        qtbot.mouseMove(chart, at(chart, length))
    assert abs(chart.cut - 20) <= 1
    assert chosen == []
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=at(chart, 20))
    assert len(moved) == 4
    assert chosen == [moved[-1]]


def test_that_the_right_edge_keeps_all(qtbot, chart):
    chosen = []
    chart.cut_chosen.connect(chosen.append)
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=at(chart, 50))
    qtbot.mouseMove(chart, QPoint(chart.width() - 1, 80))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 1, 80))
    assert chosen == [None]


def test_that_keys_move_the_cut(qtbot, chart):
    chosen = []
    chart.cut_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
    assert chosen == [49, 51, 1, None]
    qtbot.keyClick(chart, Qt.Key.Key_PageDown)
    assert chosen[-1] < 49


def test_that_escape_lets_a_drag_go(qtbot, chart):
    chosen = []
    chart.cut_chosen.connect(chosen.append)
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=at(chart, 50))
    qtbot.mouseMove(chart, at(chart, 20))
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=at(chart, 20))
    assert chart.cut == 50
    assert chosen == []


def test_that_what_cannot_be_cut_has_no_line(qtbot, chart):
    chart.show_lengths(PROFILE.lengths, None, False, "values")
    assert chart.words() == "The longest example has 100 steps."
    assert chart.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.assertNotEmitted(chart.cut_chosen):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at(chart, 20))
        qtbot.keyClick(chart, Qt.Key.Key_Left)


def test_that_a_bar_says_what_it_stands_for(chart):
    made = histogram(((1, 3), (7, 2)))
    chart.show_lengths(((1, 3), (7, 2)), None, True)
    assert chart.bar_words(made.bars[1]) == "length 1: 3 examples"
    made = histogram(((10, 5000), (20, 4000), (90_000, 1)))
    chart.show_lengths(((10, 5000), (20, 4000), (90_000, 1)), None, True)
    last = chart._histogram.bars[-1]
    assert chart.bar_words(last) == f"length {last.first} and more: 1 example"
