"""What import-linter keeps in the text is kept at run time too, seen from a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

HEAVY = ("tensorflow", "keras", "torch", "jax")
QT = ("PySide6", "shiboken6", "pyqtgraph")


def imported_by(code: str, **environment: str) -> set[str]:
    """Return the top-level modules that a program has imported at its end."""
    report = "; import sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, timeout=60,
                          check=False, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment})
    assert done.returncode == 0, done.stderr
    names: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return set(names)


def test_that_the_window_and_all_bundled_plugins_leave_tensorflow_out():
    found = imported_by("import rnnstudio.studio.app; from rnnstudio.registry import Registry; Registry.discover()")
    assert "PySide6" in found
    assert found.isdisjoint(HEAVY)


def test_that_the_bundled_plugins_leave_qt_out_too():
    found = imported_by("from rnnstudio.registry import Registry; Registry.discover()")
    assert found.isdisjoint({*HEAVY, *QT})


@pytest.mark.parametrize("module", ["api", "registry", "project.file", "project.edits", "runs.folder", "runs.events",
                                    "engine_process.messages", "engine_process.client", "engine.training",
                                    "engine.describe", "engine.export", "engine.evaluate", "vectors.taking",
                                    "runs.evaluation"])
def test_that_a_room_below_the_window_is_imported_without_tensorflow_and_qt(module):
    assert imported_by(f"import rnnstudio.{module}").isdisjoint({*HEAVY, *QT})


def test_that_the_help_imports_no_more_than_it_says():
    found = imported_by("from rnnstudio.cli import main; main(['--help'])")
    assert found.isdisjoint({*HEAVY, *QT, "rich", "pyarrow", "numpy", "tokenizers"})


def test_that_what_the_commands_share_with_the_window_leaves_qt_out():
    assert imported_by("import rnnstudio.cli.work, rnnstudio.cli.training_display").isdisjoint({*HEAVY, *QT})


def test_that_the_window_starts_without_the_panes_that_are_not_in_front(tmp_path):
    code = ("import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]); "
            "from rnnstudio.studio.app import Application; from rnnstudio.studio.settings import Settings; "
            "application = Application(app, Settings()); window = application.start(None); "
            "loaded = [n for n in sys.modules if n.endswith('.pane') and n.startswith('rnnstudio.studio')]; "
            "assert sorted(loaded) == ['rnnstudio.studio.builder.pane', 'rnnstudio.studio.training.pane'], loaded; "
            "window.close()")
    assert imported_by(code, RNNSTUDIO_HOME=str(tmp_path)).isdisjoint({*HEAVY, "pyqtgraph", "numpy"})


def test_that_what_is_loaded_before_qt_needs_no_qt():
    code = ("import rnnstudio.studio.start as start; from importlib import import_module; "
            "[import_module('rnnstudio.' + name) for name in start.WITHOUT_QT]; start.Registry.ours()")
    assert imported_by(code).isdisjoint({*HEAVY, *QT, "numpy"})
