"""The training's state: what is shown follows from the events and from nothing else."""

from pathlib import Path

import msgspec
import pytest

from rnnstudio.api import DataFacts
from rnnstudio.engine_process.messages import Exported, ExportReport, Failed, Stopped
from rnnstudio.runs.events import BatchPoint, Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted, Stage

FACTS = DataFacts(input="text", task="binary", outputs=1)
STARTED = RunStarted(run="/runs/a", epochs=4, batches=10, metrics=("loss", "accuracy"), device="CPU, 2 cores",
                     facts=FACTS)
FIRST = EpochEnded(epoch=1, step=10, seconds=0.9, best=True, metrics={
    "loss": 0.6, "accuracy": 0.7, "val_loss": 0.65, "val_accuracy": 0.68})
SECOND = EpochEnded(epoch=2, step=20, seconds=0.9, metrics={
    "loss": 0.5, "accuracy": 0.8, "val_loss": 0.7, "val_accuracy": 0.66})
FINISHED = RunFinished(run="/runs/a", reason="completed", epochs=4, best_epoch=1, metrics=SECOND.metrics,
                       seconds=12.4)


def progress(epoch=1, batch=5, **more):
    return Progress(points=(BatchPoint(batch, (0.5, 0.5)),), epoch=epoch, batch=batch, **more)




def after(state, *events):
    state.begin()
    for event in events:
        state.take(event)
    return state


def test_that_a_run_passes_through_its_phases(state):
    seen = [state.phase]
    state.begin()
    seen.append(state.phase)
    for event in (Stage(text="Reading the data"), STARTED, progress(), progress(validating=True), FIRST, FINISHED):
        state.take(event)
        seen.append(state.phase)
    assert seen == ["idle", "preparing", "preparing", "training", "training", "validating", "validating", "ended"]
    assert state.outcome == "completed"


def test_that_every_event_is_told(state, qtbot):
    for event in (STARTED, progress(), FIRST, FINISHED):
        with qtbot.waitSignal(state.changed, timeout=100):
            state.take(event)


def test_that_the_fraction_counts_batches_of_all_epochs(state):
    state.begin()
    assert state.fraction is None
    state.take(STARTED)
    assert state.fraction == 0
    state.take(progress(epoch=3, batch=5))
    assert state.fraction == 25 / 40
    state.take(EpochEnded(epoch=4, step=40, seconds=1, metrics={}))
    assert state.fraction == 1


def test_that_speed_time_left_and_device_are_those_told_last(state):
    after(state, STARTED, progress(examples_per_second=1340.4, seconds_left=12.0), FIRST)
    assert state.seconds_left == 12.0
    assert state.speed_words() == "1,340 examples/s · 0.9 s an epoch · CPU, 2 cores"


def test_that_the_best_epoch_keeps_its_metrics_while_later_ones_pass(state):
    after(state, STARTED, FIRST, SECOND)
    assert state.best_epoch == 1
    assert state.best_metrics == FIRST.metrics
    assert state.metrics == SECOND.metrics
    assert state.metric_words() == "val. accuracy 0.660"


def test_that_a_pause_is_shown_as_asked_for_until_it_holds(state):
    after(state, STARTED, progress(seconds_left=9.0))
    assert state.can_pause
    state.pause_requested()
    state.take(progress(batch=6))
    assert (state.phase, state.headline()) == ("pausing", "Pausing")
    state.take(Paused())
    assert state.headline() == "Paused in epoch 1 of 4"
    state.resume_requested()
    state.take(Continued())
    assert state.phase == "training"


def test_that_a_pause_given_up_before_it_held_is_none(state):
    after(state, STARTED, progress())
    state.pause_requested()
    state.resume_requested()
    state.take(Paused())
    assert state.phase == "training"


def test_that_stop_says_what_cant_be_interrupted(state):
    after(state, STARTED)
    state.stop_requested()
    assert "prepared the first batch" in state.headline()
    state.take(progress())
    assert state.headline() == "Stopping"


def test_that_a_run_that_goes_on_counts_from_where_it_was(state):
    state.begin()
    state.take(RunStarted(run="/runs/a", epochs=4, batches=10, metrics=("loss",), device="", facts=FACTS,
                          first_epoch=2, first_step=20))
    assert state.headline() == "Epoch 3 of 4"
    assert state.fraction == 0.5


def test_that_the_time_left_in_a_long_epoch_is_said(state):
    after(state, STARTED, progress(epoch=3, batch=5, seconds_left=45.0))
    assert state.epoch_seconds_left == 15.0
    assert state.speed_words().startswith("0:15 left in this epoch")


def test_that_stopping_stays_stopping_until_the_run_ends(state):
    after(state, STARTED)
    state.stop_requested()
    for event in (progress(seconds_left=9.0), FIRST):
        state.take(event)
        assert state.phase == "stopping"
    assert state.seconds_left is None
    state.take(RunFinished(run="/runs/a", reason="stopped", epochs=1, best_epoch=1, metrics={}, seconds=3))
    assert (state.phase, state.outcome) == ("ended", "stopped")
    assert state.metrics == FIRST.metrics
    assert state.headline() == "Stopped after 1 epoch"


