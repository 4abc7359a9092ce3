"""The example of a cell, given by its path: it is there without being installed, and speaks Chinese."""

import sys
from pathlib import Path

import pytest

from rnnstudio.api import parameters, tr
from rnnstudio.api.text import use_language
from rnnstudio.registry import Registry
from rnnstudio.registry.choice import Choice, in_force
from rnnstudio.studio.help.pages import load_page

FOLDER = Path(__file__).resolve().parents[2] / "plugins" / "example_cell"
MODULE = "rnnstudio_minimal_gated_unit"


@pytest.fixture(scope="module")
def registry():
    """What a program has that was started with ``--plugin plugins/example_cell``."""
    path = list(sys.path)
    with in_force(Choice(paths=(str(FOLDER),))):
        yield Registry.discover()
    sys.path[:] = path
    sys.modules.pop(MODULE, None)


@pytest.fixture
def layers(registry):
    return [layer for item_id, layer in registry.layers.items() if registry.origin[item_id] == MODULE]


def test_that_it_is_taken_from_its_folder_without_a_problem(registry):
    (report,) = [report for report in registry.reports if not report.ours and report.path]
    assert (report.name, report.path, report.problems) == (MODULE, str(FOLDER), ())
    assert report.adds == ("MGU", "MGU cell")


def test_that_all_it_says_is_in_chinese_too(registry, layers):
    use_language("zh_CN")
    assert len(layers) == 2
    for layer in layers:
        said = [layer.info.category, layer.__doc__.splitlines()[0]]
        said += [text for parameter in parameters(layer) for text in (parameter.title, parameter.doc)]
        assert all(not tr(text).isascii() for text in said if text != "Dropout"), said
        assert layer.info.title in registry.extras.words["zh_CN"]
        page = load_page(layer, "zh_CN")
        assert page.language == "zh_CN"
        assert "计算方式" in page.html
