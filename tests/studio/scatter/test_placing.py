"""Which labels are shown, and that none lies over another."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.studio.scatter.cloud import Cloud
from rnnstudio.studio.scatter.labels import Labels
from rnnstudio.studio.scatter.placing import Room, Wanted, place_firmly, place_labels
from rnnstudio.studio.scatter.scene import Scene

wanted = st.lists(st.tuples(st.floats(-20, 420), st.floats(-20, 320), st.floats(1, 150), st.floats(8, 22)),
                  max_size=60)


def labels_of(drawn):
    return [Wanted(row, *each) for row, each in enumerate(drawn)]


def overlap(one, other):
    return (one.left < other.left + other.width and other.left < one.left + one.width
            and one.top < other.top + other.height and other.top < one.top + one.height)


def assert_apart(found, width=400, height=300):
    for one in found:
        assert one.left >= 0
        assert one.top >= 0
        assert one.left + one.width <= width
        assert one.top + one.height <= height
    assert not any(overlap(*pair) for pair in combinations(found, 2))


@settings(max_examples=80)
@given(wanted)
def test_that_no_label_lies_over_another_or_leaves_the_view(drawn):
    room = Room(400, 300)
    firm = place_firmly(labels_of(drawn)[:20], room, 4, {})
    usual = place_labels(labels_of(drawn)[20:], room, room.copy(), 4, 100, {})
    assert_apart([*firm.values(), *usual.values()])


@given(st.tuples(st.floats(0, 390), st.floats(0, 290), st.floats(1, 100), st.floats(1, 50)),
       st.tuples(st.floats(0, 390), st.floats(0, 290), st.floats(1, 100), st.floats(1, 50)))
def test_that_a_room_never_gives_what_is_taken_twice(one, other):
    room = Room(500, 400)
    room.take(one[0], one[1], one[0] + one[2], one[1] + one[3])
    apart = (one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
             or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1])
    if room.is_free(other[0], other[1], other[0] + other[2], other[1] + other[3]):
        assert apart


def place(wanted, before=(), room=None, most=9):
    room = room or Room(400, 300)
    return place_labels(wanted, room, room.copy(), 3, most, dict(before))


def test_that_the_more_important_has_the_room():
    both = [Wanted(7, 100, 100, 80, 16), Wanted(3, 101, 100, 80, 16)]
    assert list(place(both, most=1)) == [7]
    assert len(place(both)) == 2


def test_that_a_label_keeps_its_side():
    label = [Wanted(0, 200, 100, 60, 16)]
    first = place(label)
    assert first[0].side == 0
    blocked = Room(400, 300)
    blocked.take(205, 90, 260, 110)
    second = place(label, first, blocked)
    assert second[0].side != 0
    assert place(label, second)[0].side == second[0].side


def test_that_labels_of_equal_points_that_must_be_shown_are_moved_apart():
    found = place_firmly([Wanted(row, 200, 150, 60, 16) for row in range(12)], Room(400, 300), 4, {})
    assert len(found) == 12
    assert_apart(found.values())
    assert max(each.away for each in found.values()) > 0


def scene_of(positions, labels=None, priority=None, size=(800, 500)):
    scene = Scene()
    scene.set_cloud(Cloud(positions, labels or [f"word{row}" for row in range(len(positions))], priority))
    scene.camera.fit(scene.cloud, *size)
    return scene


def size_of(_row, bold):
    return (54.0, 16.0) if bold else (50.0, 15.0)


def test_that_labels_stay_while_the_view_is_moved(crowd):
    scene, labels = scene_of(crowd), Labels()
    labels.layout(scene, size_of, [])
    before = dict(labels.shown)
    assert len(before) > 30
    for step in range(40):
        scene.camera.pan(3, 2)
        scene.moved()
        labels.layout(scene, size_of, [], quick=step % 2 == 0)
        kept = {row for row, each in before.items() if scene.is_in_sight(row)
                and each.left + 3 >= 0 and each.left + each.width + 3 <= 800 and each.top + each.height + 2 <= 500}
        assert kept <= set(labels.shown), "a label that still fits has gone"
        before = dict(labels.shown)
        assert_apart(labels.shown.values(), 800, 500)


def test_that_zooming_in_shows_more_labels_of_what_is_in_sight(crowd):
    scene, labels = scene_of(crowd, priority=np.arange(2000, 0, -1)), Labels()
    labels.layout(scene, size_of, [])
    first, share = set(labels.shown), len(labels.shown) / len(scene.foremost(5000)[0])
    scene.camera.zoom_by(8, 400, 250)
    scene.moved()
    labels.layout(scene, size_of, [])
    rows = scene.foremost(5000)[0]
    assert len(labels.shown) / len(rows) > 2 * share
    assert first & set(rows.tolist()) <= set(labels.shown), "what was labelled still is"
    assert_apart(labels.shown.values(), 800, 500)


def test_that_marked_rows_always_have_a_label_and_legends_stay_free(crowd):
    scene, labels = scene_of(crowd), Labels()
    scene.marked = {1999: "chosen", 1500: "near", 3: ""}
    legend = (600.0, 0.0, 800.0, 200.0)
    labels.layout(scene, size_of, [legend])
    assert set(labels.firm) == {1999, 1500, 3}
    assert not set(labels.firm) & set(labels.shown)
    everything = [*labels.firm.values(), *labels.shown.values()]
    assert_apart(everything, 800, 500)
    assert not [each for each in everything if each.left + each.width > 600 and each.top < 200]


def test_that_only_what_is_selected_has_labels(crowd):
    scene, labels = scene_of(crowd), Labels()
    scene.select(np.arange(1000, 1200))
    labels.layout(scene, size_of, [])
    assert labels.shown
    assert all(1000 <= row < 1200 for row in labels.shown)


def test_that_the_foremost_are_the_most_important_in_sight(crowd):
    scene = scene_of(crowd, priority=np.arange(2000))
    scene.camera.zoom_by(5, 400, 250)
    scene.moved()
    where, _ = scene.seen()
    inside = (where.x > 0) & (where.x < 800) & (where.y > 0) & (where.y < 500)
    rows, x, _ = scene.foremost(50)
    assert rows.tolist() == sorted(np.flatnonzero(inside).tolist(), reverse=True)[:50]
    assert np.allclose(x, where.x[rows], atol=0.01)
