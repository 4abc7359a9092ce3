"""Each hook's docstring holds a complete plugin; it is loaded like any other and does what it says."""

import importlib.util
import inspect
import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import (
    BuildContext,
    Contents,
    DataFacts,
    EmbeddingTable,
    ExportContext,
    ReadContext,
    UserError,
    hooks,
    read_parameters,
)
from rnnstudio.registry import Plugin, Registry

HOOKS = [name for name, found in vars(hooks).items() if inspect.isfunction(found) and name.startswith("rnnstudio_")]


def example(hook: str) -> str:
    """Return the code block of a hook's docstring."""
    return files(hook)[""]


def files(hook: str) -> dict[str, str]:
    """Return the code block of a hook's docstring, under no name, and the files that lie beside it."""
    docstring = inspect.getdoc(getattr(hooks, hook)) or ""
    code, *others = re.split(r"^ *and ``(\S+)``::\n", docstring.partition("::\n")[2], flags=re.MULTILINE)
    beside = dict(zip(others[::2], others[1::2], strict=True))
    return {name: textwrap.dedent(text).strip("\n") + "\n" for name, text in {"": code, **beside}.items()}


@pytest.fixture
def plugin_of(tmp_path, monkeypatch):
    """Load a hook's example as a plugin, from a file of its own."""
    def load(hook: str) -> Registry:
        file = tmp_path / f"example_of_{hook}.py"
        for name, text in files(hook).items():
            (tmp_path / (name or file.name)).write_text(text, encoding="utf-8")

        def imported() -> ModuleType:
            spec = importlib.util.spec_from_file_location(file.stem, file)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            monkeypatch.setitem(sys.modules, file.stem, module)
            spec.loader.exec_module(module)
            return module

        registry = Registry([Plugin(name=file.stem, load=imported)])
        assert registry.reports[0].problems == ()
        assert len(registry.reports[0].adds) == 1
        return registry

    return load


def test_that_there_are_nine_hooks_and_each_has_an_example():
    assert sorted(HOOKS) == ["rnnstudio_data_sources", "rnnstudio_encoders", "rnnstudio_exporters",
                             "rnnstudio_help_pages", "rnnstudio_icons", "rnnstudio_layers", "rnnstudio_tasks",
                             "rnnstudio_templates", "rnnstudio_translations"]
    assert all(f"def {hook}():" in example(hook) for hook in HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_that_the_example_loads_without_a_problem(hook, plugin_of):
    plugin_of(hook)


@pytest.mark.parametrize("hook", HOOKS)
def test_that_the_example_imports_from_the_api_alone(hook):
    lines = [line for line in example(hook).splitlines() if "rnnstudio" in line and "import" in line]
    assert lines
    assert all(line.startswith("from rnnstudio.api import ") for line in lines)


@pytest.mark.tf
def test_that_the_layer_is_built_and_scales(plugin_of):
    layer = read_parameters(plugin_of("rnnstudio_layers").layers["doc.scale"], {"factor": 3})
    built = layer.build(BuildContext(name="scale", facts=DataFacts(input="values", task="regression", outputs=1)))
    assert built.name == "scale"
    assert np.asarray(built(np.ones((2, 4), np.float32))).tolist() == [[3.0] * 4] * 2


def test_that_the_source_yields_what_it_says(plugin_of):
    source = plugin_of("rnnstudio_data_sources").sources["doc.greetings"]()
    assert source.contents(ReadContext()).input == "text"
    rows = [row for batch in source.read(ReadContext()) for row in batch.to_pylist()]
    assert rows == [{"text": "good morning", "label": "English"}, {"text": "bonjour", "label": "French"}]


def test_that_the_encoder_encodes_and_comes_back_from_its_folder(plugin_of, tmp_path):
    encoder = plugin_of("rnnstudio_encoders").encoders["doc.letters"]()
    fitted = encoder.fit(["abc"])
    assert fitted.encode(["aBé"]) == [[2, 3, 1]]
    assert len(fitted.tokens) == len(fitted.counts) == 28
    fitted.save(tmp_path)
    assert encoder.load(tmp_path).encode(["z"]) == fitted.encode(["z"])


def test_that_the_task_makes_targets_of_labels(plugin_of):
    task = plugin_of("rnnstudio_tasks").tasks["doc.share"]()
    contents = Contents(input="text")
    targets = task.targets(pa.chunked_array([[0.5, 1.0]]), contents)
    assert targets.values.tolist() == [[0.5], [1.0]]
    assert task.window(contents) is None
    with pytest.raises(UserError, match="no share"):
        task.targets(pa.chunked_array([[1.5]]), contents)


def test_that_the_exporter_writes_its_file(plugin_of, tmp_path):
    exporter = plugin_of("rnnstudio_exporters").exporters["doc.word_list"]()
    table = EmbeddingTable(name="words", vectors=np.zeros((2, 3), np.float32), tokens=("good", "bad"))
    report = exporter.export(table, tmp_path / "out", ExportContext())
    assert report.points == 2
    assert Path(report.files[0]).read_text(encoding="utf-8") == "good\nbad"


def test_that_the_template_is_found(plugin_of):
    assert plugin_of("rnnstudio_templates").templates["doc.first"].title == "First steps"


def test_that_the_translations_are_taken(plugin_of):
    assert plugin_of("rnnstudio_translations").extras.words == {
        "zh_CN": {"Halve": "减半", "Halves every number.": "把每个数减半。"}}


def test_that_the_help_page_is_found(plugin_of, tmp_path):
    assert plugin_of("rnnstudio_help_pages").extras.help_pages == {"doc.tides": tmp_path / "tides"}


def test_that_the_icon_is_found(plugin_of, tmp_path):
    registry = plugin_of("rnnstudio_icons")
    assert registry.extras.icons == {registry.layers["doc.negate"].info.icon: tmp_path / "minus.svg"}
