"""The card's curves: where points lie, and what has none."""

import math
import re

import pytest

from rnnstudio.cards.curves import HEIGHT, WIDTH, Drawn, svg, ticks


def drawn(training, validation=(), best=0):
    return svg(Drawn(title="A <b> & c", training=training, validation=validation, best=best))


def circles(text, kind):
    return [(float(x), float(y)) for x, y in re.findall(rf'<circle class="{kind}" cx="([\d.]+)" cy="([\d.]+)"', text)]


def test_that_higher_values_lie_higher_and_later_epochs_further_right():
    places = circles(drawn([(1, 0.5), (2, 0.9), (3, 0.1)]), "training")
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert places[1][1] < places[0][1] < places[2][1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_that_the_ring_is_around_the_validation_value_of_the_best_epoch():
    text = drawn([(1, 0.5), (2, 0.9)], [(1, 0.4), (2, 0.8)], best=2)
    assert circles(text, "best") == [circles(text, "validation")[1]]


def test_that_what_is_not_finite_is_left_out_and_nothing_finite_is_no_picture():
    assert len(circles(drawn([(1, 0.5), (2, math.nan), (3, math.inf)]), "training")) == 1
    assert drawn([(1, math.nan)]) == ""
    assert drawn([]) == ""


def test_that_equal_values_and_huge_ones_have_a_picture():
    for value in (0.0, 1e300, -5.0, 1e-300):
        places = circles(drawn([(1, value), (2, value)]), "training")
        assert len(places) == 2
        assert all(math.isfinite(y) for _, y in places)


def test_that_the_title_is_escaped():
    assert "A &lt;b&gt; &amp; c" in drawn([(1, 1.0)])


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.31, 0.32), (-5, 5), (1e-9, 3e-9), (1, 1000), (0.999, 1.001)])
def test_that_ticks_are_few_round_and_within(low, high):
    found = ticks(low, high, 5)
    assert 1 <= len(found) <= 7
    assert all(low - 1e-9 * abs(high) <= value <= high * (1 + 1e-9) for value in found)
    assert all(value == round(value) for value in ticks(1, 3, 8, whole=True))
