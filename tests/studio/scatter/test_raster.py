"""Points into an image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.studio.scatter import raster
from rnnstudio.studio.scatter.raster import Image
from rnnstudio.studio.scatter.stamps import FULL, SHAPES, stamp

GROUND, INK = 0x102030, 0xE0A040


def image(width=40, height=30):
    made = Image(width, height)
    made.clear(GROUND)
    return made


def draw(made, places, one, inks=None):
    x, y = np.array(places, np.float32).T
    raster.draw(made, x, y, np.full(len(x), INK, np.uint32) if inks is None else np.array(inks, np.uint32), one)
    return made.seen & 0xFFFFFF


def slowly(width, height, places, inks, one):
    """Draw points one over another, pixel by pixel, from the lowest right to the highest left."""
    pixels = np.full((height, width, 3), channels(GROUND), float)
    spots = [(int(np.floor(y)), int(np.floor(x)), ink) for (x, y), ink in zip(places, inks, strict=True)]
    last = {(y, x): ink for y, x, ink in spots}
    for (y, x), ink in sorted(last.items(), reverse=True):
        for right, down, alpha, rim in zip(*one, strict=True):
            if 0 <= y + down < height and 0 <= x + right < width:
                under = pixels[y + down, x + right]
                mixed = (under * (FULL - alpha - rim) + np.array(channels(ink)) * alpha) / FULL
                pixels[y + down, x + right] = np.floor(mixed)
    return pixels


def channels(colour):
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 39.75, width=32), st.floats(0, 29.75, width=32), st.integers(0, 0xFFFFFF)),
                min_size=1, max_size=40, unique_by=lambda each: (int(each[0]), int(each[1]))),
       st.sampled_from(SHAPES), st.sampled_from([2.0, 3.5, 6.0]), st.booleans())
def test_that_it_draws_what_drawing_one_over_another_draws(points, shape, size, crude):
    points.sort(key=lambda each: (int(each[1]), int(each[0])))
    places, inks = [each[:2] for each in points], [each[2] for each in points]
    one = stamp(shape, size, crude=crude)
    found = draw(image(), places, one, inks)
    wanted = slowly(40, 30, places, inks, one)
    for channel, shift in enumerate((16, 8, 0)):
        assert np.array_equal(found >> shift & 255, wanted[:, :, channel])


def test_that_a_disc_is_where_its_point_is_and_smooth():
    found = draw(image(), [(20.5, 10.5)], stamp("circle", 7.0))
    assert found[10, 20] == INK
    assert found[10, 17] != GROUND
    assert found[10, 14] == GROUND
    ys, xs = np.nonzero(found != GROUND)
    assert (ys.mean(), xs.mean()) == pytest.approx((10, 20))
    assert len(np.unique(found)) > 3


def test_that_phases_place_a_disc_within_its_pixel():
    def middle(phase):
        made = Image(40, 30)
        made.clear(0)
        found = draw(made, [(20.5, 10.5)], stamp("circle", 4.0, phase), [0xFF])
        ys, xs = np.indices(found.shape)
        return float((xs * found).sum() / found.sum()), float((ys * found).sum() / found.sum())

    assert middle(0) == pytest.approx((19.75, 9.75), abs=0.05)
    assert middle(1) == pytest.approx((20.25, 9.75), abs=0.05)
    assert middle(2) == pytest.approx((19.75, 10.25), abs=0.05)
    assert middle(-1) == pytest.approx((20, 10), abs=0.05)


def test_that_points_at_the_edge_are_cut_and_nothing_else_is_touched():
    made = image()
    found = draw(made, [(-2, -2), (41, 31), (0, 29.9), (39.9, 0)], stamp("circle", 10.0)).copy()
    assert found[0, 0] == INK
    assert found[29, 39] == INK
    assert (found[10:20, 10:30] == GROUND).all()


def test_that_all_shapes_have_about_the_same_area_and_differ():
    areas = {shape: sum(stamp(shape, 16.0).alpha) / FULL for shape in SHAPES}
    assert max(areas.values()) < 1.9 * min(areas.values()), areas
    assert len({stamp(shape, 8.0) for shape in SHAPES}) == len(SHAPES)


def test_that_no_stamp_leaves_less_than_nothing_or_reaches_beyond_the_edge():
    for shape in SHAPES:
        for size in np.arange(1.5, 15, 0.5):
            one = stamp(shape, float(size))
            assert max(a + r for a, r in zip(one.alpha, one.rim, strict=True)) <= FULL
            assert one.reach + raster.EDGE // 3 < raster.EDGE
            assert stamp(shape, float(size), crude=True).whole == len(stamp(shape, float(size), crude=True).alpha) > 0


def test_that_points_without_a_place_are_out_of_sight():
    x = np.array([1, np.nan, -9, 39, 41], np.float32)
    assert raster.in_sight(x, np.ones(5, np.float32), 40, 30).tolist() == [True, False, False, True, False]
    assert raster.in_sight(x, np.ones(5, np.float32), 40, 30, 10).tolist() == [True, False, True, True, True]
