"""The projects that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
import rnnstudio_data

from rnnstudio.engine.control import Control
from rnnstudio.engine.describe import check
from rnnstudio.engine.training import train
from rnnstudio.project import file
from rnnstudio.registry import Registry, installed_plugins
from rnnstudio.runs.events import Progress

TEMPLATES = {template.id: template for template in rnnstudio_data.rnnstudio_templates()}
each_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


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


@each_template
@pytest.mark.tf
@pytest.mark.slow
def test_that_a_template_trains(template, registry, tmp_path):
    project = file.load(template.path, registry.check)
    control = Control()

    def stop_soon(event):
        if isinstance(event, Progress) and event.batch >= 3:
            control.stop()

    done = train(project, registry, tmp_path, on_event=stop_soon, control=control)
    assert (Path(done.run) / "last.keras").is_file()


@pytest.mark.tf
@pytest.mark.parametrize(("template", "parameters"), [
    ("movie_reviews", [8000 * 16, 0, 16 * 16 + 16, 16 + 1]),
    ("course_lstm", [64_000, 98_816, 1_290]),
    ("course_gru_simple_rnn", [64_000, 247_296, 49_280, 1_290]),
    ("course_bidirectional", [38_400, 41_216, 650])])
def test_that_the_stacks_have_the_parameters_of_the_course_and_no_problem(template, parameters, registry):
    project = file.load(TEMPLATES[f"rnnstudio.{template}"].path, registry.check)
    _, report = check(project, registry)
    assert report.problems == ()
    assert [layer.parameters for layer in report.layers if layer.depth == 0] == parameters
