"""Interrupted runs are offered at the next start."""

import pytest

from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.training.unfinished import Unfinished


@pytest.fixture
def interrupted(settings):
    """Make a run that a dead process left."""
    def make(name, started=1.0):
        folder = runs_folder() / name
        folder.mkdir(parents=True)
        write_info(folder, RunInfo(name=name, state="running", planned=3, fingerprint="x", started=started))
        return folder

    return make


def looked(bench, qtbot):
    bench.unfinished.look()
    qtbot.waitUntil(bench.unfinished._search.isFinished, timeout=10_000)
    qtbot.wait(50)
    return bench.unfinished


def press(window, title):
    next(button for button in window.notices._buttons if button.text() == title).click()


def test_that_the_latest_interrupted_run_is_offered_and_gone_on_with(window, bench, link, qtbot, interrupted):
    interrupted("older")
    run = interrupted("newer", started=2.0)
    looked(bench, qtbot)
    notice = window.notices.notice
    assert "“newer” was interrupted" in notice.text
    assert "Other runs that were interrupted: 1" in notice.text
    press(window, "Go on")
    assert link.asked[-1] == ("go_on", run, 0)
    assert window.tabs.currentWidget() is window.tabs.training
    assert window.notices.notice is None


def test_that_what_is_left_alone_is_not_offered_again(window, bench, qtbot, interrupted):
    interrupted("a")
    looked(bench, qtbot)
    press(window, "Leave it")
    assert window.notices.notice is None
    bench.unfinished.close()
    bench.unfinished = Unfinished(bench)
    looked(bench, qtbot)
    assert window.notices.notice is None


def test_that_nothing_is_said_where_nothing_was_interrupted(window, bench, qtbot):
    looked(bench, qtbot)
    assert window.notices.notice is None


def test_that_a_training_under_way_is_not_disturbed(window, bench, link, qtbot, interrupted):
    interrupted("a")
    window.menus.train.trigger()
    looked(bench, qtbot)
    assert window.notices.notice is None


def test_that_a_lost_engine_offers_to_go_on(window, bench, link, qtbot, interrupted):
    from rnnstudio.runs.events import RunStarted
    from tests.studio.training.made_up import FACTS

    run = interrupted("a")
    window.menus.train.trigger()
    link.run_event.emit(RunStarted(run=str(run), epochs=3, batches=2, metrics=("loss",), device="", facts=FACTS))
    window.tabs.setCurrentWidget(window.tabs.data)
    link.training = False
    link.engine_lost.emit("The engine was killed.")
    press(window, "Go on")
    assert link.asked[-1] == ("go_on", run, 0)
