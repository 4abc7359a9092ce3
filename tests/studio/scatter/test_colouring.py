"""Colours, shapes and legends."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnnstudio.studio.scatter.colouring import (
    MISSING,
    Classes,
    Colouring,
    Numbers,
    in_short,
    mixed,
    ramp,
    spans_decades,
    ticks,
)
from rnnstudio.studio.scatter.names import shown
from rnnstudio.studio.theme.tokens import DARK, LIGHT, contrast


def colours(palette):
    return [f"#{each:06x}" for each in ramp(palette.dark).tolist()]


def oklab(colour):
    linear = np.array([int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    to_lms = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                       [0.0883024619, 0.2817188376, 0.6299787005]])
    to_lab = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                       [0.0259040371, 0.7827717662, -0.8086757660]])
    return to_lab @ np.cbrt(to_lms @ linear)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_ramp_is_even_to_the_eye_and_seen_on_its_ground(palette):
    lab = np.array([oklab(each) for each in colours(palette)])
    steps = np.linalg.norm(np.diff(lab[::25], axis=0), axis=1)
    assert steps.max() / steps.min() < 1.25
    light = np.diff(lab[::10, 0])
    assert (light > 0).all() if palette.dark else (light < 0).all()
    assert min(contrast(each, palette.surface) for each in colours(palette)) > 1.6
    assert contrast(colours(palette)[-1], palette.surface) > 7


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_that_classes_differ_in_colour_and_in_shape(palette):
    colouring = Colouring(8, Classes(np.arange(8), [f"c{each}" for each in range(8)]))
    table = colouring.table(palette)[colouring.colour]
    assert len(set(table.tolist())) == 8
    assert len(set(colouring.shape.tolist())) == 8
    assert all(contrast(f"#{each:06x}", palette.surface) > 1.9 for each in table.tolist())


def test_that_counts_that_span_decades_are_shown_by_their_logarithm():
    colouring = Colouring(4, Numbers([1, 10, 100, 10_000], "count"))
    assert colouring.colour.tolist() == [0, 64, 127, 254]
    assert [entry.name for entry in colouring.legend.entries] == ["1", "10", "100", "1,000", "10k"]
    assert Colouring(4, Numbers([1, 10, 100, 10_000], log=False)).colour.tolist()[:3] == [0, 0, 3]


def test_that_usual_numbers_are_shown_as_they_are():
    assert not spans_decades(np.array([-1.0, 5000]))
    assert not spans_decades(np.array([3.0, 200]))
    assert spans_decades(np.array([0.0, 3, 400]))
    colouring = Colouring(5, Numbers([-1, 0, 1, np.nan, np.inf], "lean"))
    assert colouring.colour.tolist() == [0, 127, 254, MISSING, MISSING]
    assert colouring.legend.title == "lean"
    assert [entry.name for entry in colouring.legend.entries] == ["-1", "-0.5", "0", "0.5", "1", "no value"]


def test_that_equal_numbers_no_numbers_and_no_points_have_a_legend_too():
    assert Colouring(2, Numbers([3, 3])).legend.entries[0].name == "3"
    assert [each.name for each in Colouring(2, Numbers([np.nan] * 2)).legend.entries] == ["no value"]
    assert len(Colouring(0, Numbers([])).colour) == 0
    assert Colouring(0, Classes([], [])).legend.entries == ()
    assert Colouring(3).legend.entries == ()


def test_that_the_largest_classes_have_colours_and_the_rest_are_told_together():
    codes = [each for each in range(12) for _ in range(12 - each)] + [-1, 99]
    colouring = Colouring(len(codes), Classes(codes, [f"c{each}" for each in range(12)], "part"))
    names = [entry.name for entry in colouring.legend.entries]
    assert names == [*(f"c{each}" for each in range(8)), "other: 4 classes"]
    assert set(colouring.colour[-2:].tolist()) == {8}


def test_that_points_without_a_class_are_told():
    assert [each.name for each in Colouring(2, Classes([0, -1], ["a"])).legend.entries] == ["a", "no class"]


def test_that_values_of_another_number_are_refused():
    with pytest.raises(ValueError, match="2 points"):
        Colouring(2, Numbers([1]))
    with pytest.raises(ValueError, match="2 points"):
        Colouring(2, Classes([1], ["a"]))


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
@example(-562949953.573411, 1e-6)
def test_that_ticks_are_few_and_within(low, extent):
    high = low + extent
    if high > low:
        found = ticks(low, high, False)
        assert 1 <= len(found) <= 7
        assert all(low - extent * 1e-3 <= each <= high + extent * 1e-3 for each in found)


def test_that_numbers_are_written_short():
    assert [in_short(each) for each in (0, 0.25, 999, 1000, 25_000, 3e6, -2e9, 1e-5)] == [
        "0", "0.25", "999", "1,000", "25k", "3M", "-2G", "1e-5"]


def test_that_mixing_goes_from_a_colour_to_the_ground():
    one = np.array([0xFF8000], np.uint32)
    assert mixed(one, 0x0000FF, 0).tolist() == [0xFF8000]
    assert mixed(one, 0x0000FF, 1).tolist() == [0x0000FF]
    assert mixed(one, 0x000000, 0.5).tolist() == [0x804000]


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_that_no_label_is_invisible_or_has_more_than_a_line(label):
    found = shown(label)
    assert found.strip()
    assert not set(found) & set("\n\r\t\x0b\x0c\u2028\u2029\x00")


def test_that_usual_labels_stay_and_others_can_be_seen():
    for label in ("king", "don't", "国王", "🙂", "ملك", "e\u0301", "👩‍👩‍👧"):
        assert shown(label) == label
    assert shown("") == "(blank)"
    assert shown("  ") == "␣␣"
    assert shown("a\tb\n") == "a␉b␊"
    assert shown("\u200b") == "U+200B"
    assert shown("\ud800x") == "\ufffdx"
