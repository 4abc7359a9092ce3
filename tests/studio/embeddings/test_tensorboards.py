"""Open in TensorBoard: a process beside the window, the browser when it answers, all gone with the program."""

import sys
import time

import pytest

from rnnstudio import tensorboard
from rnnstudio.api import ExportReport
from rnnstudio.studio.embeddings.result import ExportResult
from rnnstudio.studio.embeddings.tensorboards import TensorBoards

ANSWERS = "import sys; print('http://127.0.0.1:6006/', flush=True); sys.stdin.read()"


@pytest.fixture
def opened(monkeypatch):
    """Addresses that the browser was sent to; TensorBoard is there and nothing of it is real."""
    addresses = []
    monkeypatch.setattr("rnnstudio.studio.embeddings.tensorboards.QDesktopServices.openUrl",
                        lambda url: addresses.append(url.toString()))
    monkeypatch.setattr(tensorboard, "require", lambda: None)
    return addresses


@pytest.fixture
def runs(monkeypatch):
    """Let a line of Python stand for TensorBoard; return where the folders that it was started on are kept."""

    def let(code):
        folders = []
        monkeypatch.setattr(tensorboard, "command",
                            lambda folder: folders.append(folder) or [sys.executable, "-c", code])
        return folders

    return let


@pytest.fixture
def boards(qapp):
    made = TensorBoards()
    yield made
    made.close()


def test_that_the_browser_is_sent_to_the_projector_once_it_answers(boards, opened, runs, tmp_path, qtbot):
    folders = runs(ANSWERS)
    began = time.monotonic()
    with qtbot.waitSignal(boards.shown, timeout=20_000):
        boards.show(tmp_path)
        assert time.monotonic() - began < 1  # it doesn't wait
        boards.show(tmp_path)
    boards.show(tmp_path)
    assert opened == ["http://127.0.0.1:6006/#projector"] * 2
    assert folders == [tmp_path]


def test_that_a_folder_written_again_is_read_anew_and_all_ends_with_the_program(
        boards, opened, runs, tmp_path, qtbot):
    folders = runs(ANSWERS)
    with qtbot.waitSignal(boards.shown, timeout=20_000):
        boards.show(tmp_path)
    first = boards._running[tmp_path]
    boards.forget(tmp_path)
    assert first.state() == first.ProcessState.NotRunning
    with qtbot.waitSignal(boards.shown, timeout=20_000):
        boards.show(tmp_path)
    assert folders == [tmp_path] * 2
    second = boards._running[tmp_path]
    boards.close()
    assert second.state() == second.ProcessState.NotRunning


@pytest.mark.parametrize(("code", "reason"), [
    ("raise SystemExit('no port is free')", "could not be started: no port is free"), ("", "could not be started")])
def test_that_what_keeps_it_from_starting_is_said(boards, opened, runs, tmp_path, qtbot, code, reason):
    runs(code)
    with qtbot.waitSignal(boards.failed, timeout=20_000) as said:
        boards.show(tmp_path)
    assert reason in said.args[0]
    assert opened == []


def test_that_a_program_that_is_not_there_is_said(boards, opened, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(tensorboard, "command", lambda folder: ["/nowhere/python"])
    with qtbot.waitSignal(boards.failed, timeout=5000) as said:
        boards.show(tmp_path)
    assert "could not be started" in said.args[0]


@pytest.fixture
def result(qtbot):
    made = ExportResult()
    qtbot.addWidget(made)
    return made


def report(*files, notes=()):
    return ExportReport(points=2, dimensions=2, files=files, notes=notes)


def test_that_only_what_the_projector_reads_can_be_opened_there(result, tmp_path):
    result.show_report(report("/x/vecs.tsv", "/x/meta.tsv", "/x/projector_config.pbtxt"), tmp_path)
    assert result.board.isVisible()
    result.show_report(report("/x/vectors.bin"), tmp_path)
    assert not result.board.isVisible()
    result.say("error", "No.")
    assert not result.board.isVisible()


def test_that_it_is_said_how_to_install_it_where_it_is_missing(result, tmp_path, monkeypatch):
    monkeypatch.setattr(tensorboard.importlib.util, "find_spec", lambda name: None)
    result.show_report(report("/x/projector_config.pbtxt"), tmp_path)
    result.board.click()
    assert 'pip install "rnnstudio[tensorboard]"' in result.board_statement.text
    assert result.board.isEnabled()


def test_that_it_is_said_that_it_starts_and_where_it_is(result, opened, runs, tmp_path, qtbot):
    runs(ANSWERS)
    result.show_report(report("/x/projector_config.pbtxt"), tmp_path)
    result.board.click()
    assert not result.board.isEnabled()
    assert result.board_statement.text == "TensorBoard is being started."
    qtbot.waitUntil(result.board.isEnabled, timeout=20_000)
    assert "http://127.0.0.1:6006/#projector" in result.board_statement.text
    result.boards.close()


def test_that_notes_of_an_export_are_shown(result, tmp_path):
    result.show_report(report("/x/vectors.bin", notes=("Left out: 3.", "No classes.")), tmp_path)
    assert result.notes.text == "Left out: 3.\nNo classes."
    result.show_report(report("/x/vectors.bin"), tmp_path)
    assert not result.notes.isVisible()
