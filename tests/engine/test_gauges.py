"""Learning rate and gradient norm of every batch: told, written, right; the saved model stays plain Keras."""

import csv
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rnnstudio.engine import gauges as gauges_module
from rnnstudio.engine import network
from rnnstudio.engine.gauges import NAMES, Gauges
from rnnstudio.engine.schedules import Rate
from rnnstudio.engine.strides import Strides
from rnnstudio.project import edits
from rnnstudio.project.training_settings import TrainingSettings
from rnnstudio.runs.events import EpochEnded, Progress, RunStarted

pytestmark = pytest.mark.tf


def with_training(project, **settings):
    for name, value in settings.items():
        project = edits.set_training(project, name, value)
    return project


def points_of(events):
    return [point for event in events if isinstance(event, Progress) for point in event.points]


def test_that_every_batch_has_its_rate_and_its_norm_and_the_folder_too(run, small):
    events = run(with_training(small, schedule="cosine", warm_up=3, epochs=3))
    started = next(event for event in events if isinstance(event, RunStarted))
    assert started.gauges == NAMES == ("learning_rate", "gradient_norm")
    rates, norms = np.array([point.gauges for point in points_of(events)]).T
    done = np.clip((np.arange(15) - 3) / 12, 0, 1)
    np.testing.assert_allclose(rates, 0.01 * (1 + np.cos(np.pi * done)) / 2 * np.minimum((np.arange(15) + 1) / 3, 1),
                               rtol=1e-5)
    assert (norms > 0).all()
    assert np.isfinite(norms).all()
    with (Path(events[-1].run) / "batches.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert list(rows[0]) == ["step", "loss", "accuracy", "learning_rate", "gradient_norm"]
    np.testing.assert_allclose([float(row["gradient_norm"]) for row in rows], norms, rtol=1e-5)


def test_that_a_plateau_lowers_the_rate_told(run, small):
    project = with_training(small, schedule="plateau", rate_epochs=1, rate_factor=0.1, epochs=5, learning_rate=5.0)
    events = run(project)
    ended = [event for event in events if isinstance(event, EpochEnded)]
    rates = [point.gauges[0] for point in points_of(events)]
    factor, best, expected = 1.0, float("inf"), []
    for event in ended:
        expected += [5.0 * factor] * 5
        factor *= 1.0 if event.metrics["val_loss"] < best * (1 - 1e-4) else 0.1
        best = min(best, event.metrics["val_loss"])
    np.testing.assert_allclose(rates, expected, rtol=1e-5)
    assert rates[-1] < 5.0


def embedding_model(clip, clip_by, optimizer="sgd"):
    import keras

    from rnnstudio.engine.optimizers import make_optimizer

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(6, 3),
                              keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(1)])
    settings = TrainingSettings(optimizer=optimizer, learning_rate=0.5, gradient_clip=clip, clip_by=clip_by)
    model.compile(make_optimizer(settings), "mse", jit_compile=False)
    return model, settings


