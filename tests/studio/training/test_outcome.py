"""What a run came to, and what may come next."""

import pytest
from PySide6.QtCore import Qt

from rnnstudio.engine_process.messages import Failed
from rnnstudio.runs.events import RunFinished, RunStarted
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.runs.resuming import Position, encode_position, state_file
from rnnstudio.studio.training.outcome import OutcomeCard
from tests.studio.training.made_up import FACTS


@pytest.fixture
def card(state, qtbot):
    card = OutcomeCard(state)
    qtbot.addWidget(card)
    return card


@pytest.fixture
def run(tmp_path):
    """Make a run of three planned epochs that stands where it is said to."""
    import zipfile

    def make(epoch, state="completed", fingerprint="x"):
        write_info(tmp_path, RunInfo(name="a", state=state, planned=3, fingerprint=fingerprint, epochs=epoch))
        state_file(tmp_path).parent.mkdir()
        with zipfile.ZipFile(state_file(tmp_path), "w") as archive:
            archive.writestr("position.json", encode_position(Position(epoch=epoch, step=epoch * 2)))
        return tmp_path

    return make


def end(state, card, run, reason):
    state.begin()
    state.take(RunStarted(run=str(run), epochs=3, batches=2, metrics=("loss",), device="", facts=FACTS))
    if reason == "failed":
        state.take(Failed(message="The disk is full.", run=str(run)))
    else:
        state.take(RunFinished(run=str(run), reason=reason, epochs=3, best_epoch=1, metrics={}, seconds=1.0))
    card.show_state()
    card.show()


def test_that_a_finished_run_may_be_trained_on_for_as_many_epochs_as_wished(state, card, run, qtbot):
    end(state, card, run(3), "completed")
    assert card.go_on.text() == "Train on"
    assert card.more.value() == 3
    card.more.setValue(5)
    with qtbot.waitSignal(card.go_on_requested) as asked:
        qtbot.mouseClick(card.go_on, Qt.MouseButton.LeftButton)
    assert asked.args == [state.run, 5]


def test_that_a_stopped_run_goes_on_as_planned(state, card, run, qtbot):
    end(state, card, run(1, "stopped"), "stopped")
    assert card.go_on.text() == "Go on"
    assert not card.more.isVisible()
    with qtbot.waitSignal(card.go_on_requested) as asked:
        card.go_on.click()
    assert asked.args == [state.run, 0]


def test_that_a_run_that_failed_may_be_tried_again_from_where_it_stood(state, card, run):
    end(state, card, run(2, "failed"), "failed")
    assert card.go_on.isVisible()


def test_that_nothing_is_offered_where_nothing_was_kept(state, card, run):
    end(state, card, run(2, "failed", fingerprint=""), "failed")
    assert not card.go_on.isVisible()
    assert not card.more.isVisible()
