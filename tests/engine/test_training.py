"""Training: what is told, what is written, what is learned, on a project of a few hundred words."""

import csv
import math
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from rnnstudio.api import Contents
from rnnstudio.engine.optimizers import make_optimizer
from rnnstudio.engine.prepare import prepare
from rnnstudio.project import edits, file
from rnnstudio.project.model import TrainingSettings
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import EpochEnded, Progress, RunFinished, RunStarted, Stage

pytestmark = pytest.mark.tf


def points_of(events):
    return [point for event in events if isinstance(event, Progress) for point in event.points]


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_that_events_tell_the_whole_run(plain):
    kinds = [type(event) for event in plain]
    assert kinds[0] is Stage
    assert kinds.index(RunStarted) < kinds.index(Progress) < kinds.index(EpochEnded)
    assert kinds[-1] is RunFinished
    started = plain[kinds.index(RunStarted)]
    assert (started.epochs, started.batches, started.metrics) == (2, 5, ("loss", "accuracy"))
    assert started.facts.classes == ("against", "for")
    assert [point.step for point in points_of(plain)] == list(range(1, 11))
    ended = [event for event in plain if isinstance(event, EpochEnded)]
    assert [(event.epoch, event.step) for event in ended] == [(1, 5), (2, 10)]
    assert list(ended[0].metrics) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert plain[-1].metrics == ended[-1].metrics
    assert any(event.validating for event in plain if isinstance(event, Progress))


def test_that_a_batchs_values_are_its_own_and_make_up_the_epochs(run, small):
    events = run(edits.set_training(small, "batch_size", 32))
    ended = [event for event in events if isinstance(event, EpochEnded)]
    sizes = [32, 32, 16]
    for epoch, event in enumerate(ended):
        points = points_of(events)[3 * epoch:3 * epoch + 3]
        for place, name in enumerate(("loss", "accuracy")):
            mean = sum(point.values[place] * size for point, size in zip(points, sizes, strict=True)) / 80
            assert mean == pytest.approx(event.metrics[name], rel=1e-4)


def test_that_all_points_of_an_epoch_come_before_its_end(plain):
    seen = 0
    for event in plain:
        if isinstance(event, Progress):
            seen += len(event.points)
        if isinstance(event, EpochEnded):
            assert seen == event.step


def test_that_rows_left_out_are_told_and_kept_with_the_run(run, small, give, make_reviews):
    texts, labels = make_reviews(60)
    batch = pa.record_batch({"text": [None, *texts], "label": ["for", *labels]})
    data = msgspec.structs.replace(give(Contents(input="text"), batch), bad_rows="skip")
    events = run(msgspec.structs.replace(small, data=data))
    sentence = 'rows left out: 1, such as row 1: it has no value in the column "text"'
    assert [event.left_out for event in events if isinstance(event, RunStarted)] == [(sentence,)]
    folder = Path(events[-1].run)
    assert runs_folder.read_info(folder).facts.skipped == 1
    assert sentence in (folder / runs_folder.LOG).read_text(encoding="utf-8")


