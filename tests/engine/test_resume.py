"""A run that was interrupted and gone on with ends, bit for bit, as one that never was."""

import errno
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rnnstudio.api import Cancelled, UserError
from rnnstudio.engine import prepare, state
from rnnstudio.engine.control import Control
from rnnstudio.engine.strides import Stride
from rnnstudio.engine.training import go_on, train
from rnnstudio.project import edits
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted
from rnnstudio.runs.resuming import read_position
from rnnstudio.runs.standing import Hold, standing

pytestmark = pytest.mark.tf

BATCHES = 5


@pytest.fixture(autouse=True)
def _a_batch_in_a_call(monkeypatch):
    """Lets a test interrupt after any batch."""
    monkeypatch.setattr("rnnstudio.engine.strides.MOST", 1)


@pytest.fixture
def project(small, node):
    """Dropout, an optimizer with a state, early stopping; five batches to an epoch."""
    stack = (node("vectors", id="vectors"), node("average", id="average"), node("dropout", id="dropout"),
             node("dense", id="dense"))
    project = msgspec.structs.replace(small, stack=stack)
    return edits.set_training(edits.set_training(project, "epochs", 4), "early_stopping", 3)


class Told(list):
    """The events of a run; stops it when so many batches are done, or at the first event that satisfies ``when``."""

    def __init__(self, control=None, step=None, when=None):
        self.control, self.step, self.when = control, step, when

    def __call__(self, event):
        self.append(event)
        if self.when is not None and self.when(event):
            self.control.stop()

    def points(self):
        return [point for event in self if isinstance(event, Progress) for point in event.points]

    def ended(self):
        return [(event.epoch, event.step, event.metrics, event.best) for event in self
                if isinstance(event, EpochEnded)]


class StopAt(Control):
    """Is stopped once asked so many times: between any two batches, exactly."""

    def __init__(self, asked):
        super().__init__()
        self.left = asked

    @property
    def paused(self):  # asked once between two batches
        self.left -= 1
        if self.left < 0:
            self.stop()
        return False


def weights(run, name):
    """Return all arrays of a model's file."""
    import keras

    return keras.models.load_model(run / name, compile=False).get_weights()


def rows(path, without=()):
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [index for index, name in enumerate(lines[0]) if name not in without]
    return [[line[index] for index in kept] for line in lines]


def curve(run):
    """Return (part, tag, step, value) of all that is in TensorBoard's files."""
    import tensorflow as tf
    from tensorflow.core.util import event_pb2

    return sorted((path.parent.name, value.tag, event.step, value.simple_value)
                  for path in (run / "tensorboard").rglob("events*")
                  for event in map(event_pb2.Event.FromString, tf.data.TFRecordDataset(str(path)).as_numpy_iterator())
                  for value in event.summary.value)


def assert_same(run, other):
    for name in ("best.keras", "last.keras"):
        for mine, theirs in zip(weights(run, name), weights(other, name), strict=True):
            assert mine.tobytes() == theirs.tobytes(), name
    (position, arrays), (wanted, expected) = state.read(run), state.read(other)
    for name in ("trainable", "frozen", "optimizer", "chance"):
        assert [a.tobytes() for a in arrays[name]] == [a.tobytes() for a in expected[name]], name
    for field in ("epoch", "batch", "step", "best_epoch", "rules", "metrics"):
        assert getattr(position, field) == getattr(wanted, field), field
    assert rows(run / "batches.csv") == rows(other / "batches.csv")
    assert rows(run / "epochs.csv", {"seconds"}) == rows(other / "epochs.csv", {"seconds"})
    assert curve(run) == curve(other)


WHOLE = []


@pytest.fixture
def whole(project, registry, tmp_path_factory):
    """The run that was never interrupted, and what it told; trained once for all tests, three batches in a call."""
    if not WHOLE:
        told = Told()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Stride, "of", lambda self, left: min(3, left))
            train(project, registry, tmp_path_factory.mktemp("whole"), on_event=told)
        WHOLE.append((Path(told[-1].run), told))
    return WHOLE[0]


