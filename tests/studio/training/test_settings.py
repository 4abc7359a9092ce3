"""Training settings: each gesture is one step of undo with a name."""

import pytest

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
