"""The author's guide, in both languages: each example is a plugin that loads and keeps its contract."""

import importlib
import json
import re
import sys
from pathlib import Path

import pytest

from rnnstudio.api import API_VERSION, hooks
from rnnstudio.api.testing import check_layer, check_plugin
from rnnstudio.registry import Registry
from rnnstudio.registry.on_path import plugins_at

FOLDER = Path(__file__).resolve().parents[2] / "plugins"
ENGLISH, CHINESE = (FOLDER / name for name in ("README.md", "README.zh-CN.md"))
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LARGEST = 15


def examples(guide: Path) -> dict[str, dict[str, str]]:
    """Return the files of each section that has a plugin, by the plugin's own file."""
    found = {}
    for section in guide.read_text(encoding="utf-8").split("\n## ")[1:]:
        files = {name: text for _, name, text in BLOCK.findall(section)}
        plugin = next((name for name, text in files.items() if "@hookimpl" in text), None)
        if plugin:
            found[plugin] = files
    return found


EXAMPLES = examples(ENGLISH)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write an example's files, and forget its modules afterwards."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [*sys.path])

    def write(plugin: str) -> Path:
        for name, text in EXAMPLES[plugin].items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path / plugin.removesuffix("/__init__.py")

    yield write
    for name in [name for name in sys.modules if name not in before
                 and str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path))]:
        del sys.modules[name]


def test_that_every_hook_has_an_example_in_the_guide():
    text = "".join(text for files in EXAMPLES.values() for text in files.values())
    known = [name for name in vars(hooks) if name.startswith("rnnstudio_")]
    assert len(known) == 9
    assert [hook for hook in known if f"def {hook}():" not in text] == []


def test_that_both_languages_have_the_same_examples_and_sections():
    assert BLOCK.findall(ENGLISH.read_text(encoding="utf-8")) == BLOCK.findall(CHINESE.read_text(encoding="utf-8"))
    english, chinese = (guide.read_text(encoding="utf-8").count("\n## ") for guide in (ENGLISH, CHINESE))
    assert english == chinese


def test_that_both_languages_tell_the_api_version_that_there_is():
    for guide in (ENGLISH, CHINESE):
        assert f'rnnstudio_api = "{API_VERSION}"' in guide.read_text(encoding="utf-8")


def test_that_the_smallest_plugin_has_at_most_fifteen_lines():
    text = EXAMPLES["scale.py"]["scale.py"]
    assert len(text.splitlines()) <= LARGEST


@pytest.mark.parametrize("plugin", EXAMPLES)
def test_that_the_example_loads_from_its_path_without_a_problem(plugin, written):
    registry = Registry(plugins_at(str(written(plugin))))
    assert [report.problems for report in registry.reports] == [()]
    assert registry.reports[0].adds


@pytest.mark.tf
@pytest.mark.parametrize("plugin", EXAMPLES)
def test_that_the_example_keeps_its_contract(plugin, written, tmp_path):
    pytest.importorskip("keras")
    loaded = plugins_at(str(written(plugin)))[0].load()
    log = tmp_path / "chat.log"
    log.write_text("Ada: good morning\nBob: bonjour\n", encoding="utf-8")
    given = {item.info.id: {"draws": 0} for item in getattr(loaded, "rnnstudio_layers", list)()}
    check_plugin(loaded, given=given | {"acme.chat_log": {"path": str(log)}})


@pytest.mark.tf
def test_that_the_smallest_plugin_trains(written):
    keras = pytest.importorskip("keras")
    import numpy as np

    from rnnstudio.api import BuildContext, DataFacts, read_parameters

    scale = plugins_at(str(written("scale.py")))[0].load().Scale
    facts = DataFacts(input="values", task="regression", outputs=1)
    made = read_parameters(scale, {"factor": 3}).build(BuildContext(name="scale_1", facts=facts))
    model = keras.Sequential([keras.Input((4,)), made, keras.layers.Dense(1)])
    model.compile("adam", "mse")
    before = model.get_weights()[0]
    x = np.random.default_rng(0).normal(size=(32, 4))
    model.fit(x, x.sum(axis=1), epochs=1, verbose=0)
    assert not np.array_equal(before, model.get_weights()[0])


@pytest.mark.tf
def test_that_the_test_in_the_guide_passes(written, monkeypatch):
    pytest.importorskip("keras")
    written("acme_gain/__init__.py")
    tests = {name: text for _, name, text in BLOCK.findall(ENGLISH.read_text(encoding="utf-8"))}["test_acme.py"]
    plugins_at(str(written("acme_gain/__init__.py")))[0].load()
    module: dict[str, object] = {}
    exec(compile(tests, "test_acme.py", "exec"), module)
    module["test_that_gain_keeps_its_contract"]()
    assert module["check_layer"] is check_layer
    assert importlib.import_module("acme_gain").Gain.info.id == "acme.gain"


def test_that_the_translations_in_the_guide_are_of_its_example():
    words = json.loads(EXAMPLES["extras.py"]["zh_CN.json"])
    assert all(f'"{english}"' in EXAMPLES["extras.py"]["extras.py"] or f'"""{english}"""' in
               EXAMPLES["extras.py"]["extras.py"] for english in words)
