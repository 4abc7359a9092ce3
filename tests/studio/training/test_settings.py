"""Training settings: each gesture is one step of undo with a name."""

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.project.training_settings import OPTIMIZERS, SCHEDULES
from rnnstudio.studio.training.settings import TrainingSettingsForm


@pytest.fixture
def form(qtbot, document):
    made = TrainingSettingsForm(document)
    qtbot.addWidget(made)
    return made


def test_that_typing_in_one_field_is_one_step(form, document):
    for value in (2, 20, 200):
        form.basic.form.edited.emit("epochs", value)
    assert document.project.training.epochs == 200
    assert document.undo_label == "Set epochs"
    document.undo()
    assert document.project.training.epochs == 10
    assert document.undo_label == ""


def test_that_leaving_the_field_ends_the_step(form, document):
    form.basic.form.edited.emit("epochs", 20)
    form.basic.form.gesture_ended.emit()
    form.basic.form.edited.emit("epochs", 30)
    document.undo()
    assert document.project.training.epochs == 20


def test_that_two_fields_are_two_steps(form, document):
    form.basic.form.edited.emit("epochs", 20)
    form.basic.form.edited.emit("batch_size", 32)
    document.undo()
    assert (document.project.training.epochs, document.project.training.batch_size) == (20, 64)


def test_that_reset_gives_the_default_back_in_one_step(form, document):
    form.optimizer.form.edited.emit("learning_rate", 0.5)
    form.optimizer.form.reset.emit("learning_rate")
    assert document.project.training.learning_rate == 0.001
    assert document.undo_label == "Reset learning rate"


def test_that_undo_shows_in_the_form(form, document):
    form.basic.form.edited.emit("epochs", 20)
    document.undo()
    assert form.basic.form.row("epochs").value == 10


def names_in(part):
    return part.form.names


def test_that_only_what_the_optimizer_has_is_asked_for(form, document):
    assert names_in(form.optimizer) == ["learning_rate", "beta_1", "beta_2", "epsilon", "weight_decay", "amsgrad"]
    form.basic.form.edited.emit("optimizer", "sgd")
    assert names_in(form.optimizer) == ["learning_rate", "momentum", "nesterov", "weight_decay"]
    assert form.optimizer.form.row("momentum").value == 0.0


def test_that_a_rate_left_at_the_default_follows_the_optimizer(form, document):
    form.basic.form.edited.emit("optimizer", "sgd")
    assert document.project.training.learning_rate == 0.01
    document.undo()
    assert (document.project.training.optimizer, document.project.training.learning_rate) == ("adam", 0.001)
    form.optimizer.form.edited.emit("learning_rate", 0.3)
    form.basic.form.edited.emit("optimizer", "sgd")
    assert document.project.training.learning_rate == 0.3
    form.optimizer.form.reset.emit("learning_rate")
    assert document.project.training.learning_rate == 0.01


def test_that_an_optimizers_default_shows_and_is_not_written(form, document):
    row = form.optimizer.form.row("beta_1")
    assert row.value == 0.9
    form.optimizer.form.edited.emit("beta_1", 0.8)
    assert document.project.training.beta_1 == 0.8
    form.optimizer.form.edited.emit("beta_1", 0.9)
    assert document.project.training.beta_1 is None
    assert row.value == 0.9


def test_that_only_what_the_schedule_has_is_asked_for(form, document):
    form.rate_section.button.click()
    assert form.rate.isHidden()
    form.schedule.form.edited.emit("schedule", "cosine")
    assert not form.rate.isHidden()
    assert names_in(form.rate) == ["rate_epochs", "lowest_rate"]
    assert form.rate.form.row("rate_epochs").title == "Lowest after"
    form.schedule.form.edited.emit("schedule", "plateau")
    assert names_in(form.rate) == ["rate_epochs", "rate_factor", "lowest_rate"]
    assert form.rate_section.summary.text() == (
        "0.001, times 0.5 after 3 epochs without a lower validation loss")


def test_that_what_has_no_effect_is_not_shown(form, document):
    form.limits.button.click()
    rows = form.stopping.form.row("early_stopping_change"), form.clipping.form.row("clip_by")
    assert all(row.label.isHidden() for row in rows)
    form.stopping.form.edited.emit("early_stopping", 3)
    form.clipping.form.edited.emit("gradient_clip", 1.0)
    assert not any(row.label.isHidden() for row in rows)
    assert form.limits.summary.text() == "stops after 3 epochs without a gain · gradients clipped at 1"


def test_that_metrics_are_those_of_the_task_and_judge_if_measured(form, document, qtbot):
    document.facts = DataFacts(input="values", task="regression", outputs=1)
    document.report_changed.emit()
    form.measuring.button.click()
    shown = [name for name, box in form.metrics.boxes.items() if not box.isHidden()]
    assert shown == ["measure_mae", "measure_rmse", "measure_r2"]
    form.metrics.boxes["measure_r2"].click()
    assert document.project.training.measure_r2
    assert document.undo_label == "Set r²"
    assert form.measuring.summary.text() == "mean absolute error, R²"
    form.limits.button.click()
    judge = form.judged.form.row("judged_by").parameter
    assert judge.choices == ("loss", "mae", "r2")
    document.undo()
    assert not form.metrics.boxes["measure_r2"].isChecked()


def test_that_every_field_has_a_description(form, document):
    for section in form.sections:
        section.button.click()
    for optimizer in OPTIMIZERS:
        form.basic.form.edited.emit("optimizer", optimizer)
        assert all(form.optimizer.form.row(name).doc for name in form.optimizer.form.names)
    for schedule in SCHEDULES:
        form.schedule.form.edited.emit("schedule", schedule)
        assert all(form.rate.form.row(name).doc for name in form.rate.form.names)
    assert all(box.toolTip() for box in form.metrics.boxes.values())


def test_that_folded_sections_cost_nothing_until_opened(form):
    assert form.schedule.form is None
    assert not form.metrics.boxes
