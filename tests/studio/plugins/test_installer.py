"""Installing beside the window: output as it comes, an end that is said, a Stop that works."""

import sys

import pytest

from rnnstudio.studio.plugins.install_box import InstallBox
from rnnstudio.studio.plugins.installer import Installer


@pytest.fixture
def box(qtbot):
    installer = Installer()
    made = InstallBox(installer)
    made.installer = installer
    qtbot.addWidget(made)
    yield made
    installer.close()


def command(code):
    return (sys.executable, "-c", code)


def test_that_output_and_success_are_told(qtbot, box):
    with qtbot.waitSignal(box.succeeded, timeout=10_000):
        box.begin(command("print('Processing thing')"), "Installing thing …", "thing is installed.")
        assert box.installer.running
        assert box.statement.text == "Installing thing …"
    assert "Processing thing" in box.output.toPlainText()
    assert (box.statement.kind, box.statement.text) == ("success", "thing is installed.")
    assert not box.installer.running


def test_that_a_failure_opens_the_output(qtbot, box):
    with qtbot.waitSignal(box.installer.ended, timeout=10_000):
        box.begin(command("import sys; print('ERROR: no', file=sys.stderr); sys.exit(1)"), "…", "done")
    assert box.statement.kind == "error"
    assert box.details.is_open
    assert "ERROR: no" in box.output.toPlainText()


def test_that_it_can_be_stopped(qtbot, box):
    with qtbot.waitSignal(box.installer.ended, timeout=10_000):
        box.begin(command("import time; time.sleep(60)"), "…", "done")
        box.stop.click()
    assert box.statement.text.startswith("Stopped.")


def test_that_a_program_that_is_not_there_is_said(qtbot, box):
    with qtbot.waitSignal(box.installer.ended, timeout=10_000):
        box.begin(("/nowhere/python", "-m", "pip"), "…", "done")
    assert box.statement.text.startswith("pip could not be started")
