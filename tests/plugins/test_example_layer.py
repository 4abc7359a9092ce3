"""The example plugin as a third party ships it: installed by pip into an environment of its own, found, trained."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from rnnstudio.project import file
from rnnstudio.project.model import LayerNode, Project

pytestmark = [pytest.mark.tf, pytest.mark.slow]

SOURCE = Path(__file__).resolve().parents[2] / "plugins" / "example_layer"
BUILT = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".pytest_cache")

STACK = (
    LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 16}),
    LayerNode(id="attention_1", type="example.attention_pooling", params={"units": 8}),
    LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"}),
)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return the interpreter of a fresh environment with the example installed, and all of ours in its path."""
    folder = tmp_path_factory.mktemp("third_party")
    call(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    fresh = folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    packages = call(fresh, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip()
    # addsitedir() reads the .pth files there too, which is how an editable install of RNN Studio is found.
    ours = sysconfig.get_paths()["purelib"]
    (Path(packages) / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    # pip leaves build/ and *.egg-info behind in the folder that it installs from.
    source = shutil.copytree(SOURCE, folder / "source", ignore=BUILT)
    call(fresh, "-m", "pip", "install", "--no-build-isolation", "--no-deps", "--no-index", "--quiet",
         "--disable-pip-version-check", source)
    return fresh


def call(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=240, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_that_the_installed_plugin_is_found_with_all_about_it(python):
    code = """if True:
        import json, msgspec
        from rnnstudio.registry import Registry
        registry = Registry.discover()
        report, = [r for r in registry.reports if r.distribution == "rnnstudio-attention-pooling"]
        layer = registry.layers["example.attention_pooling"]
        print(json.dumps({"report": msgspec.to_builtins(report), "module": layer.__module__,
                          "icon": open(layer.info.icon).read(), "ours": "rnnstudio.gru" in registry.layers}))
    """
    found = json.loads(call(python, "-c", code).splitlines()[-1])
    assert found["ours"]
    assert found["module"] == "rnnstudio_attention_pooling"
    assert found["icon"].startswith("<svg")
    report = found["report"]
    assert report["problems"] == []
    assert report["adds"] == ["Attention pooling"]
    assert report["name"] == "rnnstudio_attention_pooling"
    assert (report["version"], report["licence"]) == ("1.0.0", "Apache-2.0")


def test_that_a_project_with_the_installed_layer_trains(python, tmp_path):
    project = tmp_path / "reviews.rnnstudio"
    file.save(Project(name="Reviews", stack=STACK), project)
    printed = call(python, "-m", "rnnstudio", "train", project, "--runs", tmp_path / "runs", "--epochs", 2, "--json")
    result = json.loads(printed.splitlines()[-1])
    assert (result["reason"], result["epochs"]) == ("completed", 2)
    assert result["metrics"]["val_accuracy"] > 0.65
