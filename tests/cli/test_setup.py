"""What ``make run`` and ``make test`` do before anything is installed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def setup(tmp_path, monkeypatch) -> ModuleType:
    """Load scripts/setup.py for a repository of its own, which calls nothing for real."""
    spec = importlib.util.spec_from_file_location("setup_under_test", ROOT / "scripts" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.0\n")
    machine = module.load_machine()
    monkeypatch.setattr(module, "load_machine", lambda: machine)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(machine, "missing_for_a_desktop", dict)
    monkeypatch.setattr(machine, "missing_for_a_browser", dict)
    module.called = []
    monkeypatch.setattr(module, "call", lambda command, environment=None: pretend(module, command))
    return module


def pretend(setup: ModuleType, command: list[object]) -> int:
    """Do what a command would leave behind."""
    words = [str(word) for word in command]
    setup.called.append(words)
    if words[1:3] == ["-m", "venv"]:
        (setup.VENV / "bin").mkdir(parents=True)
        setup.PYTHON.touch()
        (setup.VENV / "bin" / "pip").write_text(f"#!{setup.PYTHON}\n")
    return 0


def installs(setup: ModuleType) -> list[str]:
    """Return what pip was asked to install, each time."""
    return [words[-1] for words in setup.called if "pip" in words]


@pytest.fixture
def complete(setup, monkeypatch) -> ModuleType:
    """Set up on a machine that lacks no library."""
    monkeypatch.setattr(setup.load_machine(), "missing_libraries", lambda shown_on: {})
    return setup


def test_that_the_first_time_installs_and_the_second_touches_nothing(complete):
    assert complete.main("test") == 0
    assert installs(complete) == [".[dev]"]
    complete.called.clear()
    assert complete.main("test") == 0
    assert complete.main("run") == 0
    assert complete.called == []


def test_that_to_run_needs_no_developers_tools_and_the_tests_do(complete):
    assert complete.main("run") == 0
    assert installs(complete) == ["."]
    assert complete.main("test") == 0
    assert installs(complete) == [".", ".[dev]"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_that_a_changed_requirement_installs_again(complete, name):
    complete.main("run")
    (complete.ROOT / name).write_text("changed")
    complete.main("run")
    assert installs(complete) == [".", "."]


def test_that_versions_come_from_the_constraints(complete):
    complete.main("run")
    install, = (words for words in complete.called if "pip" in words)
    assert "-c constraints.txt" in " ".join(install)


def test_that_what_was_installed_is_compiled_on_all_cores_and_need_not_be_whole(complete, monkeypatch):
    monkeypatch.setattr(complete, "call", lambda command: pretend(complete, command) or int("compileall" in command))
    assert complete.main("run") == 0
    assert ["pip" in words for words in complete.called] == [False, True, False]
    assert complete.called[-1][1:6] == ["-m", "compileall", "-qq", "-j", "0"]
    assert complete.is_installed("run")


def test_that_a_folder_that_was_moved_gets_a_new_environment(complete):
    complete.main("run")
    (complete.VENV / "bin" / "pip").write_text("#!/elsewhere/.venv/bin/python\n")
    (complete.ROOT / "pyproject.toml").write_text("moved")
    complete.main("run")
    assert [words[1:3] for words in complete.called].count(["-m", "venv"]) == 2


def test_that_a_failing_pip_is_told_and_leaves_no_stamp(complete, monkeypatch, capsys):
    monkeypatch.setattr(complete, "call", lambda command: pretend(complete, command) or "pip" in command)
    assert complete.main("run") == 1
    assert "pip says why above" in capsys.readouterr().err
    assert not complete.is_installed("run")


def test_that_an_old_python_is_told_in_a_sentence(complete, monkeypatch, capsys):
    monkeypatch.setattr(complete.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(complete, "probe", lambda python, code: "")
    assert complete.main("run") == 1
    assert capsys.readouterr().err == ("RNN Studio needs Python 3.11 to 3.13, and this is Python 3.9. Install one of "
                                       "them, then run this again.\n")


def test_that_another_python_that_will_do_is_found(setup, monkeypatch):
    monkeypatch.setattr(setup.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "probe", lambda python, code: "1" if python.endswith("3.12") else "")
    assert setup.find_python() == "/usr/bin/python3.12"


@pytest.mark.parametrize("root", [True, False])
def test_that_missing_libraries_are_installed_by_root_and_named_to_others(setup, monkeypatch, capsys, root):
    machine = setup.load_machine()
    monkeypatch.setattr(machine, "is_root", lambda: root)
    monkeypatch.setattr(machine, "display", lambda: "x11")
    missing = {"libEGL.so.1": "libegl1"}
    monkeypatch.setattr(machine, "missing_libraries", lambda shown_on: {} if setup.called else missing)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert setup.main("run") == (0 if root else 1)
    if root:
        assert [words[:2] for words in setup.called[:2]] == [["apt-get", "update"], ["apt-get", "install"]]
        assert "libegl1" in setup.called[1]
    else:
        assert capsys.readouterr().err.endswith("then run this again: sudo apt-get install -y libegl1\n")
        assert setup.called == []


def test_that_without_a_display_running_needs_no_libraries_and_testing_does(setup, monkeypatch):
    machine = setup.load_machine()
    monkeypatch.setattr(machine, "display", lambda: "")
    monkeypatch.setattr(machine, "missing_libraries", lambda shown_on: {"libEGL.so.1": "libegl1"})
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    assert setup.main("run") == 0
    assert setup.main("test") == 1


@pytest.mark.parametrize(("purpose", "root", "expected"), [
    ("test", True, True), ("test", False, False), ("run", True, False)])
def test_that_a_desktop_for_the_tests_is_installed_where_that_can_be_done(
        complete, monkeypatch, purpose, root, expected):
    machine = complete.load_machine()
    monkeypatch.setattr(machine, "is_root", lambda: root)
    monkeypatch.setattr(machine, "missing_for_a_desktop", lambda: {"openbox": "openbox"})
    monkeypatch.setattr(complete.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert complete.main(purpose) == 0
    assert any("openbox" in words for words in complete.called) is expected


@pytest.mark.parametrize("found", [True, False])
def test_that_a_browser_for_the_tests_is_installed_where_there_is_one(complete, monkeypatch, capsys, found):
    machine = complete.load_machine()
    monkeypatch.setattr(machine, "is_root", lambda: True)
    monkeypatch.setattr(machine, "missing_for_a_browser", lambda: {"chromedriver": "chromium-driver"})
    monkeypatch.setattr(complete.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(complete, "call", lambda command, environment=None: pretend(complete, command) or (
        0 if found or "chromium-driver" not in command else 100))
    assert complete.main("test") == 0
    assert any("chromium-driver" in words for words in complete.called)
    assert ("tests that need a browser are skipped" in capsys.readouterr().out) is not found


def test_that_all_that_is_missing_is_in_one_command(setup, monkeypatch, capsys):
    machine = setup.load_machine()
    monkeypatch.setattr(machine, "is_root", lambda: False)
    monkeypatch.setattr(machine, "missing_libraries", lambda shown_on: {"libEGL.so.1": "libegl1"})
    monkeypatch.setattr(setup, "probe", lambda python, code: "" if "ensurepip" in code else "3.11")
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert setup.main("test") == 1
    assert capsys.readouterr().err == (
        "This machine lacks libEGL.so.1, python 3.11 venv. Install it, then run this again: "
        "sudo apt-get install -y libegl1 python3.11-venv\n")


def test_that_packages_that_cannot_be_installed_end_it(setup, monkeypatch, capsys):
    machine = setup.load_machine()
    monkeypatch.setattr(machine, "is_root", lambda: True)
    monkeypatch.setattr(machine, "missing_libraries", lambda shown_on: {"libEGL.so.1": "libegl1"})
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "call", lambda command, environment=None: 100)
    assert setup.main("test") == 1
    assert capsys.readouterr().err.endswith("By hand: apt-get install -y libegl1\n")


def test_that_a_python_without_venv_is_told_which_package_has_it(complete, monkeypatch, capsys):
    monkeypatch.setattr(complete.load_machine(), "is_root", lambda: False)
    monkeypatch.setattr(complete, "probe", lambda python, code: "" if "ensurepip" in code else "3.11")
    assert complete.main("run") == 1
    assert "sudo apt-get install -y python3.11-venv" in capsys.readouterr().err


def test_that_this_needs_nothing_but_the_standard_library():
    source = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in (
        "scripts/setup.py", "rnnstudio/cli/machine.py"))
    imports = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert {line.split()[1].split(".")[0] for line in imports} <= sys.stdlib_module_names
