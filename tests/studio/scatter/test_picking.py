"""What is under the mouse, and what a lasso holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.studio.scatter.camera import Seen
from rnnstudio.studio.scatter.picking import in_polygon, nearest, next_towards, simplified

places = st.lists(st.tuples(st.floats(0, 100, width=32), st.floats(0, 100, width=32)), min_size=1, max_size=40)


def seen(*points, near=None):
    x, y = np.array(points, np.float32).reshape(-1, 2).T
    return Seen(x, y, None if near is None else np.array(near, np.float32))


@settings(max_examples=40)
@given(places, st.floats(0, 100), st.floats(0, 100))
def test_that_the_nearest_within_reach_is_found(points, x, y):
    found = nearest(seen(*points), x, y, 8)
    away = [np.hypot(px - x, py - y) for px, py in points]
    if found < 0:
        assert min(away) > 8 - 1e-3
    else:
        assert away[found] == pytest.approx(min(away), abs=1e-3)


def test_that_of_points_at_one_place_the_one_drawn_last_is_meant():
    assert nearest(seen((5, 5), (5, 5), (9, 9)), 5, 6) == 1


def test_that_the_nearer_to_the_viewer_is_meant_where_discs_lie_over_one_another():
    both = seen((5, 5), (7, 5), near=[0.1, 0.9])
    assert nearest(both, 5.5, 5, radius=4) == 1
    assert nearest(both, 5.5, 5, radius=0.1) == 0


def test_that_points_without_a_place_are_never_meant():
    assert nearest(seen((np.nan, np.nan)), 5, 5) == -1
    assert nearest(seen(), 5, 5) == -1


def by_ray(x, y, corners):
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@settings(max_examples=40)
@given(places, st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=12))
def test_that_a_polygon_holds_what_a_ray_says_for_each_point(points, corners):
    points = [(float(np.float32(x) + np.float32(0.013)), float(np.float32(y) + np.float32(0.017))) for x, y in points]
    all_seen = seen(*points)
    wanted = [row for row in range(len(points)) if by_ray(float(all_seen.x[row]), float(all_seen.y[row]), corners)]
    assert in_polygon(all_seen.x, all_seen.y, corners).tolist() == wanted


def test_that_a_lasso_with_a_hole_leaves_the_hole_out():
    corners = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0), (3, 3), (7, 3), (7, 7), (3, 7), (3, 3)]
    x, y = np.array([[1, 5, 20, np.nan], [1, 5, 1, 1]], np.float32)
    assert in_polygon(x, y, corners).tolist() == [0]


def test_that_a_line_holds_nothing():
    assert in_polygon(np.ones(3, np.float32), np.ones(3, np.float32), [(0, 0), (5, 5)]).tolist() == []


def test_that_an_outline_loses_only_corners_beside_one_another():
    assert simplified([(0, 0), (0.5, 0.5), (5, 0), (5, 1), (5, 9)]) == [(0, 0), (5, 0), (5, 9)]


def test_that_the_next_point_in_a_direction_is_the_nearest_ahead():
    points = seen((50, 50), (60, 52), (55, 90), (90, 50), (20, 50))
    visible = np.array([True, True, True, True, True])
    assert next_towards(points, visible, 50, 50, 1, 0, 0) == 1
    assert next_towards(points, visible, 60, 52, 1, 0, 1) == 3
    assert next_towards(points, visible, 50, 50, -1, 0, 0) == 4
    assert next_towards(points, visible, 50, 50, 0, 1, 0) == 2
    assert next_towards(points, visible, 50, 50, 0, -1, 0) == -1
    visible[1] = False
    assert next_towards(points, visible, 50, 50, 1, 0, 0) == 3
