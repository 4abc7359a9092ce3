"""Plugins that are loaded from a path without being installed."""

import subprocess
import sys

import pytest

from rnnstudio.registry import Registry
from rnnstudio.registry.choice import Choice, choose, chosen, in_force, read_off, write_off
from rnnstudio.registry.loading import other_plugins
from rnnstudio.registry.on_path import plugins_at

SOURCE = """
from rnnstudio.api import Layer, LayerInfo, hookimpl

class Thing(Layer):
    info = LayerInfo(id="{id}", title="Thing")

@hookimpl
def rnnstudio_layers():
    return [Thing]
"""


@pytest.fixture(autouse=True)
def nothing_stays_imported(monkeypatch):
    known = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in set(sys.modules) - known:
        if name.startswith("thing_"):
            del sys.modules[name]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(path):
    registry = Registry(plugins_at(str(path)))
    return registry, registry.reports[0]


def test_that_a_single_file_will_do(tmp_path):
    registry, report = loaded(write(tmp_path / "thing_file.py", SOURCE.format(id="thing.file")))
    assert list(registry.layers) == ["thing.file"]
    assert (report.name, report.path, report.distribution) == ("thing_file", str(tmp_path / "thing_file.py"), "")


def test_that_a_packages_folder_will_do_with_the_modules_inside(tmp_path):
    write(tmp_path / "thing_package" / "inner.py", SOURCE.format(id="thing.package"))
    write(tmp_path / "thing_package" / "__init__.py", "from thing_package.inner import rnnstudio_layers\n")
    registry, report = loaded(tmp_path / "thing_package")
    assert list(registry.layers) == ["thing.package"], report


@pytest.mark.parametrize(("folder", "setuptools"), [
    ("", ""), ("src", ""), ("lib", '[tool.setuptools]\npackage-dir = {"" = "lib"}'),
    ("odd", '[tool.setuptools.package-dir]\nthing_project = "odd/thing_project"')])
def test_that_a_project_is_read_and_its_code_found(tmp_path, folder, setuptools):
    write(tmp_path / folder / "thing_project" / "__init__.py", "")
    write(tmp_path / folder / "thing_project" / "hooks.py", SOURCE.format(id="thing.project"))
    write(tmp_path / "pyproject.toml", f"""
[project]
name = "thing-project"
version = "2.1"
license = "MIT"
authors = [{{ name = "Ada" }}, {{ email = "bo@example.org" }}]
dependencies = ["rnnstudio>=0.1"]
[project.entry-points.rnnstudio]
thing = "thing_project.hooks"
{setuptools}
""")
    registry, report = loaded(tmp_path)
    assert list(registry.layers) == ["thing.project"], report
    assert (report.name, report.distribution, report.version, report.author, report.licence) == (
        "thing", "thing-project", "2.1", "Ada, bo@example.org", "MIT")
    del sys.modules["thing_project"], sys.modules["thing_project.hooks"]


@pytest.mark.parametrize(("files", "words"), [
    ({}, "there is nothing at"),
    ({"x/notes.txt": ""}, "is neither a folder with a pyproject.toml, nor a package's folder, nor a .py file"),
    ({"x/pyproject.toml": "[project]\nname = 'a'"}, "has no entry points in the group rnnstudio"),
    ({"x/pyproject.toml": "[project"}, "can't be understood"),
    ({"x/pyproject.toml": "[project]\nname='a'\n[project.entry-points.rnnstudio]\na='thing_gone'"},
     "there is no module thing_gone in"),
    ({"x/pyproject.toml": "[project]\nname='a'\n[project.entry-points.rnnstudio]\na='json'", "x/json.py": ""},
     "another module goes by its name, json"),
])
def test_that_what_is_no_plugin_says_what_it_lacks(tmp_path, files, words):
    for name, text in files.items():
        write(tmp_path / name, text)
    _, report = loaded(tmp_path / "x")
    assert words in report.problems[0]


def test_that_a_file_of_the_plugins_never_stands_before_a_library(tmp_path):
    write(tmp_path / "colorsys.py", "raise AssertionError('shadowed')")
    _, report = loaded(write(tmp_path / "thing_shadow.py", "import colorsys\n" + SOURCE.format(id="thing.shadow")))
    assert report.problems == ()


def test_that_an_installed_distribution_gives_way_to_its_path(tmp_path, monkeypatch):
    site = tmp_path / "site"
    write(site / "acme_thing-1.0.dist-info" / "METADATA", "Metadata-Version: 2.1\nName: acme_thing\nVersion: 1.0\n")
    write(site / "acme_thing-1.0.dist-info" / "entry_points.txt", "[rnnstudio]\nthing = acme\n")
    monkeypatch.syspath_prepend(str(site))
    write(tmp_path / "here" / "pyproject.toml",
          "[project]\nname='Acme.Thing'\nversion='2'\n[project.entry-points.rnnstudio]\nthing='acme'")
    assert [plugin.version for plugin in other_plugins(Choice())] == ["1.0"]
    assert [plugin.version for plugin in other_plugins(Choice(paths=(str(tmp_path / "here"),)))] == ["2"]


def test_that_a_choice_reaches_processes_and_is_gone_after(monkeypatch):
    monkeypatch.delenv("RNNSTUDIO_PLUGINS", raising=False)
    choice = Choice(paths=("/somewhere: odd",), safe=True, off=("a/b",))
    code = f"from rnnstudio.registry.choice import Choice, chosen; print(chosen() == {choice!r})"
    with in_force(choice):
        assert chosen() == choice
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True\n"
    assert chosen() == Choice()


def test_that_a_choice_that_cannot_be_read_chooses_nothing(monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{")
    assert chosen() == Choice()
    choose(Choice(safe=True))
    assert chosen().safe


def test_that_what_is_switched_off_is_kept_once(tmp_path):
    file = tmp_path / "home" / "plugins.json"
    assert read_off(file) == ()
    write_off(file, ("a/b", "c/d", "a/b"))
    assert read_off(file) == ("a/b", "c/d")
    file.write_text("nonsense")
    assert read_off(file) == ()