def test_that_a_stop_before_the_first_batch_keeps_nothing(state):
    after(state, Stage(text="Reading the data"))
    state.stop_requested()
    state.take(Stopped())
    assert (state.phase, state.outcome, state.kept) == ("ended", "stopped", False)
    assert state.finished_run is None
    assert "before there was a model" in state.summary()


def test_that_a_stop_asked_while_the_run_begins_is_not_forgotten(state):
    state.begin()
    state.stop_requested()
    state.take(STARTED)
    assert state.phase == "stopping"


def test_that_a_failure_is_its_sentence(state):
    after(state, STARTED, Failed(message="The model is too large for the memory.", run="/runs/a"))
    assert (state.phase, state.outcome) == ("ended", "failed")
    assert state.summary() == "The model is too large for the memory."
    assert state.run == Path("/runs/a")
    assert state.finished_run is None


def test_that_a_lost_engine_fails_the_run_under_way_and_no_other(state):
    state.lost("The engine ended.")
    assert state.phase == "idle"
    after(state, STARTED, progress())
    state.lost("The engine ended.")
    assert (state.outcome, state.message) == ("failed", "The engine ended.")
    assert state.curves.steps == 5


def test_that_late_events_of_a_run_that_is_over_change_nothing(state):
    after(state, STARTED, FINISHED)
    state.take(progress(epoch=3))
    assert (state.phase, state.epoch) == ("ended", 4)
    assert state.curves.steps == 0


def test_that_events_of_an_export_are_no_concern(state, qtbot):
    after(state, STARTED)
    with qtbot.assertNotEmitted(state.changed):
        state.take(Exported(report=ExportReport(points=2, dimensions=2)))


def test_that_the_last_finished_run_is_kept_while_the_next_one_is_under_way(state):
    after(state, STARTED, FINISHED)
    state.begin()
    assert state.finished_run == Path("/runs/a")
    assert state.curves is None
    state.take(Failed(message="No."))
    assert state.finished_run == Path("/runs/a")


def test_that_each_run_has_curves_of_its_own(state):
    first = after(state, STARTED, progress()).curves
    second = after(state, STARTED).curves
    assert first is not second
    assert second.steps == 0


def test_that_the_headline_says_where_it_stands(state):
    assert state.headline() == ""
    state.begin()
    state.take(Stage(text="Reading the data"))
    assert state.headline() == "Reading the data"
    state.take(STARTED)
    state.take(progress(epoch=3))
    assert state.headline() == "Epoch 3 of 4"
    state.stop_requested()
    assert state.headline() == "Stopping"


def test_that_the_summary_names_time_and_best_epoch(state):
    after(state, STARTED, FIRST, SECOND, FINISHED)
    assert state.summary() == "Finished: 4 epochs in 0:12. Best at epoch 1: validation accuracy 0.680."


def test_that_the_summary_says_again_what_was_warned_of_at_the_start(state):
    after(state, msgspec.structs.replace(STARTED, warnings=("Beast can't be saved",)), FIRST, SECOND, FINISHED)
    assert state.summary().endswith("validation accuracy 0.680. Beast can't be saved.")


def test_that_the_best_epoch_of_a_run_that_went_on_is_told_from_its_folder(state, tmp_path):
    (tmp_path / "epochs.csv").write_text("epoch,step,seconds,loss,val_loss\n1,10,1,0.6,0.65\n2,20,1,0.5,0.5\n")
    state.begin()
    state.take(RunStarted(run=str(tmp_path), epochs=3, batches=10, metrics=("loss",), device="", facts=FACTS,
                          first_epoch=2, first_step=20))
    state.take(RunFinished(run=str(tmp_path), reason="completed", epochs=3, best_epoch=2, metrics={"loss": 0.4},
                           seconds=30.0))
    assert state.summary() == "Finished: 3 epochs in 0:30. Best at epoch 2: validation loss 0.500."


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves on."""
    now = [0.0]
    monkeypatch.setattr("rnnstudio.studio.training.state.time.monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


OTHERS = msgspec.structs.replace(STARTED, others=("Beast, of the plugin wild",))
SUSPECT = "The first to suspect is what plugins by others put into the model: Beast, of the plugin wild."
AT_ONCE = "You ended it at once; what its folder holds by now stays."


@pytest.mark.parametrize(("started", "seconds", "words"), [
    (OTHERS, 42, f"{AT_ONCE} No batch had ended for 0:42 by then. {SUSPECT}"),
    (STARTED, 42, f"{AT_ONCE} No batch had ended for 0:42 by then."),
    (OTHERS, 3, AT_ONCE)])
def test_that_a_training_that_hung_until_it_was_ended_says_so_and_whom_to_suspect(
        state, clock, started, seconds, words):
    after(state, started)
    clock(100)
    state.take(progress())
    clock(seconds - 1)
    state.stop_requested()
    clock(1)
    state.take(Stopped())
    assert state.summary() == words


def test_that_one_that_was_paused_did_not_hang(state, clock):
    after(state, OTHERS, progress())
    state.pause_requested()
    state.take(Paused())
    clock(1000)
    state.stop_requested()
    state.take(Stopped())
    assert state.summary() == AT_ONCE
