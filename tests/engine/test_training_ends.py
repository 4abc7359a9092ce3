"""How a training ends: early, stopped, refused, failed. Whatever happens, the folder says so."""

import csv
import os
import threading
from pathlib import Path

import msgspec
import pytest

from rnnstudio.api import Cancelled, UserError
from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import describe_stack
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.training import train
from rnnstudio.project import edits
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import EpochEnded, Progress, RunStarted

pytestmark = pytest.mark.tf

HANG = 120


def points_of(events):
    return [point for event in events if isinstance(event, Progress) for point in event.points]


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_that_early_stopping_counts_epochs_without_a_better_loss(run, small):
    project = edits.set_training(edits.set_training(small, "learning_rate", 100.0), "epochs", 50)
    finished = run(edits.set_training(project, "early_stopping", 2))[-1]
    assert finished.reason == "early"
    assert finished.epochs == finished.best_epoch + 2 < 50
    assert runs_folder.read_info(Path(finished.run)).state == "early"


def test_that_a_stop_between_batches_keeps_the_model_and_ends_at_once(registry, small, tmp_path):
    control = Control()
    timer = threading.Timer(0.3, control.stop)
    events = []

    def receive(event):
        events.append(event)
        if isinstance(event, RunStarted):
            timer.start()

    train(edits.set_training(small, "epochs", 100_000), registry, tmp_path, on_event=receive, control=control)
    timer.join(HANG)
    finished = events[-1]
    assert finished.reason == "stopped"
    folder = Path(finished.run)
    assert runs_folder.read_info(folder).state == "stopped"
    assert (folder / "last.keras").is_file()
    assert (folder / "best.keras").is_file()
    steps = [point.step for point in points_of(events)]
    assert steps == list(range(1, len(steps) + 1))
    assert len(rows_of(folder / "batches.csv")) == len(steps)


def stop_at(kind, control, **attributes):
    """Return a receiver of events that stops at the first event of a kind."""

    def receive(event):
        if isinstance(event, kind) and all(getattr(event, name) == value for name, value in attributes.items()):
            control.stop()

    return receive


@pytest.mark.parametrize(("kind", "attributes"), [
    (RunStarted, {}), (Progress, {}), (Progress, {"validating": True}), (EpochEnded, {})])
def test_that_a_stop_is_heard_wherever_it_comes(registry, small, tmp_path, kind, attributes):
    control = Control()
    finished = train(edits.set_training(small, "epochs", 1000), registry, tmp_path,
                     on_event=stop_at(kind, control, **attributes), control=control)
    assert finished.reason == "stopped"
    assert finished.epochs == (1 if kind is EpochEnded else 0)
    assert finished.best_epoch == finished.epochs
    assert (Path(finished.run) / "best.keras").is_file()


def test_that_a_stop_before_the_folder_is_made_leaves_nothing(registry, small, tmp_path):
    control = Control()
    control.stop()
    with pytest.raises(Cancelled):
        train(small, registry, tmp_path / "runs", control=control)
    assert not (tmp_path / "runs").exists()


def test_that_what_cannot_be_trained_is_refused_before_a_folder_is_made(registry, small, node, tmp_path):
    wrong = msgspec.structs.replace(small, stack=(node("vectors"), node("gru"), node("gru"), node("dense", units=0)))
    with pytest.raises(UserError, match=r"GRU needs a whole sequence.*; Dense: units: expected"):
        train(wrong, registry, tmp_path / "runs")
    with pytest.raises(UserError, match="the stack is empty"):
        train(msgspec.structs.replace(small, stack=()), registry, tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def failed(run_folder):
    info = runs_folder.read_info(next(run_folder.iterdir()))
    assert info.state == "failed"
    return info.message


@pytest.mark.parametrize(("when", "batch", "words"), [
    ("nan", 1, "whose output is no number though its input is"), ("gradient", 2, "whose gradient is no number")])
def test_that_a_plugins_layer_that_spoils_the_numbers_is_named(registry, small, node, tmp_path, when, batch, words):
    project = msgspec.structs.replace(
        small, stack=(node("vectors"), node("faulty", when=when), node("average"), node("dense")))
    with pytest.raises(UserError, match=rf"epoch 1, batch {batch}: it began in Faulty, of the plugin acme, {words}"):
        train(project, registry, tmp_path)
    assert words in failed(tmp_path)


def test_that_steps_that_are_too_large_are_no_plugins_fault(registry, small, tmp_path):
    project = edits.set_training(edits.set_training(small, "learning_rate", 1e30), "optimizer", "sgd")
    with pytest.raises(UserError, match=r"batch \d+: the steps were too large; try a smaller learning rate"):
        train(edits.set_training(project, "epochs", 50), registry, tmp_path)


def test_that_a_plugins_fault_in_training_names_layer_and_plugin(registry, small, node, tmp_path):
    project = msgspec.structs.replace(
        small, stack=(node("vectors"), node("faulty", when="training"), node("average"), node("dense")))
    with pytest.raises(UserError, match="Faulty, of the plugin acme, failed: ZeroDivisionError: cannot call"):
        train(project, registry, tmp_path)
    assert "of the plugin acme" in failed(tmp_path)


def test_that_any_other_fault_leaves_a_failed_run_with_its_trace(registry, small, tmp_path):
    def receive(event):
        if isinstance(event, EpochEnded):
            raise LookupError("the listener broke")

    with pytest.raises(LookupError):
        train(small, registry, tmp_path, on_event=receive)
    assert failed(tmp_path) == "LookupError: the listener broke"
    folder = next(tmp_path.iterdir())
    assert "Traceback" in (folder / "log.txt").read_text(encoding="utf-8")
    assert (folder / "best.keras").is_file()
    assert len(rows_of(folder / "batches.csv")) == 5


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_that_a_full_disk_is_a_sentence(registry, small, tmp_path):
    def swap(event):
        if isinstance(event, RunStarted):
            for path in Path(event.run).glob("*.csv"):
                os.dup2(os.open("/dev/full", os.O_WRONLY), _descriptor(path))

    with pytest.raises(UserError, match="can't be written: No space left on device"):
        train(small, registry, tmp_path, on_event=swap)
    assert "No space left" in failed(tmp_path)


def _descriptor(path):
    """Return this process's open descriptor of a file."""
    return next(int(link.name) for link in Path("/proc/self/fd").iterdir()
                if link.is_symlink() and os.readlink(link) == str(path))  # noqa: PTH115


def test_that_a_folder_that_cannot_be_made_is_a_sentence(registry, small, tmp_path):
    (tmp_path / "runs").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="is a file, not a folder for runs"):
        train(small, registry, tmp_path / "runs")


def test_that_describing_while_training_disturbs_neither(run, small, registry, node):
    import keras

    alone = points_of(run(edits.set_training(small, "epochs", 10)))
    facts = prepare(small.data, registry).facts
    stack = (node("vectors"), node("both", node("gru")), node("dropout"), node("dense"))
    other = msgspec.structs.replace(small, stack=stack)
    expected = describe_stack(other, registry, facts)
    done, reports = threading.Event(), []

    def describe():
        while not done.is_set():
            reports.append(describe_stack(other, registry, facts))

    thread = threading.Thread(target=describe)
    thread.start()
    try:
        together = points_of(run(edits.set_training(small, "epochs", 10)))
    finally:
        done.set()
        thread.join(HANG)
    assert together == alone
    assert len(reports) > 3
    assert all(report == expected for report in reports)
    assert keras.config.floatx() == "float32"