@pytest.mark.parametrize("asked", [1, 8, 15])
def test_that_a_stop_anywhere_and_going_on_changes_nothing(project, registry, tmp_path, whole, asked):
    before, after = Told(), Told()
    first = train(project, registry, tmp_path / "cut", on_event=before, control=StopAt(asked))
    run = Path(first.run)
    assert first.reason == "stopped"
    told = standing(run)
    assert told.can_go_on
    finished = go_on(run, registry, on_event=after)
    assert (finished.reason, finished.best_epoch) == (whole[1][-1].reason, whole[1][-1].best_epoch)
    started = next(event for event in after if isinstance(event, RunStarted))
    assert (started.first_epoch, started.first_step) == (told.epoch, told.step)
    assert before.points() + after.points() == whole[1].points()
    assert before.ended() + after.ended() == whole[1].ended()
    assert_same(run, whole[0])


RATES = (
    {"optimizer": "sgd", "momentum": 0.9, "schedule": "plateau", "rate_epochs": 1, "learning_rate": 0.0001,
     "gradient_clip": 0.5},
    {"schedule": "cosine", "warm_up": 4, "learning_rate": 0.05},
)


@pytest.mark.parametrize("settings", RATES, ids=[settings["schedule"] for settings in RATES])
def test_that_the_rate_goes_on_where_its_schedule_stood(project, registry, tmp_path, settings):
    for name, value in settings.items():
        project = edits.set_training(project, name, value)
    whole, before, after = Told(), Told(), Told()
    train(project, registry, tmp_path / "whole", on_event=whole)
    run = Path(train(project, registry, tmp_path / "cut", on_event=before, control=StopAt(17)).run)
    go_on(run, registry, on_event=after)
    rates = [point.gauges[0] for point in whole.points()]
    assert len(set(rates)) > 1, "the schedule did nothing"
    assert [point.gauges for point in before.points() + after.points()] == [point.gauges for point in whole.points()]
    assert_same(run, Path(whole[-1].run))


def test_that_more_epochs_are_as_if_they_had_been_planned(project, registry, tmp_path, whole):
    short = edits.set_training(project, "epochs", 2)
    run = Path(train(short, registry, tmp_path / "cut").run)
    assert standing(run).done
    with pytest.raises(UserError, match=r"all 2 epochs of .* are done; say how many more"):
        go_on(run, registry)
    go_on(run, registry, more_epochs=2)
    assert standing(run).planned == 4
    assert_same(run, whole[0])


def test_that_a_run_killed_before_its_first_checkpoint_begins_anew(project, registry, tmp_path, whole):
    run = Path(train(project, registry, tmp_path / "cut", control=StopAt(3)).run)
    shutil.rmtree(run / "checkpoint")
    shutil.rmtree(run / "vocabulary")
    go_on(run, registry)
    assert_same(run, whole[0])


def test_that_a_run_killed_after_its_last_checkpoint_ends_as_it_was_to_end(project, registry, tmp_path):
    project = edits.set_training(edits.set_training(project, "early_stopping", 1), "learning_rate", 50.0)
    told = Told()
    train(edits.set_training(project, "epochs", 40), registry, tmp_path, on_event=told)
    run = Path(told[-1].run)
    assert told[-1].reason == "early"
    expected = weights(run, "best.keras")
    runs_folder.write_info(run, msgspec.structs.replace(runs_folder.read_info(run), state="running"))
    (run / "best.keras").unlink()
    (run / "last.keras").unlink()
    position, arrays = state.read(run)
    arrays["best"] = expected
    state.write(run, msgspec.structs.replace(position, best="beside"), arrays)
    assert standing(run).state == "interrupted"
    finished = go_on(run, registry)
    assert (finished.reason, finished.epochs) == ("early", told[-1].epochs)
    assert [a.tobytes() for a in weights(run, "best.keras")] == [a.tobytes() for a in expected]


def test_that_early_stopping_counts_anew_if_the_user_goes_on_after_it(project, registry, tmp_path):
    project = edits.set_training(edits.set_training(project, "early_stopping", 2), "learning_rate", 50.0)
    first = train(edits.set_training(project, "epochs", 40), registry, tmp_path)
    assert first.reason == "early"
    assert go_on(Path(first.run), registry).epochs >= first.epochs + 2