def test_that_a_run_folder_holds_what_was_promised(plain, small, registry):
    folder = Path(plain[-1].run)
    assert file.load(folder / "project.rnnstudio") == small
    info = runs_folder.read_info(folder)
    assert (info.state, info.epochs, info.message) == ("completed", 2, "")
    assert info.metrics == plain[-1].metrics
    assert {"rnnstudio", "tensorflow", "keras", "python"} <= info.versions.keys()
    encoder = prepare(small.data, registry).encoder
    assert runs_folder.read_tokens(folder) == (encoder.tokens, encoder.counts)
    assert (folder / "vocabulary" / "tokens.txt").is_file()
    batches, epochs = rows_of(folder / "batches.csv"), rows_of(folder / "epochs.csv")
    assert [int(row["step"]) for row in batches] == list(range(1, 11))
    assert [float(row["loss"]) for row in batches] == pytest.approx(
        [point.values[0] for point in points_of(plain)], rel=1e-5)
    assert list(epochs[0]) == ["epoch", "step", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert "ended: completed" in (folder / "log.txt").read_text(encoding="utf-8")
    assert not [path for path in folder.rglob("*") if ".part" in path.name]


def test_that_tensorboards_files_hold_the_same_curves(plain):
    import tensorflow as tf
    from tensorflow.core.util import event_pb2

    folder = Path(plain[-1].run)
    found = {}
    for part in ("train", "validation"):
        path, = (folder / "tensorboard" / part).glob("events.out.tfevents.*")
        for record in tf.data.TFRecordDataset(str(path)):
            event = event_pb2.Event.FromString(record.numpy())
            for value in event.summary.value:
                found.setdefault((part, value.tag), []).append((event.step, value.simple_value))
    epochs, batches = rows_of(folder / "epochs.csv"), rows_of(folder / "batches.csv")
    assert found["validation", "epoch_accuracy"] == [
        (int(row["epoch"]), pytest.approx(float(row["val_accuracy"]), rel=1e-5)) for row in epochs]
    assert found["train", "batch_loss"] == [
        (int(row["step"]), pytest.approx(float(row["loss"]), rel=1e-5)) for row in batches]


def test_that_the_best_model_is_that_of_the_lowest_validation_loss(run, small, registry):
    import keras

    from rnnstudio.engine.batches import validation_batches

    project = edits.set_training(edits.set_training(small, "learning_rate", 1.0), "epochs", 6)
    events = run(project)
    losses = [event.metrics["val_loss"] for event in events if isinstance(event, EpochEnded)]
    assert [event.best for event in events if isinstance(event, EpochEnded)] == [
        loss < min(losses[:index], default=math.inf) for index, loss in enumerate(losses)]
    assert events[-1].best_epoch == losses.index(min(losses)) + 1
    validation = validation_batches(prepare(small.data, registry).validation, 16).dataset
    for name, loss in (("best.keras", min(losses)), ("last.keras", losses[-1])):
        model = keras.models.load_model(Path(events[-1].run) / name)
        assert model.evaluate(validation, verbose=0)[0] == pytest.approx(loss, rel=1e-4)


def test_that_the_same_seed_gives_the_same_run_and_another_another(run, small, node):
    project = msgspec.structs.replace(small, stack=(node("vectors"), node("gru"), node("dropout"), node("dense")))
    first, second = points_of(run(project)), points_of(run(project))
    assert first == second
    assert points_of(run(edits.set_training(project, "seed", 1))) != first


@pytest.mark.parametrize("activation", ["linear", "sigmoid"])
def test_that_probabilities_and_scores_are_both_learned(run, small, node, activation):
    project = msgspec.structs.replace(
        edits.set_training(edits.set_training(small, "epochs", 12), "learning_rate", 0.05),
        stack=(node("vectors"), node("average"), node("dense", activation=activation)))
    metrics = run(project)[-1].metrics
    assert metrics["val_accuracy"] > 0.9
    assert metrics["val_loss"] < 0.4


@pytest.mark.parametrize("activation", ["linear", "softmax"])
def test_that_more_than_two_classes_are_learned(run, small, give_texts, node, activation):
    texts = [f"{word} x y" for word in ("red", "green", "blue")] * 20
    project = msgspec.structs.replace(
        edits.set_training(edits.set_training(small, "epochs", 12), "learning_rate", 0.1),
        data=give_texts(texts, ["r", "g", "b"] * 20),
        stack=(node("vectors"), node("average"), node("dense", activation=activation)))
    assert run(project)[-1].metrics["val_accuracy"] == 1.0


def test_that_numbers_are_learned_from_numbers(run, small, give, node):
    rows = [[[i / 60], [1.0]] for i in range(60)]
    data = give(Contents(input="values"), pa.record_batch({"values": rows, "label": [i / 30 for i in range(60)]}))
    project = msgspec.structs.replace(
        edits.set_training(edits.set_training(small, "epochs", 40), "learning_rate", 0.05), data=data,
        stack=(node("flat"), node("dense")))
    events = run(project)
    assert next(event for event in events if isinstance(event, RunStarted)).metrics == ("loss", "mae")
    assert events[-1].metrics["val_mae"] < 0.2


def test_that_ids_are_trained_on_without_a_vocabulary(run, small, give):
    data = give(Contents(input="ids", vocabulary_size=9), pa.record_batch(
        {"ids": [[2 + i % 2, 5, 6][:1 + i % 3] for i in range(40)], "label": ["ab"[i % 2] for i in range(40)]}))
    folder = Path(run(msgspec.structs.replace(small, data=data))[-1].run)
    assert not (folder / "tokens.tsv").exists()


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "nadam", "rmsprop", "sgd", "adagrad", "adadelta", "lion"])
def test_that_every_optimizer_takes_rate_and_clip(optimizer):
    made = make_optimizer(TrainingSettings(optimizer=optimizer, learning_rate=0.25, gradient_clip=2.0))
    assert (float(made.learning_rate.numpy()), made.global_clipnorm) == (0.25, 2.0)
