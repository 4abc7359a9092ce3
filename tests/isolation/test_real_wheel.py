"""A real wheel, built and installed by pip without a network, through the Plugins pane, in a place to throw away."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from rnnstudio.cli.plugins_new import write
from rnnstudio.project.model import LayerNode
from rnnstudio.registry import Registry, installing
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.plugins.state import PluginsState
from tests.studio.window.conftest import FakeLink

PATIENCE = 60_000
NODE = LayerNode(id="a", type="thrown_away.layer")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """What ``plugins new`` writes, as a wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    source = write("thrown-away", folder, "MIT", "Ada").folder
    subprocess.run((sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-q",
                    "--disable-pip-version-check", "--wheel-dir", str(folder), source), check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where pip installs to instead of here: an environment that has pip, and that all processes look into."""
    folder = tmp_path / "place"
    venv.create(folder, symlinks=os.name != "nt")
    in_it = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", in_it))
    (packages / "pip.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (python,) = [path for path in Path(sysconfig.get_path("scripts", "venv", in_it)).iterdir()
                 if path.stem == "python"]
    monkeypatch.setattr(installing, "_PIP", (str(python), *installing._PIP[1:]))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(packages), os.environ.get("PYTHONPATH")))))
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{}")
    monkeypatch.syspath_prepend(str(packages))
    return packages


@pytest.fixture
def pane(qtbot, qapp, place, tmp_path, monkeypatch):
    monkeypatch.setattr("rnnstudio.studio.plugins.state._RELOADED", 20)
    state = PluginsState(Registry.ours(), FakeLink(), lambda: tmp_path / "plugins.json")
    made = PluginsPane(state)
    made.state = state
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_processes()
    state.close()


@pytest.fixture
def finished(qtbot, pane):
    """Wait until pip has ended and what it did was loaded; return what the pane says."""
    def wait():
        qtbot.waitUntil(lambda: not pane.installer.running and not pane.state.loading, timeout=PATIENCE)
        return pane.box.statement.kind, pane.box.statement.text

    return wait


def entry(pane):
    return next((entry for entry in pane.entries if entry.report.name == "thrown_away"), None)


def for_a_later_python(wheel, folder):
    """Return a wheel that pip refuses, with the same plugin in it."""
    other = folder / wheel.name
    with zipfile.ZipFile(wheel) as read, zipfile.ZipFile(other, "w") as written:
        for name in read.namelist():
            text = read.read(name)
            if name.endswith("/METADATA"):
                kept = [line for line in text.splitlines() if not line.startswith(b"Requires-Python")]
                text = b"\n".join((kept[0], b"Requires-Python: >=99", *kept[1:]))
            written.writestr(name, text)
    return other


def test_that_a_wheel_is_installed_kept_when_its_update_fails_and_uninstalled(pane, finished, place, wheel, tmp_path):
    pane.install_from(wheel)
    assert finished() == ("success", "thrown-away 0.1.0 is installed.")
    assert (place / "thrown_away" / "__init__.py").is_file()
    report = entry(pane).report
    assert (report.problems, report.distribution, report.licence) == ((), "thrown-away", "MIT")
    assert pane.state.registry.layer(NODE).info.id == NODE.type
    assert ("use_plugins", ("thrown-away/thrown_away",)) in pane.state._link.asked
    assert "thrown_away" not in sys.modules
    layer = pane.state.registry.layers[NODE.type]
    assert Path(pane.state.registry.extras.icons[layer.info.icon]).is_relative_to(place)  # more than modules
    assert (place / "thrown_away" / "help" / "layer.zh_CN.html").is_file()

    pane.install_from(for_a_later_python(wheel, tmp_path))
    assert finished() == ("error", "It didn't go well; the output says why.")
    assert "requires a different Python" in pane.box.output.toPlainText()
    assert (place / "thrown_away" / "__init__.py").is_file()
    assert NODE.type in pane.state.registry.layers

    entry(pane).uninstall.click()
    entry(pane).confirm.click()
    kind, words = finished()
    assert kind == "success"
    assert words.startswith("thrown-away is uninstalled. Projects that use it keep its layers as they are.")
    assert not (place / "thrown_away").exists()
    assert entry(pane) is None
    assert NODE.type not in pane.state.registry.layers


def test_that_what_is_gone_already_is_said_and_pip_isnt_asked(pane):
    pane._uninstall("thrown-away")
    assert pane.box.statement.text == "Thrown-away is not installed, so it can't be uninstalled"
    assert not pane.installer.running
