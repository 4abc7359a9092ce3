"""Where points are seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.studio.scatter.camera import MARGIN, Camera
from rnnstudio.studio.scatter.cloud import Cloud

numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32)


def cloud_of(*positions):
    return Cloud(np.array(positions, float), [""] * len(positions))


def camera_on(cloud, width=600.0, height=400.0):
    made = Camera()
    made.fit(cloud, width, height)
    return made


@settings(max_examples=30)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_that_all_points_of_a_plane_are_in_sight_in_the_middle(positions):
    cloud = cloud_of(*positions)
    seen = camera_on(cloud).project(cloud.columns)
    assert seen.x.min() >= MARGIN - 1
    assert seen.x.max() <= 600 - MARGIN + 1
    assert seen.y.min() >= MARGIN - 1
    assert seen.y.max() <= 400 - MARGIN + 1
    assert (seen.x.min() + seen.x.max()) / 2 == pytest.approx(300, abs=1)
    assert (seen.y.min() + seen.y.max()) / 2 == pytest.approx(200, abs=1)


@settings(max_examples=40)
@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=30))
def test_that_all_points_of_space_are_in_sight(positions):
    cloud = cloud_of(*positions)
    camera = camera_on(cloud)
    camera.turn = camera.turn @ np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], float)
    camera.fit(cloud, 600, 400)
    seen = camera.project(cloud.columns)
    assert seen.x.min() >= MARGIN - 1
    assert seen.x.max() <= 600 - MARGIN + 1
    assert seen.y.min() >= MARGIN - 1
    assert seen.y.max() <= 400 - MARGIN + 1


def test_that_the_second_axis_goes_up_and_both_have_the_same_scale():
    cloud = cloud_of((0, 0), (1, 0), (0, 1))
    x, y, _ = camera_on(cloud).project(cloud.columns)
    assert x[1] - x[0] == pytest.approx(y[0] - y[2], abs=0.01)
    assert x[1] > x[0]
    assert y[2] < y[0]


@settings(max_examples=30)
@given(st.floats(0.5, 40), st.floats(0, 600), st.floats(0, 400))
def test_that_zooming_keeps_what_is_under_the_mouse(factor, x, y):
    cloud = cloud_of((0, 0), (3, 1), (1, 2))
    camera = camera_on(cloud)
    before = camera.project(cloud.columns)
    camera.zoom_by(factor, x, y)
    after = camera.project(cloud.columns)
    assert np.allclose(after.x, x + (before.x - x) * factor, atol=0.1)
    assert np.allclose(after.y, y + (before.y - y) * factor, atol=0.1)


def test_that_zooming_ends_before_points_jitter():
    cloud = cloud_of((0, 0), (3, 1), (1, 2))
    camera = camera_on(cloud)
    camera.look_at(cloud.columns[:, 2])
    camera.zoom_by(1e30, 300, 200)
    seen = camera.project(cloud.columns)
    assert (seen.x[2], seen.y[2]) == (300, 200)
    before = seen.x[1]
    camera.pan(1, 0)
    assert camera.project(cloud.columns).x[1] - before == pytest.approx(1, abs=0.6)


def test_that_panning_moves_all_by_the_same_pixels_in_a_plane():
    cloud = cloud_of((0, 0), (3, 1), (1, 2))
    camera = camera_on(cloud)
    before = camera.project(cloud.columns)
    camera.pan(30, -12)
    after = camera.project(cloud.columns)
    assert np.allclose(after.x - before.x, 30, atol=0.01)
    assert np.allclose(after.y - before.y, -12, atol=0.01)


def test_that_a_drag_to_the_right_turns_what_is_in_front_to_the_right():
    cloud = cloud_of((0, 0, 1), (0, 0, -1))
    camera = camera_on(cloud)
    camera.rotate(20, 0)
    front, back = camera.project(cloud.columns).x
    assert front > 300 > back
    camera.rotate(-20, 15)
    front, back = camera.project(cloud.columns).y
    assert front > 200 > back


def test_that_a_thousand_turns_keep_sizes():
    cloud = cloud_of((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1))
    camera = camera_on(cloud)
    random = np.random.default_rng(1)
    for right, down in random.normal(size=(1000, 2)) * 30:
        camera.rotate(right, down)
    assert np.allclose(camera.turn @ camera.turn.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(camera.turn) == pytest.approx(1)


def test_that_what_is_near_is_larger_and_told_to_be_near():
    cloud = cloud_of((1, 0, 1), (1, 0, -1), (-1, 0, 0))
    camera = camera_on(cloud)
    x, _, near = camera.project(cloud.columns)
    assert x[0] > x[1]
    assert near[0] > near[1]


def test_that_one_point_and_equal_points_are_in_the_middle():
    for cloud in (cloud_of((7e8, 7e8)), cloud_of((2, 2, 2), (2, 2, 2))):
        x, y, _ = camera_on(cloud).project(cloud.columns)
        assert np.allclose((x, y), [[300], [200]])


def test_that_points_without_a_place_are_nowhere_and_do_not_count():
    cloud = cloud_of((0, 0), (np.nan, 5), (np.inf, 1e300), (1, 1))
    x, _, _ = camera_on(cloud).project(cloud.columns)
    assert np.isnan(x).tolist() == [False, True, True, False]
    assert cloud.placed() == 2


def test_that_a_resized_view_keeps_its_middle():
    cloud = cloud_of((0, 0), (3, 1), (1, 2))
    camera = camera_on(cloud)
    camera.look_at(cloud.columns[:, 1])
    camera.resize(900, 300)
    x, y, _ = camera.project(cloud.columns)
    assert (x[1], y[1]) == (450, 150)


def test_that_a_cloud_says_what_does_not_fit():
    with pytest.raises(ValueError, match="3 points have 1 labels"):
        Cloud(np.zeros((3, 2)), ["a"])
    with pytest.raises(ValueError, match=r"positions are \(n, 2\) or \(n, 3\), not \(3, 4\)"):
        Cloud(np.zeros((3, 4)), ["a"] * 3)
    with pytest.raises(ValueError, match="priorities"):
        Cloud(np.zeros((3, 2)), ["a"] * 3, [1, 2])
    with pytest.raises(ValueError, match="can't move"):
        cloud_of((0, 0), (1, 1)).move(np.zeros((3, 2)))


def test_that_the_important_come_first_and_equals_in_their_order():
    cloud = Cloud(np.zeros((5, 2)), list("abcde"), [1, 3, np.nan, 3, 2])
    assert cloud.order.tolist() == [1, 3, 4, 0, 2]
    assert cloud.rank[cloud.order].tolist() == [0, 1, 2, 3, 4]


def test_that_points_go_down_the_screen_and_those_without_a_place_are_left_out(crowd):
    crowd[7] = np.nan
    cloud = Cloud(crowd, [""] * len(crowd))
    rows, columns = cloud.downward
    assert len(rows) == len(crowd) - 1
    assert 7 not in rows
    assert (np.diff(columns[1]) <= 0).all()
    assert np.array_equal(columns, cloud.columns[:, rows])
