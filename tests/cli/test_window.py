"""The window opens where there is a display; where there is none, the terminal does the main job."""

import socket
import sys
import types

import pytest

from rnnstudio.cli import machine


@pytest.fixture
def window(monkeypatch):
    """Pretend to be the window; remember what was opened."""
    opened = []
    module = types.SimpleNamespace(main=lambda path, registry: opened.append(path) or 0)
    monkeypatch.setitem(sys.modules, "rnnstudio.studio.app", module)
    return opened


@pytest.fixture
def no_display(monkeypatch):
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(machine.sys, "platform", "linux")


def test_that_the_window_opens_without_a_command(rnnstudio_command, window):
    assert rnnstudio_command().code == 0
    assert rnnstudio_command("studio").code == 0
    assert window == [None, None]


def test_that_a_file_alone_opens_the_window_with_it(rnnstudio_command, window, project):
    assert rnnstudio_command(project).code == 0
    assert rnnstudio_command("studio", project).code == 0
    assert window == [project, project]


def test_that_a_file_that_is_not_there_is_said_before_a_window_opens(rnnstudio_command, window):
    ran = rnnstudio_command("gone.rnnstudio")
    assert (ran.code, window) == (1, [])
    assert ran.err == "gone.rnnstudio: there is no such file\n"


def test_that_a_command_goes_before_a_file_of_the_same_name(rnnstudio_command, window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plugins").write_text("")
    assert "fake" in rnnstudio_command("plugins").out
    assert window == []


@pytest.mark.usefixtures("no_display")
def test_that_without_a_display_the_main_job_is_done_in_the_terminal(rnnstudio_command, window, engine, tmp_path):
    ran = rnnstudio_command()
    assert ran.code == 0
    assert window == []
    assert ran.out.startswith("There is no display here")
    assert [asked[0] for asked in engine.asked] == ["train", "export"]
    assert engine.asked[0][1].name == "Movie reviews"
    run = tmp_path / "home" / "runs" / "run"
    assert engine.asked[1][1:2] + engine.asked[1][3:] == (run, run / "export")
    assert str(run / "export" / "vecs.tsv") in ran.out


@pytest.mark.usefixtures("no_display")
def test_that_without_a_display_a_file_is_not_trained_unasked(rnnstudio_command, engine, project):
    ran = rnnstudio_command(project)
    assert (ran.code, engine.asked) == (1, [])
    assert f"rnnstudio train {project}" in ran.err


def test_that_missing_libraries_are_told_with_the_one_command(rnnstudio_command, window, monkeypatch):
    monkeypatch.setattr(machine, "missing_libraries", lambda shown_on: {"libEGL.so.1": "libegl1"})
    monkeypatch.setattr(machine.shutil, "which", lambda tool: tool if tool == "apt-get" else None)
    monkeypatch.setattr(machine, "is_root", lambda: False)
    ran = rnnstudio_command()
    assert (ran.code, window) == (1, [])
    assert ran.err.endswith("install them with: sudo apt-get install -y libegl1\n")


@pytest.mark.usefixtures("no_display")
@pytest.mark.parametrize(("environment", "expected"), [
    ({}, ""),
    ({"QT_QPA_PLATFORM": "offscreen"}, "chosen"),
    ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "chosen"),
    ({"QT_QPA_PLATFORM": "xcb"}, ""),
    ({"DISPLAY": ":987"}, ""),
    ({"DISPLAY": "nonsense"}, ""),
    ({"WAYLAND_DISPLAY": "wayland-987"}, ""),
])
def test_that_a_display_must_answer(monkeypatch, environment, expected):
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert machine.display() == expected


@pytest.mark.usefixtures("no_display")
def test_that_a_display_that_answers_is_found(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.getsockname()[1] - 6000}.0")
        assert machine.display() == "x11"


@pytest.mark.usefixtures("no_display")
def test_that_a_wayland_socket_is_found(tmp_path, monkeypatch):
    (tmp_path / "wayland-0").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert machine.display() == "wayland"


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_that_windows_and_macos_have_a_display_and_all_libraries(monkeypatch, system):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(machine.sys, "platform", system)
    assert machine.display() == "native"
    assert machine.missing_libraries("native") == {}


def test_that_an_x_display_needs_more_than_none(monkeypatch):
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine, "_loads", lambda library: False)
    assert "libxcb-cursor.so.0" in machine.missing_libraries("x11")
    assert "libxcb-cursor.so.0" not in machine.missing_libraries("chosen")
    assert "libEGL.so.1" in machine.missing_libraries("chosen")


@pytest.mark.parametrize(("tool", "command"), [
    ("apt-get", "apt-get install -y libegl1"),
    ("dnf", "dnf install -y 'libEGL.so.1()(64bit)'"),
    ("zypper", "zypper install -y 'libEGL.so.1()(64bit)'"),
    ("pacman", ""),
])
def test_that_the_command_is_the_systems_own(monkeypatch, tool, command):
    monkeypatch.setattr(machine.shutil, "which", lambda asked: asked if asked == tool else None)
    monkeypatch.setattr(machine, "is_root", lambda: True)
    assert machine.install_command({"libEGL.so.1": "libegl1"}) == command
