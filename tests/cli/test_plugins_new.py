"""``plugins new`` writes a distribution that works as it is, and overwrites nothing."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rnnstudio.api import UserError
from rnnstudio.cli import main
from rnnstudio.cli.plugins_new import LICENCES, names, write
from rnnstudio.registry import Registry
from rnnstudio.registry.on_path import plugins_at

EVERYTHING = (".github/workflows/tests.yml", ".gitignore", "README.md", "my_layer/__init__.py",
              "my_layer/help/layer.en.html", "my_layer/help/layer.zh_CN.html", "my_layer/icon.svg",
              "my_layer/keras_layer.py", "my_layer/py.typed", "my_layer/zh_CN.json", "pyproject.toml",
              "tests/test_my_layer.py")


@pytest.fixture
def forgotten():
    """Forget the made package's modules afterwards."""
    path = [*sys.path]
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "my_layer"]:
        del sys.modules[name]


def test_that_everything_a_distribution_needs_is_there_and_no_placeholder_is_left(tmp_path):
    made = write("my-layer", tmp_path, "MIT", "Ada Lovelace")
    assert made.files == tuple(sorted((*EVERYTHING, "LICENSE")))
    assert [name for name in made.files if "@" in (Path(made.folder) / name).read_text(encoding="utf-8").replace(
        "actions/checkout@v4", "").replace("actions/setup-python@v5", "").replace("@hookimpl", "").replace(
        "@keras.saving", "")] == []
    project = tomllib.loads((tmp_path / "my-layer" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["authors"] == [{"name": "Ada Lovelace"}]
    assert project["entry-points"] == {"rnnstudio": {"my_layer": "my_layer"}}


@pytest.mark.parametrize("licence", LICENCES)
def test_that_the_licence_is_the_one_chosen(tmp_path, licence):
    folder = Path(write("my-layer", tmp_path, licence, "Ada Lovelace").folder)
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project.get("license", "") == LICENCES[licence]
    if licence == "none":
        assert not (folder / "LICENSE").exists()
        assert "Choose a licence" in (folder / "README.md").read_text(encoding="utf-8")
    else:
        text = (folder / "LICENSE").read_text(encoding="utf-8")
        assert ("Ada Lovelace" in text) == (licence in ("MIT", "BSD-3-Clause"))
        assert len(text) > 1000


def test_that_the_new_plugin_loads_without_a_problem_and_brings_icon_help_and_chinese(tmp_path, forgotten):
    folder = write("my-layer", tmp_path).folder
    registry = Registry(plugins_at(folder))
    assert [report.problems for report in registry.reports] == [()]
    assert list(registry.layers) == ["my_layer.layer"]
    assert set(registry.extras.icons) == {"my_layer.icon"}
    assert set(registry.extras.help_pages) == {"my_layer.layer"}
    assert registry.extras.words["zh_CN"]["Start"] == "起始值"


@pytest.mark.tf
def test_that_its_own_tests_pass_at_once_from_its_folder_and_installed(tmp_path):
    folder = Path(write("my-layer", tmp_path).folder)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
                          cwd=folder, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    target = tmp_path / "site"
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "--target", str(target), str(folder)],
        capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert installed.returncode == 0, installed.stderr
    code = ("from rnnstudio.registry import Registry, installed_plugins;"
            "found = Registry(one for one in installed_plugins() if one.name == 'my_layer');"
            "print(found.reports[0].problems, found.reports[0].distribution, sorted(found.extras.icons))")
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True,
                          cwd=tmp_path, env={**environment, "PYTHONPATH": str(target)})
    assert seen.stdout.strip() == "() my-layer ['my_layer.icon']"


def test_that_nothing_is_ever_overwritten(tmp_path):
    kept = tmp_path / "my-layer" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="nothing is overwritten"):
        write("my-layer", tmp_path)
    assert [path.name for path in tmp_path.iterdir() if "my-layer" in path.name] == ["my-layer"]
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("name", "said"), [
    ("My Layer", "try my-layer"), ("-x", "try x"), ("", "can't be called"), ("3d", "try layer-3d"),
    ("class", "one of Python's own names"), ("json", "one of Python's own names"), ("numpy", "is taken"),
    ("rnnstudio", "is taken"), ("rnnstudio-layers", "is taken")])
def test_that_a_name_that_can_not_be_is_refused_with_a_way_out(name, said):
    with pytest.raises(UserError, match=said):
        names(name)


def test_that_a_name_is_spelled_as_indexes_and_python_spell_it():
    assert names("My_Fine.Layer") == ("my-fine-layer", "my_fine_layer")


def test_that_the_command_says_what_to_do_next(tmp_path, capsys):
    assert main(["plugins", "new", "my-layer", "--to", str(tmp_path), "--license", "MIT", "--json"]) == 0
    said = capsys.readouterr()
    assert "rnnstudio --plugin ." in said.err
    assert json.loads(said.out.splitlines()[-1])["package"] == "my_layer"
    assert main(["plugins", "new", "my-layer", "--to", str(tmp_path)]) == 1
    assert "nothing is overwritten" in capsys.readouterr().err