def test_that_streamed_data_goes_on_where_it_was(monkeypatch, project, registry, tmp_path):
    monkeypatch.setattr("rnnstudio.engine.encoding._NUMBERS_IN_A_BATCH", 60)
    monkeypatch.setattr("rnnstudio.engine.encoding._SLICE", 10)
    monkeypatch.setattr("rnnstudio.engine.encoded.COPIED", 0)
    monkeypatch.setattr("rnnstudio.engine.streaming.MOST_IN_MEMORY", 0)
    monkeypatch.setattr("rnnstudio.engine.streaming._POOL", 2)
    project = edits.set_training(project, "batch_size", 9)
    whole = train(project, registry, tmp_path / "whole")
    run = Path(train(project, registry, tmp_path / "cut", control=StopAt(17)).run)
    assert 0 < standing(run).batch < 9
    go_on(run, registry)
    assert_same(run, Path(whole.run))


class PauseAt(StopAt):
    """Is paused once asked so many times, until it is told to go on."""

    @property
    def paused(self):
        self.left -= 1
        if self.left == 0:
            self.pause()
        return not self._go.is_set()


@pytest.mark.parametrize("asked", [3, 7])  # in training, and at the beginning of validation
def test_that_a_pause_is_told_keeps_all_on_disk_and_changes_nothing(project, registry, tmp_path, whole, asked):
    control, copy = PauseAt(asked), tmp_path / "copy"
    told = []

    def receive(event):
        told.append(event)
        if isinstance(event, Paused) and event.kept:
            assert event.message == ""
            shutil.copytree(next((tmp_path / "runs").iterdir()), copy)  # what a power cut would leave
            control.resume()

    train(project, registry, tmp_path / "runs", on_event=receive, control=control)
    assert [type(event) for event in told if isinstance(event, Paused | Continued)] == [Paused, Paused, Continued]
    assert [event.kept for event in told if isinstance(event, Paused)] == [False, True]
    assert_same(next((tmp_path / "runs").iterdir()), whole[0])
    assert standing(copy).state == "interrupted"
    go_on(copy, registry)
    assert_same(copy, whole[0])


def test_that_a_stop_during_a_pause_ends_it_and_keeps_the_model(project, registry, tmp_path):
    control = PauseAt(3)
    finished = train(project, registry, tmp_path, control=control,
                     on_event=lambda event: isinstance(event, Paused) and control.stop())
    assert finished.reason == "stopped"
    assert (Path(finished.run) / "last.keras").is_file()


@pytest.fixture
def always_writing(monkeypatch):
    monkeypatch.setattr("rnnstudio.engine.checkpoints._SHARE", float("inf"))
    monkeypatch.setattr("rnnstudio.engine.checkpoints._PAUSE", -1.0)


@pytest.mark.usefixtures("always_writing")
def test_that_a_full_disk_is_a_sentence_and_with_room_again_the_run_goes_on(
        project, registry, tmp_path, whole, monkeypatch):
    writes = []

    def write(array, *_, **__):
        writes.append(array)
        if len(writes) > 30:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(array, *_, **__)

    real = np.lib.format.write_array
    with monkeypatch.context() as full:
        full.setattr(np.lib.format, "write_array", write)
        with pytest.raises(UserError, match=r"state.npz can't be written: No space left on device"):
            train(project, registry, tmp_path)
    run, = tmp_path.glob("*_Small")
    assert runs_folder.read_info(run).state == "failed"
    assert weights(run, "best.keras")
    assert standing(run).epoch > 0
    go_on(run, registry)
    assert_same(run, whole[0])


@pytest.mark.usefixtures("always_writing")
def test_that_a_folder_that_vanishes_is_a_sentence_and_back_again_it_goes_on(project, registry, tmp_path, whole):
    def receive(event):
        if isinstance(event, EpochEnded) and event.epoch == 2:
            run, = tmp_path.glob("*_Small")
            run.rename(tmp_path / "elsewhere")

    with pytest.raises(UserError, match="can't be written"):
        train(project, registry, tmp_path, on_event=receive)
    assert standing(tmp_path / "elsewhere").can_go_on
    go_on(tmp_path / "elsewhere", registry)
    assert_same(tmp_path / "elsewhere", whole[0])


