"""The program as it is started, without its engine: killed, started again, closed."""

import os
import subprocess
import sys

import pytest

from tests.studio.safety.conftest import ROOT

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from rnnstudio.project import edits
from rnnstudio.studio import app
from rnnstudio.studio.engine_link import EngineLink
EngineLink.warm_up = EngineLink.describe = lambda *_: None
built = app.Application._build
def build(self):
    window = built(self)
    window.shown.connect(lambda: QTimer.singleShot(300, window, lambda: act(self, window)))
    return window
def act(self, window):
    bench = self.workbench
    {act}
app.Application._build = build
sys.exit(app.main(None))
"""
EDIT = """
    bench.document.do("Rename", edits.rename_project(bench.document.project, "Mine"))
    print(bench.document.project.name, flush=True)
"""
LOOK = """
    print(window.notices.notice.text if window.notices.isVisible() else "nothing", flush=True)
    window.close()
"""
RESTORE_AND_SAVE = """
    dict(window.notices.notice.actions)["Restore"]()
    print(window.windowTitle(), bench.document.undo_label, window.isWindowModified(), flush=True)
    bench.save(bench.settings_folder / "mine.rnnstudio")
    window.close()
"""


@pytest.fixture
def run(home):
    """Start the program with what it does once its window is shown."""
    running = []

    def run(act: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", PROGRAM.replace("{act}", act.strip())], text=True, cwd=ROOT,
                                   env={**os.environ, "RNNSTUDIO_HOME": str(home)}, stdout=subprocess.PIPE)
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate(timeout=30)


def test_that_a_killed_program_offers_its_work_back_and_a_closed_one_does_not(run, home):
    killed = run(EDIT)
    assert killed.stdout.readline() == "Mine\n"
    killed.kill()
    killed.communicate(timeout=30)
    act = RESTORE_AND_SAVE.replace("bench.settings_folder", f"__import__('pathlib').Path({str(home)!r})")
    restored, _ = run(act).communicate(timeout=60)
    assert restored == "Mine[*] – RNN Studio Rename True\n"
    closed, _ = run(LOOK).communicate(timeout=60)
    assert closed != ""
    assert "unexpectedly" not in closed
    assert (home / "mine.rnnstudio").is_file()
    assert [file for file in (home / "journals").rglob("*") if file.is_file()] == []
