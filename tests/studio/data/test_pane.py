"""The Data pane: facts in words, problems in sentences, each choice one step of undo."""

from typing import Annotated

import pytest

from rnnstudio.api import (
    Contents,
    DataFacts,
    DataSource,
    Doc,
    Encoder,
    EncoderInfo,
    Range,
    SourceInfo,
)
from rnnstudio.project import edits
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.registry import Registry
from rnnstudio.studio.data.pane import DataPane
from rnnstudio.studio.data.wording import classes_words, facts_rows, task_words
from rnnstudio.studio.document import Document


class Reviews(DataSource):
    """Sentences about films."""

    info = SourceInfo(id="fake.reviews", title="Reviews", origin="Somewhere", licence="CC0")

    def contents(self, context):
        return Contents(input="text")


class Numbers(DataSource):
    """Numbers in a row."""

    info = SourceInfo(id="fake.numbers", title="Numbers", version=2)
    steps: Annotated[int, Range(1, 100), Doc("How many.")] = 20
    features: Annotated[int, Range(1, 100), Doc("How many in a step.")] = 3

    @classmethod
    def migrate(cls, params, version):
        return {"steps": params.get("length", 20)}


class Letters(Encoder):
    """One token for each letter."""

    info = EncoderInfo(id="fake.letters", title="Letters")
    keep: Annotated[int, Range(1, 100), Doc("How many to keep.")] = 26


@pytest.fixture
def document(qapp):
    registry = Registry([])
    registry.sources.update({"fake.reviews": Reviews, "fake.numbers": Numbers})
    registry.encoders["fake.letters"] = Letters
    project = edits.set_component(Project(), "source", ComponentRef(type="fake.reviews"))
    return Document(registry, edits.set_component(project, "encoder", ComponentRef(type="fake.letters")))


@pytest.fixture
def pane(qtbot, document):
    made = DataPane(document)
    qtbot.addWidget(made)
    made.resize(760, 800)
    made.show()
    return made


FACTS = DataFacts(input="text", task="binary", outputs=1, classes=("negative", "positive"), vocabulary_size=8000,
                  training_examples=8057, validation_examples=2015)


def choose(chooser, type_id):
    index = chooser.combo.findData(type_id)
    chooser.combo.setCurrentIndex(index)
    chooser.combo.activated.emit(index)


def test_that_facts_are_said_in_words(pane, document):
    assert pane.facts.waiting.isVisible()
    document.set_facts(FACTS)
    assert pane.facts.texts() == [
        "Training examples: 8,057", "Validation examples: 2,015", "To predict: one of two classes",
        "Classes: negative, positive", "Vocabulary: 8,000"]
    assert not pane.facts.waiting.isVisible()
    assert not pane.facts.generated.isVisible()


def test_that_facts_of_other_data_replace_those_before(pane, document):
    document.set_facts(FACTS)
    document.set_facts(DataFacts(input="values", task="regression", outputs=1, steps=12, features=2))
    assert pane.facts.texts() == ["Training examples: 0", "Validation examples: 0", "To predict: a number",
                                  "Time steps: 12", "Numbers in a step: 2"]


def test_that_made_up_data_says_so(pane, document):
    document.set_facts(DataFacts(input="values", task="binary", outputs=1, generated=True))
    assert pane.facts.generated.isVisible()
    assert pane.facts.generated.kind == "warning"


def test_that_problems_of_the_data_are_shown_and_those_of_the_stack_are_not(pane, document):
    document.set_report(StackReport(problems=(
        Problem(message="The file is missing.", path="$.data.source"), Problem(message="No layer.", path="$.stack"),
        Problem(message="GRU is odd.", node="gru_1"), Problem(message="Few examples.", severity="warning"))))
    assert pane.facts.texts() == ["The file is missing.", "Few examples."]
    assert not pane.facts.waiting.isVisible()
    document.set_report(StackReport())
    assert pane.facts.texts() == []