@pytest.mark.parametrize("clip", [None, 0.01])
@pytest.mark.parametrize("small", [0, 100])
def test_that_the_norm_is_of_the_whole_gradient_where_a_word_repeats(clip, small, monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(gauges_module, "_SMALL", small)
    model, settings = embedding_model(clip, "global_norm")
    inputs, wanted = np.array([[1, 1, 1, 2], [1, 2, 2, 5]]), np.array([[3.0], [-1.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(inputs) - wanted) ** 2)
    gradients = [tf.convert_to_tensor(one).numpy() for one in tape.gradient(loss, model.trainable_weights)]
    norm = np.sqrt(sum((one ** 2).sum() for one in gradients))
    before = model.get_weights()
    strides = Strides(model, Gauges(model, Rate(settings, 1)).row)
    batches = iter(tf.data.Dataset.from_tensors((inputs, wanted)))
    ((rate, told),) = strides.train(batches, 1)
    assert (rate, told) == (pytest.approx(0.5), pytest.approx(norm, rel=1e-5))
    moved = np.sqrt(sum(((old - new) ** 2).sum() for old, new in zip(before, model.get_weights(), strict=True)))
    assert moved == pytest.approx(0.5 * min(norm, clip or np.inf), rel=1e-4)


@pytest.mark.parametrize("clip_by", ["norm", "value"])
def test_that_the_other_limits_hold_too(clip_by):
    model, settings = embedding_model(0.01, clip_by)
    before = model.get_weights()
    Gauges(model, Rate(settings, 1))
    model.train_on_batch(np.array([[1, 1, 1, 2], [1, 2, 2, 5]]), np.array([[3.0], [-1.0]]))
    for old, new in zip(before, model.get_weights(), strict=True):
        step = (old - new) / 0.5
        size = np.abs(step).max() if clip_by == "value" else np.sqrt((step ** 2).sum())
        assert size <= 0.01 * (1 + 1e-4)
        assert size > 0


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_that_the_gauges_change_nothing_of_a_training_without_clipping(optimizer):
    weights = []
    for is_gauged in (False, True):
        model, settings = embedding_model(None, "global_norm", optimizer)
        if is_gauged:
            Gauges(model, Rate(settings, 1))
        for _ in range(3):
            model.train_on_batch(np.array([[1, 1, 1, 2], [1, 2, 2, 5]]), np.array([[3.0], [-1.0]]))
        weights.append(model.get_weights())
    for bare, gauged in zip(*weights, strict=True):
        np.testing.assert_array_equal(bare, gauged)


def test_that_the_saved_model_is_plain_keras_with_all_metrics_on(run, small):
    import keras

    project = with_training(small, measure_precision=True, measure_f1=True, measure_auc=True, schedule="stepwise",
                            warm_up=2, optimizer="adamw", judged_by="auc")
    events = run(project)
    started = next(event for event in events if isinstance(event, RunStarted))
    assert started.metrics == ("loss", "accuracy", "precision", "f1", "auc")
    assert {len(point.values) for point in points_of(events)} == {2}
    ended = [event for event in events if isinstance(event, EpochEnded)][-1]
    assert {f"val_{name}" for name in started.metrics} < set(ended.metrics)
    path = Path(events[-1].run) / "last.keras"
    with zipfile.ZipFile(path) as opened:
        assert b"rnnstudio" not in opened.read("config.json")
    model = keras.models.load_model(path)
    assert [metric["config"]["name"] for metric in model.get_compile_config()["metrics"]] == ["accuracy"]
    assert type(model.optimizer) is keras.optimizers.AdamW


def test_that_half_precision_trains_with_weights_and_outputs_in_full(run, small, node, monkeypatch):
    import keras

    project = msgspec.structs.replace(
        with_training(small, mixed_precision=True, epochs=8, learning_rate=0.05, gradient_clip=1.0),
        stack=(node("vectors"), node("average"), node("dense", units=8), node("dense")))
    events = run(project)
    log = (Path(events[-1].run) / "log.txt").read_text(encoding="utf-8")
    assert "half precision is left out" in log
    monkeypatch.setattr(network, "half_precision_helps", lambda: True)
    events = run(project)
    assert events[-1].metrics["val_accuracy"] > 0.9
    rates, norms = np.array([point.gauges for point in points_of(events)]).T
    assert (rates == np.float32(0.05)).all()
    assert (norms[np.isfinite(norms)] < 100).all()
    model = keras.models.load_model(Path(events[-1].run) / "best.keras")
    assert [layer.compute_dtype for layer in model.layers[1:]] == ["float16"] * 3 + ["float32"]
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"


def test_that_a_deterministic_run_repeats_and_leaves_the_process_as_it_was(run, small):
    from tensorflow.python.framework import config

    project = with_training(small, deterministic=True)
    first, second = points_of(run(project)), points_of(run(project))
    assert [point.values for point in first] == [point.values for point in second]
    assert not config.is_op_determinism_enabled()