STOPPED = []


@pytest.fixture
def stopped(project, registry, tmp_path, tmp_path_factory):
    """A run stopped in the midst of validation: a copy of one that was trained once for all tests."""
    if not STOPPED:
        STOPPED.append(Path(train(project, registry, tmp_path_factory.mktemp("stopped"), control=StopAt(7)).run))
    return shutil.copytree(STOPPED[0], tmp_path / "cut" / STOPPED[0].name)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_that_changed_data_is_refused_and_the_run_left_as_it_was(stopped, registry, tables, make_reviews):
    import pyarrow as pa

    texts, labels = make_reviews(100)
    before = contents(stopped)
    tables["0"] = (tables["0"][0], [pa.record_batch({"text": ["other", *texts[1:]], "label": labels})])
    prepare.kept.clear()
    with pytest.raises(UserError, match="the data has changed since"):
        go_on(stopped, registry)
    assert contents(stopped) == before


def test_that_a_run_under_way_elsewhere_is_refused(stopped, registry):
    hold = Hold(stopped)
    assert not standing(stopped).can_go_on
    with pytest.raises(UserError, match="is being trained at this moment"):
        go_on(stopped, registry)
    hold.release()
    assert standing(stopped).can_go_on


def test_that_a_stop_before_it_went_on_leaves_the_run_as_it_was(stopped, registry):
    before, control = contents(stopped), Control()
    control.stop()
    with pytest.raises(Cancelled):
        go_on(stopped, registry, control=control)
    assert contents(stopped) == before
    assert standing(stopped).can_go_on


def test_that_a_damaged_checkpoint_is_a_sentence(stopped, registry):
    path = stopped / "checkpoint" / "state.npz"
    path.write_bytes(path.read_bytes()[:-200])
    assert not standing(stopped).can_go_on
    with pytest.raises(UserError, match="is damaged"):
        go_on(stopped, registry)


def test_that_another_runs_weights_are_begun_with(project, registry, tmp_path):
    first = Path(train(project, registry, tmp_path / "a").run)
    told = Told()
    second = Path(train(edits.set_training(project, "learning_rate", 1e-8), registry, tmp_path / "b", weights=first,
                        on_event=told).run)
    for mine, theirs in zip(weights(second, "last.keras"), weights(first, "best.keras"), strict=True):
        assert np.allclose(mine, theirs, atol=1e-5)
    assert runs_folder.read_info(second).weights == str(first)
    shutil.rmtree(second / "checkpoint")
    expected = weights(second, "last.keras")
    go_on(second, registry)
    assert [a.tobytes() for a in weights(second, "last.keras")] == [a.tobytes() for a in expected]


def test_that_weights_that_do_not_fit_are_refused_by_layer_and_shape(plain, small, registry, node, tmp_path):
    deep = msgspec.structs.replace(small, stack=(*small.stack[:2], node("dense", units=2), small.stack[2]))
    with pytest.raises(UserError, match="the network has 2 layers with weights, that run 3"):
        train(small, registry, tmp_path / "b", weights=Path(train(deep, registry, tmp_path / "a").run))
    run = Path(plain[-1].run)
    wide = msgspec.structs.replace(small, stack=(node("vectors", size=6), *small.stack[1:]))
    with pytest.raises(UserError, match=r"Embedding has the shapes 27 × 6, Embedding of that run 27 × 4"):
        train(wide, registry, tmp_path / "b", weights=run)
    assert not (tmp_path / "b").exists()


def test_that_nothing_of_the_position_is_lost_in_the_file(stopped):
    position = read_position(stopped)
    odd = msgspec.structs.replace(position, metrics={"a": float("inf"), "b": 0.1}, rules={"plateau": {"w": 1e-300}})
    state.write(stopped, odd, {})
    assert read_position(stopped) == odd


def test_that_a_finished_event_ends_the_second_part_too(stopped, registry, whole):
    told = Told()
    go_on(stopped, registry, on_event=told)
    assert_same(stopped, whole[0])
    assert isinstance(told[-1], RunFinished)
    assert runs_folder.read_info(stopped).state == told[-1].reason
