"""Training settings: files of any age mean the same, and every choice has what its table says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import ParameterError, parameters
from rnnstudio.project import file
from rnnstudio.project.rate_words import rate_words
from rnnstudio.project.training_settings import METRICS, OPTIMIZERS, SCHEDULES, TrainingSettings

FIELDS = {parameter.name: parameter for parameter in parameters(TrainingSettings)}

FIRST_FORMAT = st.fixed_dictionaries({}, optional={
    "epochs": st.integers(1, 100_000), "batch_size": st.integers(1, 65_536), "optimizer": st.sampled_from(
        list(OPTIMIZERS)), "learning_rate": st.floats(1e-8, 100), "gradient_clip": st.none() | st.floats(1e-6, 1e6),
    "early_stopping": st.none() | st.integers(1, 10_000), "class_weights": st.sampled_from(["none", "balanced"]),
    "seed": st.integers(0, 2**31 - 1)})
"""What a file of the first release can say of training."""


@given(FIRST_FORMAT)
def test_that_a_file_of_the_first_release_opens_and_means_the_same(training):
    read = file.loads(json.dumps({"format": "rnnstudio-project", "schema": 1, "training": training}).encode())
    assert {name: getattr(read.training, name) for name in training} == training
    added = set(FIELDS) - {"epochs", "batch_size", "optimizer", "learning_rate", "gradient_clip", "early_stopping",
                           "class_weights", "seed"}
    assert {getattr(read.training, name) == FIELDS[name].default for name in added} == {True}
    assert (read.training.schedule, read.training.clip_by, read.training.judged_by) == (
        "constant", "global_norm", "loss")
    assert file.loads(file.dumps(read)) == read


@pytest.mark.parametrize(("name", "value"), [
    ("beta_1", 1.0), ("momentum", 1.5), ("schedule", "linear"), ("clip_by", "norms"), ("warm_up", -1),
    ("rate_factor", 1.0), ("judged_by", "speed"), ("measure_f1", 1), ("mixed_precision", "auto")])
def test_that_a_wrong_value_is_refused_with_its_place(name, value):
    with pytest.raises(ParameterError) as caught:
        file.loads(json.dumps({"format": "rnnstudio-project", "schema": 1, "training": {name: value}}).encode())
    assert caught.value.path == f"$.training.{name}"


def test_that_tables_name_fields_and_their_defaults_are_accepted():
    for table in (OPTIMIZERS, SCHEDULES):
        for own in table.values():
            for name, default in own.items():
                assert FIELDS[name].accepts(default), name
    for names in METRICS.values():
        assert {FIELDS[f"measure_{name}"].kind for name in names} == {"bool"}


def test_that_what_is_left_open_takes_the_choices_own_default():
    settings = TrainingSettings(optimizer="lion", beta_1=0.8)
    assert settings.chosen(OPTIMIZERS, "lion") == {
        "learning_rate": 0.001, "beta_1": 0.8, "beta_2": 0.99, "weight_decay": None}
    assert TrainingSettings(optimizer="adamw").chosen(OPTIMIZERS, "adamw")["weight_decay"] == 0.004


def test_that_metrics_are_those_of_the_task():
    settings = TrainingSettings(measure_f1=True, measure_rmse=True)
    assert settings.metrics("binary") == ("accuracy", "f1")
    assert settings.metrics("forecasting") == ("mae", "rmse")
    assert settings.metrics("next_token") == ("accuracy", "perplexity")


@pytest.mark.parametrize(("settings", "words"), [
    ({}, "0.001 throughout"),
    ({"warm_up": 50}, "up to 0.001 over 50 batches, then constant"),
    ({"schedule": "cosine", "warm_up": 100, "lowest_rate": 0.0001},
     "up to 0.001 over 100 batches, then along a cosine to 0.0001 over 10 epochs"),
    ({"schedule": "cosine", "rate_epochs": 4}, "0.001, along a cosine to 0 over 4 epochs"),
    ({"schedule": "stepwise"}, "0.001, times 0.5 every 5 epochs"),
    ({"schedule": "stepwise", "rate_epochs": 1, "lowest_rate": 0.0001},
     "0.001, times 0.5 every epoch, not below 0.0001"),
    ({"schedule": "exponential", "rate_factor": 0.8}, "0.001, evenly times 0.8 in every epoch"),
    ({"schedule": "plateau"}, "0.001, times 0.5 after 3 epochs without a lower validation loss"),
])
def test_that_the_rate_is_told_in_words(settings, words):
    assert rate_words(TrainingSettings(**settings)) == words
