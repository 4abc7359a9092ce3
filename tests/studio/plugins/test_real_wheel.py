"""A real wheel, and pip: dropped into the Plugins pane it is installed and listed, and goes without a trace."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from rnnstudio.registry import Registry, installing
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.plugins.state import PluginsState
from tests.studio.window.conftest import FakeLink

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).resolve().parents[3] / "plugins" / "example_cell"
BUILT = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".pytest_cache", "tests")
OFFLINE = ("--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
NAME, PATIENCE = "rnnstudio-minimal-gated-unit", 60_000


@pytest.fixture
def wheel(tmp_path):
    """Return a wheel of the example; building leaves things behind in the folder, so it is a copy."""
    source = shutil.copytree(SOURCE, tmp_path / "source", ignore=BUILT)
    subprocess.run([sys.executable, "-m", "pip", "wheel", *OFFLINE, "-w", tmp_path, source], check=True, timeout=120)
    (found,) = tmp_path.glob("*.whl")
    return found


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Have pip work for an environment of the test's own, whose packages the program finds; return their folder."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True, timeout=120)
    where = {"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")}
    folder = Path(sysconfig.get_path("purelib", "venv", where))
    ours = sysconfig.get_path("purelib")
    (folder / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    python = Path(sysconfig.get_path("scripts", "venv", where)) / Path(sys.executable).name
    monkeypatch.setattr(installing, "_PIP", (str(python), *installing._PIP[1:]))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH")))))
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{}")
    return folder


@pytest.fixture
def pane(qtbot, packages, tmp_path):
    state = PluginsState(Registry.ours(), FakeLink(), lambda: tmp_path / "plugins.json")
    pane = PluginsPane(state)
    qtbot.addWidget(pane)
    pane.show()
    yield pane
    pane.close_processes()
    state.close()


def settled(qtbot, pane):
    qtbot.waitUntil(lambda: not pane.installer.running, timeout=PATIENCE)
    assert pane.box.statement.kind == "success", pane.box.output.toPlainText()
    qtbot.waitUntil(lambda: not pane._state.loading, timeout=PATIENCE)


def entry(pane):
    return next((entry for entry in pane.entries if entry.report.distribution == NAME), None)


def test_that_a_wheel_is_installed_listed_and_uninstalled(qtbot, wheel, packages, pane):
    assert entry(pane) is None
    pane.install_from(wheel)
    settled(qtbot, pane)
    assert pane.box.statement.text == f"{NAME} 1.0.0 is installed."
    report = entry(pane).report
    assert (report.version, report.licence, report.path, report.problems) == ("1.0.0", "Apache-2.0", "", ())
    assert report.adds == ("MGU", "MGU cell")
    layer = pane._state.registry.layers["example.minimal_gated_unit"]
    for file in (layer.info.icon, f"{layer.info.help}.zh_CN.html"):  # the wheel has more than modules
        assert Path(file).is_relative_to(packages)
        assert Path(file).is_file()

    entry(pane).uninstall.click()
    settled(qtbot, pane)
    assert entry(pane) is None
    assert "example.minimal_gated_unit" not in pane._state.registry.layers
    assert not list(packages.glob("rnnstudio_minimal_gated_unit*"))
