"""Two windows on one file are told; what others wrote is not overwritten unasked; a lost file loses nothing."""

import os
import sys

import pytest
from PySide6.QtCore import QProcess

from rnnstudio.project import edits
from rnnstudio.project.file import load, save
from rnnstudio.project.model import LayerNode, Project


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.rnnstudio"
    save(Project(name="Mine", stack=(LayerNode(id="gru_1", type="fake.gru"),)), path)
    return path


def rename(bench, name):
    bench.document.do(f"Rename to {name}", edits.rename_project(bench.document.project, name))


def test_that_the_second_of_two_programs_on_one_file_is_told(program, start, path):
    first = program()
    assert first.do(f"start {path}") == []
    bench, notices = start(path)
    assert notices.texts == ["“mine.rnnstudio” is open in another window of RNN Studio: what is saved there and what "
                             "is saved here overwrite each other."]
    bench.new()
    assert notices.all == []
    first.close()
    bench.open(path)
    assert notices.all == []


def test_that_a_killed_program_has_no_file_open(program, start, path):
    first = program()
    first.do(f"start {path}")
    first.kill()
    _, notices = start(path)
    assert notices.all == []


def test_that_a_file_is_the_same_by_any_way_to_it(start, path, tmp_path):
    link = tmp_path / "link.rnnstudio"
    link.symlink_to(path)
    start(path)
    _, notices = start(link)
    assert len(notices.all) == 1


def test_that_saving_as_another_file_ends_the_sharing(start, path, tmp_path):
    start(path)
    bench, notices = start(path)
    assert bench.save(tmp_path / "other.rnnstudio")
    assert notices.all == []
    _, told = start(tmp_path / "other.rnnstudio")
    assert len(told.all) == 1


def test_that_the_second_may_go_on_as_a_copy(start, path):
    start(path)
    bench, notices = start(path)
    notices.press("Open as a copy")
    assert (bench.document.path, bench.document.project.name) == (None, "Mine copy")
    assert bench.document.folder == path.parent  # relative paths to data still lead there
    assert bench.document.is_saved
    assert notices.all == []


def test_that_a_copy_keeps_what_was_done_before(start, path):
    start(path)
    bench, notices = start(path)
    rename(bench, "Better")
    notices.press("Open as a copy")
    assert (bench.document.path, bench.document.project.name) == (None, "Better copy")
    assert not bench.document.is_saved
    bench.document.undo()
    bench.document.undo()
    assert bench.document.project.name == "Mine"
    assert load(path).name == "Mine"


def test_that_a_copy_finds_its_data_after_a_crash_too(program, start, path):
    save(Project(name="Mine", data=load(path).data), path)
    bench, _ = start(path)
    rename(bench, "Better")
    bench.open_as_copy()
    bench.close()
    bench, notices = start()
    notices.press("Restore")
    assert bench.document.project.name == "Better copy"
    assert bench.document.folder == path.parent


def test_that_what_another_program_wrote_is_not_overwritten_unasked(start, path):
    bench, notices = start(path)
    rename(bench, "Ours")
    save(Project(name="Theirs", data=load(path).data), path)
    assert not bench.save(path)
    assert load(path).name == "Theirs"
    assert notices.texts == ["Not saved yet: “mine.rnnstudio” was changed by another window or program since it was "
                             "opened or saved here."]
    notices.press("Overwrite")
    assert load(path).name == "Ours"
    assert notices.all == []
    assert bench.document.is_saved
    rename(bench, "Ours again")
    assert bench.save(path)


def test_that_a_file_only_touched_is_saved_without_a_question(start, path):
    bench, notices = start(path)
    rename(bench, "Ours")
    os.utime(path, (1, 1))
    assert bench.save(path)
    assert notices.all == []


def test_that_two_windows_saving_in_turn_are_both_asked(start, path):
    one, _ = start(path)
    two, told = start(path)
    rename(one, "One")
    rename(two, "Two")
    assert one.save(path)
    assert not two.save(path)
    assert "changed by another window" in told.texts[-1]
    assert two.save(path, overwrite=True)
    rename(one, "One again")
    assert not one.save(path)


def test_that_a_file_that_is_gone_is_written_anew_and_told(start, path):
    bench, notices = start(path)
    rename(bench, "Ours")
    path.unlink()
    assert bench.save(path)
    assert load(path).name == "Ours"
    assert notices.texts == ["“mine.rnnstudio” was no longer there; it was written anew."]


def test_that_a_folder_that_is_gone_is_told_and_the_work_stays(start, tmp_path, path):
    folder = tmp_path / "folder"
    folder.mkdir()
    bench, notices = start(path)
    asked = []
    bench.ask_where = lambda: asked.append("where")
    assert bench.save(folder / "a.rnnstudio")
    rename(bench, "Ours")
    (folder / "a.rnnstudio").unlink()
    folder.rmdir()
    assert not bench.save(folder / "a.rnnstudio")
    assert f"the folder {folder} is not there" in notices.texts[0]
    assert not bench.document.is_saved
    notices.press("Save as…")
    assert asked == ["where"]


def test_that_a_write_protected_file_is_told_and_the_work_stays(start, path, monkeypatch):
    bench, notices = start(path)
    rename(bench, "Ours")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not bench.save(path)
    assert "write-protected" in notices.texts[0]
    assert bench.document.project.name == "Ours"
    assert not bench.document.is_saved


def test_that_a_project_opened_from_a_file_that_vanishes_is_still_there(start, path):
    bench, notices = start(path)
    path.unlink()
    assert not bench.open(path)
    assert "can't be read" in notices.texts[0]
    assert bench.document.project.name == "Mine"


def test_that_another_window_is_another_program(start, path, monkeypatch):
    started = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *arguments: started.append(arguments) or (True, 1))
    bench, _ = start()
    assert bench.open_window()
    assert bench.open_window(path)
    assert started == [(sys.executable, ["-m", "rnnstudio"]), (sys.executable, ["-m", "rnnstudio", str(path)])]


def test_that_a_window_that_cant_be_started_is_told(start, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    bench, notices = start()
    assert not bench.open_window()
    assert "/no/such/python" in notices.texts[0]
