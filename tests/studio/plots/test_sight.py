"""What is seen follows what comes, until a person decides."""

import pytest

from rnnstudio.studio.plots.sight import Sight


@pytest.fixture
def sight(qapp):
    made = Sight()
    made.follow(0, 100)
    return made


def test_that_it_follows_what_there_is(sight):
    assert (sight.low, sight.high) == (-2, 102)
    sight.follow(0, 200)
    assert sight.high == 204
    assert not sight.held


def test_that_what_a_person_zoomed_to_stays_while_more_comes(sight):
    sight.zoom(0.5, 50)
    seen = sight.low, sight.high
    assert seen == pytest.approx((24, 76))
    sight.follow(0, 1000)
    assert (sight.low, sight.high) == seen
    assert sight.held


def test_that_zooming_keeps_the_place_under_the_mouse(sight):
    place = (30 - sight.low) / sight.width
    sight.zoom(0.3, 30)
    assert (30 - sight.low) / sight.width == pytest.approx(place)


def test_that_moving_keeps_the_width_and_stops_at_both_ends(sight):
    sight.hold(40, 60)
    sight.move(10)
    assert (sight.low, sight.high) == (50, 70)
    sight.move(1000)
    assert (sight.low, sight.high) == (82, 102)
    sight.move(-1000)
    assert (sight.low, sight.high) == (-2, 18)


def test_that_moving_everything_changes_nothing_and_goes_on_following(sight):
    sight.move(30)
    assert not sight.held


def test_that_zooming_out_to_everything_follows_again(sight):
    sight.hold(40, 60)
    for _ in range(20):
        sight.zoom(1.5, 50)
    assert not sight.held
    sight.follow(0, 500)
    assert sight.high == 510


def test_that_release_shows_everything_and_tells(sight, qtbot):
    sight.hold(40, 60)
    with qtbot.waitSignals([sight.changed, sight.released], timeout=500):
        sight.release()
    assert (sight.low, sight.high, sight.held) == (-2, 102, False)


def test_that_nothing_is_zoomed_to_less_than_the_least(sight):
    sight.least = 4
    for _ in range(100):
        sight.zoom(0.5, 50)
    assert sight.width == pytest.approx(4)


def test_that_the_crosshair_is_told_once(sight):
    told = []
    sight.pointed.connect(lambda: told.append(sight.cursor))
    for place in (3.0, 3.0, None):
        sight.point(place)
    assert told == [3.0, None]
