"""The projects that come with the program."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import pytest
import rnnstudio_data
from msgspec.structs import replace

from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import check
from rnnstudio.engine.training import train
from rnnstudio.project import file
from rnnstudio.registry import Registry, installed_plugins
from rnnstudio.runs.events import Progress

TEMPLATES = {template.id: template for template in rnnstudio_data.rnnstudio_templates()}
SLOW = {f"rnnstudio.{name}" for name in (
    "course_gru_simple_rnn", "course_bidirectional", "plain_rnn", "lstm", "gru", "long_memory_remembers",
    "bidirectional_lstm", "stacked_lstm", "convolution_lstm", "languages", "surnames", "chinese_classics",
    "attention_pooling", "attention_between_words", "cells")}
"""Of these only the first batches are trained: the others go through a whole epoch, every kind of task among them."""


def each(ids):
    return pytest.mark.parametrize("template", [TEMPLATES[name] for name in ids], ids=ids)


each_template = each(list(TEMPLATES))


@pytest.fixture(scope="module")
def registry():
    return Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])


def test_that_the_first_start_finds_movie_reviews_and_the_course():
    assert list(TEMPLATES)[:4] == ["rnnstudio.movie_reviews", "rnnstudio.course_lstm",
                                   "rnnstudio.course_gru_simple_rnn", "rnnstudio.course_bidirectional"]


def test_that_a_template_stands_beside_those_of_its_kind():
    groups = [template.group for template in TEMPLATES.values()]
    assert all(groups)
    assert groups == sorted(groups, key=groups.index)


@each_template
def test_that_a_template_opens_with_all_its_parts_installed(template, registry):
    project = file.load(template.path, registry.check)
    assert project.name == template.title
    assert project.notes
    assert template.teaches.endswith(".")
    for place, kind, ref in project.components():
        assert registry.component_class(kind, ref.type) is not None, place


@each_template
def test_that_a_template_is_saved_back_byte_for_byte(template):
    assert file.dumps(file.load(template.path)) == template.path.read_bytes()


@each_template
def test_that_what_the_data_decides_is_left_to_it(template):
    project = file.load(template.path)
    for _, node in project.nodes():
        assert "input_dim" not in node.params
    assert project.stack[-1].type == "rnnstudio.dense"
    assert "units" not in project.stack[-1].params


@pytest.mark.parametrize(("template", "layers"), [
    ("movie_reviews", ["embedding", "global_average_pooling_1d", "dense", "dense"]),
    ("course_lstm", ["embedding", "lstm", "dense"]),
    ("course_gru_simple_rnn", ["embedding", "gru", "simple_rnn", "dense"]),
    ("course_bidirectional", ["bidirectional", "lstm", "bidirectional", "lstm", "dense"])])
def test_that_the_stacks_are_those_of_the_course(template, layers):
    project = file.load(TEMPLATES[f"rnnstudio.{template}"].path)
    assert [node.type.removeprefix("rnnstudio.") for _, node in project.nodes()] == layers


@each_template
@pytest.mark.tf
def test_that_nothing_is_wrong_with_a_template(template, registry):
    _, report = check(file.load(template.path, registry.check), registry)
    assert [problem.message for problem in report.problems if problem.severity != "advice"] == []


@pytest.fixture(scope="module")
def one_epoch(registry, tmp_path_factory):
    """Return a function that trains a template for one epoch, once, and gives how it ended."""
    known = {}

    def one_epoch(template):
        if template.id not in known:
            project = file.load(template.path, registry.check)
            short = replace(project, training=replace(project.training, epochs=1))
            if not template.id.startswith("rnnstudio.words_"):  # whose accuracies are compared
                short = replace(short, training=replace(short.training, batch_size=256))
            if template.id == "rnnstudio.tang_poems":  # ten thousand poems take long
                fewer = replace(project.data.source, params={"collection": "Tang 300"})
                short = replace(short, data=replace(project.data, source=fewer))
            known[template.id] = train(short, registry, tmp_path_factory.mktemp("runs"))
        return known[template.id]

    return one_epoch


@each([name for name in TEMPLATES if name not in SLOW])
@pytest.mark.tf
@pytest.mark.slow
def test_that_a_template_trains(template, one_epoch):
    done = one_epoch(template)
    assert (done.reason, done.epochs) == ("completed", 1)
    assert (Path(done.run) / "last.keras").is_file()
    assert isfinite(done.metrics["loss"])
    assert isfinite(done.metrics["val_loss"])


class FewBatches(Control):
    """Stops a training after two batches."""

    asked = 0

    @property
    def paused(self):  # asked once between two batches
        self.asked += 1
        if self.asked > 2:
            self.stop()
        return False


@pytest.fixture
def eagerly():
    """No graph is traced, which takes seconds for a recurrent layer; each layer's contract has it trained in one."""
    tf = pytest.importorskip("tensorflow")
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@each(sorted(SLOW))
@pytest.mark.usefixtures("eagerly")
@pytest.mark.tf
@pytest.mark.slow
def test_that_a_template_that_takes_longer_trains_its_first_batches(template, registry, tmp_path):
    told = []
    done = train(file.load(template.path, registry.check), registry, tmp_path, on_event=told.append,
                 control=FewBatches())
    assert done.reason == "stopped"
    assert (Path(done.run) / "last.keras").is_file()
    losses = [point.values[0] for event in told if isinstance(event, Progress) for point in event.points]
    assert len(losses) == 2
    assert all(isfinite(loss) for loss in losses)


@pytest.mark.tf
@pytest.mark.slow
def test_that_ids_as_numbers_teach_what_they_are_there_for(one_epoch):
    numbers, one_hot, embedded = (
        one_epoch(TEMPLATES[f"rnnstudio.words_{kind}"]).metrics["val_accuracy"]
        for kind in ("as_numbers", "one_hot", "embedded"))
    assert numbers < 0.6 < min(one_hot, embedded)


@pytest.mark.parametrize(("names", "differs"), [
    (("plain_rnn", "lstm", "gru"), 1), (("long_memory_forgets", "long_memory_remembers"), 0),
    (("words_as_numbers", "words_one_hot", "words_embedded"), 0)])
def test_that_templates_to_compare_differ_in_one_layer_alone(names, differs):
    def rest(project):
        kinds = [(node.type, node.params) for node in project.stack]
        return project.data, project.training, kinds[:differs] + kinds[differs + 1:]

    projects = [file.load(TEMPLATES[f"rnnstudio.{name}"].path) for name in names]
    assert all(rest(project) == rest(projects[0]) for project in projects)
    assert len({project.stack[differs].type for project in projects}) == len(projects)


@pytest.mark.tf
@pytest.mark.parametrize(("template", "parameters"), [
    ("movie_reviews", [8000 * 16, 0, 16 * 16 + 16, 16 + 1]),
    ("course_lstm", [64_000, 98_816, 1_290]),
    ("course_gru_simple_rnn", [64_000, 247_296, 49_280, 1_290]),
    ("course_bidirectional", [38_400, 41_216, 650])])
def test_that_the_stacks_have_the_parameters_of_the_course_and_no_problem(template, parameters, registry):
    project = file.load(TEMPLATES[f"rnnstudio.{template}"].path, registry.check)
    facts, report = check(project, registry)
    assert facts.generated == (template != "movie_reviews")
    assert report.problems == ()
    assert [layer.parameters for layer in report.layers if layer.depth == 0] == parameters