def test_that_origin_and_licence_are_shown(pane):
    assert pane.origin.text() == "Origin: Somewhere\nLicence: CC0"
    assert pane.source.about.text() == "Sentences about films."


def test_that_another_source_is_one_step_with_its_name(pane, document):
    choose(pane.source, "fake.numbers")
    assert document.project.data.source == ComponentRef(type="fake.numbers", version=2)
    assert document.undo_label == "Use Numbers"
    assert pane.source.form is not None
    assert not pane.origin.isVisible()
    document.undo()
    assert document.project.data.source.type == "fake.reviews"
    assert pane.source.combo.currentData() == "fake.reviews"
    assert pane.source.form is None


def test_that_choosing_what_is_chosen_is_no_step(pane, document):
    choose(pane.source, "fake.reviews")
    assert document.undo_label == ""


def test_that_typing_in_a_parameter_is_one_step(pane, document):
    choose(pane.source, "fake.numbers")
    for steps in (3, 30):
        pane.source.form.edited.emit("steps", steps)
    assert document.project.data.source.params == {"steps": 30}
    assert document.undo_label == "Set steps"
    document.undo()
    assert document.project.data.source.params == {}


def test_that_reset_takes_a_parameter_out_of_the_file(pane, document):
    pane.encoder.form.edited.emit("keep", 5)
    pane.encoder.form.reset.emit("keep")
    assert document.project.data.encoder.params == {}
    assert document.undo_label == "Reset keep"


def test_that_parameters_of_an_older_version_are_edited_in_todays(pane, document):
    old = ComponentRef(type="fake.numbers", version=1, params={"length": 7})
    document.do("Open", edits.set_component(document.project, "source", old))
    assert pane.source.form.row("steps").value == 7
    pane.source.form.edited.emit("features", 4)
    assert document.project.data.source == ComponentRef(type="fake.numbers", version=2,
                                                        params={"steps": 7, "features": 4})


def test_that_a_source_whose_plugin_is_missing_is_kept_and_said(pane, document):
    missing = ComponentRef(type="acme.secret", params={"a": 1})
    document.do("Open", edits.set_component(document.project, "source", missing))
    assert pane.source.missing.isVisible()
    assert "acme.secret" in pane.source.missing.text
    assert document.project.data.source == missing
    choose(pane.source, "fake.reviews")
    assert not pane.source.missing.isVisible()


def test_that_data_without_text_needs_no_encoder(pane, document):
    assert pane.encoder.isVisible()
    document.set_facts(DataFacts(input="values", task="binary", outputs=1))
    assert not pane.encoder.isVisible()
    assert pane.no_text.isVisible()
    document.set_facts(FACTS)
    assert pane.encoder.isVisible()


def test_that_the_split_is_edited_in_named_steps(pane, document):
    for part in (0.3, 0.35):
        pane.split.edited.emit("validation", part)
    assert document.project.data.split.validation == 0.35
    assert document.undo_label == "Set validation part"
    pane.split.reset.emit("validation")
    assert document.project.data.split.validation == 0.2
    document.undo()
    document.undo()
    assert document.undo_label == ""


def test_that_of_many_classes_the_first_are_named():
    assert classes_words(("a", "b")) == "a, b"
    assert classes_words(tuple("abcdefghij")) == "a, b, c, d, e, f, g, h and 2 more"


@pytest.mark.parametrize(("task", "outputs", "words"), [
    ("binary", 1, "one of two classes"), ("multiclass", 1200, "one of 1,200 classes"), ("regression", 1, "a number"),
    ("regression", 3, "3 numbers")])
def test_that_the_task_is_said_in_words(task, outputs, words):
    assert task_words(DataFacts(input="values", task=task, outputs=outputs)) == words


def test_that_nothing_is_said_of_what_is_not_known():
    assert [name for name, _ in facts_rows(DataFacts(input="text", task="binary", outputs=1))] == [
        "Training examples", "Validation examples", "To predict"]
    assert ("Test examples", "1,200") in facts_rows(
        DataFacts(input="text", task="binary", outputs=1, test_examples=1200))
