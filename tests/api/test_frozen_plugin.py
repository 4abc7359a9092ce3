"""A plugin written against the first version of the api goes on working, unchanged."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import pytest

from rnnstudio.api import DataFacts
from rnnstudio.api.testing import check_plugin
from rnnstudio.project.file import load
from rnnstudio.registry import Plugin, Registry, installed_plugins

FOLDER = Path(__file__).with_name("frozen_plugin")
DIGEST = "8c2937d1d2436b8d"
"""Of all its files. A plugin that others have can't be edited to suit us, and nor can this one."""


@pytest.fixture(scope="module")
def plugin():
    spec = importlib.util.spec_from_file_location("frozen_plugin", FOLDER / "__init__.py",
                                                  submodule_search_locations=[str(FOLDER)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["frozen_plugin"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["frozen_plugin"]


@pytest.fixture(scope="module")
def registry(plugin):
    ours = [one for one in installed_plugins() if one.distribution == "rnnstudio"]
    return Registry([*ours, Plugin(name="frozen_plugin", distribution="frozen", load=lambda: plugin)])


def digest() -> str:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    parts = [path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n")
             for path in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def test_that_nobody_edited_the_frozen_plugin():
    assert digest() == DIGEST


def test_that_everything_it_adds_is_taken_without_a_problem(registry):
    report = registry.reports[-1]
    assert report.problems == ()
    assert report.adds == ("Scale", "Answer", "Each step", "Plain cell", "Lines", "Letters", "Share", "Word list",
                           "First steps")


def test_that_what_it_uses_of_the_api_answers_as_it_did(plugin):
    assert plugin.described() == ["a number from -100 to 100", "a number from -1 to 1"]


@pytest.mark.tf
def test_that_its_project_of_then_is_read_and_its_stack_fits_together(registry):
    pytest.importorskip("keras")
    from rnnstudio.engine.describe import describe_stack

    project = load(FOLDER / "first.rnnstudio", registry.check)
    facts = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=30, classes=("English", "French"))
    report = describe_stack(project, registry, facts)
    assert [problem.message for problem in report.problems if problem.severity == "error"] == []
    assert registry.layer(project.stack[1]).factor == 3


@pytest.mark.tf
def test_that_it_passes_todays_contract_kit(plugin):
    pytest.importorskip("keras")
    check_plugin(plugin, given={"frozen.scale": {"draws": 0}, "frozen.answer": {"draws": 0},
                                "frozen.each_step": {"draws": 0}, "frozen.cell": {"draws": 0}})
